/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the tests of the running engine share: results as TAP, and a rig that
 * loads one module, links it and calls its exports.
 *
 * Every test is a function; ENGINE_MAIN() runs each with both float builds.
 */
#ifndef _WK_ENGINE_RIG_H
#define _WK_ENGINE_RIG_H

#include "../../module/wasm/opcode.h"
#include "../../module/wasm/wasm.h"
#include "../gen/wmod.h"

/* Code of a function: CODE(WK_OP_local_get, 0, ...) is two arguments, bytes and their number. */
#define CODE(...) (const uint8_t []){ __VA_ARGS__ }, sizeof((const uint8_t []){ __VA_ARGS__ })

/* An instruction behind the prefix 0xfc. */
#define FC(op) 0xfc, (op) & 0xff

#define NO_LIMIT	(1ull << 40)

/**
 * struct rig - a module, ready to run
 * @module: or NULL with @e set
 * @inst: or NULL with @e set
 * @e: why it could not be loaded or linked
 * @init: what the segments gave
 * @stack: slots of the guest stack
 * @slice: guest instructions between pauses
 * @fuel: limit of each call
 * @pauses: of the last call
 * @binary: where the module's bytes are, for offsets
 */
struct rig {
	struct wk_store *store;
	struct wk_exec *exec;
	struct wk_module *module;
	struct wk_instance *inst;
	struct wk_error e;
	enum wk_trap init;
	u32 stack;
	u64 slice;
	u64 fuel;
	u64 pauses;
	struct wk_budget budget;
	const struct wk_exec_ops *ops;
	const struct wk_hostfunc *hosts;
	struct wbuf binary;
};

/** ok() - one result; Return: @passed */
__printf(2, 3)
bool ok(bool passed, const char *fmt, ...);

/** rig_floats() - the build of the interpreter that is tested now */
enum wk_floats rig_floats(void);

/** rig_new() - defaults: 64 Ki slots, 16 pages, 1000 table elements, no limits */
struct rig rig_new(void);

/**
 * rig_load() - finishes the module, loads and links it, applies its segments
 * @r: from rig_new(); @r->hosts has one function for each import
 *
 * Return: did it work? Free with rig_free() in any case.
 */
bool rig_load(struct rig *r, struct wmod *m);

/** rig_load_bytes() - the same from a binary */
bool rig_load_bytes(struct rig *r, const void *bytes, size_t n);

void rig_free(struct rig *r);

/** rig_start() - starts the export @name; Return: is there such a function? */
bool rig_start(struct rig *r, const char *name, const u64 *args);

/** rig_call() - runs the export @name to its end, in slices; Return: how it ended */
enum wk_trap rig_call(struct rig *r, const char *name, const u64 *args);

/** rig_result() - first result of the last call */
u64 rig_result(const struct rig *r);

/** rig_find() - offset in the module of the code of a function; ~0 when it is not there */
u32 rig_find(const struct rig *r, const void *code, size_t n);

typedef void (*engine_test)(void);

/** engine_main() - runs tests for both float builds; Return: exit status */
int engine_main(const engine_test *tests, size_t n);

#define ENGINE_MAIN(...)						\
int main(void)								\
{									\
	static const engine_test tests[] = { __VA_ARGS__ };		\
									\
	return engine_main(tests, ARRAY_SIZE(tests));			\
}

#endif /* _WK_ENGINE_RIG_H */
