// SPDX-License-Identifier: GPL-2.0
/*
 * v128 in the compiler: every instruction is one operation on slots, whose words
 * simd.def describes. Which operands it takes is in opcode.def.
 */
#include "compile.h"

/* The operation of each instruction behind prefix 0xfd. */
static const u16 ops[0x100] = {
#define WK_V(ident, kind, ...) [WK_OP_##ident & 0xff] = WK_X_##ident,
#define WK_VSHIFT(ident, T, op) [WK_OP_##ident & 0xff] = WK_X_##ident,
#include "simd.def"
#undef WK_V
#undef WK_VSHIFT
};

/**
 * struct args - the operands of an instruction
 * @at: the operands themselves, popped, first one first; low halves of v128
 * @slot: where each can be read
 */
struct args {
	struct wk_operand *at[3];
	u16 slot[3];
};

static int pop_args(struct wk_compiler *c, const struct wk_opsig *sig, struct args *args)
{
	for (u32 i = sig->npops; i-- > 0;) {
		bool pair = sig->pops[i] == WK_V128;
		struct wk_operand *o = pair ? wk_pop_pair(c) : wk_pop(c);

		args->at[i] = o;
		if (pair ? wk_pair_slot(c, o, &args->slot[i]) :
			   wk_operand_slot(c, o, &args->slot[i]))
			return -1;
	}
	return 0;
}

/* The home that the result will get; it is chosen before the push. */
static u16 result_home(const struct wk_compiler *c)
{
	return wk_home(c, c->sp);
}

/* What was just emitted leaves its result of type @type there; 0: nothing. */
static int push_result(struct wk_compiler *c, u8 type)
{
	if (!type)
		return 0;
	c->emit.last_d = result_home(c);
	return type == WK_V128 ? wk_push_home_pair(c) : wk_push_home(c, 1);
}

/* ---- instructions without immediates, and those with a lane ---- */

static int op_plain(struct wk_compiler *c, u16 op, const struct wk_opsig *sig)
{
	struct args args = { 0 };
	u32 w;

	if (pop_args(c, sig, &args))
		return -1;
	w = wk_emit_op(&c->emit, op, result_home(c), args.slot[0], args.slot[1],
		       sig->npops == 3 ? 2 : 1);
	if (w == WK_NO_CODE)
		return -1;
	if (sig->npops == 3)
		c->emit.code[w + 1].x = args.slot[2];
	return push_result(c, sig->push);
}

static int op_lane(struct wk_compiler *c, u16 op, const struct wk_opsig *sig)
{
	bool replace = sig->npops == 2;
	struct args args = { 0 };
	u8 lane = *c->p++;
	u32 w;

	if (pop_args(c, sig, &args))
		return -1;
	w = wk_emit_op(&c->emit, op, result_home(c), args.slot[0], replace ? args.slot[1] : lane,
		       replace ? 2 : 1);
	if (w == WK_NO_CODE)
		return -1;
	if (replace)
		c->emit.code[w + 1].x = lane;
	return push_result(c, sig->push);
}

/* A shift whose count is known: what follows the other one in the list. */
static int op_shift(struct wk_compiler *c, u16 op)
{
	u16 count = (u16)wk_pop(c)->imm, a;	/* only its lowest bits count */

	if (wk_pair_slot(c, wk_pop_pair(c), &a) ||
	    wk_emit_value(&c->emit, op, result_home(c), a, count))
		return -1;
	return wk_push_home_pair(c);
}

static int op_none(struct wk_compiler *c, u32 opcode, const struct wk_opsig *sig)
{
	u16 op = ops[opcode & 0xff];

	if (sig->npops == 2 && sig->pops[1] == WK_I32 && c->stack[c->sp - 1].kind == WK_CONSTANT)
		return op_shift(c, op + 1);
	return op_plain(c, op, sig);
}

/* ---- constants and shuffles ---- */

static int op_const(struct wk_compiler *c)
{
	u64 low = wk_get_le64(c->p), high = wk_get_le64(c->p + 8);

	c->p += 16;
	return wk_push_const_pair(c, low, high);
}

/*
 * Do the 16 lane numbers move groups of @size bytes? Then *numbers gets those of
 * the groups, 8 bits each.
 */
static bool moves_groups(const u8 *lanes, u32 size, u32 *numbers)
{
	*numbers = 0;
	for (u32 i = 0; i < 16; i++)
		if (lanes[i] % size != i % size || lanes[i] / size != lanes[i - i % size] / size)
			return false;
	for (u32 i = 0; i < 16 / size; i++)
		*numbers |= (u32)lanes[i * size] / size << 8 * i;
	return true;
}

static int op_shuffle(struct wk_compiler *c, const struct wk_opsig *sig)
{
	const u8 *lanes = c->p;
	u16 op = WK_X_i8x16_shuffle;
	u32 numbers = 0, words = 2, w;
	struct args args;

	c->p += 16;
	if (moves_groups(lanes, 8, &numbers))
		op = WK_X_shuffle64;
	else if (moves_groups(lanes, 4, &numbers))
		op = WK_X_shuffle32;
	else
		words = 3;
	if (pop_args(c, sig, &args))
		return -1;
	w = wk_emit_op(&c->emit, op, result_home(c), args.slot[0], args.slot[1], words);
	if (w == WK_NO_CODE)
		return -1;
	c->emit.code[w + 1].imm = words == 2 ? numbers : wk_get_le64(lanes);
	if (words == 3)
		c->emit.code[w + 2].imm = wk_get_le64(lanes + 8);
	return push_result(c, WK_V128);
}

/* ---- memory ---- */

static u32 memarg(struct wk_compiler *c)
{
	wk_body_u32(c);		/* alignment is only a hint */
	return wk_body_u32(c);
}

/*
 * An offset that does not fit in 16 bits is added beforehand, in 64 bits, into
 * the home of the address.
 */
static int far_address(struct wk_compiler *c, struct args *args, u32 *offset)
{
	u16 home = wk_home(c, (u32)(args->at[0] - c->stack));

	if (*offset <= 0xffff)
		return 0;
	if (wk_emit_value_imm(&c->emit, WK_X_i64_add_ssi, home, args->slot[0], 0, *offset))
		return -1;
	args->slot[0] = home;
	*offset = 0;
	return 0;
}

static int op_memory(struct wk_compiler *c, u16 op, const struct wk_opsig *sig)
{
	u32 offset = memarg(c), w;
	struct args args = { 0 };

	if (pop_args(c, sig, &args) || far_address(c, &args, &offset))
		return -1;
	if (sig->push)
		w = wk_emit_op(&c->emit, op, result_home(c), args.slot[0], (u16)offset, 1);
	else
		w = wk_emit_op(&c->emit, op, (u16)offset, args.slot[0], args.slot[1], 1);
	return w == WK_NO_CODE ? -1 : push_result(c, sig->push);
}

static int op_memory_lane(struct wk_compiler *c, u16 op, const struct wk_opsig *sig)
{
	u32 offset = memarg(c);
	u8 lane = *c->p++;
	struct args args;

	if (pop_args(c, sig, &args) ||
	    wk_emit_xy(&c->emit, op, result_home(c), args.slot[0], args.slot[1], lane,
		       (s32)offset))
		return -1;
	return push_result(c, sig->push);
}

int wk_vector_op(struct wk_compiler *c, u32 opcode)
{
	const struct wk_opsig *sig = &wk_op_sigs[WK_OP_SLOT(opcode)];
	u16 op = ops[opcode & 0xff];

	switch (sig->imm) {
	case WK_IMM_NONE:
		return op_none(c, opcode, sig);
	case WK_IMM_V128:
		return op_const(c);
	case WK_IMM_LANES16:
		return op_shuffle(c, sig);
	case WK_IMM_LANE2:
	case WK_IMM_LANE4:
	case WK_IMM_LANE8:
	case WK_IMM_LANE16:
		return op_lane(c, op, sig);
	case WK_IMM_MEMARG1_LANE16:
	case WK_IMM_MEMARG2_LANE8:
	case WK_IMM_MEMARG4_LANE4:
	case WK_IMM_MEMARG8_LANE2:
		return op_memory_lane(c, op, sig);
	default:
		return op_memory(c, op, sig);
	}
}

/* ---- select, variables ---- */

int wk_vector_select(struct wk_compiler *c, struct wk_operand *cond)
{
	struct wk_operand *b, *a;
	u16 sc, sb, sa;

	if (wk_operand_slot(c, cond, &sc))
		return -1;
	b = wk_pop_pair(c);
	a = wk_pop_pair(c);
	if (wk_pair_slot(c, a, &sa) || wk_pair_slot(c, b, &sb) ||
	    wk_emit_xy(&c->emit, WK_X_v128_select, result_home(c), sa, sb, sc, 0))
		return -1;
	return push_result(c, WK_V128);
}

/* As set_local() of compile.c does it. */
static int set_local(struct wk_compiler *c, struct wk_operand *o, u16 slot, bool *direct)
{
	u16 home = wk_home(c, (u32)(o - c->stack));
	struct wk_emit *s = &c->emit;

	*direct = o->kind == WK_AT_HOME && s->last != WK_NO_CODE && s->last_d == home &&
		  s->code[s->last].op >= WK_X_SIMD && c->latest[slot] == WK_NO_OPERAND;
	if (*direct) {
		s->code[s->last].d = slot;
		s->last_d = slot;
		return 0;
	}
	if (o->kind == WK_IN_LOCAL && o->slot == slot)
		return 0;
	if (wk_local_pair_changes(c, slot))
		return -1;
	if (o->kind == WK_CONSTANT)
		return wk_emit_v128(s, slot, o[0].imm, o[1].imm);
	return wk_emit_value(s, WK_X_v128_copy, slot, o->kind == WK_IN_LOCAL ? o->slot : home, 0);
}

int wk_vector_local_set(struct wk_compiler *c, u16 slot)
{
	bool direct;

	return set_local(c, wk_pop_pair(c), slot, &direct);
}

int wk_vector_local_tee(struct wk_compiler *c, u16 slot)
{
	struct wk_operand *o = wk_pop_pair(c);
	struct wk_operand low = o[0], high = o[1];
	bool direct;

	if (set_local(c, o, slot, &direct))
		return -1;
	if (direct)
		return wk_push_local_pair(c, slot);
	if (low.kind == WK_IN_LOCAL)
		return wk_push_local_pair(c, low.slot);
	return low.kind == WK_CONSTANT ? wk_push_const_pair(c, low.imm, high.imm) :
					 wk_push_home_pair(c);
}

int wk_vector_global_get(struct wk_compiler *c, u32 index)
{
	if (wk_emit_xy(&c->emit, WK_X_global_get2, result_home(c), 0, 0, (s32)index, 0))
		return -1;
	return wk_push_home_pair(c);
}

int wk_vector_global_set(struct wk_compiler *c, u32 index)
{
	u16 a;

	if (wk_pair_slot(c, wk_pop_pair(c), &a))
		return -1;
	return wk_emit_xy(&c->emit, WK_X_global_set2, 0, a, 0, (s32)index, 0);
}
