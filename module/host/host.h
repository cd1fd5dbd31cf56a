/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Host functions: what a guest can import, and how imports find them.
 *
 * include/wasm_kernel/host.def is the one list.  Like module/wasm/ this
 * folder is freestanding: it builds for the kernel and for user space.
 */
#ifndef _WK_HOST_H
#define _WK_HOST_H

#include "../wasm/wasm.h"

struct wk_wasi;

/*
 * Where a host function may be called.  A hook's context is one of these, or several for
 * a hook that may be hit in any of them.
 */
enum wk_host_context {
	WK_CTX_PROCESS = 1 << 0,	/* may sleep */
	WK_CTX_SOFTIRQ = 1 << 1,
	WK_CTX_HARDIRQ = 1 << 2,	/* probes too */
	WK_CTX_NMI = 1 << 3,
};

/**
 * struct wk_const - a constant that imported functions without parameters answer
 * @module: import module: "btf", "param", ...
 * @name: import name
 * @value: what they answer; an i32 gets its low half
 */
struct wk_const {
	struct wk_str module;
	struct wk_str name;
	u64 value;
};

/* What an import of "btf" whose name ends with '?' answers when there is no such constant. */
#define WK_CONST_ABSENT	(~0ull)

/**
 * struct wk_host_env - what imports are linked to
 * @wasi: state for wasi_snapshot_preview1; outlives the store
 * @strict: functions that only answer ENOSYS are refused
 * @user: not in a kernel: functions that need one are refused
 * @consts: link-time constants; outlive the store
 * @nconsts: how many
 * @dp_only: only what that policy allows, and only while an event is handled
 */
struct wk_host_env {
	struct wk_wasi *wasi;
	bool strict;
	bool user;
	const struct wk_const *consts;
	u32 nconsts;
	bool dp_only;
};

/**
 * struct wk_host_entry - a row of host.def
 * @module: import module name
 * @name: field name
 * @type: its type; static, canonical
 * @fn: what is called; its data argument is a struct wk_wasi for wasi_snapshot_preview1.  The
 *      others find their struct wk_hit by wk_exec_data().
 * @contexts: enum wk_host_context, ored
 * @since: protocol version that brought it
 * @nosys: links and answers ENOSYS; a link error in strict mode
 * @kernel: means nothing in user space
 * @dp: programs with the policy dp-only may import it
 * @task: tells about the current task
 * @touches: writes to the guest's memory
 */
struct wk_host_entry {
	const char *module;
	const char *name;
	struct wk_functype type;
	enum wk_trap (*fn)(struct wk_exec *x, void *data, u64 *slots);
	u8 contexts;
	u8 since;
	bool nosys;
	bool kernel;
	bool dp;
	bool task;
	bool touches;
};

/** wk_host_count() - rows of the table */
u32 wk_host_count(void);

/** wk_host_entry() - row @i in the order of host.def, which is sorted; or NULL */
const struct wk_host_entry *wk_host_entry(u32 i);

/**
 * wk_host_find() - looks a host function up
 * @module: import module name
 * @name: field name
 *
 * Context: any. Cost: logarithmic. Return: its row, or NULL.
 */
const struct wk_host_entry *wk_host_find(const struct wk_str *module, const struct wk_str *name);

/**
 * wk_host_resolve() - provides one import of a module from the host table
 * @s: store that will own the function
 * @imp: the import, one of @m->imports
 * @m: module that wants it
 * @env: what there is to link to
 * @out: where the function goes
 * @e: zeroed; on error a sentence that names the import, kind WK_ERR_LINK or
 *     WK_ERR_NOMEM
 *
 * Context: may sleep. Return: 0, or -1 with @e set.
 */
int wk_host_resolve(struct wk_store *s, const struct wk_import *imp, const struct wk_module *m,
		    const struct wk_host_env *env, struct wk_extern *out, struct wk_error *e);

/**
 * wk_host_check_contexts() - may a module be called from a hook?
 * @m: module
 * @contexts: of the hook: enum wk_host_context, ored
 * @where: the hook, for the sentence: "kprobe:do_exit"
 * @e: zeroed; names the first import that may not be called there, kind WK_ERR_LINK
 *
 * Imports that are not in the table (other instances, constants) are not looked at.
 * Context: any. Return: 0, or -1 with @e set.
 */
int wk_host_check_contexts(const struct wk_module *m, u32 contexts, const char *where,
			   struct wk_error *e);

/**
 * wk_host_check_dp() - may a module be dp-only: does it import nothing by which it could say
 *			more than noised numbers?
 * @m: module
 * @e: zeroed; names the first import that is not allowed, kind WK_ERR_LINK
 *
 * Constants ("btf", "param") are allowed: they are the same for all events.
 * Context: any. Return: 0, or -1 with @e set.
 */
int wk_host_check_dp(const struct wk_module *m, struct wk_error *e);

/** wk_host_counts() - does a module import functions that count in metrics? Context: any. */
bool wk_host_counts(const struct wk_module *m);

/**
 * wk_host_forgets() - can a module keep nothing from one call to the next?
 *
 * True when nothing in it writes to memory, globals or tables, nor do its imports.
 * Context: any.
 */
bool wk_host_forgets(const struct wk_module *m);

/**
 * wk_host_import_text() - says what an import is:
 *                         import 3 "env" "foo" (func (param i32) (result i64))
 * @buf: where it goes, always terminated
 * @size: bytes in @buf
 * @m: module
 * @imp: one of @m->imports
 *
 * Context: any. Return: @buf.
 */
const char *wk_host_import_text(char *buf, size_t size, const struct wk_module *m,
				const struct wk_import *imp);

/**
 * wk_host_type_text() - a function type as text: (param i32 i64) (result i32)
 * @buf: where it goes, always terminated; long lists are cut with "..."
 * @size: bytes in @buf; at least 64
 * @type: the type
 *
 * Context: any. Return: @buf; empty for a function of no parameters and results.
 */
const char *wk_host_type_text(char *buf, size_t size, const struct wk_functype *type);

#endif /* _WK_HOST_H */
