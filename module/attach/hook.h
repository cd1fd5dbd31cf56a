/* SPDX-License-Identifier: GPL-2.0 */
/* Hooks: what an attachment can be put on, and the probes that are on them. */
#ifndef _WK_ATTACH_HOOK_H
#define _WK_ATTACH_HOOK_H

#include <linux/types.h>

#include <linux/wasm_kernel.h>

#include "../limits.h"
#include "../wasm/error.h"

struct wk_attach;
struct wk_probe;
struct wk_subject;

/**
 * struct wk_target - where a hook is to be; each kind looks at its own part
 * @symbol: kernel symbol, or tracepoint; NUL-terminated
 * @addend: bytes behind the symbol, or offset in the file
 * @path: file
 * @pid: process as the client sees it, or -1
 * @nr: system call, or -1
 * @hooknum: place in netfilter
 * @priority: in netfilter
 * @interval: nanoseconds
 */
struct wk_target {
	char *symbol;
	u64 addend;
	char *path;
	s64 pid;
	s64 nr;
	u32 hooknum;
	s32 priority;
	u64 interval;
};

/* How to wait for hits that were under way when a hook was unregistered; bits. */
enum wk_hook_wait {
	WK_WAIT_TRACEPOINT = 1,
	WK_WAIT_UPROBE = 2,
	WK_WAIT_RCU = 4,
};

/**
 * struct wk_hook_ops - what a kind of hook can do
 * @check: is the target well formed?  Return: NULL, or what is wrong with it.
 * @arm: registers it, so that hits come; or, when @p->attach is armed dry, only
 *       checks.  Return: 0, or a negative errno, with @e filled or left alone.
 * @disarm: unregisters it.  Hits may go on until wk_hooks_wait().
 * @disarm_all: instead of @disarm: unregisters @n, for what is waited for only once; @room has
 *              as many pointers
 * @wait: enum wk_hook_wait; 0 when nothing of a hit is left
 * @missed: hits that the kernel did not pass on; may be NULL
 * @release: frees what @arm made; after wk_hooks_wait()
 */
struct wk_hook_ops {
	const char *(*check)(const struct wk_target *t);
	int (*arm)(struct wk_probe *p, bool dry, struct wk_error *e);
	void (*disarm)(struct wk_probe *p);
	void (*disarm_all)(struct wk_probe *const *p, u32 n, void **room);
	u32 wait;
	u64 (*missed)(const struct wk_probe *p);
	void (*release)(struct wk_probe *p);
};

/**
 * struct wk_hook_row - a row of hooks.def
 * @prefix: of exports
 * @contexts: enum wk_host_context that imports have to allow
 * @max_params: of the guest function
 * @results: 1: it returns an i32
 * @soft: interrupts stay on during a hit, soft interrupts are off
 * @ops: what it can do
 */
struct wk_hook_row {
	const char *prefix;
	u8 contexts;
	u8 max_params;
	u8 results;
	bool soft;
	const struct wk_hook_ops *ops;
};

/* Counters of one CPU. */
struct wk_probe_stats {
	u64 hits;
	u64 busy;
	u64 nmi;
	u64 overruns;
	u64 traps;
	u64 ticks;
	u64 fuel;
};

/**
 * struct wk_probe - one hook of an attachment
 * @attach: whose
 * @number: in it
 * @kind: enum wk_hook_kind
 * @row: its row of the table
 * @target: where
 * @name: export that is called: @name_len bytes, and a NUL
 * @name_len: bytes of it
 * @nparams: of the guest function
 * @soft: as in the row
 * @nmi: all imports may be called in an NMI
 * @may_fault: user memory may be faulted in
 * @subject: whom events are about, if not the current task; dp-only programs
 * @armed: registered
 * @missed: kept when it is unregistered
 * @stats: of each CPU
 * @priv: the kind's own
 */
struct wk_probe {
	struct wk_attach *attach;
	u32 number;
	u32 kind;
	const struct wk_hook_row *row;
	struct wk_target target;
	char *name;
	u32 name_len;
	u32 nparams;
	bool soft;
	bool nmi;
	bool may_fault;
	bool armed;
	const struct wk_subject *subject;
	u64 missed;
	struct wk_probe_stats __percpu *stats;
	void *priv;
};

/** wk_hook_row() - row of a kind, or NULL */
const struct wk_hook_row *wk_hook_row(u32 kind);

/**
 * wk_attach_add_hook() - gives an attachment a hook
 * @at: attachment, not armed
 * @kind: enum wk_hook_kind
 * @name: export, @len bytes
 * @target: copied
 * @number: filled
 * @e: zeroed; says what is wrong
 *
 * Context: process. Return: 0; -EBUSY, it is armed; -ENOSPC; -ENOMEM; -EINVAL with @e.
 */
int wk_attach_add_hook(struct wk_attach *at, u32 kind, const u8 *name, u32 len,
		       const struct wk_target *target, u32 *number, struct wk_error *e);

/** wk_probe_free() - unregistered, and no hit runs any more */
void wk_probe_free(struct wk_probe *p);

/** wk_probe_sum() - adds up what a probe counted; @out is zeroed first. Context: process */
void wk_probe_sum(const struct wk_probe *p, struct wk_wire_probe *out);

/** wk_hooks_wait() - until hits of unregistered hooks are over: bits of @wait. Context: process */
void wk_hooks_wait(u32 wait);

/** wk_hook_error() - "kprobe:foo: no such symbol"; Return: -1 */
int wk_hook_error(struct wk_error *e, const struct wk_probe *p, int err);

extern const struct wk_hook_ops wk_kprobe_ops;
extern const struct wk_hook_ops wk_kretprobe_ops;
extern const struct wk_hook_ops wk_tracepoint_ops;
extern const struct wk_hook_ops wk_uprobe_ops;
extern const struct wk_hook_ops wk_uretprobe_ops;
extern const struct wk_hook_ops wk_timer_ops;
extern const struct wk_hook_ops wk_netfilter_ops;
extern const struct wk_hook_ops wk_netfilter6_ops;
extern const struct wk_hook_ops wk_syscall_ops;
extern const struct wk_hook_ops wk_sysret_ops;

#endif /* _WK_ATTACH_HOOK_H */
