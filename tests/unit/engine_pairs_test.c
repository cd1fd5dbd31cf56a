// SPDX-License-Identifier: GPL-2.0
/*
 * Every superinstruction does what its instructions do one after the other: from the same random
 * state, with the same words but for the first operation, it leaves the same state, traps and
 * pauses at the same place, and hands the same accumulators on.
 */
#include <stdlib.h>

#include "../../module/wasm/module.h"
#include "../../module/wasm/runtime.h"
#include "engine_rig.h"

enum {
	ROUNDS = 200,
	/* Slots that instructions use; one with a way back; what reads the accumulators. */
	USED = 32, WAY_BACK = 50, READ = 40, READ_FAR = 44,
	FRAME = 64, STACK = 512,
	BYTES = 512,
	/* Words: of the row, of its end, of where jumps, calls and returns go. */
	END = 40, FAR = 60, CALLEE = 80, CALLER = 100, WORDS = 128,
	MOST = 8,
};

/* Names of operations, and how many words those that are no forms have. */
static const struct single {
	const char *name;
	u32 words;
} singles[WK_X_SINGLE] = {
#define WK_XOP(ident, words) [WK_X_##ident] = { #ident, words },
	WK_XOPS(WK_XOP)
#undef WK_XOP
#define F(ident, form) [WK_X_##ident##_##form] = { #ident "_" #form, 0 },
#include "../../module/wasm/forms_all.h"
#undef F
};

static const struct row {
	u16 first;
	u16 second;
	const char *name;
} rows[] = {
#define WK_PAIR(first, second, body) { WK_X_##first, WK_X_##second, #first "__" #second },
#include "../../module/wasm/pairs.def"
#undef WK_PAIR
};

/**
 * struct world - all that an instruction can change
 * @stack: with the frame in its middle
 */
struct world {
	u64 stack[STACK];
	u8 bytes[BYTES];
	struct wk_global global;
	u64 elems[4];
};

static struct world start, once, twice;
static union wk_word code[WORDS];
static struct wk_functype types[2] = {
	{ .canon = &types[0] }, { .canon = &types[1], .nparams = 1 },
};
static struct wk_module module = { .types = types, .ntypes = 2 };
static struct wk_instance inst;
static struct wk_func funcs[2] = {
	{ .type = &types[0], .inst = &inst, .entry = CALLEE },
	{ .type = &types[1], .inst = &inst, .entry = CALLEE },
};

static u64 state = 1;
static u32 ends[WK_TRAP_COUNT];	/* how often it ended so; 0: paused */

static u64 draw(void)
{
	state = state * 6364136223846793005u + 1442695040888963407u;
	return (state >> 33) ^ (state >> 12 << 31);
}

static u32 below(u32 n)
{
	return (u32)(draw() % n);
}

/* Often what matters: addresses at the end of memory, small numbers, floats. */
static u64 value(void)
{
	switch (below(8)) {
	case 0:
		return below(20);
	case 1:
	case 2:
		return BYTES - 20 + below(24);
	case 3:
	case 4:
		return below(BYTES);
	case 5:
		return (u32)-below(20);
	case 6:
		return draw() & 0x3fffffffffffffff;
	default:
		return (u32)draw();
	}
}

/* By the letters of code.h: constants have a word of their own, branches their { x, y }. */
static u32 words_of(u16 op)
{
	const char *form = strrchr(singles[op].name, '_');

	if (singles[op].words)
		return singles[op].words;
	form++;
	if (strlen(form) == 3)
		return strchr("btf", form[0]) || form[2] == 'i' ? 2 : 1;
	return strchr("ci", form[1]) || form[0] == 'c' ? 2 + !strcmp(form, "ci") : 1;
}

static bool is_branch(u16 op)
{
	const char *form = strrchr(singles[op].name, '_');

	return op == WK_X_br || (!singles[op].words && strlen(form) == 4 && strchr("btf", form[1]));
}

static union wk_word jump(u32 from, u32 to)
{
	return (union wk_word){ .x = (s32)to - (s32)from, .y = (s32)below(4) };
}

/* Return: how many words it has. */
static u32 put(u32 at, u16 op)
{
	u32 i, n = words_of(op);

	code[at] = (union wk_word){
		.op = op, .d = below(USED), .a = below(USED), .b = below(USED),
	};
	for (i = 1; i < n; i++)
		code[at + i].imm = value();
	if (is_branch(op)) {
		code[at + 1] = jump(at + 1, FAR);
		return n;
	}
	switch (op) {
	case WK_X_select:
	case WK_X_selectx:
		code[at + 1] = (union wk_word){ .x = (s32)below(USED) };
		break;
	case WK_X_global_get:
	case WK_X_global_getx:
	case WK_X_global_set:
	case WK_X_global_setx:
		code[at + 1] = (union wk_word){ .x = 0 };
		break;
	case WK_X_ret:
	case WK_X_ret1:
	case WK_X_ret1x:
		code[at].d = WAY_BACK;
		code[at].b = below(4);
		break;
	case WK_X_call:
		code[at + 1] = jump(at + 1, CALLEE);
		break;
	case WK_X_call_indirect:
		code[at].b = 0;
		code[at + 1] = (union wk_word){ .x = 0, .y = (s32)below(4) };
		break;
	case WK_X_br_tablex:
		code[at + 1] = (union wk_word){ .x = 2 };
		code[at + 2] = jump(at + 2, FAR);
		code[at + 3] = jump(at + 3, END);
		n += 2;
		break;
	}
	return n;
}

/* Shows the accumulators, and ends. */
static void put_end(u32 at, u16 slot)
{
	code[at++] = (union wk_word){ .op = WK_X_f32_neg_sx, .d = slot };
	code[at++] = (union wk_word){ .op = WK_X_f64_neg_sx, .d = slot + 1 };
	code[at++] = (union wk_word){ .op = WK_X_trap_unreachable };
}

/* The same, but the one for integers, which soft floats share, comes first. */
static void put_int_end(u32 at, u16 slot)
{
	code[at++] = (union wk_word){ .op = WK_X_i64_xor_sxi, .d = slot + 2 };
	code[at++].imm = 0;
	put_end(at, slot);
}

/* Each accumulator has something in it; then come the instructions. Return: where they are. */
static u32 put_row(const u16 *ops, u32 n)
{
	static const u16 before[] = {
		WK_X_f32_add_xss, WK_X_f64_add_xss, WK_X_i64_xor_xss,
	};
	u32 i, at = 0, row;

	memset(code, 0, sizeof(code));
	for (i = 0; i < ARRAY_SIZE(before); i++)
		at += put(at, before[below(2) ? i : 2]);
	row = at;
	for (i = 0; i < n; i++)
		at += put(at, ops[i]);
	put_int_end(at, READ);
	put_int_end(END, READ_FAR);
	put_int_end(FAR, READ_FAR);
	code[CALLEE] = (union wk_word){ .op = WK_X_enter, .d = FRAME, .a = below(3), .b = 2 };
	put_int_end(CALLEE + 1, READ_FAR);
	code[CALLER].d = below(8);
	put_int_end(CALLER + 2, READ_FAR);
	return row;
}

static void put_world(void)
{
	u64 *fp = start.stack + STACK / 2;
	u32 i;

	for (i = 0; i < STACK; i++)
		start.stack[i] = value();
	fp[WAY_BACK] = (u64)(unsigned long)(code + CALLER + 2);
	for (i = 0; i < BYTES / 8; i++)
		((u64 *)start.bytes)[i] = draw();
	start.global.value[0] = value();
	start.elems[1] = (u64)(unsigned long)&funcs[0];
	start.elems[2] = (u64)(unsigned long)&funcs[1];
}

/* From the same start: what became of it is in @w and @x. */
static enum wk_status run(struct world *w, struct wk_exec *x, s64 fuel)
{
	struct wk_table table = { .elems = w->elems, .size = 4 };
	struct wk_table *tables[] = { &table };
	struct wk_global *globals[] = { &w->global };
	struct wk_memory *memory = &inst.own_mem;
	u32 i;

	*w = start;
	memory->pages = (struct wk_pages){ .base = w->bytes, .bytes = BYTES };
	for (i = 0; i < WK_ROOMS; i++)
		memory->room[i] = BYTES - ((1u << i) - 1);
	inst.mem = memory;
	inst.code = code;
	inst.module = &module;
	inst.tables = tables;
	inst.globals = globals;
	*x = (struct wk_exec){
		.pc = code, .fp = w->stack + STACK / 2, .inst = &inst, .fuel = fuel,
		.stack = w->stack, .end = w->stack + STACK,
	};
	return rig_floats() == WK_FLOATS_FPU ? wk_interp_fpu(x) : wk_interp_soft(x);
}

static bool one_round(const u16 *ops, u32 n, u16 row)
{
	struct wk_exec a, b;
	s64 fuel = below(4) ? 100 : below(4);
	u32 at = put_row(ops, n);
	enum wk_status was;

	put_world();
	was = run(&once, &a, fuel);
	ends[was == WK_TRAPPED ? a.trap : 0]++;
	code[at].op = row;
	return run(&twice, &b, fuel) == was && !memcmp(&once, &twice, sizeof(once)) &&
	       a.pc == b.pc && a.fp - a.stack == b.fp - b.stack && a.fuel == b.fuel &&
	       a.trap == b.trap && b.inst == &inst;
}

/* Return: how many instructions operation @op has. */
static u32 unfold(u16 op, u16 *ops)
{
	u32 n;

	if (op < WK_X_SINGLE) {
		*ops = op;
		return 1;
	}
	n = unfold(rows[op - WK_X_SINGLE].first, ops);
	return n + unfold(rows[op - WK_X_SINGLE].second, ops + n);
}

static void test_rows(void)
{
	u32 i, j, wrong = 0;

	memset(ends, 0, sizeof(ends));
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		u16 ops[MOST];
		u32 n = unfold(WK_X_SINGLE + i, ops), differ = 0;

		for (j = 0; j < ROUNDS; j++)
			differ += !one_round(ops, n, WK_X_SINGLE + i);
		if (differ)
			ok(false, "%s: %u of %u rounds differ", rows[i].name, differ, ROUNDS);
		wrong += !!differ;
	}
	ok(ends[0] && ends[WK_TRAP_MEMORY] > ends[WK_TRAP_UNREACHABLE] / 20 && !ends[WK_TRAP_STACK],
	   "%u rounds trapped outside of memory, %u paused, %u went through", ends[WK_TRAP_MEMORY],
	   ends[0], ends[WK_TRAP_UNREACHABLE]);
	ok(!wrong, "%zu superinstructions do what their instructions do", ARRAY_SIZE(rows));
}

ENGINE_MAIN(test_rows)
