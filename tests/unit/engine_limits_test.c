// SPDX-License-Identifier: GPL-2.0
/*
 * Limits and budgets of running guests, each at its edge and one beyond: guest
 * stack, frames, memory, tables. Those of loading are in decode_limits.c.
 */
#include "engine_rig.h"

#define I32(n) WK_OP_i32_const, (n)
#define GET(n) WK_OP_local_get, (n)
#define REFUSED 0xffffffffull

/* ---- guest stack ---- */

/* f(n) calls itself n times, in three ways. */
static const u8 direct[] = {
	GET(0), WK_OP_if, 0x40, GET(0), I32(1), WK_OP_i32_sub, WK_OP_call, 0, WK_OP_end,
};

static const u8 indirect[] = {
	GET(0), WK_OP_if, 0x40, GET(0), I32(1), WK_OP_i32_sub, I32(0), WK_OP_call_indirect, 0, 0,
	WK_OP_end,
};

static const u8 tail[] = {
	GET(0), WK_OP_if, 0x40, GET(0), I32(1), WK_OP_i32_sub, WK_OP_return_call, 0, WK_OP_end,
};

/* How f(@depth) ends on a stack of @slots. */
static enum wk_trap descend(struct rig *r, u32 slots, u64 depth)
{
	enum wk_trap trap;

	wk_exec_free(r->exec);
	r->exec = wk_exec_new(slots, rig_floats(), NULL);
	trap = rig_call(r, "f", &depth);
	if (trap == WK_TRAP_STACK && wk_exec_fuel_used(r->exec) > 7 * (depth + 1))
		return WK_TRAP_COUNT;
	return trap;
}

/* The smallest stack on which f(@depth) runs. */
static u32 slots_for(struct rig *r, u64 depth)
{
	u32 low = 0, high = 1 << 20;	/* low traps, high does not */

	while (high - low > 1) {
		u32 middle = low + (high - low) / 2;

		if (descend(r, middle, depth) == WK_TRAP_NONE)
			high = middle;
		else
			low = middle;
	}
	return high;
}

static bool load_stack(struct rig *r, const char *what, const u8 *code, size_t n)
{
	struct wmod m = { 0 };

	wmod_table(&m, 'r', 1, 1);
	wmod_export(&m, "f", WMOD_FUNC, wmod_func(&m, "i:", "ll", code, n));
	wmod_elem(&m, 0, (u32 []){ 0 }, 1);
	return ok(rig_load(r, &m), "stack, %s: loads %s", what, r->e.text);
}

/* Every frame takes the same, so the edge for any depth follows from two. */
static void stack_case(const char *what, const u8 *code, size_t n, bool flat)
{
	static const u64 depths[] = { 2, 3, 100, 5000 };
	struct rig r = rig_new();
	u32 first, frame, edge;
	size_t i;

	if (load_stack(&r, what, code, n)) {
		first = slots_for(&r, 0);
		frame = slots_for(&r, 1) - first;
		ok(first > 3 && (flat ? !frame : frame >= 4), "stack, %s: %u slots, and %u a call",
		   what, first, frame);
		for (i = 0; i < ARRAY_SIZE(depths); i++) {
			edge = first + frame * depths[i];
			ok(descend(&r, edge, depths[i]) == WK_TRAP_NONE &&
			   descend(&r, edge - 1, depths[i]) == WK_TRAP_STACK,
			   "stack, %s: depth %llu needs exactly %u slots", what,
			   (unsigned long long)depths[i], edge);
		}
		ok(descend(&r, 0, 0) == WK_TRAP_STACK && descend(&r, 1, 0) == WK_TRAP_STACK,
		   "stack, %s: there may be none", what);
	}
	rig_free(&r);
}

static void test_stack(void)
{
	stack_case("calls", direct, sizeof(direct), false);
	stack_case("indirect calls", indirect, sizeof(indirect), false);
	stack_case("tail calls", tail, sizeof(tail), true);
}

/* ---- frames ---- */

/* A function with @locals locals and @operands values on its stack at one time. */
static bool load_frame(struct rig *r, u32 locals, u32 operands)
{
	struct wbuf body = { 0 };
	struct wmod m = { 0 };
	u32 i, type;

	type = wmod_type(&m, ":");
	wmod_func(&m, ":i", "", CODE(I32(1)));
	wbuf_u8(&body, 1);
	wbuf_u32(&body, locals);
	wbuf_u8(&body, 0x7f);
	for (i = 0; i < operands; i++)
		wbuf_bytes(&body, CODE(WK_OP_call, 0));
	for (i = 0; i < operands; i++)
		wbuf_u8(&body, WK_OP_drop);
	wbuf_u8(&body, WK_OP_end);
	wbuf_u8(&m.section[WMOD_FUNCS], type);
	m.count[WMOD_FUNCS]++;
	wmod_body(&m, body.p, body.n);
	wbuf_free(&body);
	wmod_export(&m, "f", WMOD_FUNC, 1);
	return rig_load(r, &m);
}

static void test_frame(void)
{
	const u32 locals = WK_MAX_LOCALS;
	const u32 operands = WK_MAX_FRAME_SLOTS - locals - 1;	/* and a return address */
	struct rig r = rig_new();

	r.stack = 2 * WK_MAX_FRAME_SLOTS;
	ok(load_frame(&r, locals, operands) && !rig_call(&r, "f", NULL),
	   "a frame of %u slots is the largest %s", WK_MAX_FRAME_SLOTS, r.e.text);
	rig_free(&r);
	r = rig_new();
	ok(!load_frame(&r, locals, operands + 1) && r.e.kind == WK_ERR_LIMIT && r.e.func == 1,
	   "one more is refused: %s", r.e.text);
	rig_free(&r);
}

/* ---- memory ---- */

static const u8 grow_memory[] = { GET(0), WK_OP_memory_grow, 0 };

static bool load_memory(struct rig *r, u32 min, s64 max, u32 budget)
{
	struct wmod m = { 0 };

	r->budget.memory_pages = budget;
	wmod_memory(&m, min, max);
	wmod_export(&m, "grow", WMOD_FUNC, wmod_func(&m, "i:i", "", grow_memory, sizeof(grow_memory)));
	wmod_export(&m, "size", WMOD_FUNC, wmod_func(&m, ":i", "", CODE(WK_OP_memory_size, 0)));
	wmod_export(&m, "load", WMOD_FUNC,
		    wmod_func(&m, "i:i", "", CODE(GET(0), WK_OP_i32_load, 0, 0)));
	wmod_export(&m, "load8", WMOD_FUNC,
		    wmod_func(&m, "i:i", "", CODE(GET(0), WK_OP_i32_load8_u, 0, 0)));
	wmod_export(&m, "store8", WMOD_FUNC,
		    wmod_func(&m, "i:", "", CODE(GET(0), I32(0x3b), WK_OP_i32_store8, 0, 0)));
	return rig_load(r, &m);
}

/* What grow(@delta) gives, and that size() agrees afterwards. */
static void grows(struct rig *r, const char *what, u64 delta, u64 gives, u64 size)
{
	u64 got;

	rig_call(r, "grow", &delta);
	got = rig_result(r);
	rig_call(r, "size", NULL);
	ok(got == gives && rig_result(r) == size, "%s: growing by %llu gives %d, then there are %llu",
	   what, (unsigned long long)delta, (int)got, (unsigned long long)rig_result(r));
}

static void test_memory(void)
{
	struct rig r = rig_new();

	ok(load_memory(&r, 5, -1, 5), "memory: all of the budget at once %s", r.e.text);
	grows(&r, "memory, no budget", 1, REFUSED, 5);
	grows(&r, "memory, no budget", 0, 5, 5);
	rig_free(&r);
	r = rig_new();
	ok(!load_memory(&r, 6, -1, 5) && r.e.kind == WK_ERR_LIMIT,
	   "memory: more than the budget is refused: %s", r.e.text);
	rig_free(&r);
	r = rig_new();
	ok(load_memory(&r, 1, -1, 5), "memory: loads %s", r.e.text);
	grows(&r, "memory, budget", 5, REFUSED, 1);
	grows(&r, "memory, budget", 4, 1, 5);
	grows(&r, "memory, budget", 1, REFUSED, 5);
	rig_free(&r);
	r = rig_new();
	ok(load_memory(&r, 1, 3, 100), "memory with a maximum: loads %s", r.e.text);
	grows(&r, "memory, maximum", 3, REFUSED, 1);
	grows(&r, "memory, maximum", 0xffffffff, REFUSED, 1);
	grows(&r, "memory, maximum", 2, 1, 3);
	grows(&r, "memory, maximum", 1, REFUSED, 3);
	rig_free(&r);
}

/* All that 32 bits can address: where sums of address and offset wrap, if they do. */
static void test_whole_memory(void)
{
	struct rig r = rig_new();
	u64 last = 0xffffffff;

	ok(load_memory(&r, 1, -1, WK_MAX_MEMORY_PAGES), "4 GiB: loads %s", r.e.text);
	grows(&r, "4 GiB", WK_MAX_MEMORY_PAGES, REFUSED, 1);
	grows(&r, "4 GiB", WK_MAX_MEMORY_PAGES - 1, 1, WK_MAX_MEMORY_PAGES);
	grows(&r, "4 GiB", 1, REFUSED, WK_MAX_MEMORY_PAGES);
	ok(!rig_call(&r, "store8", &last) && !rig_call(&r, "load8", &last) &&
	   rig_result(&r) == 0x3b, "4 GiB: its last byte can be used");
	last = 0xfffffffc;
	ok(!rig_call(&r, "load", &last) && rig_result(&r) == 0x3b000000, "4 GiB: the last word too");
	last = 0xfffffffd;
	ok(rig_call(&r, "load", &last) == WK_TRAP_MEMORY, "4 GiB: behind it there is nothing");
	last = 0;
	ok(!rig_call(&r, "load", &last) && rig_result(&r) == 0, "4 GiB: it does not wrap to 0");
	rig_free(&r);
}

/* ---- tables ---- */

static bool load_table(struct rig *r, u32 min, s64 max, u32 budget)
{
	struct wmod m = { 0 };

	r->budget.table_elems = budget;
	wmod_table(&m, 'x', min, max);
	wmod_export(&m, "grow", WMOD_FUNC,
		    wmod_func(&m, "i:i", "", CODE(WK_OP_ref_null, 0x6f, GET(0),
						  FC(WK_OP_table_grow), 0)));
	wmod_export(&m, "size", WMOD_FUNC, wmod_func(&m, ":i", "", CODE(FC(WK_OP_table_size), 0)));
	return rig_load(r, &m);
}

static void test_table(void)
{
	struct rig r = rig_new();

	ok(load_table(&r, 50, -1, 50), "table: all of the budget at once %s", r.e.text);
	grows(&r, "table, no budget", 1, REFUSED, 50);
	grows(&r, "table, no budget", 0, 50, 50);
	rig_free(&r);
	r = rig_new();
	ok(!load_table(&r, 51, -1, 50) && r.e.kind == WK_ERR_LIMIT,
	   "table: more than the budget is refused: %s", r.e.text);
	rig_free(&r);
	r = rig_new();
	ok(load_table(&r, 1, 30, 1000), "table with a maximum: loads %s", r.e.text);
	grows(&r, "table, maximum", 30, REFUSED, 1);
	grows(&r, "table, maximum", 0xffffffff, REFUSED, 1);
	grows(&r, "table, maximum", 29, 1, 30);
	grows(&r, "table, maximum", 1, REFUSED, 30);
	rig_free(&r);
	r = rig_new();
	ok(load_table(&r, 1, -1, 2 * WK_MAX_TABLE_ELEMS), "a large table: loads %s", r.e.text);
	grows(&r, "a large table", WK_MAX_TABLE_ELEMS, REFUSED, 1);
	grows(&r, "a large table", WK_MAX_TABLE_ELEMS - 1, 1, WK_MAX_TABLE_ELEMS);
	grows(&r, "a large table", 1, REFUSED, WK_MAX_TABLE_ELEMS);
	rig_free(&r);
}

/* ---- one budget for all instances of a store ---- */

static void test_shared_budget(void)
{
	struct wk_error e = { 0 };
	struct rig r = rig_new();

	ok(load_memory(&r, 3, -1, 7), "a second instance: the first loads %s", r.e.text);
	ok(wk_instance_new(r.store, r.module, NULL, &e), "a second instance: has room %s", e.text);
	ok(!wk_instance_new(r.store, r.module, NULL, &e) && e.kind == WK_ERR_LIMIT,
	   "a third instance is refused: %s", e.text);
	grows(&r, "what is left over", 2, REFUSED, 3);
	grows(&r, "what is left over", 1, 3, 4);
	rig_free(&r);
}

ENGINE_MAIN(test_stack, test_frame, test_memory, test_whole_memory, test_table,
	    test_shared_budget)
