// SPDX-License-Identifier: GPL-2.0
/* The symbolic operand stack of the compiler; idea and rules: compile.h. */
#include "compile.h"
#include "limits.h"

static int grow(struct wk_compiler *c, u32 n)
{
	u32 cap = c->cap ? c->cap : 256;
	void *p;

	while (cap < c->sp + n)
		cap *= 2;
	p = wk_realloc(c->stack, c->cap, cap, sizeof(*c->stack));
	if (!p)
		return wk_error_nomem(c->emit.e);
	c->stack = p;
	c->cap = cap;
	return 0;
}

static int make_room(struct wk_compiler *c, u32 n)
{
	if (unlikely(c->home + c->sp + n > WK_MAX_FRAME_SLOTS))
		return wk_error_set(c->emit.e, WK_ERR_LIMIT, c->func, c->emit.offset,
				    "at 0x%x: function %u needs more than %u frame slots",
				    c->emit.offset, c->func, WK_MAX_FRAME_SLOTS);
	if (unlikely(c->sp + n > c->cap) && grow(c, n))
		return -1;
	if (c->sp + n > c->top)
		c->top = c->sp + n;
	return 0;
}

int wk_push_home(struct wk_compiler *c, u32 n)
{
	if (make_room(c, n))
		return -1;
	while (n--) {
		c->stack[c->sp].high = false;
		c->stack[c->sp++].kind = WK_AT_HOME;
	}
	return 0;
}

int wk_push_home_pair(struct wk_compiler *c)
{
	if (wk_push_home(c, 2))
		return -1;
	c->stack[c->sp - 1].high = true;
	return 0;
}

int wk_push_types(struct wk_compiler *c, const u8 *types, u32 n, u32 slots)
{
	if (likely(n == slots))
		return wk_push_home(c, n);
	for (u32 i = 0; i < n; i++)
		if (types[i] == WK_V128 ? wk_push_home_pair(c) : wk_push_home(c, 1))
			return -1;
	return 0;
}

int wk_push_const(struct wk_compiler *c, u64 imm)
{
	if (make_room(c, 1))
		return -1;
	c->stack[c->sp].high = false;
	c->stack[c->sp].kind = WK_CONSTANT;
	c->stack[c->sp++].imm = imm;
	return 0;
}

int wk_push_const_pair(struct wk_compiler *c, u64 low, u64 high)
{
	if (wk_push_const(c, low) || wk_push_const(c, high))
		return -1;
	c->late_pairs = true;
	c->stack[c->sp - 1].high = true;
	return 0;
}

int wk_push_local(struct wk_compiler *c, u16 slot)
{
	struct wk_operand *o;

	if (make_room(c, 1))
		return -1;
	o = &c->stack[c->sp];
	o->high = false;
	o->kind = WK_IN_LOCAL;
	o->slot = slot;
	o->next = c->latest[slot];
	c->latest[slot] = c->sp++;
	return 0;
}

int wk_push_local_pair(struct wk_compiler *c, u16 slot)
{
	if (wk_push_local(c, slot) || wk_push_local(c, slot + 1))
		return -1;
	c->late_pairs = true;
	c->stack[c->sp - 1].high = true;
	return 0;
}

/*
 * Of the operands that stand for a local the one on top of the stack is the
 * newest, that is the head of the local's list: taking it off is one store.
 */
struct wk_operand *wk_pop(struct wk_compiler *c)
{
	struct wk_operand *o = &c->stack[--c->sp];

	if (o->kind == WK_IN_LOCAL)
		c->latest[o->slot] = o->next;
	if (c->brought > c->sp)
		c->brought = c->sp;
	return o;
}

struct wk_operand *wk_pop_pair(struct wk_compiler *c)
{
	wk_pop(c);
	return wk_pop(c);
}

void wk_pop_to(struct wk_compiler *c, u32 n)
{
	while (c->sp > n)
		wk_pop(c);
}

/* Emits what brings operand @i home; leaves the lists alone. */
static int bring_one(struct wk_compiler *c, u32 i)
{
	struct wk_operand *o = &c->stack[i];
	u8 kind = o->kind;

	o->kind = WK_AT_HOME;
	if (kind == WK_IN_LOCAL)
		return wk_emit_value(&c->emit, WK_X_copy, wk_home(c, i), o->slot, 0);
	if (kind == WK_CONSTANT)
		return wk_emit_value_imm(&c->emit, WK_X_const, wk_home(c, i), 0, 0, o->imm);
	return 0;
}

/*
 * The same for the v128 whose low half is operand @i. What happens to one half
 * happens to the other, so both are of one kind, and in a local side by side.
 */
static int bring_pair(struct wk_compiler *c, u32 i)
{
	struct wk_operand *o = &c->stack[i];
	u8 kind = o->kind;

	o[0].kind = WK_AT_HOME;
	o[1].kind = WK_AT_HOME;
	if (kind == WK_IN_LOCAL)
		return wk_emit_value(&c->emit, WK_X_v128_copy, wk_home(c, i), o->slot, 0);
	if (kind == WK_CONSTANT)
		return wk_emit_v128(&c->emit, wk_home(c, i), o[0].imm, o[1].imm);
	return 0;
}

int wk_pair_slot(struct wk_compiler *c, struct wk_operand *o, u16 *slot)
{
	u32 i = (u32)(o - c->stack);

	if (o->kind == WK_IN_LOCAL) {
		*slot = o->slot;
		return 0;
	}
	*slot = wk_home(c, i);
	return bring_pair(c, i);
}

int wk_operand_slot(struct wk_compiler *c, struct wk_operand *o, u16 *slot)
{
	u32 i = (u32)(o - c->stack);

	if (o->kind == WK_IN_LOCAL) {
		*slot = o->slot;
		return 0;
	}
	*slot = wk_home(c, i);
	return bring_one(c, i);
}

int wk_bring_home(struct wk_compiler *c, u32 from)
{
	for (u32 i = c->sp; i-- > from;) {
		struct wk_operand *o = &c->stack[i];

		if (o->kind == WK_IN_LOCAL)
			c->latest[o->slot] = o->next;
		if (unlikely(o->high)) {
			if (o[-1].kind == WK_IN_LOCAL)
				c->latest[o[-1].slot] = o[-1].next;
			if (bring_pair(c, --i))
				return -1;
			continue;
		}
		if (bring_one(c, i))
			return -1;
	}
	return 0;
}

int wk_bring_all(struct wk_compiler *c)
{
	if (wk_bring_home(c, c->brought))
		return -1;
	c->brought = c->sp;
	return 0;
}

int wk_local_changes(struct wk_compiler *c, u16 slot)
{
	u32 i = c->latest[slot];

	while (i != WK_NO_OPERAND) {
		u32 next = c->stack[i].next;

		if (bring_one(c, i))
			return -1;
		i = next;
	}
	c->latest[slot] = WK_NO_OPERAND;
	return 0;
}

int wk_local_pair_changes(struct wk_compiler *c, u16 slot)
{
	u32 i = c->latest[slot];

	while (i != WK_NO_OPERAND) {
		u32 next = c->stack[i].next;

		if (bring_pair(c, i))
			return -1;
		i = next;
	}
	c->latest[slot] = WK_NO_OPERAND;
	c->latest[slot + 1] = WK_NO_OPERAND;
	return 0;
}

static int move_one(struct wk_compiler *c, u32 to, u32 from)
{
	const struct wk_operand *o = &c->stack[from];

	if (o->kind == WK_CONSTANT)
		return wk_emit_value_imm(&c->emit, WK_X_const, wk_home(c, to), 0, 0, o->imm);
	if (o->kind == WK_IN_LOCAL)
		return wk_emit_value(&c->emit, WK_X_copy, wk_home(c, to), o->slot, 0);
	if (to == from)
		return 0;
	return wk_emit_value(&c->emit, WK_X_copy, wk_home(c, to), wk_home(c, from), 0);
}

/*
 * Targets are never above sources, so moving upwards in order never overwrites
 * a source that is still to be read. More than a few moves go as one, or a
 * short branch in the binary could become thousands of words of code.
 */
int wk_move_results(struct wk_compiler *c, u32 to, u32 n)
{
	u32 from = c->sp - n;

	if (n <= WK_FEW_MOVES) {
		for (u32 i = 0; i < n; i++)
			if (move_one(c, to + i, from + i))
				return -1;
		return 0;
	}
	if (wk_bring_home(c, from))
		return -1;
	if (to == from)
		return 0;
	return wk_emit_xy(&c->emit, WK_X_copyn, wk_home(c, to), wk_home(c, from), 0, (s32)n, 0);
}
