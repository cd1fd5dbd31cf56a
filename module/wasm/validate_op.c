// SPDX-License-Identifier: GPL-2.0
/* The instructions whose type depends on more than their opcode. */
#include "validate.h"

static struct wk_block *innermost(struct wk_validator *v)
{
	return &v->blocks[v->nblocks - 1];
}

/* ---- blocks ---- */

static int op_block(struct wk_validator *v)
{
	struct wk_block block;

	if (wk_valid_imm_block(v, &block))
		return -1;
	if (v->op == WK_OP_if && wk_valid_pop(v, WK_I32))
		return -1;
	if (wk_valid_pop_types(v, block.params, block.nparams))
		return -1;
	return wk_valid_open(v, &block);
}

static int op_else(struct wk_validator *v)
{
	struct wk_block block = *innermost(v);

	if (block.op != WK_OP_if)
		return wk_valid_fail(v, WK_ERR_MALFORMED, "else without an if");
	if (wk_valid_close(v))
		return -1;
	wk_valid_leave(v);
	block.op = WK_OP_else;
	return wk_valid_open(v, &block);
}

/* An if without else must do nothing to the stack when it is not taken. */
static int missing_else(struct wk_validator *v, const struct wk_block *b)
{
	if (b->nparams == b->nresults &&
	    (!b->nparams || !memcmp(b->params, b->results, b->nparams)))
		return 0;
	return wk_valid_fail(v, WK_ERR_INVALID,
			     "if without else must leave what it takes: parameters and results differ");
}

static int op_end(struct wk_validator *v)
{
	const struct wk_block *b = innermost(v);

	if (wk_valid_close(v))
		return -1;
	if (b->op == WK_OP_if && missing_else(v, b))
		return -1;
	wk_valid_leave(v);
	return wk_valid_push_types(v, b->results, b->nresults);
}

/* ---- branches ---- */

static const u8 *label_types(const struct wk_block *b, u32 *n)
{
	if (b->op == WK_OP_loop) {
		*n = b->nparams;
		return b->params;
	}
	*n = b->nresults;
	return b->results;
}

static int op_br(struct wk_validator *v)
{
	const struct wk_block *b;
	const u8 *types;
	u32 n;

	if (wk_valid_imm_label(v, &b))
		return -1;
	types = label_types(b, &n);
	if (wk_valid_pop_types(v, types, n))
		return -1;
	wk_valid_unreachable(v);
	return 0;
}

static int op_br_if(struct wk_validator *v)
{
	const struct wk_block *b;
	const u8 *types;
	u32 n;

	if (wk_valid_imm_label(v, &b) || wk_valid_pop(v, WK_I32))
		return -1;
	types = label_types(b, &n);
	if (wk_valid_pop_types(v, types, n))
		return -1;
	return wk_valid_push_types(v, types, n);
}

/* One target: as many operands as the others, of types that are there. */
static int br_table_label(struct wk_validator *v, u32 *arity)
{
	u32 sp = v->sp, n;
	const struct wk_block *b;
	const u8 *types;

	if (wk_valid_imm_label(v, &b))
		return -1;
	types = label_types(b, &n);
	if (*arity == WK_NO_FUNC)
		*arity = n;
	if (n != *arity)
		return wk_valid_fail(v, WK_ERR_INVALID,
				     "br_table has targets that take %u and %u operands", *arity,
				     n);
	if (wk_valid_pop_types(v, types, n))
		return -1;
	v->sp = sp;	/* popping leaves them in place: put them back */
	return 0;
}

static int op_br_table(struct wk_validator *v)
{
	u32 n, i, arity = WK_NO_FUNC;

	if (wk_valid_imm_u32(v, "number of targets", &n))
		return -1;
	if (n > v->r.end - v->r.pos)
		return wk_valid_fail(v, WK_ERR_MALFORMED,
				     "unexpected end, %u targets announced in %u bytes", n,
				     v->r.end - v->r.pos);
	if (n > WK_MAX_BRTABLE)
		return wk_valid_fail(v, WK_ERR_LIMIT,
				     "br_table has %u targets, more than the limit of %u", n,
				     WK_MAX_BRTABLE);
	if (wk_valid_pop(v, WK_I32))
		return -1;
	for (i = 0; i <= n; i++) {
		if (br_table_label(v, &arity))
			return -1;
		if (!(~i & 0xfff))
			wk_cond_resched();
	}
	wk_valid_unreachable(v);
	return 0;
}

static int op_return(struct wk_validator *v)
{
	const struct wk_block *body = &v->blocks[0];

	if (wk_valid_pop_types(v, body->results, body->nresults))
		return -1;
	wk_valid_unreachable(v);
	return 0;
}

/* ---- calls ---- */

static int apply(struct wk_validator *v, const struct wk_functype *t)
{
	if (wk_valid_pop_types(v, t->types, t->nparams))
		return -1;
	return wk_valid_push_types(v, t->types + t->nparams, t->nresults);
}

/* A tail call's results are the caller's. */
static int tail_apply(struct wk_validator *v, const struct wk_functype *t)
{
	const struct wk_block *body = &v->blocks[0];

	if (t->nresults != body->nresults ||
	    (t->nresults && memcmp(t->types + t->nparams, body->results, t->nresults)))
		return wk_valid_fail(v, WK_ERR_INVALID,
				     "%s of a function whose results are not the caller's",
				     wk_valid_op_name(v));
	if (wk_valid_pop_types(v, t->types, t->nparams))
		return -1;
	wk_valid_unreachable(v);
	return 0;
}

static int op_call(struct wk_validator *v)
{
	const struct wk_functype *t;
	u32 func;

	if (wk_valid_imm_func(v, &func))
		return -1;
	t = v->m->funcs[func].type;
	return v->op == WK_OP_call ? apply(v, t) : tail_apply(v, t);
}

static int op_call_indirect(struct wk_validator *v)
{
	const struct wk_functype *t;
	u32 table;

	if (wk_valid_imm_type(v, &t) || wk_valid_imm_table(v, &table))
		return -1;
	if (v->m->tables[table].type.type != WK_FUNCREF)
		return wk_valid_fail(v, WK_ERR_INVALID, "%s through a table of %s, expected funcref",
				     wk_valid_op_name(v),
				     wk_type_name(v->m->tables[table].type.type));
	if (wk_valid_pop(v, WK_I32))
		return -1;
	return v->op == WK_OP_call_indirect ? apply(v, t) : tail_apply(v, t);
}

/* ---- parametric ---- */

static int op_select(struct wk_validator *v)
{
	u8 a, b;

	if (wk_valid_pop(v, WK_I32) || wk_valid_pop_any(v, &b) || wk_valid_pop_any(v, &a))
		return -1;
	if (wk_type_is_ref(a) || wk_type_is_ref(b))
		return wk_valid_fail(v, WK_ERR_INVALID,
				     "select without a type expected numbers, found %s",
				     wk_type_name(wk_type_is_ref(a) ? a : b));
	if (a != b && a != WK_BOTTOM && b != WK_BOTTOM)
		return wk_valid_fail(v, WK_ERR_INVALID, "select of %s and %s", wk_type_name(a),
				     wk_type_name(b));
	return wk_valid_push(v, a == WK_BOTTOM ? b : a);
}

static int op_select_t(struct wk_validator *v)
{
	u32 n;
	u8 type;

	if (wk_valid_imm_u32(v, "number of types", &n))
		return -1;
	if (n != 1)
		return wk_valid_fail(v, WK_ERR_INVALID,
				     "invalid result arity of select, expected 1, found %u", n);
	if (wk_valid_imm_valtype(v, &type) || wk_valid_pop(v, WK_I32) ||
	    wk_valid_pop(v, type) || wk_valid_pop(v, type))
		return -1;
	return wk_valid_push(v, type);
}

static int op_drop(struct wk_validator *v)
{
	u8 type;

	return wk_valid_pop_any(v, &type);
}

/* ---- variables ---- */

static int op_global(struct wk_validator *v)
{
	const struct wk_globaltype *type;
	u32 global;

	if (wk_valid_imm_global(v, &global))
		return -1;
	type = &v->m->globals[global].type;
	if (v->op == WK_OP_global_get)
		return wk_valid_push(v, type->type);
	if (!type->mutable)
		return wk_valid_fail(v, WK_ERR_INVALID, "global.set: global %u is immutable",
				     global);
	return wk_valid_pop(v, type->type);
}

/* ---- tables and references ---- */

static int op_table(struct wk_validator *v)
{
	u32 table;
	u8 type;

	if (wk_valid_imm_table(v, &table))
		return -1;
	type = v->m->tables[table].type.type;
	switch (v->op) {
	case WK_OP_table_get:
		return wk_valid_pop(v, WK_I32) ? -1 : wk_valid_push(v, type);
	case WK_OP_table_set:
		return wk_valid_pop(v, type) ? -1 : wk_valid_pop(v, WK_I32);
	case WK_OP_table_grow:
		if (wk_valid_pop(v, WK_I32) || wk_valid_pop(v, type))
			return -1;
		return wk_valid_push(v, WK_I32);
	default:
		if (wk_valid_pop(v, WK_I32) || wk_valid_pop(v, type))
			return -1;
		return wk_valid_pop(v, WK_I32);
	}
}

static int op_ref_null(struct wk_validator *v)
{
	u8 type;

	if (wk_valid_imm_reftype(v, &type))
		return -1;
	return wk_valid_push(v, type);
}

static int op_ref_is_null(struct wk_validator *v)
{
	u8 type;

	if (wk_valid_pop_any(v, &type))
		return -1;
	if (type != WK_BOTTOM && !wk_type_is_ref(type))
		return wk_valid_fail(v, WK_ERR_INVALID,
				     "ref.is_null expected a reference, found %s",
				     wk_type_name(type));
	return wk_valid_push(v, WK_I32);
}

static int op_ref_func(struct wk_validator *v)
{
	u32 func;

	if (wk_valid_imm_func(v, &func))
		return -1;
	if (!v->m->funcs[func].declared)
		return wk_valid_fail(v, WK_ERR_INVALID,
				     "undeclared function reference: ref.func %u is in no element segment, global or export",
				     func);
	return wk_valid_push(v, WK_FUNCREF);
}

/* The rarer ones; the split keeps both functions readable. */
static int op_rare(struct wk_validator *v)
{
	switch (v->op) {
	case WK_OP_unreachable:
		wk_valid_unreachable(v);
		return 0;
	case WK_OP_nop:
		return 0;
	case WK_OP_br_table:
		return op_br_table(v);
	case WK_OP_select:
		return op_select(v);
	case WK_OP_select_t:
		return op_select_t(v);
	case WK_OP_table_get:
	case WK_OP_table_set:
	case WK_OP_table_grow:
	case WK_OP_table_fill:
		return op_table(v);
	case WK_OP_ref_null:
		return op_ref_null(v);
	case WK_OP_ref_is_null:
		return op_ref_is_null(v);
	case WK_OP_ref_func:
		return op_ref_func(v);
	default:
		return wk_valid_fail(v, WK_ERR_UNSUPPORTED, "%s has no type", wk_valid_op_name(v));
	}
}

int wk_valid_op(struct wk_validator *v)
{
	switch (v->op) {
	case WK_OP_end:
		return op_end(v);
	case WK_OP_block:
	case WK_OP_loop:
	case WK_OP_if:
		return op_block(v);
	case WK_OP_else:
		return op_else(v);
	case WK_OP_br:
		return op_br(v);
	case WK_OP_br_if:
		return op_br_if(v);
	case WK_OP_return:
		return op_return(v);
	case WK_OP_call:
	case WK_OP_return_call:
		return op_call(v);
	case WK_OP_call_indirect:
	case WK_OP_return_call_indirect:
		return op_call_indirect(v);
	case WK_OP_drop:
		return op_drop(v);
	case WK_OP_global_get:
	case WK_OP_global_set:
		return op_global(v);
	default:
		return op_rare(v);
	}
}
