// SPDX-License-Identifier: GPL-2.0
/* Which form of code a guest instruction becomes; expanded from ops.def. */
#include "compile.h"

enum form_class {
	FORM_NONE,
	FORM_BINARY,		/* rr, ri */
	FORM_COMMUTE,		/* the same, in any order */
	FORM_BINARY_RR,
	FORM_UNARY,
	FORM_LOAD,		/* r, c */
	FORM_STORE,		/* rr, cr, ri */
};

/**
 * struct form - how a row of ops.def is compiled
 * @class: enum form_class
 * @acc: enum wk_acc, where its operands may be; a store's value, no address
 * @op: the first of its forms; the others follow in the order of code.h
 */
struct form {
	u8 class;
	u8 acc;
	u16 op;
};

/* Which accumulator for a type of ops.def? */
#define ACC_u8	WK_ACC_INT
#define ACC_u16	WK_ACC_INT
#define ACC_u32	WK_ACC_INT
#define ACC_u64	WK_ACC_INT
#define ACC_F32	WK_ACC_F32
#define ACC_F64	WK_ACC_F64

/* One table for plain opcodes and those behind 0xfc. */
#define ROWS 0x120
#define ROW(code) ((code) < 0x100 ? (code) : 0x100 + ((code) & 0x1f))
#define FORM(ident, T, cls, first) \
	[ROW(WK_OP_##ident)] = { FORM_##cls, ACC_##T, WK_X_##ident##_##first },

static const struct form forms[ROWS] = {
#define WK_BINARY(ident, T, expr) FORM(ident, T, BINARY, sss)
#define WK_COMMUTE(ident, T, expr) FORM(ident, T, COMMUTE, sss)
#define WK_DIVIDE(ident, T, S, check, expr) FORM(ident, T, BINARY, sss)
#define WK_COMPARE(ident, T, inverse, expr) FORM(ident, T, BINARY, sss)
#define WK_EQUAL(ident, T, inverse, expr) FORM(ident, T, COMMUTE, sss)
#define WK_UNARY(ident, T, expr) FORM(ident, T, UNARY, ss)
#define WK_FBINARY(ident, T, fn) FORM(ident, T, BINARY, sss)
#define WK_FCOMMUTE(ident, T, fn) FORM(ident, T, COMMUTE, sss)
#define WK_FCOMPARE(ident, T, fn) FORM(ident, T, BINARY_RR, sss)
#define WK_FUNARY(ident, T, R, fn) FORM(ident, T, UNARY, ss)
#define WK_FTRUNC(ident, T, R, fn) FORM(ident, T, UNARY, ss)
#define WK_LOAD(ident, M, R) FORM(ident, u32, LOAD, ss)
#define WK_STORE(ident, M) FORM(ident, M, STORE, ss)
#include "ops.def"
};

/* Places of the forms behind a row's first one, and of those without store. */
enum { SS, XS, SI, XI, SX, NO_STORE };
enum { C_NO_STORE = SX };
enum { R_SX = 2, R_NO_STORE };
enum { U_S, U_X, U_NO_STORE };
enum { L_S, L_X, L_C, L_P, L_NO_STORE };
enum { ST_SS, ST_XS, ST_SX, ST_SI, ST_XI, ST_CS, ST_CX, ST_CI, ST_PS, ST_PX };

/* The row that an alias shares. */
static const u8 aliases[ROWS] = {
#define WK_ALIAS(ident, other) [ROW(WK_OP_##ident)] = WK_OP_##other,
#include "ops.def"
};

/**
 * struct mirror - a comparison that has no forms of its own
 * @max: the constant that has no successor; 0: constants have none
 * @other: what holds for b and a when it holds for a and b; 0: it has forms of its own
 * @next: what holds for a and b + 1 then
 */
struct mirror {
	u64 max;
	u8 other;
	u8 next;
};

static const struct mirror mirrors[0x100] = {
#define WK_MIRROR(ident, other, next, max) \
	[WK_OP_##ident] = { max, WK_OP_##other, WK_OP_##next },
#include "ops.def"
};

/**
 * struct kept - an operation that leaves its result in an accumulator
 * @no_store: how far behind the form that stores it, too, the one lies that does not; 0: it does
 *	      not leave it there
 * @acc: enum wk_acc, in which one
 */
struct kept {
	u8 no_store;
	u8 acc;
};

static const struct kept kept[WK_X_SINGLE] = {
	[WK_X_global_get] = { WK_X_global_getx - WK_X_global_get, WK_ACC_INT },
#define SPAN(ident, R, first, last, n) \
	[WK_X_##ident##_##first ... WK_X_##ident##_##last] = { (n), ACC_##R },
#define WK_BINARY(ident, T, expr) SPAN(ident, u64, sss, ssx, NO_STORE)
#define WK_COMMUTE(ident, T, expr) SPAN(ident, u64, sss, sxi, C_NO_STORE)
#define WK_DIVIDE(ident, T, S, check, expr) SPAN(ident, u64, sss, ssx, NO_STORE)
#define WK_COMPARE(ident, T, inverse, expr) SPAN(ident, u64, sss, ssx, NO_STORE)
#define WK_EQUAL(ident, T, inverse, expr) SPAN(ident, u64, sss, sxi, C_NO_STORE)
#define WK_UNARY(ident, T, expr) SPAN(ident, u64, ss, sx, U_NO_STORE)
#define WK_FBINARY(ident, T, fn) SPAN(ident, T, sss, ssx, NO_STORE)
#define WK_FCOMMUTE(ident, T, fn) SPAN(ident, T, sss, sxi, C_NO_STORE)
#define WK_FCOMPARE(ident, T, fn) SPAN(ident, u64, sss, ssx, R_NO_STORE)
#define WK_FUNARY(ident, T, R, fn) SPAN(ident, R, ss, sx, U_NO_STORE)
#define WK_FTRUNC(ident, T, R, fn) SPAN(ident, R, ss, sx, U_NO_STORE)
#define WK_LOAD(ident, M, R) SPAN(ident, R, ss, sp, L_NO_STORE)
#include "ops.def"
};

/**
 * struct branch - a comparison's branches, in the order of its forms
 * @yes: the one of this form that jumps when it holds
 * @no: the one that jumps when it does not
 * @imm: its second operand is a constant ...
 * @narrow: ... of 32 bits
 * @float_acc: an operand is in an accumulator for floats
 */
struct branch {
	u16 yes;
	u16 no;
	bool imm;
	bool narrow;
	bool float_acc;
};

static const struct branch branches[WK_X_SINGLE] = {
#define BRANCH(ident, other, T, f, imm) \
	[WK_X_##ident##_s##f] = { WK_X_##ident##_b##f, WK_X_##other##_b##f, imm, \
				  sizeof(T) == 4, false },
#define WK_EQUAL(ident, T, inverse, expr) \
	BRANCH(ident, inverse, T, ss, false) BRANCH(ident, inverse, T, xs, false) \
	BRANCH(ident, inverse, T, si, true) BRANCH(ident, inverse, T, xi, true)
#define WK_COMPARE(ident, T, inverse, expr) \
	WK_EQUAL(ident, T, inverse, expr) BRANCH(ident, inverse, T, sx, false)
#define FBRANCH(ident, f, acc) \
	[WK_X_##ident##_s##f] = { WK_X_##ident##_t##f, WK_X_##ident##_f##f, false, false, acc },
#define WK_FCOMPARE(ident, T, fn) \
	FBRANCH(ident, ss, false) FBRANCH(ident, xs, true) FBRANCH(ident, sx, true)
#include "ops.def"
};

/*
 * Is operand @o, just popped, what the last instruction left in the accumulator?
 * Then nobody else will read a result that was on the stack: it need not be
 * stored. Copies and constants on the way to the reader leave the accumulator alone.
 */
bool wk_form_take_acc(struct wk_compiler *c, const struct wk_operand *o, enum wk_acc acc)
{
	struct wk_emit *s = &c->emit;
	u16 home = wk_home(c, (u32)(o - c->stack));
	union wk_word *w;

	if (!wk_opt(ACCUMULATOR) || s->last == WK_NO_CODE || o->kind == WK_CONSTANT ||
	    (acc != WK_ACC_INT && !wk_opt(FLOATS)))
		return false;
	w = s->code + s->last;
	if (w->op >= WK_X_SINGLE || !kept[w->op].no_store || kept[w->op].acc != acc ||
	    s->last_d != (o->kind == WK_IN_LOCAL ? o->slot : home))
		return false;
	if (o->kind == WK_AT_HOME)
		w->op += kept[w->op].no_store;
	return true;
}

static const struct form *form_of(u32 opcode)
{
	u32 row = ROW(opcode);

	return &forms[aliases[row] ? aliases[row] : row];
}

static bool is_mirrored(u32 opcode)
{
	return opcode < ARRAY_SIZE(mirrors) && mirrors[opcode].other;
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
	if (is_free(opcode) || is_mirrored(opcode) || opcode == WK_OP_i32_eqz ||
	    opcode == WK_OP_i64_eqz)
		return true;
	class = form_of(opcode)->class;
	return class != FORM_NONE && class != FORM_LOAD && class != FORM_STORE;
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
static int binary_imm(struct wk_compiler *c, const struct form *f, struct wk_operand *a, u64 imm)
{
	u16 sa;

	if (wk_form_take_acc(c, a, f->acc))
		return result_imm(c, f->op + XI, 0, imm);
	if (wk_operand_slot(c, a, &sa))
		return -1;
	return result_imm(c, f->op + SI, sa, imm);
}

/* Operands in slots, or one of them in the accumulator. */
static int binary_slots(struct wk_compiler *c, const struct form *f, struct wk_operand *a,
			struct wk_operand *b)
{
	u16 sa, sb;

	if (wk_form_take_acc(c, b, f->acc)) {
		if (wk_operand_slot(c, a, &sa))
			return -1;
		if (f->class == FORM_COMMUTE)
			return result(c, f->op + XS, 0, sa);
		return result(c, f->op + (f->class == FORM_BINARY_RR ? R_SX : SX), sa, 0);
	}
	if (wk_form_take_acc(c, a, f->acc)) {
		if (wk_operand_slot(c, b, &sb))
			return -1;
		return result(c, f->op + XS, 0, sb);
	}
	if (wk_operand_slot(c, a, &sa) || wk_operand_slot(c, b, &sb))
		return -1;
	return result(c, f->op + SS, sa, sb);
}

static int binary(struct wk_compiler *c, const struct form *f)
{
	struct wk_operand *b = wk_pop(c), *a = wk_pop(c);

	if (f->class != FORM_BINARY_RR && wk_opt(CONSTANTS)) {
		if (b->kind == WK_CONSTANT)
			return binary_imm(c, f, a, b->imm);
		if (a->kind == WK_CONSTANT && f->class == FORM_COMMUTE)
			return binary_imm(c, f, b, a->imm);
	}
	return binary_slots(c, f, a, b);
}

static int mirrored(struct wk_compiler *c, const struct mirror *m)
{
	struct wk_operand *b = wk_pop(c), *a = wk_pop(c);

	if (b->kind == WK_CONSTANT && m->max && b->imm != m->max && wk_opt(CONSTANTS))
		return binary_imm(c, form_of(m->next), a,
				  m->max >> 32 ? b->imm + 1 : (u32)(b->imm + 1));
	return binary_slots(c, form_of(m->other), b, a);
}

static int unary(struct wk_compiler *c, const struct form *f)
{
	struct wk_operand *o = wk_pop(c);
	u16 a;

	if (wk_form_take_acc(c, o, f->acc))
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
		return binary_imm(c, form_of(WK_OP_i32_eq), wk_pop(c), 0);
	if (opcode == WK_OP_i64_eqz)
		return binary_imm(c, form_of(WK_OP_i64_eq), wk_pop(c), 0);
	if (is_mirrored(opcode))
		return mirrored(c, &mirrors[opcode]);
	return f->class == FORM_UNARY ? unary(c, f) : binary(c, f);
}

/**
 * struct address - where a load or store finds its address
 * @acc: in the accumulator, else
 * @plain: in @slot, else
 * @slot: in this slot
 * @offset: to be added
 */
struct address {
	bool acc;
	bool plain;
	u16 slot;
	u16 offset;
};

/*
 * The address operand @o, just popped. Offsets that do not fit in 16 bits, or belong to an
 * address in the accumulator, are added beforehand, in 64 bits: the sum must not wrap
 * (spec 4.4.7), and a slot has room for it. @keep: the accumulator holds something else.
 */
static int take_address(struct wk_compiler *c, struct wk_operand *o, u32 offset, bool keep,
			struct address *at)
{
	u16 home = wk_home(c, (u32)(o - c->stack));

	at->acc = !keep && wk_form_take_acc(c, o, WK_ACC_INT);
	at->slot = 0;
	at->offset = (u16)offset;
	at->plain = !at->acc && !offset && wk_opt(PLAIN);
	if (!at->acc && wk_operand_slot(c, o, &at->slot))
		return -1;
	if (offset <= (at->acc ? 0 : 0xffff))
		return 0;
	at->offset = 0;
	if (wk_emit_value_imm(&c->emit, at->acc ? WK_X_i64_add_sxi : WK_X_i64_add_ssi, home,
			      at->slot, 0, offset))
		return -1;
	o->kind = WK_AT_HOME;
	at->acc = !keep && wk_form_take_acc(c, o, WK_ACC_INT);
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
	return result(c, f->op + (at.acc ? L_X : at.plain ? L_P : L_S), at.slot, at.offset);
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
static int store_const(struct wk_compiler *c, const struct form *f, struct wk_operand *v, u64 ea)
{
	u16 b;

	if (v->kind == WK_CONSTANT)
		return emit_store(c, f->op + ST_CI, 0, 0, 0, 3, v->imm, ea);
	if (wk_form_take_acc(c, v, f->acc))
		return emit_store(c, f->op + ST_CX, 0, 0, 0, 2, ea, 0);
	if (wk_operand_slot(c, v, &b))
		return -1;
	return emit_store(c, f->op + ST_CS, 0, 0, b, 2, ea, 0);
}

int wk_form_store(struct wk_compiler *c, u32 opcode, u32 offset)
{
	const struct form *f = form_of(opcode);
	struct wk_operand *v = wk_pop(c), *o = wk_pop(c);
	bool value_acc;
	struct address at;
	u16 b;

	if (o->kind == WK_CONSTANT && wk_opt(CONSTANTS))
		return store_const(c, f, v, o->imm + offset);
	/* Adding a far offset would overwrite a value in the accumulator. */
	value_acc = offset <= 0xffff && wk_form_take_acc(c, v, f->acc);
	if (take_address(c, o, offset, value_acc, &at))
		return -1;
	if (value_acc)
		return emit_store(c, f->op + (at.plain ? ST_PX : ST_SX), at.offset, at.slot, 0, 1,
				  0, 0);
	if (v->kind == WK_CONSTANT && wk_opt(CONSTANTS))
		return emit_store(c, f->op + (at.acc ? ST_XI : ST_SI), at.offset, at.slot, 0, 2,
				  v->imm, 0);
	if (wk_operand_slot(c, v, &b))
		return -1;
	return emit_store(c, f->op + (at.acc ? ST_XS : at.plain ? ST_PS : ST_SS), at.offset,
			  at.slot, b, 1, 0, 0);
}

/* Does the constant fit in the 16 bits that a branch has for it? */
static bool fits_branch(u64 imm, bool narrow)
{
	return narrow ? (s32)imm == (s16)imm : (s64)imm == (s16)imm;
}

/*
 * Can the last instruction, a comparison into slot @home, become a branch? Operands may be brought
 * home in front of a branch, and bringing a v128 loses the accumulators for floats.
 */
static bool fuse(struct wk_compiler *c, u16 home, bool negate, struct wk_cond *cond)
{
	struct wk_emit *s = &c->emit;
	const struct branch *br;
	const union wk_word *w;

	if (!wk_opt(BRANCHES) || s->last == WK_NO_CODE || s->last_d != home)
		return false;
	w = s->code + s->last;
	if (w->op >= WK_X_SINGLE)
		return false;
	br = &branches[w->op];
	if (!br->yes || (br->imm && !fits_branch(w[1].imm, br->narrow)) ||
	    (br->float_acc && c->late_pairs))
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
	bool acc;

	if (o->kind == WK_AT_HOME && fuse(c, wk_home(c, c->sp), negate, cond))
		return 0;
	acc = wk_form_take_acc(c, o, WK_ACC_INT);
	cond->op = (negate ? WK_X_i32_eq_bss : WK_X_i32_ne_bss) + (acc ? XI : SI);
	cond->a = 0;
	cond->b = 0;
	return acc ? 0 : wk_operand_slot(c, o, &cond->a);
}
