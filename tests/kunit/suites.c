// SPDX-License-Identifier: GPL-2.0
/* The KUnit module: its suites, and what they share. */
#include <linux/module.h>

#include "guest.h"

struct wk_module *guest_load(struct kunit *test, const u8 *wasm, size_t size)
{
	struct wk_error e = { 0 };
	struct wk_module *m;
	u8 *bytes = wk_alloc(size, 1);

	KUNIT_ASSERT_NOT_NULL(test, bytes);
	memcpy(bytes, wasm, size);
	m = wk_module_load(bytes, size, &e);
	KUNIT_ASSERT_NOT_NULL_MSG(test, m, "%s", e.text);
	return m;
}

struct wk_func *guest_func(struct kunit *test, struct guest *g, const char *name)
{
	struct wk_extern x;

	KUNIT_ASSERT_TRUE_MSG(test, wk_instance_export(g->inst, (const u8 *)name, strlen(name), &x),
			      "no export %s", name);
	KUNIT_ASSERT_EQ(test, x.kind, WK_EXTERN_FUNC);
	return x.func;
}

enum wk_status guest_call(struct kunit *test, struct guest *g, const char *name, u64 a, u64 b,
			  u64 fuel, u64 slice)
{
	u64 args[3] = { a, b, 0 };
	enum wk_status status;

	wk_exec_start(g->x, guest_func(test, g, name), args, fuel);
	do {
		status = wk_exec_run(g->x, slice);
		cond_resched();
	} while (status == WK_PAUSED);
	return status;
}

void guest_free(struct guest *g)
{
	wk_exec_free(g->x);
	wk_store_free(g->store);
	if (g->module)
		wk_module_free(g->module);
}

kunit_test_suites(&wk_engine_suite, &wk_limits_suite, &wk_pages_suite, &wk_dp_suite,
		  &wk_stream_suite, &wk_attach_suite);

MODULE_DESCRIPTION("KUnit suites of wasm_kernel");
MODULE_LICENSE("GPL");
