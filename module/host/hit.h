/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What host functions know about the call that they serve: which hook was hit, with
 * what, and what the program has.
 *
 * The embedder owns it and hands it over by wk_exec_set_data(); it lives as long as the
 * guest runs.  A program that runs without hooks has one too, with context WK_CTX_PROCESS.
 */
#ifndef _WK_HOST_HIT_H
#define _WK_HOST_HIT_H

#include "../wasm/shim.h"

struct pt_regs;
struct sk_buff;
struct wk_map;
struct wk_stream;
struct wk_wasi;

/* What an event wants to do to a metric. */
enum wk_staged_op {
	WK_STAGED_ADD,		/* @cell: count it there */
	WK_STAGED_OBSERVE,	/* @value */
	WK_STAGED_BEGIN,	/* @cell: slot of a time */
	WK_STAGED_END,		/* @cell: likewise */
};

/* Contributions of one event; more are left out. */
#define WK_STAGED_MAX	32

/**
 * struct wk_stage - what an event of a dp-only program contributes, once it has ended well
 * @metrics: how many metrics the program has
 * @open: an event is being handled: host functions may be called
 * @task: the current task is what the event is about
 * @n: contributions so far
 * @list: them: metric, enum wk_staged_op, cell or slot, value
 */
struct wk_stage {
	u32 metrics;
	bool open;
	bool task;
	u32 n;
	struct wk_staged {
		u32 metric;
		u32 op;
		u32 cell;
		u64 value;
	} list[WK_STAGED_MAX];
};

/**
 * struct wk_hit - one hit of a hook; what does not apply is NULL or 0
 * @emit: takes records, as wk_stream_emit(), instead of @stream; or NULL
 * @stream: where records go; NULL: wasm_kernel.emit answers -ENOTCONN
 * @maps: the program's maps, by number
 * @nmaps: how many
 * @wasi: standard output of a program that runs without hooks, for logs
 * @regs: registers: of the kernel in a kprobe, of the task in a uprobe
 * @skb: the packet of a netfilter hook
 * @args: arguments that do not come in registers: of a tracepoint or system call
 * @nargs: how many
 * @probe: number of the hook in its program; bpf.get_attach_cookie
 * @ip: address of the probed instruction
 * @ret: return value, of a hook that has one
 * @has_ret: it has
 * @context: enum wk_host_context of the hook
 * @fault_in: copies from user memory and waits for pages that are not there; NULL where
 *            nothing may wait. To be tried when a copy without it failed. Return: 0 or -EFAULT
 * @faults: reads of kernel or user memory that failed; only grows
 * @error: last error of a host function, a negative errno, or 0
 * @what: in words; static text
 * @stage: contributions to metrics, of a dp-only program; else NULL
 */
struct wk_hit {
	int (*emit)(const struct wk_hit *hit, u32 type, const void *bytes, u32 len);
	struct wk_stream *stream;
	struct wk_map *const *maps;
	u32 nmaps;
	struct wk_wasi *wasi;
	struct pt_regs *regs;
	struct sk_buff *skb;
	const u64 *args;
	u32 nargs;
	u32 probe;
	u64 ip;
	u64 ret;
	bool has_ret;
	u8 context;
	int (*fault_in)(const struct wk_hit *hit, void *to, u64 from, u32 len);
	u32 faults;
	int error;
	const char *what;
	struct wk_stage *stage;
};

#endif /* _WK_HOST_HIT_H */
