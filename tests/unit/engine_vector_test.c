// SPDX-License-Identifier: GPL-2.0
/*
 * v128 between locals, operands, calls and memory: where its two slots are. What each instruction
 * computes is the official suite's business.
 */
#include <stdlib.h>

#include "engine_rig.h"

#define GET(n) WK_OP_local_get, (n)
#define SET(n) WK_OP_local_set, (n)
#define TEE(n) WK_OP_local_tee, (n)
#define I32(n) WK_OP_i32_const, (n)
/* An instruction behind the prefix 0xfd, numbered below 0x80, or from there on. */
#define FD(op) 0xfd, (op) & 0x7f
#define FD2(op) 0xfd, ((op) & 0x7f) | 0x80, 1
#define ADD FD2(WK_OP_i32x4_add)
#define V128 0x7b
#define ONES FD(WK_OP_v128_const), 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0

#define LOW	0x0000000200000001ull
#define HIGH	0x0000000400000003ull

static bool results_are(const struct rig *r, u64 low, u64 high)
{
	return wk_exec_results(r->exec)[0] == low && wk_exec_results(r->exec)[1] == high;
}

struct vector_case {
	const char *what;
	const char *locals;	/* beyond the parameters, a v128 and an i32 */
	u64 low;
	u64 high;
	const u8 *code;
	size_t n;
};

static const struct vector_case cases[] = {
	{ "a parameter", "", LOW, HIGH, CODE(GET(0)) },
	{ "a local behind others", "lvi", LOW, HIGH, CODE(GET(0), SET(3), GET(3)) },
	{ "a local that was not written", "lvi", 0, 0, CODE(GET(3)) },
	{ "a result that goes into a local", "v", 2 * LOW, 2 * HIGH,
	  CODE(GET(0), GET(0), ADD, SET(2), GET(2)) },
	{ "a result that stays and goes into a local", "v", 4 * LOW, 4 * HIGH,
	  CODE(GET(0), GET(0), ADD, TEE(2), GET(2), ADD) },
	{ "a constant that stays and goes into a local", "v", 0x0000000200000002, 0x0000000200000002,
	  CODE(ONES, TEE(2), GET(2), ADD) },
	{ "an operand keeps its value when the local changes", "", LOW, HIGH,
	  CODE(GET(0), ONES, SET(0)) },
	{ "two operands do", "", 2 * LOW, 2 * HIGH, CODE(GET(0), GET(0), ONES, SET(0), ADD) },
	{ "one does when the local gets a result", "", LOW + 0x200000002, HIGH + 0x200000002,
	  CODE(GET(0), ONES, ONES, ADD, TEE(0), ADD) },
	{ "a local set to itself", "", LOW, HIGH, CODE(GET(0), SET(0), GET(0)) },
	{ "drop takes both halves", "", LOW, HIGH, CODE(GET(0), ONES, WK_OP_drop) },
	{ "select, first", "", LOW, HIGH, CODE(GET(0), ONES, GET(1), WK_OP_select) },
	{ "select, second", "", LOW, HIGH,
	  CODE(ONES, GET(0), GET(1), WK_OP_i32_eqz, WK_OP_select) },
	{ "select with a type", "", LOW, HIGH,
	  CODE(GET(0), ONES, GET(1), WK_OP_select_t, 1, V128) },
	{ "a block's result", "", LOW, HIGH,
	  CODE(WK_OP_block, V128, GET(0), ONES, WK_OP_drop, WK_OP_end) },
	{ "a branch that carries one down the stack", "", LOW, HIGH,
	  CODE(WK_OP_block, V128, ONES, ONES, GET(0), GET(1), WK_OP_br_if, 0, ADD, ADD,
	       WK_OP_end) },
	{ "the same, not taken", "", LOW + 0x200000002, HIGH + 0x200000002,
	  CODE(WK_OP_block, V128, ONES, ONES, GET(0), I32(0), WK_OP_br_if, 0, ADD, ADD,
	       WK_OP_end) },
	{ "both arms of an if", "", LOW, HIGH,
	  CODE(GET(1), WK_OP_if, V128, GET(0), WK_OP_else, ONES, WK_OP_end) },
	{ "br_table", "", LOW, HIGH,
	  CODE(WK_OP_block, V128, WK_OP_block, V128, ONES, GET(0), GET(1), WK_OP_br_table, 1, 0, 1,
	       WK_OP_end, ONES, ADD, WK_OP_end) },
	{ "return from among others", "", LOW, HIGH, CODE(I32(1), ONES, GET(0), WK_OP_return) },
	{ "a constant", "", LOW, HIGH,
	  CODE(FD(WK_OP_v128_const), 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0) },
	{ "a shuffle within words", "", 0x0200000001000000, 0x0400000003000000,
	  CODE(GET(0), GET(0), FD(WK_OP_i8x16_shuffle), 3, 2, 1, 0, 7, 6, 5, 4,
	       11, 10, 9, 8, 15, 14, 13, 12) },
	{ "a shift by what is known", "", LOW << 1, HIGH << 1,
	  CODE(GET(0), I32(33), FD2(WK_OP_i32x4_shl)) },
	{ "a shift by what is not", "", LOW << 1, HIGH << 1,
	  CODE(GET(0), GET(1), FD2(WK_OP_i32x4_shl)) },
	{ "a shuffle of halves", "", HIGH, 0x0000000100000001,
	  CODE(GET(0), ONES, FD(WK_OP_i8x16_shuffle), 8, 9, 10, 11, 12, 13, 14, 15,
	       24, 25, 26, 27, 28, 29, 30, 31) },
	{ "a shuffle of words", "", 0x0000000100000004, 0x0000000300000001,
	  CODE(GET(0), ONES, FD(WK_OP_i8x16_shuffle), 12, 13, 14, 15, 16, 17, 18, 19,
	       0, 1, 2, 3, 8, 9, 10, 11) },
	{ "a shuffle of bytes", "", 0x0100000000000000, 0x0000000200000000,
	  CODE(GET(0), GET(0), FD(WK_OP_i8x16_shuffle), 1, 2, 3, 5, 6, 7, 9, 0,
	       1, 2, 3, 17, 4, 6, 7, 21) },
	{ "memory", "", LOW, HIGH,
	  CODE(I32(3), GET(0), FD(WK_OP_v128_store), 0, 4, I32(5), FD(WK_OP_v128_load), 0, 2) },
	{ "a far offset", "", LOW, HIGH,
	  CODE(GET(1), GET(0), FD(WK_OP_v128_store), 0, 0x80, 0x80, 4, I32(3),
	       FD(WK_OP_v128_load), 0, 0xfe, 0xff, 3) },
	{ "a lane out of memory", "", LOW, HIGH & ~0xffffull,
	  CODE(GET(1), GET(0), FD(WK_OP_v128_load16_lane), 0, 7, 4) },
};

static void test_cases(void)
{
	const u64 args[] = { LOW, HIGH, 1 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct vector_case *c = &cases[i];
		struct rig r = rig_new();
		struct wmod m = { 0 };

		wmod_memory(&m, 2, -1);
		wmod_export(&m, "f", WMOD_FUNC, wmod_func(&m, "vi:v", c->locals, c->code, c->n));
		ok(rig_load(&r, &m) && !rig_call(&r, "f", args) && results_are(&r, c->low, c->high),
		   "%s %s", c->what, r.e.text);
		rig_free(&r);
	}
}

/* Parameters that are no v128 are counted, whatever the types before theirs have. */
static void test_parameters(void)
{
	const u64 args[] = { 1, 2, 3, 4, 5, 6, 7 };
	struct rig r = rig_new();
	struct wmod m = { 0 };

	wmod_func(&m, "v:", "", CODE(WK_OP_nop));
	wmod_export(&m, "f", WMOD_FUNC,
		    wmod_func(&m, "lllllll:l", "lvl", CODE(ONES, SET(8), GET(6), SET(9), GET(9))));
	ok(rig_load(&r, &m) && !rig_call(&r, "f", args) && rig_result(&r) == 7,
	   "v128 only among the locals %s", r.e.text);
	rig_free(&r);
}

static enum wk_trap swap(struct wk_exec *x, void *data, u64 *slots)
{
	u64 low = slots[0], high = slots[1];

	(void)x;
	*(u64 *)data = slots[2];
	slots[0] = slots[3];
	slots[1] = slots[4];
	slots[2] = low;
	slots[3] = high;
	return WK_TRAP_NONE;
}

static void test_calls(void)
{
	const u64 args[] = { LOW, HIGH };
	u64 seen = 0;
	const struct wk_hostfunc hosts[] = { { swap, &seen } };
	struct rig r = rig_new();
	struct wmod m = { 0 };
	u32 pick;

	r.hosts = hosts;
	wmod_import_func(&m, "env", "swap", "vlv:vv");
	pick = wmod_func(&m, "ivl:v", "", CODE(GET(1), GET(2), ONES, WK_OP_call, 0, WK_OP_drop));
	wmod_export(&m, "f", WMOD_FUNC,
		    wmod_func(&m, "v:v", "", CODE(I32(1), GET(0), WK_OP_i64_const, 9, WK_OP_call,
						  pick, GET(0), ADD)));
	wmod_export(&m, "tail", WMOD_FUNC,
		    wmod_func(&m, "v:v", "", CODE(ONES, WK_OP_drop, I32(1), GET(0), WK_OP_i64_const,
						  9, WK_OP_return_call, pick)));
	ok(rig_load(&r, &m), "calls: loads %s", r.e.text);
	ok(!rig_call(&r, "f", args) && seen == 9 &&
	   results_are(&r, LOW + 0x100000001, HIGH + 0x100000001), "arguments and results of calls");
	ok(!rig_call(&r, "tail", args) && results_are(&r, 0x100000001, 0x100000001),
	   "tail calls of a function and of the embedder");
	rig_free(&r);
}

/* A trap among vectors knows its place, and has written nothing. */
static void test_trap(void)
{
	const u64 args[] = { LOW, HIGH, 65536 - 15 };
	const u8 last[] = { FD(WK_OP_v128_store), 0, 0 };
	struct rig r = rig_new();
	struct wmod m = { 0 };
	u8 byte = 1;

	wmod_memory(&m, 1, 1);
	wmod_export(&m, "f", WMOD_FUNC,
		    wmod_func(&m, "vi:", "", CODE(GET(1), GET(0), GET(0), ADD,
						  FD(WK_OP_v128_store), 0, 0)));
	ok(rig_load(&r, &m), "trap: loads %s", r.e.text);
	ok(rig_call(&r, "f", args) == WK_TRAP_MEMORY &&
	   wk_exec_backtrace(r.exec)->frames[0].offset == rig_find(&r, last, sizeof(last)),
	   "a store beyond the end traps where it is");
	ok(wk_mem_read(wk_instance_memory(r.inst), 65535, &byte, 1) && !byte,
	   "and writes nothing");
	rig_free(&r);
}

static void test_fuel(void)
{
	const u64 args[] = { LOW, HIGH, 1 };
	struct rig r = rig_new();
	struct wmod m = { 0 };

	wmod_export(&m, "f", WMOD_FUNC,
		    wmod_func(&m, "vi:v", "v", CODE(GET(0), ONES, ADD, TEE(2), GET(2), ADD, GET(1),
						    FD2(WK_OP_i64x2_shl))));
	ok(rig_load(&r, &m) && !rig_call(&r, "f", args) && wk_exec_fuel_used(r.exec) == 8,
	   "each instruction costs 1 %s", r.e.text);
	rig_free(&r);
}

/* Two slots each: half as many fit into a frame. */
static void test_limit(void)
{
	enum { MOST = (WK_MAX_FRAME_SLOTS - 3) / 2 };
	u32 n;

	for (n = MOST; n <= MOST + 1; n++) {
		char *locals = malloc(n + 1);
		struct rig r = rig_new();
		struct wmod m = { 0 };

		memset(locals, 'v', n);
		locals[n] = '\0';
		wmod_export(&m, "f", WMOD_FUNC, wmod_func(&m, ":", locals, CODE(ONES, WK_OP_drop)));
		ok(rig_load(&r, &m) == (n == MOST) && r.e.kind == (n == MOST ? 0 : WK_ERR_LIMIT),
		   "%u locals: %s", n, r.e.text);
		rig_free(&r);
		free(locals);
	}
}

ENGINE_MAIN(test_cases, test_parameters, test_calls, test_trap, test_fuel, test_limit)
