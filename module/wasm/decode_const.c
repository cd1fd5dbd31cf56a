// SPDX-License-Identifier: GPL-2.0
/*
 * Constant expressions. All of them share one array that grows, so pointers
 * into it are only given out at the end; they lie in it in the order of the
 * binary: globals, element segments, data segments.
 */
#include "decode.h"
#include "opcode.h"

static struct wk_constop *new_op(struct wk_decoder *d)
{
	struct wk_module *m = d->m;
	void *p = wk_decode_grow(d, m->constops, &d->cap_constops, m->nconstops + 1,
				 sizeof(*m->constops));

	if (!p)
		return NULL;
	m->constops = p;
	return &m->constops[m->nconstops++];
}

/* An instruction that is none of the constant ones: known or not? */
static int not_constant(struct wk_decoder *d, u32 at, u32 code)
{
	const struct wk_opinfo *info = wk_op_info(code);

	if (!info)
		return wk_decode_fail(d, WK_ERR_MALFORMED, at, "illegal opcode 0x%02x", code);
	return wk_decode_fail(d, WK_ERR_INVALID, at,
			      "constant expression required, %s is not constant", info->text);
}

static int signed_const(struct wk_decoder *d, struct wk_constop *op)
{
	u32 at = d->r.pos;
	s32 i32;
	s64 i64;
	int status;

	if (op->op == WK_OP_i32_const) {
		status = wk_read_s32(&d->r, &i32);
		op->value = status ? 0 : (u32)i32;
	} else {
		status = wk_read_s64(&d->r, &i64);
		op->value = status ? 0 : (u64)i64;
	}
	if (!status)
		return 0;
	return wk_decode_fail(d, WK_ERR_MALFORMED, at, "constant: %s", wk_read_reason(status));
}

static int float_const(struct wk_decoder *d, struct wk_constop *op)
{
	u32 size = op->op == WK_OP_f32_const ? 4 : 8;
	const u8 *p;

	if (wk_decode_bytes(d, "constant", size, &p))
		return -1;
	op->value = size == 4 ? wk_get_le32(p) : wk_get_le64(p);
	return 0;
}

/* v128.const is the only constant instruction behind a prefix. */
static int prefixed(struct wk_decoder *d, u32 at, struct wk_constop *op)
{
	const u8 *p;
	u32 n;

	if (wk_decode_u32(d, "opcode", &n))
		return -1;
	if (op->op != 0xfd || n != (WK_OP_v128_const & 0xfff))
		return not_constant(d, at, n > 0xfff ? op->op : (u32)op->op << 12 | n);
	op->index = d->r.pos;
	return wk_decode_bytes(d, "constant", 16, &p);
}

/* The immediates of one instruction. */
static int immediates(struct wk_decoder *d, u32 at, struct wk_constop *op)
{
	u8 type;

	switch (op->op) {
	case WK_OP_i32_const:
	case WK_OP_i64_const:
		return signed_const(d, op);
	case WK_OP_f32_const:
	case WK_OP_f64_const:
		return float_const(d, op);
	case WK_OP_global_get:
		return wk_decode_u32(d, "global index", &op->index);
	case WK_OP_ref_func:
		return wk_decode_u32(d, "function index", &op->index);
	case WK_OP_ref_null:
		if (wk_decode_reftype(d, &type))
			return -1;
		op->index = type;
		return 0;
	case WK_OP_i32_add:
	case WK_OP_i32_sub:
	case WK_OP_i32_mul:
	case WK_OP_i64_add:
	case WK_OP_i64_sub:
	case WK_OP_i64_mul:
		return 0;
	case 0xfc:
	case 0xfd:
		return prefixed(d, at, op);
	default:
		return not_constant(d, at, op->op);
	}
}

int wk_decode_expr(struct wk_decoder *d, struct wk_constexpr *x)
{
	struct wk_constop *op;
	u32 at;
	u8 byte;

	x->offset = d->r.pos;
	for (x->n = 0;; x->n++) {
		at = d->r.pos;
		if (wk_decode_u8(d, "constant expression", &byte))
			return -1;
		if (byte == WK_OP_end)
			return 0;
		op = new_op(d);
		if (!op)
			return -1;
		op->op = byte;
		if (immediates(d, at, op))
			return -1;
	}
}

static const struct wk_constop *link_one(struct wk_constexpr *x, const struct wk_constop *next)
{
	x->ops = next;
	return next + x->n;
}

void wk_decode_link(struct wk_module *m)
{
	const struct wk_constop *next = m->constops;
	u32 i, k;

	if (!next)
		return;
	for (i = m->nimported_globals; i < m->nglobals; i++)
		next = link_one(&m->globals[i].init, next);
	for (i = 0; i < m->nelems; i++) {
		next = link_one(&m->elems[i].offset, next);
		for (k = 0; m->elems[i].exprs && k < m->elems[i].n; k++)
			next = link_one(&m->elems[i].exprs[k], next);
	}
	for (i = 0; i < m->ndatas; i++)
		next = link_one(&m->datas[i].offset, next);
}
