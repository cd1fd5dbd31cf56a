/* SPDX-License-Identifier: GPL-2.0 */
/* A guest under test: one module in one store with one stack. */
#ifndef _WK_KUNIT_GUEST_H
#define _WK_KUNIT_GUEST_H

#include <kunit/test.h>

#include "module/wasm/wasm.h"

/**
 * struct guest - everything that it takes to call a function
 * @module: the module
 * @store: its store
 * @inst: its instance
 * @x: its stack
 */
struct guest {
	struct wk_module *module;
	struct wk_store *store;
	struct wk_instance *inst;
	struct wk_exec *x;
};

/** guest_load() - a module from @size bytes at @wasm; fails the test if it cannot be loaded */
struct wk_module *guest_load(struct kunit *test, const u8 *wasm, size_t size);

/** guest_func() - an exported function; fails the test if there is none */
struct wk_func *guest_func(struct kunit *test, struct guest *g, const char *name);

/**
 * guest_call() - calls an export to its end
 * @a: first argument
 * @b: second argument; a third one is 0
 * @fuel: see wk_exec_start()
 * @slice: see wk_exec_run()
 *
 * Return: WK_DONE or WK_TRAPPED.
 */
enum wk_status guest_call(struct kunit *test, struct guest *g, const char *name, u64 a, u64 b,
			  u64 fuel, u64 slice);

/** guest_free() - in the right order; members may be NULL */
void guest_free(struct guest *g);

extern struct kunit_suite wk_engine_suite;
extern struct kunit_suite wk_limits_suite;
extern struct kunit_suite wk_pages_suite;
extern struct kunit_suite wk_dp_suite;
extern struct kunit_suite wk_stream_suite;
extern struct kunit_suite wk_attach_suite;

#endif /* _WK_KUNIT_GUEST_H */
