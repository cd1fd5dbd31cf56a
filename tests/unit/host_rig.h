/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the tests of host functions share: a guest of one page that imports
 * one host function and passes its arguments on, and an embedder that records.
 */
#ifndef _WK_HOST_RIG_H
#define _WK_HOST_RIG_H

#include "../../module/host/env_host.h"
#include "../../module/host/wasi.h"

#define RIG_END		65536u	/* first byte outside the guest's memory */
#define RIG_ARGS	8	/* parameters of the longest host function, and room */

/**
 * struct rig - a guest that calls one host function
 * @entry: the function
 * @wasi: its state, if it is one of WASI's
 * @hit: its state, if not
 * @mem: guest memory, RIG_END bytes
 * @output: what was written, as it came, and how much
 * @input: what there is to read
 * @fail_after: bytes of output after which op_write answers EIO; 0 is never
 * @stop: trap that the next op asks for; 0 is none
 * @waited: longest wait asked for; @waits: how many
 * @now: what the clocks say
 */
struct rig {
	const struct wk_host_entry *entry;
	struct wk_wasi wasi;
	struct wk_hit hit;
	struct wk_module *module;
	struct wk_store *store;
	struct wk_instance *inst;
	struct wk_exec *exec;
	u8 *mem;
	u8 *output;
	u32 output_len;
	const char *input;
	u32 fail_after;
	enum wk_trap stop;
	u64 waited;
	u32 waits;
	u32 pieces;
	u64 now;
};

/* The embedder that records; its data is a struct rig. It aborts when a contract is broken. */
extern const struct wk_wasi_ops rig_ops;

/* Aborts the test when the rig cannot be built. */
void rig_open(struct rig *r, const struct wk_host_entry *entry);
void rig_close(struct rig *r);

/** rig_find() - the row of a WASI function; aborts when there is none */
const struct wk_host_entry *rig_find(const char *name);

/** rig_call() - calls it; Return: why it stopped, with *@rc the answer */
enum wk_trap rig_call(struct rig *r, const u64 *args, u32 *rc);

/** rig_call64() - the same for a function that answers an i64; i32 are sign-extended */
enum wk_trap rig_call64(struct rig *r, const u64 *args, s64 *rc);

/** rig_module() - a module that imports @module.@name of type @type; NULL type: (param i32) */
struct wk_module *rig_module(const char *module, const char *name,
			     const struct wk_functype *type);

/** rig_put32() - stores into guest memory */
void rig_put32(struct rig *r, u32 at, u32 v);
u32 rig_get32(const struct rig *r, u32 at);

#endif /* _WK_HOST_RIG_H */
