// SPDX-License-Identifier: GPL-2.0
/*
 * Valid modules with bad intentions: much work for little fuel, long ways
 * without a look at it, two instances that call each other while they are stopped.
 */
#include <time.h>

#include "engine_rig.h"

#define I32(n) WK_OP_i32_const, (n)
#define GET(n) WK_OP_local_get, (n)

static double cpu_seconds(void)
{
	return (double)clock() / CLOCKS_PER_SEC;
}

static void repeat(struct wbuf *code, const void *bytes, size_t n, u32 times)
{
	while (times--)
		wbuf_bytes(code, bytes, n);
}

/* Runs "f" in slices of @slice, then with @fuel: it must pause, and end for lack of fuel. */
static void expect_pauses(struct rig *r, const char *what, u64 slice, u64 pauses, u64 fuel)
{
	static const u64 args[] = { 1000 };
	enum wk_trap trap;

	r->slice = slice;
	r->fuel = WK_FUEL_MAX;
	trap = rig_call(r, "f", args);
	ok(!trap && r->pauses >= pauses, "%s: pauses %llu times", what,
	   (unsigned long long)r->pauses);
	r->slice = NO_LIMIT;
	r->fuel = fuel;
	ok(rig_call(r, "f", args) == WK_TRAP_FUEL && wk_exec_fuel_used(r->exec) == fuel,
	   "%s: ends when its fuel does", what);
}

/* ---- long ways without a jump ---- */

static void test_line(void)
{
	struct rig r = rig_new();
	struct wbuf code = { 0 };
	struct wmod m = { 0 };

	repeat(&code, "\x01", 1, 100000);
	wmod_export(&m, "f", WMOD_FUNC, wmod_func(&m, "i:", "", code.p, code.n));
	wbuf_free(&code);
	ok(rig_load(&r, &m), "a straight line: loads %s", r.e.text);
	expect_pauses(&r, "a straight line", 5000, 12, 20000);
	r.fuel = WK_FUEL_MAX;
	ok(!rig_call(&r, "f", (u64 []){ 0 }) && wk_exec_fuel_used(r.exec) == 100000,
	   "a straight line: every instruction is counted once");
	rig_free(&r);
}

/* Down for little fuel, and on the way back a long line in every frame. */
static void test_way_back(void)
{
	struct rig r = rig_new();
	struct wbuf code = { 0 };
	struct wmod m = { 0 };

	repeat(&code, CODE(GET(0), WK_OP_if, 0x40, GET(0), I32(1), WK_OP_i32_sub, WK_OP_call, 0,
			   WK_OP_end), 1);
	repeat(&code, "\x01", 1, 3000);
	wmod_export(&m, "f", WMOD_FUNC, wmod_func(&m, "i:", "", code.p, code.n));
	wbuf_free(&code);
	ok(rig_load(&r, &m), "the way back: loads %s", r.e.text);
	expect_pauses(&r, "the way back", 6000, 300, 100000);
	rig_free(&r);
}

static enum wk_trap count_call(struct wk_exec *x, void *data, u64 *slots)
{
	(void)x;
	(void)slots;
	++*(u32 *)data;
	return WK_TRAP_NONE;
}

static void test_host_calls(void)
{
	u32 calls = 0;
	const struct wk_hostfunc hosts[] = { { count_call, &calls } };
	struct rig r = rig_new();
	struct wbuf code = { 0 };
	struct wmod m = { 0 };

	r.hosts = hosts;
	wmod_import_func(&m, "env", "count", ":");
	repeat(&code, CODE(WK_OP_call, 0), 1000);
	wmod_export(&m, "f", WMOD_FUNC, wmod_func(&m, "i:", "", code.p, code.n));
	wbuf_free(&code);
	ok(rig_load(&r, &m), "host calls: loads %s", r.e.text);
	expect_pauses(&r, "host calls", 10, 90, 50);
	ok(calls == 1000 + 51, "host calls: and not one later, %u", calls);
	rig_free(&r);
}

/* ---- growing ---- */

static void test_memory_grow(void)
{
	struct rig r = rig_new();
	struct wbuf code = { 0 };
	struct wmod m = { 0 };

	wmod_memory(&m, 1, 6);
	repeat(&code, CODE(I32(1), WK_OP_memory_grow, 0, WK_OP_drop), 5);
	wmod_export(&m, "f", WMOD_FUNC, wmod_func(&m, "i:", "", code.p, code.n));
	wmod_export(&m, "no", WMOD_FUNC,
		    wmod_func(&m, "i:", "", CODE(I32(0x7f), WK_OP_memory_grow, 0, WK_OP_drop)));
	wbuf_free(&code);
	ok(rig_load(&r, &m), "memory.grow: loads %s", r.e.text);
	r.slice = 100;
	ok(!rig_call(&r, "f", (u64 []){ 0 }) && r.pauses == 5, "memory.grow: pauses each time");
	/* 64 KiB to clear, and 2, 3, 4, 5, 6 of them to map */
	ok(wk_exec_fuel_used(r.exec) == 15 + 5 * 1024 + 2 * (2 + 3 + 4 + 5 + 6),
	   "memory.grow: is charged, %llu", (unsigned long long)wk_exec_fuel_used(r.exec));
	ok(!rig_call(&r, "no", (u64 []){ 0 }) && wk_exec_fuel_used(r.exec) == 3,
	   "memory.grow: a refusal is cheap");
	rig_free(&r);
}

/* Entry by entry up to the limit must not copy the table each time. */
static void test_table_grow(void)
{
	const u64 n = WK_MAX_TABLE_ELEMS;
	struct rig r = rig_new();
	struct wmod m = { 0 };
	double start;

	r.budget.table_elems = WK_MAX_TABLE_ELEMS;
	wmod_table(&m, 'r', 0, -1);
	wmod_export(&m, "f", WMOD_FUNC,
		    wmod_func(&m, "i:i", "",
			      CODE(WK_OP_loop, 0x40, WK_OP_ref_null, 0x70, I32(1),
				   FC(WK_OP_table_grow), 0, WK_OP_drop, GET(0), I32(1),
				   WK_OP_i32_sub, WK_OP_local_tee, 0, WK_OP_br_if, 0, WK_OP_end,
				   WK_OP_ref_null, 0x70, I32(0x7f), FC(WK_OP_table_grow), 0)));
	ok(rig_load(&r, &m), "table.grow: loads %s", r.e.text);
	start = cpu_seconds();
	ok(!rig_call(&r, "f", &n) && rig_result(&r) == 0xffffffff, "table.grow: up to the limit");
	ok(cpu_seconds() - start < 3, "table.grow: takes %.2f s", cpu_seconds() - start);
	rig_free(&r);
}

/* ---- what the embedder gives back ---- */

static enum wk_trap minus_two(struct wk_exec *x, void *data, u64 *slots)
{
	(void)x;
	(void)data;
	slots[0] = (u64)-2;
	return WK_TRAP_NONE;
}

static enum wk_trap minus_two_twice(struct wk_exec *x, void *data, u64 *slots)
{
	slots[1] = (u64)-2;
	return minus_two(x, data, slots);
}

/* With the offset a sign-extended -2 would wrap to an address that is there. */
static void test_wide_result(void)
{
	const struct wk_hostfunc hosts[] = { { minus_two, NULL }, { minus_two_twice, NULL } };
	struct rig r = rig_new();
	struct wmod m = { 0 };

	r.hosts = hosts;
	wmod_import_func(&m, "env", "minus_two", ":i");
	wmod_import_func(&m, "env", "minus_two_twice", ":il");
	wmod_memory(&m, 1, 1);
	wmod_export(&m, "load", WMOD_FUNC,
		    wmod_func(&m, ":i", "", CODE(WK_OP_call, 0, WK_OP_i32_load, 0, 16)));
	wmod_export(&m, "second", WMOD_FUNC,
		    wmod_func(&m, ":i", "",
			      CODE(WK_OP_call, 1, WK_OP_drop, WK_OP_i32_load, 0, 16)));
	wmod_export(&m, "param", WMOD_FUNC,
		    wmod_func(&m, "i:i", "", CODE(GET(0), WK_OP_i32_load, 0, 16)));
	wmod_export(&m, "tail", WMOD_FUNC, wmod_func(&m, ":i", "", CODE(WK_OP_return_call, 0)));
	ok(rig_load(&r, &m), "wide results: loads %s", r.e.text);
	ok(rig_call(&r, "load", NULL) == WK_TRAP_MEMORY, "a sign-extended result is an i32");
	ok(rig_call(&r, "second", NULL) == WK_TRAP_MEMORY, "also where there are two");
	ok(rig_call(&r, "param", (u64 []){ (u64)-2 }) == WK_TRAP_MEMORY,
	   "a sign-extended argument is an i32");
	ok(!rig_call(&r, "tail", NULL) && rig_result(&r) == 0xfffffffe, "tail called: too");
	rig_free(&r);
}

/* ---- backtraces ---- */

/* The largest function, on the stack as often as frames are kept. */
static void test_long_function(void)
{
	struct rig r = rig_new();
	struct wbuf code = { 0 };
	struct wmod m = { 0 };
	u32 body = WK_MAX_BODY_BYTES - 64, i;
	bool right = true;
	double start;

	wbuf_bytes(&code, CODE(WK_OP_block, 0x40, GET(0), WK_OP_br_if, 0, GET(0)));
	repeat(&code, CODE(WK_OP_i32_clz), body);
	wbuf_bytes(&code, CODE(WK_OP_drop, WK_OP_end, GET(0), I32(1), WK_OP_i32_sub,
			       WK_OP_call, 0));
	wmod_export(&m, "f", WMOD_FUNC, wmod_func(&m, "i:", "", code.p, code.n));
	ok(rig_load(&r, &m), "a long function: loads %s", r.e.text);
	r.fuel = 300;
	start = cpu_seconds();
	ok(rig_call(&r, "f", (u64 []){ 1000 }) == WK_TRAP_FUEL, "a long function: recursion ends");
	ok(cpu_seconds() - start < 0.05, "a long function: its backtrace takes %.3f s",
	   cpu_seconds() - start);
	for (i = 1; i < wk_exec_backtrace(r.exec)->n; i++)
		right &= wk_exec_backtrace(r.exec)->frames[i].offset ==
			 rig_find(&r, code.p, code.n) + code.n - 2;
	ok(right && i == WK_MAX_BACKTRACE, "a long function: every frame is at its call");
	wbuf_free(&code);
	rig_free(&r);
}

/* ---- two instances ---- */

struct pair {
	struct rig a;
	struct wk_module *module;
	struct wk_instance *b;
};

/* a.f calls b.g through a's table; b.g tail calls a.f, itself or from a function in between. */
static bool pair_load(struct pair *p)
{
	struct wmod a = { 0 }, b = { 0 };
	struct wk_error e = { 0 };
	struct wbuf bytes = { 0 };
	struct wk_extern f, g;
	u64 ref;
	u8 *copy;

	p->a = rig_new();
	wmod_table(&a, 'r', 1, 1);
	wmod_export(&a, "f", WMOD_FUNC,
		    wmod_func(&a, "i:i", "i", CODE(GET(0), WK_OP_if, 0x7f, GET(0), I32(1),
			      WK_OP_i32_sub, I32(0), WK_OP_call_indirect, 0, 0, I32(1),
			      WK_OP_i32_add, WK_OP_else, I32(0), WK_OP_end)));
	wmod_export(&a, "set", WMOD_FUNC,
		    wmod_func(&a, "r:", "", CODE(I32(0), GET(0), WK_OP_table_set, 0)));
	wmod_import_func(&b, "a", "f", "i:i");
	wmod_func(&b, "i:i", "ll", CODE(GET(0), WK_OP_return_call, 0));
	wmod_export(&b, "g", WMOD_FUNC,
		    wmod_func(&b, "i:i", "", CODE(GET(0), I32(2), WK_OP_i32_and, WK_OP_if, 0x7f,
			      GET(0), WK_OP_call, 1, I32(1), WK_OP_i32_add, WK_OP_else, GET(0),
			      WK_OP_return_call, 0, WK_OP_end)));
	if (!rig_load(&p->a, &a) || !wk_instance_export(p->a.inst, (const u8 *)"f", 1, &f))
		return false;
	wmod_finish(&b, &bytes);
	copy = wk_alloc(bytes.n, 1);
	memcpy(copy, bytes.p, bytes.n);
	p->module = wk_module_load(copy, bytes.n, &e);
	wbuf_free(&bytes);
	p->b = p->module ? wk_instance_new(p->a.store, p->module, &f, &e) : NULL;
	if (!p->b || !wk_instance_export(p->b, (const u8 *)"g", 1, &g))
		return false;
	ref = (u64)(unsigned long)g.func;
	return !rig_call(&p->a, "set", &ref);
}

static void pair_free(struct pair *p)
{
	struct wk_module *first = p->a.module;

	p->a.module = NULL;
	rig_free(&p->a);
	wk_module_free(first);
	wk_module_free(p->module);
}

/* Does every frame lie inside code of one of the two, and is the outermost one a.f? */
static bool pair_frames(const struct pair *p, const struct wk_backtrace *bt)
{
	u32 i;

	for (i = 0; i < bt->n; i++) {
		const struct wk_frame *f = &bt->frames[i];
		const struct wk_module *m = wk_instance_module(f->instance);

		if ((f->instance != p->a.inst && f->instance != p->b) || f->func >= m->nfuncs ||
		    f->offset < m->funcs[f->func].body || f->offset >= m->funcs[f->func].body_end)
			return false;
	}
	return bt->n == bt->total && bt->n && bt->frames[bt->n - 1].instance == p->a.inst &&
	       bt->frames[bt->n - 1].func == 0;
}

/* Stopped wherever it can pause, the stack can be read; then it runs again as before. */
static void test_pair(void)
{
	const u64 n = 9;
	struct pair p = { 0 };
	enum wk_status status = WK_PAUSED;
	bool frames = true, same = true;
	u64 fuel, result;
	u32 stop, i;

	if (!ok(pair_load(&p), "two instances: load %s", p.a.e.text))
		return;
	ok(!rig_call(&p.a, "f", &n), "two instances: call each other");
	result = rig_result(&p.a);
	fuel = wk_exec_fuel_used(p.a.exec);
	for (i = 0; i < 30; i++) {
		p.a.slice = i;
		same &= !rig_call(&p.a, "f", &n) && rig_result(&p.a) == result &&
			wk_exec_fuel_used(p.a.exec) == fuel;
	}
	ok(same && result == 9 + 4, "two instances: the same in slices of 0 to 29");
	for (stop = 0; status == WK_PAUSED && stop < 1000; stop++) {
		rig_start(&p.a, "f", &n);
		for (i = 0, status = WK_PAUSED; i < stop && status == WK_PAUSED; i++)
			status = wk_exec_run(p.a.exec, 0);
		if (status == WK_PAUSED) {
			wk_exec_stop(p.a.exec, WK_TRAP_KILLED);
			frames &= pair_frames(&p, wk_exec_backtrace(p.a.exec));
		}
	}
	ok(frames && stop > 30 && stop < 1000, "two instances: stopped in %u places", stop);
	pair_free(&p);
}

ENGINE_MAIN(test_line, test_way_back, test_host_calls, test_memory_grow, test_table_grow,
	    test_wide_result, test_long_function, test_pair)
