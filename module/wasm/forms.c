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
 * @op: the first of its forms; the others follow in the order of code.h
 */
struct form {
	u8 class;
	u16 op;
};

/* One table for plain opcodes and those behind 0xfc. */
#define ROWS 0x120
#define ROW(code) ((code) < 0x100 ? (code) : 0x100 + ((code) & 0x1f))
#define FORM(ident, cls, first) [ROW(WK_OP_##ident)] = { FORM_##cls, WK_X_##ident##_##first },

static const struct form forms[ROWS] = {
#define WK_BINARY(ident, T, expr) FORM(ident, BINARY, sss)
#define WK_DIVIDE(ident, T, S, check, expr) FORM(ident, BINARY, sss)
#define WK_COMPARE(ident, T, inverse, expr) FORM(ident, BINARY, sss)
#define WK_UNARY(ident, T, expr) FORM(ident, UNARY, ss)
#define WK_FBINARY(ident, T, fn) FORM(ident, BINARY, sss)
#define WK_FCOMPARE(ident, T, fn) FORM(ident, BINARY_RR, sss)
#define WK_FUNARY(ident, T, fn) FORM(ident, UNARY, ss)
#define WK_FTRUNC(ident, T, R, fn) FORM(ident, UNARY, ss)
#define WK_LOAD(ident, M, R) FORM(ident, LOAD, ss)
#define WK_STORE(ident, M) FORM(ident, STORE, ss)
#define WK_ALIAS(ident, other)
#include "ops.def"
#include "ops_undef.h"
};

/* Places of the forms behind a row's first one, and of those without store. */
enum { SS, XS, SX, SI, XI, NO_STORE };
enum { R_NO_STORE = 3 };
enum { U_S, U_X, U_NO_STORE };
enum { L_S, L_X, L_C, L_NO_STORE };
enum { ST_SS, ST_XS, ST_SX, ST_SI, ST_XI, ST_CS, ST_CX, ST_CI };

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

/*
 * How far behind a form that stores its result the one lies that does not. Where
 * this is 0 the operation does not leave its result in the accumulator.
 */
static const u8 no_store[WK_X_SINGLE] = {
	[WK_X_global_get] = WK_X_global_getx - WK_X_global_get,
#define SPAN(ident, first, last, n) \
	[WK_X_##ident##_##first ... WK_X_##ident##_##last] = (n),
#define WK_BINARY(ident, T, expr) SPAN(ident, sss, sxi, NO_STORE)
#define WK_DIVIDE(ident, T, S, check, expr) SPAN(ident, sss, sxi, NO_STORE)
#define WK_COMPARE(ident, T, inverse, expr) SPAN(ident, sss, sxi, NO_STORE)
#define WK_UNARY(ident, T, expr) SPAN(ident, ss, sx, U_NO_STORE)
#define WK_FBINARY(ident, T, fn) SPAN(ident, sss, sxi, NO_STORE)
#define WK_FCOMPARE(ident, T, fn) SPAN(ident, sss, ssx, R_NO_STORE)
#define WK_FUNARY(ident, T, fn) SPAN(ident, ss, sx, U_NO_STORE)
#define WK_FTRUNC(ident, T, R, fn) SPAN(ident, ss, sx, U_NO_STORE)
#define WK_LOAD(ident, M, R) SPAN(ident, ss, sc, L_NO_STORE)
#define WK_STORE(ident, M)
#define WK_ALIAS(ident, other)
#include "ops.def"
#include "ops_undef.h"
};

/**
 * struct branch - a comparison's branches, in the order of its five forms
 * @yes: the first that jumps when it holds
 * @no: the first that jumps when it does not
 * @form: which of the five this is
 */
struct branch {
	u16 yes;
	u16 no;
	u8 form;
};

static const struct branch branches[WK_X_SINGLE] = {
#define WK_BINARY(ident, T, expr)
#define WK_DIVIDE(ident, T, S, check, expr)
#define BRANCH(ident, f, y, n, i) [WK_X_##ident##_##f] = { y, n, i },
#define WK_COMPARE(ident, T, inverse, expr) \
	BRANCH(ident, sss, WK_X_##ident##_bss, WK_X_##inverse##_bss, SS) \
	BRANCH(ident, sxs, WK_X_##ident##_bss, WK_X_##inverse##_bss, XS) \
	BRANCH(ident, ssx, WK_X_##ident##_bss, WK_X_##inverse##_bss, SX) \
	BRANCH(ident, ssi, WK_X_##ident##_bss, WK_X_##inverse##_bss, SI) \
	BRANCH(ident, sxi, WK_X_##ident##_bss, WK_X_##inverse##_bss, XI)
#define WK_UNARY(ident, T, expr)
#define WK_FBINARY(ident, T, fn)
#define WK_FCOMPARE(ident, T, fn) \
	BRANCH(ident, sss, WK_X_##ident##_tss, WK_X_##ident##_fss, SS) \
	BRANCH(ident, sxs, WK_X_##ident##_tss, WK_X_##ident##_fss, XS) \
	BRANCH(ident, ssx, WK_X_##ident##_tss, WK_X_##ident##_fss, SX)
#define WK_FUNARY(ident, T, fn)
#define WK_FTRUNC(ident, T, R, fn)
#define WK_LOAD(ident, M, R)
#define WK_STORE(ident, M)
#define WK_ALIAS(ident, other)
#include "ops.def"
#include "ops_undef.h"
};

/*
 * Is operand @o, just popped, what the last instruction left in the accumulator?
 * Then nobody else will read a result that was on the stack: it need not be
 * stored. Copies and constants on the way to the reader leave the accumulator alone.
 */
bool wk_form_take_acc(struct wk_compiler *c, const struct wk_operand *o)
{
	struct wk_emit *s = &c->emit;
	u16 home = wk_home(c, (u32)(o - c->stack));
	union wk_word *w;

	if (!wk_opt(ACCUMULATOR) || s->last == WK_NO_CODE || o->kind == WK_CONSTANT)
		return false;
	w = s->code + s->last;
	if (w->op >= WK_X_SINGLE || !no_store[w->op] ||
	    s->last_d != (o->kind == WK_IN_LOCAL ? o->slot : home))
		return false;
	if (o->kind == WK_AT_HOME)
		w->op += no_store[w->op];
	return true;
}

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
	/* Sums and products too: whatever NaN goes in, the canonical one comes out. */
	case WK_OP_f32_add: case WK_OP_f32_mul:
	case WK_OP_f64_add: case WK_OP_f64_mul:
		return true;
	}
	return false;
}

/* Result slots are chosen before the push: the home that the result will get. */
static u16 result_home(const struct wk_compiler *c)
{
	return wk_home(c, c->sp);
}

static int result(struct wk_compiler *c, u16 op, u16 a, u16 b)
{
	if (wk_emit_value(&c->emit, op, result_home(c), a, b))
		return -1;
	return wk_push_home(c, 1);
}

static int result_imm(struct wk_compiler *c, u16 op, u16 a, u64 imm)
{
	if (wk_emit_value_imm(&c->emit, op, result_home(c), a, 0, imm))
		return -1;
	return wk_push_home(c, 1);
}

/* A constant as second operand. */
static int binary_imm(struct wk_compiler *c, u16 op, struct wk_operand *a, u64 imm)
{
	u16 sa;

	if (wk_form_take_acc(c, a))
		return result_imm(c, op + XI, 0, imm);
	if (wk_operand_slot(c, a, &sa))
		return -1;
	return result_imm(c, op + SI, sa, imm);
}

static int binary(struct wk_compiler *c, const struct form *f, u32 opcode)
{
	struct wk_operand *b = wk_pop(c), *a = wk_pop(c);
	u16 sa, sb;

	if (f->class == FORM_BINARY && wk_opt(CONSTANTS)) {
		if (b->kind == WK_CONSTANT)
			return binary_imm(c, f->op, a, b->imm);
		if (a->kind == WK_CONSTANT && commutes(opcode))
			return binary_imm(c, f->op, b, a->imm);
	}
	if (wk_form_take_acc(c, b)) {
		if (wk_operand_slot(c, a, &sa))
			return -1;
		return result(c, f->op + SX, sa, 0);
	}
	if (wk_form_take_acc(c, a)) {
		if (wk_operand_slot(c, b, &sb))
			return -1;
		return result(c, f->op + XS, 0, sb);
	}
	if (wk_operand_slot(c, a, &sa) || wk_operand_slot(c, b, &sb))
		return -1;
	return result(c, f->op + SS, sa, sb);
}

static int unary(struct wk_compiler *c, const struct form *f)
{
	struct wk_operand *o = wk_pop(c);
	u16 a;

	if (wk_form_take_acc(c, o))
		return result(c, f->op + U_X, 0, 0);
	if (wk_operand_slot(c, o, &a))
		return -1;
	return result(c, f->op + U_S, a, 0);
}

int wk_form_numeric(struct wk_compiler *c, u32 opcode)
{
	const struct form *f = form_of(opcode);

	if (is_free(opcode))
		return 0;
	if (opcode == WK_OP_i32_eqz)
		return binary_imm(c, WK_X_i32_eq_sss, wk_pop(c), 0);
	if (opcode == WK_OP_i64_eqz)
		return binary_imm(c, WK_X_i64_eq_sss, wk_pop(c), 0);
	return f->class == FORM_UNARY ? unary(c, f) : binary(c, f, opcode);
}

/**
 * struct address - where a load or store finds its address
 * @acc: in the accumulator, else
 * @slot: in this slot
 * @offset: to be added
 */
struct address {
	bool acc;
	u16 slot;
	u16 offset;
};

/*
 * The address operand @o, just popped. Offsets that do not fit in 16 bits are
 * added beforehand, in 64 bits: the sum must not wrap (spec 4.4.7), and a slot
 * has room for it. @keep: the accumulator holds something else.
 */
static int take_address(struct wk_compiler *c, struct wk_operand *o, u32 offset, bool keep,
			struct address *at)
{
	u16 home = wk_home(c, (u32)(o - c->stack));

	at->acc = !keep && wk_form_take_acc(c, o);
	at->slot = 0;
	at->offset = (u16)offset;
	if (!at->acc && wk_operand_slot(c, o, &at->slot))
		return -1;
	if (offset <= 0xffff)
		return 0;
	at->offset = 0;
	if (wk_emit_value_imm(&c->emit, at->acc ? WK_X_i64_add_sxi : WK_X_i64_add_ssi, home,
			      at->slot, 0, offset))
		return -1;
	at->acc = false;
	at->slot = home;
	return 0;
}

int wk_form_load(struct wk_compiler *c, u32 opcode, u32 offset)
{
	const struct form *f = form_of(opcode);
	struct wk_operand *o = wk_pop(c);
	struct address at;

	if (o->kind == WK_CONSTANT && wk_opt(CONSTANTS))
		return result_imm(c, f->op + L_C, 0, o->imm + offset);
	if (take_address(c, o, offset, false, &at))
		return -1;
	return result(c, f->op + (at.acc ? L_X : L_S), at.slot, at.offset);
}

static int emit_store(struct wk_compiler *c, u16 op, u16 d, u16 a, u16 b, u32 words,
		      u64 imm, u64 imm2)
{
	u32 at = wk_emit_op(&c->emit, op, d, a, b, words);

	if (at == WK_NO_CODE)
		return -1;
	if (words > 1)
		c->emit.code[at + 1].imm = imm;
	if (words > 2)
		c->emit.code[at + 2].imm = imm2;
	return 0;
}

/* A store at a constant address. */
static int store_const(struct wk_compiler *c, u16 op, struct wk_operand *v, u64 ea)
{
	u16 b;

	if (v->kind == WK_CONSTANT)
		return emit_store(c, op + ST_CI, 0, 0, 0, 3, v->imm, ea);
	if (wk_form_take_acc(c, v))
		return emit_store(c, op + ST_CX, 0, 0, 0, 2, ea, 0);
	if (wk_operand_slot(c, v, &b))
		return -1;
	return emit_store(c, op + ST_CS, 0, 0, b, 2, ea, 0);
}

int wk_form_store(struct wk_compiler *c, u32 opcode, u32 offset)
{
	const struct form *f = form_of(opcode);
	struct wk_operand *v = wk_pop(c), *o = wk_pop(c);
	bool value_acc;
	struct address at;
	u16 b;

	if (o->kind == WK_CONSTANT && wk_opt(CONSTANTS))
		return store_const(c, f->op, v, o->imm + offset);
	/* Adding a far offset would overwrite a value in the accumulator. */
	value_acc = offset <= 0xffff && wk_form_take_acc(c, v);
	if (take_address(c, o, offset, value_acc, &at))
		return -1;
	if (value_acc)
		return emit_store(c, f->op + ST_SX, at.offset, at.slot, 0, 1, 0, 0);
	if (v->kind == WK_CONSTANT && wk_opt(CONSTANTS))
		return emit_store(c, f->op + (at.acc ? ST_XI : ST_SI), at.offset, at.slot, 0, 2,
				  v->imm, 0);
	if (wk_operand_slot(c, v, &b))
		return -1;
	return emit_store(c, f->op + (at.acc ? ST_XS : ST_SS), at.offset, at.slot, b, 1, 0, 0);
}

/* Can the last instruction, a comparison into slot @home, become a branch? */
static bool fuse(struct wk_compiler *c, u16 home, bool negate, struct wk_cond *cond)
{
	struct wk_emit *s = &c->emit;
	const struct branch *br;
	const union wk_word *w;
	bool imm;

	if (!wk_opt(BRANCHES) || s->last == WK_NO_CODE || s->last_d != home)
		return false;
	w = s->code + s->last;
	if (w->op >= WK_X_SINGLE)
		return false;
	br = &branches[w->op];
	if (!br->yes)
		return false;
	imm = br->form >= SI;
	if (imm && (s64)w[1].imm != (s16)w[1].imm)
		return false;
	cond->op = (negate ? br->no : br->yes) + br->form;
	cond->a = w->a;
	cond->b = imm ? (u16)w[1].imm : w->b;
	wk_emit_undo(s);
	return true;
}

int wk_form_cond(struct wk_compiler *c, bool negate, struct wk_cond *cond)
{
	struct wk_operand *o = wk_pop(c);
	bool acc;

	if (o->kind == WK_AT_HOME && fuse(c, wk_home(c, c->sp), negate, cond))
		return 0;
	acc = wk_form_take_acc(c, o);
	cond->op = (negate ? WK_X_i32_eq_bss : WK_X_i32_ne_bss) + (acc ? XI : SI);
	cond->a = 0;
	cond->b = 0;
	return acc ? 0 : wk_operand_slot(c, o, &cond->a);
}
