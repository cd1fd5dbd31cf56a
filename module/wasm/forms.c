// SPDX-License-Identifier: GPL-2.0
/* Which form of code a guest instruction becomes; expanded from ops.def. */
#include "compile.h"

enum form_class {
	FORM_NONE,
	FORM_BINARY,		/* rr, ri */
	FORM_BINARY_RR,
	FORM_UNARY,
	FORM_LOAD,		/* r, c */
	FORM_STORE,		/* rr, cr, ri */
};

/**
 * struct form - how a row of ops.def is compiled
 * @class: enum form_class
 * @rr: first form: rr or r
 * @ri: second form: ri, c or cr
 * @ri2: third form of a store
 */
struct form {
	u8 class;
	u16 rr;
	u16 ri;
	u16 ri2;
};

/* One table for plain opcodes and those behind 0xfc. */
#define ROWS 0x120
#define ROW(code) ((code) < 0x100 ? (code) : 0x100 + ((code) & 0x1f))
#define FORM(ident, cls, f1, f2, f3) [ROW(WK_OP_##ident)] = { FORM_##cls, f1, f2, f3 },
#define X(ident, form) WK_X_##ident##_##form

static const struct form forms[ROWS] = {
#define WK_BINARY(ident, T, expr) FORM(ident, BINARY, X(ident, rr), X(ident, ri), 0)
#define WK_DIVIDE(ident, T, S, check, expr) FORM(ident, BINARY, X(ident, rr), X(ident, ri), 0)
#define WK_COMPARE(ident, T, inverse, expr) FORM(ident, BINARY, X(ident, rr), X(ident, ri), 0)
#define WK_UNARY(ident, T, expr) FORM(ident, UNARY, X(ident, r), 0, 0)
#define WK_FBINARY(ident, T, fn) FORM(ident, BINARY_RR, X(ident, rr), 0, 0)
#define WK_FCOMPARE(ident, T, fn) FORM(ident, BINARY_RR, X(ident, rr), 0, 0)
#define WK_FUNARY(ident, T, fn) FORM(ident, UNARY, X(ident, r), 0, 0)
#define WK_FTRUNC(ident, T, R, fn) FORM(ident, UNARY, X(ident, r), 0, 0)
#define WK_LOAD(ident, M, R) FORM(ident, LOAD, X(ident, r), X(ident, c), 0)
#define WK_STORE(ident, M) FORM(ident, STORE, X(ident, rr), X(ident, cr), X(ident, ri))
#define WK_ALIAS(ident, other)
#include "ops.def"
#include "ops_undef.h"
};

/* The row that an alias shares. */
static const u8 aliases[ROWS] = {
#define WK_BINARY(ident, T, expr)
#define WK_DIVIDE(ident, T, S, check, expr)
#define WK_COMPARE(ident, T, inverse, expr)
#define WK_UNARY(ident, T, expr)
#define WK_FBINARY(ident, T, fn)
#define WK_FCOMPARE(ident, T, fn)
#define WK_FUNARY(ident, T, fn)
#define WK_FTRUNC(ident, T, R, fn)
#define WK_LOAD(ident, M, R)
#define WK_STORE(ident, M)
#define WK_ALIAS(ident, other) [ROW(WK_OP_##ident)] = WK_OP_##other,
#include "ops.def"
#include "ops_undef.h"
};

/**
 * struct branch - a comparison's branches
 * @yes: jumps when it holds
 * @no: jumps when it does not
 * @imm: the second operand is a constant
 */
struct branch {
	u16 yes;
	u16 no;
	bool imm;
};

static const struct branch branches[WK_X_COUNT] = {
#define WK_BINARY(ident, T, expr)
#define WK_DIVIDE(ident, T, S, check, expr)
#define WK_COMPARE(ident, T, inverse, expr) \
	[X(ident, rr)] = { X(ident, br), X(inverse, br), false }, \
	[X(ident, ri)] = { X(ident, bri), X(inverse, bri), true },
#define WK_UNARY(ident, T, expr)
#define WK_FBINARY(ident, T, fn)
#define WK_FCOMPARE(ident, T, fn) [X(ident, rr)] = { X(ident, bt), X(ident, bf), false },
#define WK_FUNARY(ident, T, fn)
#define WK_FTRUNC(ident, T, R, fn)
#define WK_LOAD(ident, M, R)
#define WK_STORE(ident, M)
#define WK_ALIAS(ident, other)
#include "ops.def"
#include "ops_undef.h"
};

static const struct form *form_of(u32 opcode)
{
	u32 row = ROW(opcode);

	return &forms[aliases[row] ? aliases[row] : row];
}

/* Zero-extended values make these free: the operand stays what it is. */
static bool is_free(u32 opcode)
{
	switch (opcode) {
	case WK_OP_i64_extend_i32_u:
	case WK_OP_i32_reinterpret_f32:
	case WK_OP_i64_reinterpret_f64:
	case WK_OP_f32_reinterpret_i32:
	case WK_OP_f64_reinterpret_i64:
		return true;
	}
	return false;
}

bool wk_form_is_numeric(u32 opcode)
{
	u8 class;

	if (opcode > 0xff && (opcode < 0xfc000 || opcode >= 0xfc000 + 8))
		return false;
	if (is_free(opcode) || opcode == WK_OP_i32_eqz || opcode == WK_OP_i64_eqz)
		return true;
	class = form_of(opcode)->class;
	return class != FORM_NONE && class != FORM_LOAD && class != FORM_STORE;
}

static bool commutes(u32 opcode)
{
	switch (opcode) {
	case WK_OP_i32_add: case WK_OP_i32_mul: case WK_OP_i32_and:
	case WK_OP_i32_or: case WK_OP_i32_xor: case WK_OP_i32_eq: case WK_OP_i32_ne:
	case WK_OP_i64_add: case WK_OP_i64_mul: case WK_OP_i64_and:
	case WK_OP_i64_or: case WK_OP_i64_xor: case WK_OP_i64_eq: case WK_OP_i64_ne:
		return true;
	}
	return false;
}

/* Result slots are chosen before the push: the home that the result will get. */
static u16 result_home(const struct wk_compiler *c)
{
	return wk_home(c, c->sp);
}

static int binary(struct wk_compiler *c, const struct form *f, u32 opcode)
{
	struct wk_operand *b = wk_pop(c), *a = wk_pop(c);
	u16 sa, sb;

	if (a->kind == WK_CONSTANT && b->kind != WK_CONSTANT && commutes(opcode)) {
		if (wk_operand_slot(c, b, &sb) ||
		    wk_emit_value_imm(&c->emit, f->ri, result_home(c), sb, 0, a->imm))
			return -1;
		return wk_push_home(c, 1);
	}
	if (wk_operand_slot(c, a, &sa))
		return -1;
	if (b->kind == WK_CONSTANT && f->class == FORM_BINARY) {
		if (wk_emit_value_imm(&c->emit, f->ri, result_home(c), sa, 0, b->imm))
			return -1;
		return wk_push_home(c, 1);
	}
	if (wk_operand_slot(c, b, &sb) ||
	    wk_emit_value(&c->emit, f->rr, result_home(c), sa, sb))
		return -1;
	return wk_push_home(c, 1);
}

static int unary(struct wk_compiler *c, const struct form *f)
{
	u16 a;

	if (wk_operand_slot(c, wk_pop(c), &a) ||
	    wk_emit_value(&c->emit, f->rr, result_home(c), a, 0))
		return -1;
	return wk_push_home(c, 1);
}

/* eqz is a comparison with the constant 0. */
static int eqz(struct wk_compiler *c, u16 op)
{
	u16 a;

	if (wk_operand_slot(c, wk_pop(c), &a) ||
	    wk_emit_value_imm(&c->emit, op, result_home(c), a, 0, 0))
		return -1;
	return wk_push_home(c, 1);
}

int wk_form_numeric(struct wk_compiler *c, u32 opcode)
{
	const struct form *f = form_of(opcode);

	if (is_free(opcode))
		return 0;
	if (opcode == WK_OP_i32_eqz)
		return eqz(c, WK_X_i32_eq_ri);
	if (opcode == WK_OP_i64_eqz)
		return eqz(c, WK_X_i64_eq_ri);
	return f->class == FORM_UNARY ? unary(c, f) : binary(c, f, opcode);
}

/*
 * Offsets that do not fit in 16 bits are added beforehand, in 64 bits: the
 * sum must not wrap (spec 4.4.7), and a slot has room for it.
 */
static int far_address(struct wk_compiler *c, u16 home, u16 *slot, u32 *offset)
{
	if (*offset <= 0xffff)
		return 0;
	if (wk_emit_value_imm(&c->emit, WK_X_i64_add_ri, home, *slot, 0, *offset))
		return -1;
	*slot = home;
	*offset = 0;
	return 0;
}

int wk_form_load(struct wk_compiler *c, u32 opcode, u32 offset)
{
	const struct form *f = form_of(opcode);
	struct wk_operand *o = wk_pop(c);
	u16 a;

	if (o->kind == WK_CONSTANT) {
		if (wk_emit_value_imm(&c->emit, f->ri, result_home(c), 0, 0, o->imm + offset))
			return -1;
		return wk_push_home(c, 1);
	}
	if (wk_operand_slot(c, o, &a) || far_address(c, result_home(c), &a, &offset) ||
	    wk_emit_value(&c->emit, f->rr, result_home(c), a, (u16)offset))
		return -1;
	return wk_push_home(c, 1);
}

static int emit_store(struct wk_compiler *c, u16 op, u16 d, u16 a, u16 b, bool two, u64 imm)
{
	u32 at = wk_emit_op(&c->emit, op, d, a, b, two ? 2 : 1);

	if (at == WK_NO_CODE)
		return -1;
	if (two)
		c->emit.code[at + 1].imm = imm;
	return 0;
}

int wk_form_store(struct wk_compiler *c, u32 opcode, u32 offset)
{
	const struct form *f = form_of(opcode);
	struct wk_operand *v = wk_pop(c), *o = wk_pop(c);
	u16 a, b;

	if (o->kind == WK_CONSTANT) {
		u64 ea = o->imm + offset;

		if (wk_operand_slot(c, v, &b))
			return -1;
		return emit_store(c, f->ri, 0, 0, b, true, ea);
	}
	if (wk_operand_slot(c, o, &a) || far_address(c, result_home(c), &a, &offset))
		return -1;
	if (v->kind == WK_CONSTANT)
		return emit_store(c, f->ri2, (u16)offset, a, 0, true, v->imm);
	if (wk_operand_slot(c, v, &b))
		return -1;
	return emit_store(c, f->rr, (u16)offset, a, b, false, 0);
}

/* Can the last instruction, a comparison into slot @home, become a branch? */
static bool fuse(struct wk_compiler *c, u16 home, bool negate, struct wk_cond *cond)
{
	struct wk_emit *s = &c->emit;
	const struct branch *br;
	const union wk_word *w;

	if (s->last == WK_NO_CODE || s->last_d != home)
		return false;
	w = s->code + s->last;
	br = &branches[w->op];
	if (!br->yes)
		return false;
	if (br->imm && (s64)w[1].imm != (s16)w[1].imm)
		return false;
	cond->op = negate ? br->no : br->yes;
	cond->a = w->a;
	cond->b = br->imm ? (u16)w[1].imm : w->b;
	wk_emit_undo(s);
	return true;
}

int wk_form_cond(struct wk_compiler *c, bool negate, struct wk_cond *cond)
{
	struct wk_operand *o = wk_pop(c);

	if (o->kind == WK_AT_HOME && fuse(c, wk_home(c, c->sp), negate, cond))
		return 0;
	cond->op = negate ? WK_X_i32_eq_bri : WK_X_i32_ne_bri;
	cond->b = 0;
	return wk_operand_slot(c, o, &cond->a);
}
