// SPDX-License-Identifier: GPL-2.0
/* Every trap: its reason, and where it says that it happened. */
#include "engine_rig.h"

/* One function "f" that traps at byte @at of its code. */
struct trap_case {
	const char *what;
	enum wk_trap trap;
	u32 at;
	const u8 *code;
	size_t n;
};

#define I32(n) WK_OP_i32_const, (n)
#define MIN32 WK_OP_i32_const, 0x80, 0x80, 0x80, 0x80, 0x78
#define HUGE_F64 WK_OP_f64_const, 0, 0, 0, 0, 0, 0, 0xf0, 0x7e
#define NAN_F64 WK_OP_f64_const, 0, 0, 0, 0, 0, 0, 0xf8, 0x7f
#define DROP WK_OP_drop

static const struct trap_case cases[] = {
	{ "unreachable", WK_TRAP_UNREACHABLE, 1, CODE(WK_OP_nop, WK_OP_unreachable) },
	{ "a load", WK_TRAP_MEMORY, 2, CODE(I32(0x7d), WK_OP_i32_load, 0, 0, DROP) },
	{ "a load at a large offset", WK_TRAP_MEMORY, 2,
	  CODE(I32(0), WK_OP_i64_load, 0, 0xff, 0xff, 0xff, 0xff, 0x0f, DROP) },
	{ "a load behind an addition, which have one handler", WK_TRAP_MEMORY, 5,
	  CODE(WK_OP_memory_size, 0, I32(0x7c), WK_OP_i32_add, WK_OP_i32_load, 0, 0, DROP) },
	{ "a store", WK_TRAP_MEMORY, 4, CODE(I32(0x7f), I32(0), WK_OP_i32_store8, 0, 1) },
	{ "memory.fill", WK_TRAP_MEMORY, 6,
	  CODE(I32(0x7f), I32(0), I32(2), FC(WK_OP_memory_fill), 0) },
	{ "memory.copy", WK_TRAP_MEMORY, 6,
	  CODE(I32(0), I32(0x7f), I32(2), FC(WK_OP_memory_copy), 0, 0) },
	{ "memory.init", WK_TRAP_MEMORY, 6,
	  CODE(I32(0), I32(0), I32(4), FC(WK_OP_memory_init), 0, 0) },
	{ "table.get", WK_TRAP_TABLE, 2, CODE(I32(4), WK_OP_table_get, 0, DROP) },
	{ "table.set", WK_TRAP_TABLE, 4, CODE(I32(4), WK_OP_ref_null, 0x70, WK_OP_table_set, 0) },
	{ "table.fill", WK_TRAP_TABLE, 6,
	  CODE(I32(3), WK_OP_ref_null, 0x70, I32(2), FC(WK_OP_table_fill), 0) },
	{ "table.copy", WK_TRAP_TABLE, 6,
	  CODE(I32(0), I32(4), I32(1), FC(WK_OP_table_copy), 0, 0) },
	{ "table.init", WK_TRAP_TABLE, 6,
	  CODE(I32(0), I32(1), I32(1), FC(WK_OP_table_init), 1, 0) },
	{ "an undefined element", WK_TRAP_UNDEFINED_ELEM, 2,
	  CODE(I32(4), WK_OP_call_indirect, 0, 0) },
	{ "an uninitialized element", WK_TRAP_UNINIT_ELEM, 2,
	  CODE(I32(3), WK_OP_call_indirect, 0, 0) },
	{ "another type", WK_TRAP_CALL_TYPE, 2, CODE(I32(1), WK_OP_call_indirect, 0, 0) },
	{ "a tail call of another type", WK_TRAP_CALL_TYPE, 2,
	  CODE(I32(1), WK_OP_return_call_indirect, 0, 0) },
	{ "i32.div_s by 0", WK_TRAP_DIV_ZERO, 4, CODE(I32(1), I32(0), WK_OP_i32_div_s, DROP) },
	{ "i32.rem_u by 0", WK_TRAP_DIV_ZERO, 4, CODE(I32(1), I32(0), WK_OP_i32_rem_u, DROP) },
	{ "i64.rem_s by 0", WK_TRAP_DIV_ZERO, 4,
	  CODE(WK_OP_i64_const, 1, WK_OP_i64_const, 0, WK_OP_i64_rem_s, DROP) },
	{ "the smallest by -1", WK_TRAP_OVERFLOW, 8, CODE(MIN32, I32(0x7f), WK_OP_i32_div_s, DROP) },
	{ "too large a float", WK_TRAP_OVERFLOW, 9, CODE(HUGE_F64, WK_OP_i32_trunc_f64_s, DROP) },
	{ "a NaN", WK_TRAP_CONVERSION, 9, CODE(NAN_F64, WK_OP_i64_trunc_f64_u, DROP) },
	{ "endless recursion", WK_TRAP_STACK, 0, CODE(WK_OP_call, 0) },
};

/* Memory of one page, a table of 4: f, g of another type, null, null. */
static void surroundings(struct wmod *m)
{
	static const u32 elems[] = { 0, 1 };

	m->datacount = 1;
	wmod_memory(m, 1, 1);
	wmod_table(m, 'r', 4, 4);
	wmod_func(m, "i:", "", CODE(WK_OP_nop));
	wmod_elem(m, 0, elems, 2);
	wmod_elem(m, -1, elems, 1);
	wmod_data(m, -1, "abc", 3);
}

static void test_reasons(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct trap_case *c = &cases[i];
		const struct wk_backtrace *bt;
		struct rig r = rig_new();
		struct wmod m = { 0 };
		enum wk_trap trap;

		wmod_export(&m, "f", WMOD_FUNC, wmod_func(&m, ":", "", c->code, c->n));
		surroundings(&m);
		if (!ok(rig_load(&r, &m), "%s: loads %s", c->what, r.e.text)) {
			rig_free(&r);
			continue;
		}
		trap = rig_call(&r, "f", NULL);
		ok(trap == c->trap, "%s: \"%s\", expected \"%s\"", c->what,
		   trap < WK_TRAP_COUNT ? wk_trap_text(trap) : "no call", wk_trap_text(c->trap));
		bt = wk_exec_backtrace(r.exec);
		ok(bt->n && bt->frames[0].func == 0 && bt->frames[0].instance == r.inst,
		   "%s: in function 0", c->what);
		ok(bt->n && bt->frames[0].offset == rig_find(&r, c->code, c->n) + c->at,
		   "%s: at byte %u of the function", c->what, c->at);
		rig_free(&r);
	}
}

/* inner <- middle (indirect call) <- outer <- start, each at a known place. */
static const u8 inner[] = { WK_OP_nop, WK_OP_unreachable };
static const u8 middle[] = { I32(7), DROP, I32(0), WK_OP_call_indirect, 0, 0, WK_OP_nop };
static const u8 outer[] = {
	WK_OP_block, 0x40, WK_OP_loop, 0x40, I32(5), WK_OP_if, 0x40, WK_OP_call, 1, WK_OP_end,
	WK_OP_end, WK_OP_end,
};

static void test_backtrace(void)
{
	static const u32 at[] = { 1, 5, 8 };
	const struct wk_backtrace *bt;
	struct rig r = rig_new();
	struct wmod m = { 0 };
	char label[64];
	u32 i, start[3];

	wmod_func(&m, ":", "", inner, sizeof(inner));
	wmod_func(&m, ":", "", middle, sizeof(middle));
	wmod_export(&m, "go", WMOD_FUNC, wmod_func(&m, ":", "", outer, sizeof(outer)));
	wmod_table(&m, 'r', 1, 1);
	wmod_elem(&m, 0, (u32 []){ 0 }, 1);
	wmod_name(&m, 0, "inner");
	wmod_name(&m, 1, "mid\n\"dle");
	ok(rig_load(&r, &m), "backtrace: loads %s", r.e.text);
	start[0] = rig_find(&r, inner, sizeof(inner));
	start[1] = rig_find(&r, middle, sizeof(middle));
	start[2] = rig_find(&r, outer, sizeof(outer));
	ok(rig_call(&r, "go", NULL) == WK_TRAP_UNREACHABLE, "backtrace: traps");
	bt = wk_exec_backtrace(r.exec);
	ok(bt->n == 3 && bt->total == 3, "backtrace: three frames, found %u of %u", bt->n,
	   bt->total);
	for (i = 0; i < 3; i++)
		ok(bt->frames[i].func == i && bt->frames[i].offset == start[i] + at[i],
		   "backtrace: frame %u is function %u, byte %d", i, bt->frames[i].func,
		   (int)(bt->frames[i].offset - start[i]));
	ok(!strcmp(wk_module_func_label(r.module, 0, label, sizeof(label)), "0 \"inner\""),
	   "backtrace: a named function is %s", label);
	ok(!strcmp(wk_module_func_label(r.module, 1, label, sizeof(label)),
		   "1 \"mid\\x0a\\x22dle\""), "backtrace: an odd name is %s", label);
	ok(!strcmp(wk_module_func_label(r.module, 2, label, sizeof(label)), "2"),
	   "backtrace: a function without name is %s", label);
	rig_free(&r);
}

/* f(n) = n ? f(n - 1) : unreachable, so n + 1 frames. */
static const u8 descend[] = {
	WK_OP_local_get, 0, WK_OP_if, 0x40, WK_OP_local_get, 0, I32(1), WK_OP_i32_sub, WK_OP_call,
	0, WK_OP_else, WK_OP_unreachable, WK_OP_end,
};

static void test_backtrace_depth(void)
{
	static const u32 depths[] = { 1, WK_MAX_BACKTRACE, WK_MAX_BACKTRACE + 1, 5000 };
	const struct wk_backtrace *bt;
	struct rig r = rig_new();
	struct wmod m = { 0 };
	u32 i, j, kept, code;
	bool right;

	wmod_export(&m, "f", WMOD_FUNC, wmod_func(&m, "i:", "", descend, sizeof(descend)));
	ok(rig_load(&r, &m), "depth: loads %s", r.e.text);
	code = rig_find(&r, descend, sizeof(descend));
	for (i = 0; i < ARRAY_SIZE(depths); i++) {
		rig_call(&r, "f", (u64 []){ depths[i] - 1 });
		bt = wk_exec_backtrace(r.exec);
		kept = min_t(u32, depths[i], WK_MAX_BACKTRACE);
		ok(bt->n == kept && bt->total == depths[i], "depth: %u of %u frames kept", bt->n,
		   bt->total);
		right = bt->frames[0].offset == code + 12;
		for (j = 1; j < bt->n; j++)
			right &= bt->frames[j].offset == code + 9;
		ok(right, "depth: the innermost of %u frames, at the right places", depths[i]);
	}
	rig_free(&r);
}

/* After a tail call the caller is gone from the backtrace. */
static void test_tail_backtrace(void)
{
	const struct wk_backtrace *bt;
	struct rig r = rig_new();
	struct wmod m = { 0 };

	wmod_func(&m, ":", "", CODE(WK_OP_unreachable));
	wmod_func(&m, ":", "", CODE(WK_OP_return_call, 0));
	wmod_export(&m, "f", WMOD_FUNC, wmod_func(&m, ":", "", CODE(WK_OP_call, 1)));
	ok(rig_load(&r, &m), "tail call: loads %s", r.e.text);
	rig_call(&r, "f", NULL);
	bt = wk_exec_backtrace(r.exec);
	ok(bt->n == 2 && bt->frames[0].func == 0 && bt->frames[1].func == 2,
	   "tail call: its frame is replaced, %u frames", bt->n);
	rig_free(&r);
}

/*
 * The map of code to bytes has a mark now and then, before the entry of an instruction: any of
 * them, the first one of a function as well, when its predecessor ends where it traps.
 */
static void test_last_instruction(void)
{
	enum { FUNCS = 3000 };
	static const u8 calls[] = { WK_OP_call, 1, WK_OP_call, 1 };
	u32 i, extra, wrong, first = 0;

	for (extra = 0; extra < 2; extra++) {
		struct rig r = rig_new();
		struct wmod m = { 0 };
		char name[16];

		wmod_func(&m, ":", "", calls, 2 + 2 * extra);
		for (i = 1; i < FUNCS; i++) {
			snprintf(name, sizeof(name), "f%u", i);
			wmod_export(&m, name, WMOD_FUNC,
				    wmod_func_of(&m, 0, "", CODE(WK_OP_unreachable)));
		}
		ok(rig_load(&r, &m), "last instruction: loads %s", r.e.text);
		for (i = 1, wrong = 0; i < FUNCS; i++) {
			const struct wk_backtrace *bt;

			snprintf(name, sizeof(name), "f%u", i);
			rig_call(&r, name, NULL);
			bt = wk_exec_backtrace(r.exec);
			if (i == 1)
				first = bt->frames[0].offset;
			/* The size, no locals, the instruction, the end. */
			wrong += bt->frames[0].func != i ||
				 bt->frames[0].offset != first + (i - 1) * 4;
		}
		ok(!wrong, "last instruction: of %d functions, %u trapped elsewhere", FUNCS, wrong);
		rig_free(&r);
	}
}

ENGINE_MAIN(test_reasons, test_backtrace, test_backtrace_depth, test_tail_backtrace,
	    test_last_instruction)
