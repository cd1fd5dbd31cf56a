// SPDX-License-Identifier: GPL-2.0
/* Constant expressions: the same two stacks, instructions already decoded. */
#include "validate.h"

/* Only imported globals have a value before the others are initialised. */
static int const_global(struct wk_validator *v, u32 index)
{
	const struct wk_globaltype *type;

	if (index >= v->m->nimported_globals)
		return wk_valid_fail(v, WK_ERR_INVALID,
				     index < v->m->nglobals ?
				     "unknown global %u: a constant expression sees imported globals only" :
				     "unknown global %u", index);
	type = &v->m->globals[index].type;
	if (type->mutable)
		return wk_valid_fail(v, WK_ERR_INVALID,
				     "constant expression required, global %u is mutable", index);
	return wk_valid_push(v, type->type);
}

static int const_func(struct wk_validator *v, u32 index)
{
	if (index >= v->m->nfuncs)
		return wk_valid_fail(v, WK_ERR_INVALID, "unknown function %u", index);
	v->m->funcs[index].declared = true;
	return wk_valid_push(v, WK_FUNCREF);
}

static int const_typed(struct wk_validator *v)
{
	const struct wk_opsig *sig = &wk_op_sigs[WK_OP_SLOT(v->op)];
	u32 i;

	for (i = sig->npops; i > 0; i--)
		if (wk_valid_pop(v, sig->pops[i - 1]))
			return -1;
	return wk_valid_push(v, sig->push);
}

static int const_op(struct wk_validator *v, const struct wk_constop *op)
{
	v->op = op->op == 0xfd ? WK_OP_v128_const : op->op;
	switch (v->op) {
	case WK_OP_global_get:
		return const_global(v, op->index);
	case WK_OP_ref_func:
		return const_func(v, op->index);
	case WK_OP_ref_null:
		return wk_valid_push(v, op->index);
	default:
		return const_typed(v);
	}
}

int wk_valid_const(struct wk_validator *v, const struct wk_constexpr *x, u8 type)
{
	const struct wk_block whole = { .results = &type, .nresults = 1, .op = WK_OP_block };
	u32 i;

	v->at = x->offset;
	v->sp = 0;
	v->nblocks = 0;
	v->limit = WK_MAX_FRAME_SLOTS;
	if (wk_valid_open(v, &whole))
		return -1;
	for (i = 0; i < x->n; i++) {
		if (const_op(v, &x->ops[i]))
			return -1;
		v->m->max_const_stack = max_t(u32, v->m->max_const_stack, v->sp);
		if (!(~i & 0xfff))
			wk_cond_resched();
	}
	v->op = WK_OP_end;
	return wk_valid_close(v);
}
