// SPDX-License-Identifier: GPL-2.0
/*
 * Fuel is exact: counted here by hand, the same in both builds and for every
 * slice. block, loop, else and end are free, all other instructions cost 1.
 */
#include "engine_rig.h"

#define I32(n) WK_OP_i32_const, (n)
#define GET(n) WK_OP_local_get, (n)
#define SET(n) WK_OP_local_set, (n)

struct fuel_case {
	const char *what;
	const char *sig;
	u64 arg;
	u64 fuel;
	const u8 *code;
	size_t n;
};

static const struct fuel_case cases[] = {
	{ "nothing", ":", 0, 0, NULL, 0 },
	{ "straight code", ":", 0, 4, CODE(I32(1), I32(2), WK_OP_i32_add, WK_OP_drop) },
	{ "nop and return", ":", 0, 3, CODE(WK_OP_nop, WK_OP_nop, WK_OP_return) },
	{ "what follows a return", ":", 0, 1, CODE(WK_OP_return, WK_OP_nop, WK_OP_nop) },
	{ "blocks", ":", 0, 1, CODE(WK_OP_block, 0x40, WK_OP_block, 0x40, WK_OP_nop, WK_OP_end,
				    WK_OP_end) },
	{ "a branch over code", ":", 0, 2,
	  CODE(WK_OP_block, 0x40, WK_OP_br, 0, WK_OP_nop, WK_OP_nop, WK_OP_end, WK_OP_nop) },
	{ "if, taken", "i:", 1, 2 + 3,
	  CODE(GET(0), WK_OP_if, 0x40, WK_OP_nop, WK_OP_nop, WK_OP_nop, WK_OP_else, WK_OP_nop,
	       WK_OP_end) },
	{ "if, not taken", "i:", 0, 2 + 1,
	  CODE(GET(0), WK_OP_if, 0x40, WK_OP_nop, WK_OP_nop, WK_OP_nop, WK_OP_else, WK_OP_nop,
	       WK_OP_end) },
	{ "if without else, not taken", "i:", 0, 2 + 1,
	  CODE(GET(0), WK_OP_if, 0x40, WK_OP_nop, WK_OP_end, WK_OP_nop) },
	{ "br_if, taken", "i:", 1, 2,
	  CODE(WK_OP_block, 0x40, GET(0), WK_OP_br_if, 0, WK_OP_nop, WK_OP_nop, WK_OP_end) },
	{ "br_if, not taken", "i:", 0, 4,
	  CODE(WK_OP_block, 0x40, GET(0), WK_OP_br_if, 0, WK_OP_nop, WK_OP_nop, WK_OP_end) },
	/* local.get, const, sub, tee, br_if in each of 10 rounds */
	{ "a loop of 10 rounds", "i:", 10, 50,
	  CODE(WK_OP_loop, 0x40, GET(0), I32(1), WK_OP_i32_sub, WK_OP_local_tee, 0,
	       WK_OP_br_if, 0, WK_OP_end) },
	{ "a loop with a compare, 7 rounds", "i:", 7, 7 * 8,
	  CODE(WK_OP_loop, 0x40, GET(0), I32(1), WK_OP_i32_sub, SET(0), GET(0), I32(0),
	       WK_OP_i32_gt_s, WK_OP_br_if, 0, WK_OP_end) },
	{ "br_table, first", "i:", 0, 2 + 2,
	  CODE(WK_OP_block, 0x40, WK_OP_block, 0x40, GET(0), WK_OP_br_table, 1, 0, 1, WK_OP_end,
	       WK_OP_nop, WK_OP_nop, WK_OP_end) },
	{ "br_table, default", "i:", 9, 2,
	  CODE(WK_OP_block, 0x40, WK_OP_block, 0x40, GET(0), WK_OP_br_table, 1, 0, 1, WK_OP_end,
	       WK_OP_nop, WK_OP_nop, WK_OP_end) },
	/* per call: get, if; get, const, sub, call; or nothing more at 0 */
	{ "recursion, 5 deep", "i:", 5, 5 * 6 + 2,
	  CODE(GET(0), WK_OP_if, 0x40, GET(0), I32(1), WK_OP_i32_sub, WK_OP_call, 0, WK_OP_end) },
	{ "tail recursion, 100 times", "i:", 100, 100 * 6 + 2,
	  CODE(GET(0), WK_OP_if, 0x40, GET(0), I32(1), WK_OP_i32_sub, WK_OP_return_call, 0,
	       WK_OP_end) },
	{ "an indirect call", "i:", 1, 2 + 5 + 2,
	  CODE(GET(0), WK_OP_if, 0x40, GET(0), I32(1), WK_OP_i32_sub, I32(0),
	       WK_OP_call_indirect, 0, 0, WK_OP_end) },
	{ "float arithmetic", ":", 0, 5,
	  CODE(WK_OP_f32_const, 0, 0, 0x80, 0x3f, WK_OP_f32_const, 0, 0, 0, 0x40, WK_OP_f32_add,
	       WK_OP_f32_sqrt, WK_OP_drop) },
	{ "memory.fill of 6400 bytes", ":", 0, 4 + 100,
	  CODE(I32(0), I32(1), WK_OP_i32_const, 0x80, 0x32, FC(WK_OP_memory_fill), 0) },
	{ "memory.copy of 63 bytes", ":", 0, 4,
	  CODE(I32(0), I32(1), WK_OP_i32_const, 0x3f, FC(WK_OP_memory_copy), 0, 0) },
	{ "memory.copy of 64 bytes", ":", 0, 4 + 1,
	  CODE(I32(0), I32(1), WK_OP_i32_const, 0xc0, 0, FC(WK_OP_memory_copy), 0, 0) },
	{ "table.fill of 16", ":", 0, 4 + 2,
	  CODE(I32(1), WK_OP_ref_null, 0x70, I32(16), FC(WK_OP_table_fill), 0) },
};

static bool load_case(struct rig *r, const struct fuel_case *c)
{
	struct wmod m = { 0 };

	wmod_memory(&m, 1, 1);
	wmod_table(&m, 'r', 17, 100);
	wmod_export(&m, "f", WMOD_FUNC, wmod_func(&m, c->sig, "", c->code, c->n));
	wmod_elem(&m, 0, (u32 []){ 0 }, 1);
	return ok(rig_load(r, &m), "%s: loads %s", c->what, r->e.text);
}

/* By hand, in slices of every small size, and with a limit at and below it. */
static void count_case(struct rig *r, const struct fuel_case *c)
{
	u64 args[] = { c->arg };
	u64 used, slice;
	bool same = true;

	ok(!rig_call(r, "f", args) && wk_exec_fuel_used(r->exec) == c->fuel,
	   "%s: %llu fuel, counted %llu", c->what,
	   (unsigned long long)wk_exec_fuel_used(r->exec), (unsigned long long)c->fuel);
	for (slice = 0; slice < 20; slice++) {
		r->slice = slice;
		same &= !rig_call(r, "f", args) && wk_exec_fuel_used(r->exec) == c->fuel;
	}
	ok(same, "%s: the same in slices of 0 to 19", c->what);
	r->slice = NO_LIMIT;
	r->fuel = c->fuel;
	ok(!rig_call(r, "f", args), "%s: a limit of that much is enough", c->what);
	for (used = 0; used < c->fuel; used++) {
		r->fuel = used;
		rig_call(r, "f", args);
		same &= wk_exec_fuel_used(r->exec) <= used;
	}
	ok(same, "%s: never more used than was given", c->what);
}

static void test_counts(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct rig r = rig_new();

		if (load_case(&r, &cases[i]))
			count_case(&r, &cases[i]);
		rig_free(&r);
	}
}

/* An endless loop ends when its fuel does, soon enough, and the next call is unharmed. */
static void test_out_of_fuel(void)
{
	static const u64 limits[] = { 0, 1, 2, 1000, 1000000 };
	struct rig r = rig_new();
	struct wmod m = { 0 };
	size_t i;

	wmod_export(&m, "forever", WMOD_FUNC,
		    wmod_func(&m, ":", "", CODE(WK_OP_loop, 0x40, WK_OP_br, 0, WK_OP_end)));
	wmod_export(&m, "f", WMOD_FUNC, wmod_func(&m, ":i", "", CODE(I32(7))));
	ok(rig_load(&r, &m), "out of fuel: loads %s", r.e.text);
	for (i = 0; i < ARRAY_SIZE(limits); i++) {
		r.fuel = limits[i];
		r.slice = i % 2 ? 100 : NO_LIMIT;
		ok(rig_call(&r, "forever", NULL) == WK_TRAP_FUEL, "an endless loop ends at %llu",
		   (unsigned long long)limits[i]);
		ok(wk_exec_fuel_used(r.exec) == limits[i], "all of it was used");
		ok(wk_exec_backtrace(r.exec)->n == 1, "it has a backtrace");
	}
	r.fuel = 10;
	ok(!rig_call(&r, "f", NULL) && rig_result(&r) == 7, "the next call runs");
	rig_free(&r);
}

/* Fibonacci, recursively: result and fuel do not depend on slices. */
static const u8 fib[] = {
	GET(0), I32(2), WK_OP_i32_lt_u, WK_OP_if, 0x7f, GET(0), WK_OP_else,
	GET(0), I32(1), WK_OP_i32_sub, WK_OP_call, 0,
	GET(0), I32(2), WK_OP_i32_sub, WK_OP_call, 0, WK_OP_i32_add, WK_OP_end,
};

static void test_pauses(void)
{
	static const u64 slices[] = { 0, 1, 2, 3, 7, 64, 1000 };
	struct rig r = rig_new();
	struct wmod m = { 0 };
	u64 args[] = { 15 }, fuel;
	size_t i;

	wmod_export(&m, "fib", WMOD_FUNC, wmod_func(&m, "i:i", "", fib, sizeof(fib)));
	ok(rig_load(&r, &m), "pauses: loads %s", r.e.text);
	ok(!rig_call(&r, "fib", args) && rig_result(&r) == 610 && !r.pauses, "fib(15) in one piece");
	fuel = wk_exec_fuel_used(r.exec);
	/* 1973 calls: 986 of them split, 987 end: 4 + 9 and 4 + 1 instructions */
	ok(fuel == 986 * 13 + 987 * 5, "fib(15) costs %llu", (unsigned long long)fuel);
	for (i = 0; i < ARRAY_SIZE(slices); i++) {
		r.slice = slices[i];
		ok(!rig_call(&r, "fib", args) && rig_result(&r) == 610 &&
		   wk_exec_fuel_used(r.exec) == fuel, "fib(15) in slices of %llu",
		   (unsigned long long)slices[i]);
		ok(r.pauses >= fuel / (slices[i] + 20), "it paused %llu times",
		   (unsigned long long)r.pauses);
	}
	rig_free(&r);
}

/* A bulk instruction costs what it moves, so a row of them pauses like a loop. */
static void test_bulk_pauses(void)
{
	struct rig r = rig_new();
	struct wbuf code = { 0 };
	struct wmod m = { 0 };
	int i;

	for (i = 0; i < 100; i++) {
		wbuf_bytes(&code, "\x41\0\x41\1\x41\x80\x80\x04\xfc\x0b\0", 11);
		wbuf_bytes(&code, "\x41\0\x41\0\x41\x80\x80\x04\xfc\x0a\0\0", 12);
	}
	wmod_memory(&m, 1, 1);
	wmod_export(&m, "f", WMOD_FUNC, wmod_func(&m, ":", "", code.p, code.n));
	wbuf_free(&code);
	ok(rig_load(&r, &m), "bulk: loads %s", r.e.text);
	r.slice = 2000;
	ok(!rig_call(&r, "f", NULL) && r.pauses >= 90,
	   "200 long bulk instructions in a row pause, %llu times", (unsigned long long)r.pauses);
	r.fuel = 20000;
	ok(rig_call(&r, "f", NULL) == WK_TRAP_FUEL, "and run out of fuel");
	rig_free(&r);
}

/*
 * A jump forward is given back what its line has paid for the code in between; a trap behind it
 * comes before the next line pays. What was used then was below zero once: a huge number.
 */
static void test_trap_behind_jump(void)
{
	struct rig r = rig_new();
	struct wbuf code = { 0 };
	struct wmod m = { 0 };
	u64 args[] = { 1 };
	int i;

	wbuf_bytes(&code, CODE(WK_OP_block, 0x40, GET(0), WK_OP_br_if, 0));
	for (i = 0; i < 500; i++)
		wbuf_bytes(&code, CODE(WK_OP_nop));
	wbuf_bytes(&code, CODE(WK_OP_end, WK_OP_unreachable));
	wmod_export(&m, "f", WMOD_FUNC, wmod_func(&m, "i:", "", code.p, code.n));
	wbuf_free(&code);
	ok(rig_load(&r, &m), "trap behind a jump: loads %s", r.e.text);
	ok(rig_call(&r, "f", args) == WK_TRAP_UNREACHABLE, "trap behind a jump: it traps");
	ok(wk_exec_fuel_used(r.exec) <= 3, "fuel used is never below zero (%llu)",
	   (unsigned long long)wk_exec_fuel_used(r.exec));
	r.fuel = 10;
	ok(rig_call(&r, "f", args) == WK_TRAP_UNREACHABLE && wk_exec_fuel_used(r.exec) <= 3,
	   "nor with little fuel (%llu)", (unsigned long long)wk_exec_fuel_used(r.exec));
	rig_free(&r);
}

/* wk_exec_stop() makes a paused call a trap, where it stands. */
static void test_stop(void)
{
	struct rig r = rig_new();
	struct wmod m = { 0 };
	const struct wk_backtrace *bt;

	wmod_func(&m, ":", "", CODE(WK_OP_loop, 0x40, WK_OP_br, 0, WK_OP_end));
	wmod_export(&m, "f", WMOD_FUNC, wmod_func(&m, ":", "", CODE(WK_OP_call, 0)));
	ok(rig_load(&r, &m), "stop: loads %s", r.e.text);
	rig_start(&r, "f", NULL);
	ok(wk_exec_run(r.exec, 1000) == WK_PAUSED, "stop: an endless loop pauses");
	wk_exec_stop(r.exec, WK_TRAP_KILLED);
	bt = wk_exec_backtrace(r.exec);
	ok(wk_exec_trap(r.exec) == WK_TRAP_KILLED, "stop: it is killed");
	ok(bt->n == 2 && bt->frames[0].func == 0 && bt->frames[1].func == 1,
	   "stop: the backtrace shows where it was");
	wk_exec_stop(r.exec, WK_TRAP_TIMEOUT);
	ok(wk_exec_trap(r.exec) == WK_TRAP_KILLED, "stop: once is enough");
	rig_start(&r, "f", NULL);
	wk_exec_stop(r.exec, WK_TRAP_TIMEOUT);
	ok(wk_exec_trap(r.exec) == WK_TRAP_TIMEOUT, "stop: before it has run at all");
	rig_free(&r);
}

ENGINE_MAIN(test_counts, test_out_of_fuel, test_pauses, test_bulk_pauses, test_trap_behind_jump,
	    test_stop)
