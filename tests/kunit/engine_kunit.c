// SPDX-License-Identifier: GPL-2.0
/* The engine inside the kernel: results, traps, fuel, both float builds. */
#include "guest.h"

#ifdef CONFIG_X86
#include <asm/fpu/api.h>

static const struct wk_exec_ops fpu_ops = {
	.fpu_begin = kernel_fpu_begin,
	.fpu_end = kernel_fpu_end,
};
#endif

static const u8 wasm[] = {
#include "engine_wasm.h"
};

#define STACK 4096
#define SLICE 1000

static enum wk_trap twice(struct wk_exec *x, void *data, u64 *slots)
{
	/* Host functions may sleep, whatever the interpreter was doing. */
	might_sleep();
	slots[0] = (u32)(2 * slots[0]);
	return WK_TRAP_NONE;
}

static enum wk_trap fail(struct wk_exec *x, void *data, u64 *slots)
{
	return WK_TRAP_HOST;
}

static void link(struct kunit *test, struct guest *g)
{
	static const struct wk_hostfunc hosts[] = { { .fn = twice }, { .fn = fail } };
	struct wk_extern imports[2];
	struct wk_error e = { 0 };

	for (int i = 0; i < 2; i++) {
		imports[i].kind = WK_EXTERN_FUNC;
		imports[i].func = wk_func_new_host(g->store, g->module->funcs[i].type, &hosts[i]);
		KUNIT_ASSERT_NOT_NULL(test, imports[i].func);
	}
	g->inst = wk_instance_new(g->store, g->module, imports, &e);
	KUNIT_ASSERT_NOT_NULL_MSG(test, g->inst, "%s", e.text);
	KUNIT_ASSERT_EQ(test, wk_instance_init(g->inst), WK_TRAP_NONE);
}

static int init(struct kunit *test)
{
	static const struct wk_budget budget = { .memory_pages = 3, .table_elems = 6 };
	struct guest *g = kunit_kzalloc(test, sizeof(*g), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, g);
	test->priv = g;
	g->module = guest_load(test, wasm, sizeof(wasm));
	g->store = wk_store_new(&budget);
	KUNIT_ASSERT_NOT_NULL(test, g->store);
	link(test, g);
	g->x = wk_exec_new(STACK, WK_FLOATS_SOFT, NULL);
	KUNIT_ASSERT_NOT_NULL(test, g->x);
	return 0;
}

static void leave(struct kunit *test)
{
	if (test->priv)
		guest_free(test->priv);
}

/* Calls, expects an end without trap, and gives the first result. */
static u64 result(struct kunit *test, const char *name, u64 a, u64 b)
{
	struct guest *g = test->priv;

	KUNIT_EXPECT_EQ_MSG(test, guest_call(test, g, name, a, b, WK_FUEL_MAX, SLICE), WK_DONE,
			    "%s: %s", name, wk_trap_text(wk_exec_trap(g->x)));
	return wk_exec_results(g->x)[0];
}

static enum wk_trap trap(struct kunit *test, const char *name, u64 a, u64 b)
{
	struct guest *g = test->priv;

	KUNIT_EXPECT_EQ_MSG(test, guest_call(test, g, name, a, b, WK_FUEL_MAX, SLICE), WK_TRAPPED,
			    "%s", name);
	return wk_exec_trap(g->x);
}

static void first_checks(struct kunit *test)
{
	struct guest *g = test->priv;
	u32 v = 0;

	KUNIT_EXPECT_EQ(test, result(test, "add", 2, 3), 5);
	KUNIT_EXPECT_EQ(test, result(test, "add", 10, 5), 15);
	KUNIT_EXPECT_EQ(test, result(test, "add", 1, 1), 2);
	KUNIT_EXPECT_EQ(test, result(test, "sub", 3, 2), 1);
	KUNIT_EXPECT_EQ(test, result(test, "sub", 10, 5), 5);
	KUNIT_EXPECT_EQ(test, result(test, "sub", 1, 1), 0);
	result(test, "store", 16, 1337);
	KUNIT_EXPECT_TRUE(test, wk_mem_read_u32(wk_instance_memory(g->inst), 16, &v));
	KUNIT_EXPECT_EQ(test, v, 1337);
}

static void calls(struct kunit *test)
{
	struct guest *g = test->priv;

	KUNIT_EXPECT_EQ(test, result(test, "fib", 20, 0), 6765);
	KUNIT_EXPECT_EQ(test, result(test, "indirect", 0, 41), 42);
	KUNIT_EXPECT_EQ(test, result(test, "indirect", 1, 10), 55);
	KUNIT_EXPECT_EQ(test, result(test, "host", 21, 0), 42);
	KUNIT_EXPECT_EQ(test, result(test, "global", 6, 0), 42);
	KUNIT_EXPECT_EQ(test, result(test, "swap", 1, 1ull << 40), 1ull << 40);
	KUNIT_EXPECT_EQ(test, wk_exec_results(g->x)[1], 1);
	KUNIT_EXPECT_EQ(test, trap(test, "indirect", 4, 0), WK_TRAP_UNDEFINED_ELEM);
	KUNIT_EXPECT_EQ(test, trap(test, "indirect", 3, 0), WK_TRAP_UNINIT_ELEM);
	KUNIT_EXPECT_EQ(test, trap(test, "host_fails", 0, 0), WK_TRAP_HOST);
}

static void memory(struct kunit *test)
{
	struct guest *g = test->priv;
	struct wk_memory *mem = wk_instance_memory(g->inst);

	KUNIT_EXPECT_MEMEQ(test, wk_mem_range(mem, 32, 6), "kernel", 6);
	KUNIT_EXPECT_EQ(test, result(test, "load", 65532, 0), 0);
	KUNIT_EXPECT_EQ(test, trap(test, "load", 65533, 0), WK_TRAP_MEMORY);
	KUNIT_EXPECT_EQ(test, trap(test, "load", 0xffffffff, 0), WK_TRAP_MEMORY);
	KUNIT_EXPECT_EQ(test, trap(test, "store", 65533, 0), WK_TRAP_MEMORY);
	KUNIT_EXPECT_NULL(test, wk_mem_range(mem, 65536, 1));
	KUNIT_EXPECT_NOT_NULL(test, wk_mem_range(mem, 65536, 0));
	KUNIT_EXPECT_NULL(test, wk_mem_range(mem, ~0ull, 2));
	KUNIT_EXPECT_NULL(test, wk_mem_range(mem, 2, ~0ull));
}

/* The budget is 3 pages, the module's maximum 4. */
static void growing(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, result(test, "grow", 3, 0), 0xffffffff);
	KUNIT_EXPECT_EQ(test, result(test, "grow", 2, 0), 1);
	KUNIT_EXPECT_EQ(test, result(test, "grow", 0, 0), 3);
	KUNIT_EXPECT_EQ(test, result(test, "grow", 1, 0), 0xffffffff);
	KUNIT_EXPECT_EQ(test, result(test, "load", 3 * 65536 - 4, 0), 0);
	KUNIT_EXPECT_EQ(test, trap(test, "load", 3 * 65536 - 3, 0), WK_TRAP_MEMORY);
	KUNIT_EXPECT_EQ(test, result(test, "table_grow", 3, 0), 0xffffffff);
	KUNIT_EXPECT_EQ(test, result(test, "table_grow", 2, 0), 4);
	KUNIT_EXPECT_EQ(test, result(test, "table_grow", 1, 0), 0xffffffff);
}

static void backtraces(struct kunit *test)
{
	struct guest *g = test->priv;
	const struct wk_backtrace *b = wk_exec_backtrace(g->x);

	KUNIT_EXPECT_EQ(test, trap(test, "deep", 5, 0), WK_TRAP_DIV_ZERO);
	KUNIT_EXPECT_EQ(test, b->n, 6);
	KUNIT_EXPECT_EQ(test, b->total, 6);
	/* Function indices: two imports come first. */
	KUNIT_EXPECT_EQ(test, b->frames[0].func, b->frames[4].func);
	KUNIT_EXPECT_EQ(test, b->frames[5].func + 1, b->frames[0].func);
	KUNIT_EXPECT_EQ(test, g->module->bytes[b->frames[0].offset], 0x6e);	/* i32.div_u */
	KUNIT_EXPECT_EQ(test, g->module->bytes[b->frames[1].offset], 0x10);	/* call */
	KUNIT_EXPECT_EQ(test, trap(test, "deep", 100, 0), WK_TRAP_DIV_ZERO);
	KUNIT_EXPECT_EQ(test, b->n, WK_MAX_BACKTRACE);
	KUNIT_EXPECT_EQ(test, b->total, 101);
}

static void stack(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, trap(test, "deep", 1000000, 0), WK_TRAP_STACK);
	KUNIT_EXPECT_EQ(test, result(test, "add", 2, 3), 5);
}

/* 9 instructions a turn, and the last local.get. */
static void fuel(struct kunit *test)
{
	struct guest *g = test->priv;
	static const u64 slices[] = { 1, 7, 100, WK_FUEL_MAX };

	for (int i = 0; i < ARRAY_SIZE(slices); i++) {
		KUNIT_EXPECT_EQ(test, guest_call(test, g, "count", 100, 0, WK_FUEL_MAX, slices[i]),
				WK_DONE);
		KUNIT_EXPECT_EQ(test, wk_exec_results(g->x)[0], 300);
		KUNIT_EXPECT_EQ(test, wk_exec_fuel_used(g->x), 901);
	}
	KUNIT_EXPECT_EQ(test, guest_call(test, g, "count", 100, 0, 901, SLICE), WK_DONE);
	KUNIT_EXPECT_EQ(test, guest_call(test, g, "count", 100, 0, 890, SLICE), WK_TRAPPED);
	KUNIT_EXPECT_EQ(test, wk_exec_trap(g->x), WK_TRAP_FUEL);
	KUNIT_EXPECT_EQ(test, guest_call(test, g, "forever", 0, 0, 100000, SLICE), WK_TRAPPED);
	KUNIT_EXPECT_EQ(test, wk_exec_trap(g->x), WK_TRAP_FUEL);
	KUNIT_EXPECT_EQ(test, wk_exec_fuel_used(g->x), 100000);
}

/* Bulk instructions cost what they move. */
static void bulk_fuel(struct kunit *test)
{
	struct guest *g = test->priv;

	result(test, "fill", 0, 0);
	KUNIT_EXPECT_EQ(test, wk_exec_fuel_used(g->x), 4);
	wk_exec_start(g->x, guest_func(test, g, "fill"), (u64[]){ 0, 0xaa, 65536 }, WK_FUEL_MAX);
	KUNIT_EXPECT_EQ(test, wk_exec_run(g->x, WK_FUEL_MAX), WK_DONE);
	KUNIT_EXPECT_EQ(test, wk_exec_fuel_used(g->x), 4 + 65536 / 64);
	KUNIT_EXPECT_EQ(test, result(test, "load", 65532, 0), 0xaaaaaaaa);
	wk_exec_start(g->x, guest_func(test, g, "fill"), (u64[]){ 1, 0xaa, 65536 }, WK_FUEL_MAX);
	KUNIT_EXPECT_EQ(test, wk_exec_run(g->x, WK_FUEL_MAX), WK_TRAPPED);
	KUNIT_EXPECT_EQ(test, wk_exec_trap(g->x), WK_TRAP_MEMORY);
}

static void stopping(struct kunit *test)
{
	struct guest *g = test->priv;

	wk_exec_start(g->x, guest_func(test, g, "forever"), NULL, WK_FUEL_MAX);
	KUNIT_EXPECT_EQ(test, wk_exec_run(g->x, SLICE), WK_PAUSED);
	wk_exec_stop(g->x, WK_TRAP_KILLED);
	KUNIT_EXPECT_EQ(test, wk_exec_trap(g->x), WK_TRAP_KILLED);
	KUNIT_EXPECT_EQ(test, wk_exec_backtrace(g->x)->n, 1);
	KUNIT_EXPECT_EQ(test, result(test, "add", 2, 3), 5);
}

static void check_floats(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, result(test, "mean", 0x3ff0000000000000, 0x4000000000000000),
			0x3ff8000000000000);
	KUNIT_EXPECT_EQ(test, result(test, "root", 0x40000000, 0), 0x3fb504f3);
	KUNIT_EXPECT_EQ(test, result(test, "root", 0xbf800000, 0), 0x7fc00000);
	KUNIT_EXPECT_EQ(test, result(test, "host", 21, 0), 42);
	KUNIT_EXPECT_EQ(test, result(test, "grow", 1, 0), 1);
}

/* Whoever loads a module may be killed meanwhile, and 64 MiB compile for a minute. */
static void killed_loading(struct kunit *test)
{
	struct wk_error e = { 0 };
	u8 *bytes = wk_alloc(sizeof(wasm), 1);
	struct wk_module *m;

	KUNIT_ASSERT_NOT_NULL(test, bytes);
	memcpy(bytes, wasm, sizeof(wasm));
	sigaddset(&current->pending.signal, SIGKILL);
	set_tsk_thread_flag(current, TIF_SIGPENDING);
	m = wk_module_load(bytes, sizeof(wasm), &e);
	flush_signals(current);
	KUNIT_EXPECT_NULL(test, m);
	KUNIT_EXPECT_STREQ(test, e.text, "killed while the module was being compiled");
	wk_module_free(m);
}

static void soft_floats(struct kunit *test)
{
	check_floats(test);
}

#ifdef CONFIG_X86
static void fpu_floats(struct kunit *test)
{
	struct guest *g = test->priv;
	u64 soft = result(test, "series", 1000, 0), used = wk_exec_fuel_used(g->x);

	wk_exec_free(g->x);
	g->x = wk_exec_new(STACK, WK_FLOATS_FPU, &fpu_ops);
	KUNIT_ASSERT_NOT_NULL(test, g->x);
	KUNIT_EXPECT_EQ(test, result(test, "series", 1000, 0), soft);
	KUNIT_EXPECT_EQ(test, wk_exec_fuel_used(g->x), used);
	check_floats(test);
}
#endif

static struct kunit_case cases[] = {
	KUNIT_CASE(first_checks),
	KUNIT_CASE(calls),
	KUNIT_CASE(memory),
	KUNIT_CASE(growing),
	KUNIT_CASE(backtraces),
	KUNIT_CASE(stack),
	KUNIT_CASE(fuel),
	KUNIT_CASE(bulk_fuel),
	KUNIT_CASE(stopping),
	KUNIT_CASE(killed_loading),
	KUNIT_CASE(soft_floats),
#ifdef CONFIG_X86
	KUNIT_CASE(fpu_floats),
#endif
	{ }
};

struct kunit_suite wk_engine_suite = {
	.name = "wasm_kernel_engine",
	.init = init,
	.exit = leave,
	.test_cases = cases,
};
