// SPDX-License-Identifier: GPL-2.0
/* Blocks, branches, calls: the part of the compiler that knows about control. */
#include "compile.h"
#include "limits.h"

/* The 16 bits that a return has for its fuel are enough. */
static_assert(WK_FUEL_PIECE + 1 + 2 * WK_MAX_RESULTS / WK_SLOTS_PER_FUEL <= 0xffff,
	      "a return can charge what is pending");

/* ---- immediates ---- */

u32 wk_body_u32(struct wk_compiler *c)
{
	u32 v = *c->p++, shift = 7;

	if (likely(v < 0x80))
		return v;
	v &= 0x7f;
	for (;;) {
		u8 b = *c->p++;

		v |= (u32)(b & 0x7f) << shift;
		if (b < 0x80)
			return v;
		shift += 7;
	}
}

s64 wk_body_s64(struct wk_compiler *c)
{
	u64 v = 0;
	u32 shift = 0;
	u8 b;

	do {
		b = *c->p++;
		v |= (u64)(b & 0x7f) << shift;
		shift += 7;
	} while (b & 0x80);
	if (shift < 64 && (b & 0x40))
		v |= ~0ull << shift;
	return (s64)v;
}

static void skip_leb(struct wk_compiler *c, u32 n)
{
	while (n--)
		while (*c->p++ & 0x80)
			;
}

void wk_body_skip(struct wk_compiler *c, u8 imm)
{
	switch (imm) {
	case WK_IMM_NONE:
		return;
	case WK_IMM_F32:
		c->p += 4;
		return;
	case WK_IMM_F64:
		c->p += 8;
		return;
	case WK_IMM_V128:
	case WK_IMM_LANES16:
		c->p += 16;
		return;
	case WK_IMM_LABELS:
		skip_leb(c, wk_body_u32(c) + 1);
		return;
	case WK_IMM_TYPES:
		skip_leb(c, wk_body_u32(c));
		return;
	case WK_IMM_TYPE_TABLE:
	case WK_IMM_TABLE_TABLE:
	case WK_IMM_ELEM_TABLE:
	case WK_IMM_MEMORY_MEMORY:
	case WK_IMM_DATA_MEMORY:
	case WK_IMM_MEMARG1:
	case WK_IMM_MEMARG2:
	case WK_IMM_MEMARG4:
	case WK_IMM_MEMARG8:
	case WK_IMM_MEMARG16:
		skip_leb(c, 2);
		return;
	case WK_IMM_MEMARG1_LANE16:
	case WK_IMM_MEMARG2_LANE8:
	case WK_IMM_MEMARG4_LANE4:
	case WK_IMM_MEMARG8_LANE2:
		skip_leb(c, 3);
		return;
	default:
		skip_leb(c, 1);
		return;
	}
}

/* ---- blocks ---- */

static struct wk_ctl *innermost(struct wk_compiler *c)
{
	return &c->ctls[c->nctl - 1];
}

static struct wk_ctl *label(struct wk_compiler *c, u32 depth)
{
	return &c->ctls[c->nctl - 1 - depth];
}

static u32 label_arity(const struct wk_ctl *l)
{
	return l->kind == WK_CTL_LOOP ? l->nparams : l->nresults;
}

static int open_block(struct wk_compiler *c, u8 kind, const struct wk_functype *type, u32 nresults)
{
	u32 nparams = type && kind != WK_CTL_FUNC ? type->param_slots : 0;
	struct wk_ctl *l;

	if (c->nctl == c->cap_ctl) {
		u32 cap = c->cap_ctl ? c->cap_ctl * 2 : 64;
		void *p = wk_realloc(c->ctls, c->cap_ctl, cap, sizeof(*c->ctls));

		if (!p)
			return wk_error_nomem(c->emit.e);
		c->ctls = p;
		c->cap_ctl = cap;
	}
	l = &c->ctls[c->nctl++];
	memset(l, 0, sizeof(*l));
	l->kind = kind;
	l->height = c->sp - nparams;
	l->nparams = nparams;
	l->nresults = nresults;
	l->type = type;
	l->loop = c->emit.n;
	l->pending = c->emit.pending;
	return 0;
}

/* NULL when it is written without an index; the slots of its results. */
static const struct wk_functype *block_type(struct wk_compiler *c, u32 *nresults)
{
	s64 t = wk_body_s64(c);

	if (t >= 0) {
		*nresults = c->m->types[t].result_slots;
		return &c->m->types[t];
	}
	/* 0x40: no result */
	*nresults = t == -64 ? 0 : wk_type_slots(t & 0x7f);
	return NULL;
}

static int push_params(struct wk_compiler *c, const struct wk_ctl *l)
{
	return l->type ? wk_push_types(c, l->type->types, l->type->nparams, l->nparams) : 0;
}

static int push_results(struct wk_compiler *c, const struct wk_functype *t, u32 slots)
{
	if (t)
		return wk_push_types(c, t->types + t->nparams, t->nresults, slots);
	return slots == 2 ? wk_push_home_pair(c) : wk_push_home(c, slots);
}

static void go_dead(struct wk_compiler *c)
{
	c->dead = 1;
	wk_pop_to(c, innermost(c)->height);
}

/* A label: jumps may end here, so nothing before it may be taken back. */
static void bind(struct wk_compiler *c, u32 chain)
{
	if (c->dead)
		c->emit.pending = 0;
	wk_emit_bind(&c->emit, chain);
}

static int emit_cond(struct wk_compiler *c, const struct wk_cond *cond, u32 *at)
{
	u32 w = wk_emit_op(&c->emit, cond->op, 0, cond->a, cond->b, 2);

	if (w == WK_NO_CODE)
		return -1;
	*at = w + 1;
	return 0;
}

static int op_block(struct wk_compiler *c, u32 opcode)
{
	u32 nresults;
	const struct wk_functype *type = block_type(c, &nresults);

	if (wk_bring_all(c))
		return -1;
	if (opcode == WK_OP_loop)
		bind(c, 0);
	return open_block(c, opcode == WK_OP_loop ? WK_CTL_LOOP : WK_CTL_BLOCK, type, nresults);
}

static int op_if(struct wk_compiler *c)
{
	u32 nresults, at;
	const struct wk_functype *type = block_type(c, &nresults);
	struct wk_cond cond;

	if (wk_form_cond(c, true, &cond) || wk_bring_all(c) || emit_cond(c, &cond, &at) ||
	    open_block(c, WK_CTL_IF, type, nresults))
		return -1;
	wk_emit_jump_later(&c->emit, at, &innermost(c)->chain_else);
	return 0;
}

static int emit_br(struct wk_compiler *c, u32 *at)
{
	u32 w = wk_emit_op(&c->emit, WK_X_br, 0, 0, 0, 2);

	if (w == WK_NO_CODE)
		return -1;
	*at = w + 1;
	return 0;
}

/* Lets the jump at word @at go to @l, whose operands are in place. */
static void jump_to(struct wk_compiler *c, struct wk_ctl *l, u32 at)
{
	if (l->kind == WK_CTL_LOOP)
		wk_emit_jump_back(&c->emit, at, l->loop, l->pending);
	else
		wk_emit_jump_later(&c->emit, at, &l->chain);
}

static int op_else(struct wk_compiler *c)
{
	struct wk_ctl *l = innermost(c);
	u32 at;

	if (!c->dead) {
		if (wk_bring_home(c, c->sp - l->nresults) || emit_br(c, &at))
			return -1;
		jump_to(c, l, at);
		go_dead(c);
	}
	bind(c, l->chain_else);
	l->chain_else = 0;
	l->kind = WK_CTL_ELSE;
	c->dead = 0;
	wk_pop_to(c, l->height);
	return push_params(c, l);
}

/* One result: where it is, or in the accumulator. */
static int emit_return_one(struct wk_compiler *c)
{
	struct wk_operand *o = &c->stack[c->sp - 1];
	u16 op = WK_X_ret1x, a = 0;

	if (!wk_form_take_acc(c, o, WK_ACC_INT)) {
		op = WK_X_ret1;
		if (wk_operand_slot(c, o, &a))
			return -1;
	}
	return wk_emit_op(&c->emit, op, wk_return_slot(c), a, (u16)c->emit.pending,
			  1) == WK_NO_CODE ? -1 : 0;
}

/* Operands of a return: the top ones of the stack, in any place. */
static int emit_return(struct wk_compiler *c)
{
	u32 n = c->type->result_slots;

	if (n == 1)
		return emit_return_one(c);
	c->emit.pending += (s32)(n / WK_SLOTS_PER_FUEL);
	if (n == 0)
		return wk_emit_op(&c->emit, WK_X_ret, wk_return_slot(c), 0, (u16)c->emit.pending,
				  1) == WK_NO_CODE ? -1 : 0;
	if (wk_bring_home(c, c->sp - n))
		return -1;
	return wk_emit_xy(&c->emit, WK_X_retn, wk_return_slot(c), wk_home(c, c->sp - n),
			  (u16)c->emit.pending, (s32)n, 0);
}

static int op_end(struct wk_compiler *c)
{
	struct wk_ctl l = *innermost(c);
	bool live = !c->dead;

	if (live && l.kind == WK_CTL_FUNC && !l.chain) {
		c->nctl--;
		return emit_return(c);
	}
	if (live && wk_bring_home(c, c->sp - l.nresults))
		return -1;
	if (l.chain_else) {
		/* An if without else: its parameters are its results. */
		c->emit.code[l.chain_else].x = (s32)l.chain;
		l.chain = l.chain_else;
	}
	if (l.chain) {
		bind(c, l.chain);
		live = true;
	}
	wk_pop_to(c, l.height);
	c->nctl--;
	if (!live) {
		if (c->nctl)
			go_dead(c);
		return 0;
	}
	c->dead = 0;
	if (push_results(c, l.type, l.nresults))
		return -1;
	return l.kind == WK_CTL_FUNC ? emit_return(c) : 0;
}

/* ---- branches ---- */

/* Are the operands of a branch to @l where @l wants them? */
static bool in_place(const struct wk_compiler *c, const struct wk_ctl *l)
{
	u32 n = label_arity(l);

	if (n == 0)
		return true;
	if (c->sp - n != l->height)
		return false;
	for (u32 i = l->height; i < c->sp; i++)
		if (c->stack[i].kind != WK_AT_HOME)
			return false;
	return true;
}

/* Moves operands and jumps; the function's own label is a return. */
static int branch_to(struct wk_compiler *c, struct wk_ctl *l)
{
	u32 n = label_arity(l), at;

	if (l->kind == WK_CTL_FUNC)
		return emit_return(c);
	if (!in_place(c, l)) {
		c->emit.pending += (s32)(n / WK_SLOTS_PER_FUEL);
		if (wk_move_results(c, l->height, n))
			return -1;
	}
	if (emit_br(c, &at))
		return -1;
	jump_to(c, l, at);
	return 0;
}

static int op_br(struct wk_compiler *c)
{
	if (branch_to(c, label(c, wk_body_u32(c))))
		return -1;
	go_dead(c);
	return 0;
}

/*
 * On the way to a label whose operands are elsewhere, or to the return, the
 * jump goes round the code that does it. What that code would bring home must be
 * there before, or it would be missing where the jump is not taken.
 */
static int br_if_round(struct wk_compiler *c, struct wk_ctl *l)
{
	u32 n = label_arity(l), at, round = 0;
	s32 pending = c->emit.pending;
	struct wk_cond cond;

	if (wk_form_cond(c, true, &cond))
		return -1;
	if ((n && l->kind == WK_CTL_FUNC && !(n == 1 && c->stack[c->sp - 1].kind == WK_IN_LOCAL)) ||
	    n > WK_FEW_MOVES)
		if (wk_bring_home(c, c->sp - n))
			return -1;
	if (emit_cond(c, &cond, &at))
		return -1;
	wk_emit_jump_later(&c->emit, at, &round);
	if (branch_to(c, l))
		return -1;
	c->emit.pending = pending;
	wk_emit_bind(&c->emit, round);
	return 0;
}

static int op_br_if(struct wk_compiler *c)
{
	struct wk_ctl *l = label(c, wk_body_u32(c));
	struct wk_cond cond;
	u32 at;

	/* The condition is still on top: look below it. */
	c->sp--;
	if (l->kind == WK_CTL_FUNC || !in_place(c, l)) {
		c->sp++;
		return br_if_round(c, l);
	}
	c->sp++;
	if (wk_form_cond(c, false, &cond) || emit_cond(c, &cond, &at))
		return -1;
	jump_to(c, l, at);
	return 0;
}

/* Jumps of a br_table to @l go through a stub that moves the operands. */
static void jump_to_stub(struct wk_compiler *c, struct wk_ctl *l, u32 at, u32 *first)
{
	if (!l->stub) {
		l->stub_next = *first;
		*first = (u32)(l - c->ctls) + 1;
	}
	wk_emit_jump_later(&c->emit, at, &l->stub);
}

static int emit_stubs(struct wk_compiler *c, u32 first)
{
	s32 pending = c->emit.pending;

	while (first) {
		struct wk_ctl *l = &c->ctls[first - 1];
		u32 n = label_arity(l), at;

		c->emit.pending = pending;
		wk_emit_bind(&c->emit, l->stub);
		l->stub = 0;
		first = l->stub_next;
		c->emit.pending += (s32)(n / WK_SLOTS_PER_FUEL);
		if (wk_move_results(c, l->height, n) || emit_br(c, &at))
			return -1;
		jump_to(c, l, at);
	}
	return 0;
}

/*
 * Which arity all labels share is known from the first; the operands are
 * brought home once, so that each stub is a few words whatever the arity.
 */
static int op_br_table(struct wk_compiler *c)
{
	u32 n = wk_body_u32(c) + 1, arity, w, first = 0;
	const u8 *labels = c->p;
	struct wk_operand *o;
	u16 index = 0;
	bool acc;

	arity = label_arity(label(c, wk_body_u32(c)));
	c->p = labels;
	o = wk_pop(c);
	acc = wk_form_take_acc(c, o, WK_ACC_INT);
	if ((!acc && wk_operand_slot(c, o, &index)) || wk_bring_home(c, c->sp - arity))
		return -1;
	w = wk_emit_op(&c->emit, acc ? WK_X_br_tablex : WK_X_br_table, 0, index, 0, 2 + n);
	if (w == WK_NO_CODE)
		return -1;
	c->emit.code[w + 1].x = (s32)n;
	for (u32 i = 0; i < n; i++) {
		struct wk_ctl *l = label(c, wk_body_u32(c));

		if (arity && c->sp - arity != l->height)
			jump_to_stub(c, l, w + 2 + i, &first);
		else
			jump_to(c, l, w + 2 + i);
	}
	if (emit_stubs(c, first))
		return -1;
	go_dead(c);
	return 0;
}

static int op_return(struct wk_compiler *c)
{
	if (emit_return(c))
		return -1;
	go_dead(c);
	return 0;
}

static int op_unreachable(struct wk_compiler *c)
{
	if (wk_emit_op(&c->emit, WK_X_trap_unreachable, 0, 0, 0, 1) == WK_NO_CODE)
		return -1;
	go_dead(c);
	return 0;
}

/* ---- calls ---- */

/* The distance to a function's entry, or a place in the chain of those waiting for it. */
static void link_call(struct wk_compiler *c, u32 at, u32 func)
{
	if (func <= c->func) {
		c->emit.code[at].x = (s32)(c->m->funcs[func].code - at);
		return;
	}
	c->emit.code[at].x = (s32)c->calls[func];
	c->calls[func] = at;
}

/* Everything that is pending is charged by the call. */
static s32 take_pending(struct wk_compiler *c)
{
	s32 cost = c->emit.pending;

	c->emit.pending = 0;
	return cost;
}

static u16 narrow_results(const struct wk_functype *t)
{
	const u8 *results = t->types + t->nparams;

	for (u32 i = 0; i < t->nresults; i++)
		if (wk_type_is_narrow(results[i]))
			return t->nresults == 1 ? WK_NARROW_ONE : WK_NARROW_SOME;
	return WK_NARROW_NONE;
}

static int op_call(struct wk_compiler *c)
{
	u32 func = wk_body_u32(c);
	const struct wk_funcdef *f = &c->m->funcs[func];
	u32 args = c->sp - f->type->param_slots;
	bool own = func >= c->m->nimported_funcs;

	if (wk_bring_home(c, args))
		return -1;
	wk_pop_to(c, args);
	if (wk_emit_xy(&c->emit, own ? WK_X_call : WK_X_call_func, wk_home(c, args),
		       own ? 0 : narrow_results(f->type), 0, (s32)func, take_pending(c)))
		return -1;
	if (own)
		link_call(c, c->emit.n - 1, func);
	return push_results(c, f->type, f->type->result_slots);
}

static int op_call_indirect(struct wk_compiler *c)
{
	u32 type = wk_body_u32(c), table = wk_body_u32(c), args;
	const struct wk_functype *t = &c->m->types[type];
	u16 index;

	if (wk_operand_slot(c, wk_pop(c), &index))
		return -1;
	args = c->sp - t->param_slots;
	if (wk_bring_home(c, args))
		return -1;
	wk_pop_to(c, args);
	if (wk_emit_xy(&c->emit, WK_X_call_indirect, wk_home(c, args), index, (u16)table,
		       (s32)type, take_pending(c)))
		return -1;
	return push_results(c, t, t->result_slots);
}

/*
 * A host function that is tail-called writes its results over its arguments,
 * inside this frame: there must be room for them.
 */
static int reserve_results(struct wk_compiler *c, u32 args)
{
	wk_pop_to(c, args);
	return wk_push_home(c, c->type->result_slots);
}

static int op_return_call(struct wk_compiler *c)
{
	u32 func = wk_body_u32(c);
	const struct wk_funcdef *f = &c->m->funcs[func];
	u32 np = f->type->param_slots, args = c->sp - np;
	bool own = func >= c->m->nimported_funcs;

	if (wk_bring_home(c, args) ||
	    wk_emit_xy(&c->emit, own ? WK_X_tail_call : WK_X_tail_func, wk_home(c, args),
		       (u16)np, wk_return_slot(c), (s32)func,
		       take_pending(c) + (s32)(np / WK_SLOTS_PER_FUEL)))
		return -1;
	if (own)
		link_call(c, c->emit.n - 1, func);
	if (reserve_results(c, args))
		return -1;
	go_dead(c);
	return 0;
}

static int op_return_call_indirect(struct wk_compiler *c)
{
	u32 type = wk_body_u32(c), table = wk_body_u32(c), args, w;
	u32 np = c->m->types[type].param_slots;
	u16 index;

	if (wk_operand_slot(c, wk_pop(c), &index))
		return -1;
	args = c->sp - np;
	if (wk_bring_home(c, args))
		return -1;
	w = wk_emit_op(&c->emit, WK_X_tail_indirect, wk_home(c, args), index, wk_return_slot(c), 3);
	if (w == WK_NO_CODE)
		return -1;
	c->emit.code[w + 1].x = (s32)type;
	c->emit.code[w + 1].y = take_pending(c) + (s32)(np / WK_SLOTS_PER_FUEL);
	c->emit.code[w + 2].imm = table;
	if (reserve_results(c, args))
		return -1;
	go_dead(c);
	return 0;
}

/* ---- entry points ---- */

int wk_control_begin(struct wk_compiler *c)
{
	return open_block(c, WK_CTL_FUNC, c->type, c->type->result_slots);
}

static int control_live(struct wk_compiler *c, u32 opcode)
{
	switch (opcode) {
	case WK_OP_unreachable:
		return op_unreachable(c);
	case WK_OP_block:
	case WK_OP_loop:
		return op_block(c, opcode);
	case WK_OP_if:
		return op_if(c);
	case WK_OP_else:
		return op_else(c);
	case WK_OP_end:
		return op_end(c);
	case WK_OP_br:
		return op_br(c);
	case WK_OP_br_if:
		return op_br_if(c);
	case WK_OP_br_table:
		return op_br_table(c);
	case WK_OP_return:
		return op_return(c);
	case WK_OP_call:
		return op_call(c);
	case WK_OP_call_indirect:
		return op_call_indirect(c);
	case WK_OP_return_call:
		return op_return_call(c);
	case WK_OP_return_call_indirect:
		return op_return_call_indirect(c);
	default:	/* nop */
		return 0;
	}
}

int wk_control_op(struct wk_compiler *c, u32 opcode, u8 imm)
{
	if (likely(!c->dead))
		return control_live(c, opcode);
	if (c->dead == 1 && opcode == WK_OP_end)
		return op_end(c);
	if (c->dead == 1 && opcode == WK_OP_else)
		return op_else(c);
	wk_body_skip(c, imm);
	if (opcode == WK_OP_block || opcode == WK_OP_loop || opcode == WK_OP_if)
		c->dead++;
	else if (opcode == WK_OP_end)
		c->dead--;
	return 0;
}
