// SPDX-License-Identifier: GPL-2.0
/* Expressions of the generator: code that leaves one value. */
#include <stdlib.h>
#include <string.h>

#include "build.h"

/* A row of opcode.def that takes and leaves plain values. */
struct plain {
	uint32_t code;
	const char *text;
	const char *imm;
	const char *sig;
};

static const struct plain plains[] = {
#define WK_OP(code, ident, text, imm, sig) { code, text, #imm, sig },
#include "../../module/wasm/opcode.def"
#undef WK_OP
};

enum {
	PLAINS = sizeof(plains) / sizeof(plains[0]),
	OP_SELECT = 0x1b, OP_SELECT_T = 0x1c,
	OP_LOCAL_GET = 0x20, OP_LOCAL_SET = 0x21, OP_LOCAL_TEE = 0x22, OP_GLOBAL_GET = 0x23,
	OP_TABLE_GET = 0x25,
	OP_MEMORY_SIZE = 0x3f, OP_MEMORY_GROW = 0x40,
	OP_I32_CONST = 0x41, OP_I64_CONST = 0x42, OP_F32_CONST = 0x43, OP_F64_CONST = 0x44,
	OP_F32_EQ = 0x5b, OP_F64_EQ = 0x61, OP_I32_AND = 0x71,
	OP_I32_DIV_S = 0x6d, OP_I32_REM_U = 0x70, OP_I32_OR = 0x72,
	OP_I64_DIV_S = 0x7f, OP_I64_REM_U = 0x82, OP_I64_OR = 0x84,
	OP_I32_TRUNC = 0xa8, OP_I64_TRUNC = 0xae, OP_TRUNC_SAT = 0xfc000,
	OP_F32_COPYSIGN = 0x98, OP_F64_COPYSIGN = 0xa6,
	OP_I32_REINTERPRET = 0xbc, OP_I64_REINTERPRET = 0xbd,
	OP_REF_NULL = 0xd0, OP_REF_IS_NULL = 0xd1, OP_REF_FUNC = 0xd2,
	OP_TABLE_GROW = 0xfc00f, OP_TABLE_SIZE = 0xfc010,
	OP_V128_CONST = 0xfd00c, OP_F32X4_SPLAT = 0xfd013, OP_F64X2_SPLAT = 0xfd014,
	OP_F32X4_REPLACE = 0xfd020, OP_F64X2_REPLACE = 0xfd022,
	OP_F32X4_EQ = 0xfd041, OP_F64X2_EQ = 0xfd047, OP_V128_AND = 0xfd04e,
};

void gen_op(struct gen *g, uint32_t code)
{
	if (code < 0x100) {
		wbuf_u8(g->code, code);
		return;
	}
	wbuf_u8(g->code, code >> 12);
	wbuf_u32(g->code, code & 0xfff);
}

static void op_u32(struct gen *g, uint32_t code, uint32_t immediate)
{
	gen_op(g, code);
	wbuf_u32(g->code, immediate);
}

/* ---- constants ---- */

static uint64_t interesting_int(struct gen *g)
{
	static const uint64_t values[] = {
		0, 1, 2, 3, 7, 8, 31, 32, 33, 63, 64, 127, 128, 255, 256, 0x7fff, 0x8000, 0xffff,
		0x10000, 0x7fffffff, 0x80000000, 0x80000001, 0xffffffff, 0x100000000,
		0x7fffffffffffffff, 0x8000000000000000, 0xfffffffffffffffe, 0xffffffffffffffff,
		0xffffffff80000000, 0xffffffffffff8000, 0xffffffffffffff80,
	};

	if (gen_chance(g->random, 60))
		return values[gen_below(g->random, sizeof(values) / sizeof(values[0]))];
	if (gen_chance(g->random, 50))
		return gen_below(g->random, 100);
	return gen_next(g->random);
}

static uint32_t interesting_f32(struct gen *g)
{
	static const uint32_t values[] = {
		0, 0x80000000, 1, 0x80000001, 0x007fffff, 0x00800000, 0x3f800000, 0xbf800000,
		0x3f000000, 0x3fc00000, 0x40200000, 0xbf000000, 0x3effffff, 0x4b000000, 0x4b7fffff,
		0x4f000000, 0x4effffff, 0xcf000000, 0xcf000001, 0x4f800000, 0x5f000000, 0x5f800000,
		0x7f7fffff, 0xff7fffff, 0x7f800000, 0xff800000, 0x7fc00000, 0xffc00000,
		0x7fa00000, 0xffffffff, 0x7f800001,
	};

	if (gen_chance(g->random, 70))
		return values[gen_below(g->random, sizeof(values) / sizeof(values[0]))];
	return gen_next(g->random);
}

static uint64_t interesting_f64(struct gen *g)
{
	static const uint64_t values[] = {
		0, 0x8000000000000000, 1, 0x000fffffffffffff, 0x0010000000000000,
		0x3ff0000000000000, 0xbff0000000000000, 0x3fe0000000000000, 0x3ff8000000000000,
		0x4004000000000000, 0xbfe0000000000000, 0x3fdfffffffffffff, 0x4330000000000000,
		0x41e0000000000000, 0x41dfffffffc00000, 0xc1e0000000000000, 0xc1e0000000200000,
		0x41f0000000000000, 0x43e0000000000000, 0x43f0000000000000, 0x7fefffffffffffff,
		0x7ff0000000000000, 0xfff0000000000000, 0x7ff8000000000000, 0xfff8000000000000,
		0x7ff4000000000000, 0xffffffffffffffff, 0x47efffffe0000000, 0x36a0000000000000,
	};

	if (gen_chance(g->random, 70))
		return values[gen_below(g->random, sizeof(values) / sizeof(values[0]))];
	return gen_next(g->random);
}

static void func_or_null(struct gen *g)
{
	if (g->nfuncs && gen_chance(g->random, 60)) {
		op_u32(g, OP_REF_FUNC, gen_below(g->random, g->nfuncs));
		return;
	}
	gen_op(g, OP_REF_NULL);
	wbuf_u8(g->code, wmod_type_byte('r'));
}

static void v128_const(struct gen *g)
{
	uint32_t kind = gen_below(g->random, 4), i;

	gen_op(g, OP_V128_CONST);
	for (i = 0; i < 2; i++) {
		if (kind == 0)
			wbuf_fixed64(g->code, interesting_f64(g));
		else if (kind == 1)
			wbuf_fixed64(g->code, interesting_f32(g) |
				     (uint64_t)interesting_f32(g) << 32);
		else
			wbuf_fixed64(g->code, interesting_int(g));
	}
}

void gen_const(struct gen *g, char type)
{
	switch (type) {
	case 'v':
		v128_const(g);
		break;
	case 'i':
		gen_op(g, OP_I32_CONST);
		wbuf_s32(g->code, interesting_int(g));
		break;
	case 'l':
		gen_op(g, OP_I64_CONST);
		wbuf_s64(g->code, interesting_int(g));
		break;
	case 'f':
		gen_op(g, OP_F32_CONST);
		wbuf_fixed32(g->code, interesting_f32(g));
		break;
	case 'd':
		gen_op(g, OP_F64_CONST);
		wbuf_fixed64(g->code, interesting_f64(g));
		break;
	case 'r':
		func_or_null(g);
		break;
	default:
		gen_op(g, OP_REF_NULL);
		wbuf_u8(g->code, wmod_type_byte(type));
	}
}

/* ---- leaves ---- */

/* The n-th entry of @letters that is @type; -1 when there are fewer. */
static int nth(const char *letters, uint32_t count, char type, uint32_t n)
{
	uint32_t i;

	for (i = 0; i < count; i++)
		if (letters[i] == type && !n--)
			return i;
	return -1;
}

static int pick(struct gen *g, const char *letters, uint32_t count, char type)
{
	uint32_t matching = 0, i;

	for (i = 0; i < count; i++)
		matching += letters[i] == type;
	return matching ? nth(letters, count, type, gen_below(g->random, matching)) : -1;
}

static void leaf(struct gen *g, char type)
{
	int at = -1;

	if (gen_chance(g->random, 65)) {
		at = pick(g, g->locals, g->nlocals, type);
		if (at >= 0)
			op_u32(g, OP_LOCAL_GET, at);
	} else if (gen_chance(g->random, 40)) {
		at = pick(g, g->globals, g->nglobals, type);
		if (at >= 0)
			op_u32(g, OP_GLOBAL_GET, at);
	}
	if (at < 0)
		gen_const(g, type);
}

int gen_new_local(struct gen *g, char type)
{
	if (g->nlocals == MAX_LOCALS)
		return -1;
	g->locals[g->nlocals] = type;
	return g->nlocals++;
}

/* ---- plain instructions, loads ---- */

/* Replaces a NaN on the stack by 0: engines agree on what is a NaN, not on its bits. */
static void hide_nan(struct gen *g, char type)
{
	uint32_t scratch = g->nfixed + (type == 'd');

	op_u32(g, OP_LOCAL_TEE, scratch);
	if (type == 'f') {
		gen_op(g, OP_F32_CONST);
		wbuf_fixed32(g->code, 0);
	} else {
		gen_op(g, OP_F64_CONST);
		wbuf_fixed64(g->code, 0);
	}
	op_u32(g, OP_LOCAL_GET, scratch);
	op_u32(g, OP_LOCAL_GET, scratch);
	gen_op(g, type == 'f' ? OP_F32_EQ : OP_F64_EQ);
	gen_op(g, OP_SELECT);
}

static void expr_visible(struct gen *g, char type)
{
	gen_expr(g, type);
	if (g->options.hide_nans && (type == 'f' || type == 'd'))
		hide_nan(g, type);
}

/* Does the instruction show the bits of its last operand, be it a NaN? */
static int shows_bits(uint32_t code)
{
	return code == OP_F32_COPYSIGN || code == OP_F64_COPYSIGN ||
	       code == OP_I32_REINTERPRET || code == OP_I64_REINTERPRET ||
	       code == OP_F32X4_SPLAT || code == OP_F64X2_SPLAT ||
	       code == OP_F32X4_REPLACE || code == OP_F64X2_REPLACE;
}

static void operands(struct gen *g, const struct plain *op)
{
	size_t n = strchr(op->sig, ':') - op->sig, i;

	for (i = 0; i < n; i++) {
		if (i == n - 1 && shows_bits(op->code))
			expr_visible(g, op->sig[i]);
		else
			gen_expr(g, op->sig[i]);
	}
}

static int is_plain(const struct plain *op, char result)
{
	const char *results = op->sig ? gen_results(op->sig) : "";

	return results[0] == result && op->sig[0] != ':' &&
	       (!strcmp(op->imm, "NONE") || !strncmp(op->imm, "LANE", 4));
}

/* One of the rows that @fits accepts for @type, all alike. */
static const struct plain *pick_row(struct gen *g, int (*fits)(const struct plain *op, char type),
				    char type)
{
	uint32_t matching = 0, n, i;

	for (i = 0; i < PLAINS; i++)
		matching += fits(&plains[i], type);
	n = gen_below(g->random, matching);
	for (i = 0; !fits(&plains[i], type) || n--; i++)
		;
	return &plains[i];
}

/* What traps on most operands does so rarely here: else few runs would get far. */
static uint32_t tame(struct gen *g, uint32_t code)
{
	int i64 = code >= OP_I64_DIV_S && code <= OP_I64_REM_U;

	if (gen_chance(g->random, 4))
		return code;
	if (i64 || (code >= OP_I32_DIV_S && code <= OP_I32_REM_U)) {
		gen_op(g, i64 ? OP_I64_CONST : OP_I32_CONST);
		wbuf_s32(g->code, 1);
		gen_op(g, i64 ? OP_I64_OR : OP_I32_OR);
	}
	if (code >= OP_I32_TRUNC && code < OP_I32_TRUNC + 4)
		return OP_TRUNC_SAT + code - OP_I32_TRUNC;
	if (code >= OP_I64_TRUNC && code < OP_I64_TRUNC + 4)
		return OP_TRUNC_SAT + 4 + code - OP_I64_TRUNC;
	return code;
}

/* Lane numbers of a shuffle; those that move whole groups of bytes are often special. */
static void shuffle_lanes(struct gen *g)
{
	uint32_t size = 1 << gen_below(g->random, 4), group = 0, i;

	for (i = 0; i < 16; i++) {
		if (i % size == 0)
			group = gen_below(g->random, 32 / size);
		wbuf_u8(g->code, group * size + i % size);
	}
}

/* What stands behind "LANE" is how many there are. */
static void put_lane(struct gen *g, const char *imm)
{
	if (!strcmp(imm, "LANES16"))
		shuffle_lanes(g);
	else if (!strncmp(imm, "LANE", 4))
		wbuf_u8(g->code, gen_below(g->random, atoi(imm + 4)));
}

/* Does the instruction compute floats, of which a lane may be a NaN of any kind? */
static int makes_nans(const struct plain *op)
{
	static const char *const names[] = {
		"add", "sub", "mul", "div", "min", "max", "sqrt", "ceil", "floor", "trunc",
		"nearest", "demote_f64x2_zero", "promote_low_f32x4",
	};
	size_t i;

	if (strncmp(op->text, "f32x4.", 6) && strncmp(op->text, "f64x2.", 6))
		return 0;
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(op->text + 6, names[i]))
			return 1;
	return 0;
}

/* Replaces the NaNs among the lanes of the vector on the stack by 0. */
static void hide_nan_lanes(struct gen *g, const char *text)
{
	uint32_t scratch = g->nfixed + 2;

	op_u32(g, OP_LOCAL_TEE, scratch);
	op_u32(g, OP_LOCAL_GET, scratch);
	op_u32(g, OP_LOCAL_GET, scratch);
	gen_op(g, text[1] == '3' ? OP_F32X4_EQ : OP_F64X2_EQ);
	gen_op(g, OP_V128_AND);
	op_u32(g, OP_LOCAL_TEE, scratch);	/* others may read it */
}

static void plain_op(struct gen *g, char type)
{
	const struct plain *op = pick_row(g, is_plain, type);

	operands(g, op);
	gen_op(g, tame(g, op->code));
	put_lane(g, op->imm);
	if (g->options.hide_nans && makes_nans(op))
		hide_nan_lanes(g, op->text);
}

void gen_address(struct gen *g)
{
	static const int32_t masks[] = { 0xff, 0xfff, 0xfff8, 0xffff };

	if (gen_chance(g->random, 2)) {
		gen_op(g, OP_I32_CONST);
		wbuf_s32(g->code, 65536 - 24 + (int32_t)gen_below(g->random, 20));
		return;
	}
	gen_expr(g, 'i');
	if (!gen_below(g->random, 200))
		return;
	gen_op(g, OP_I32_CONST);
	wbuf_s32(g->code, masks[gen_below(g->random, 4)]);
	gen_op(g, OP_I32_AND);
}

/* Alignment and offset of an access of @imm, "MEMARG4" for one of 4 bytes. */
static void put_memarg(struct gen *g, const char *imm)
{
	uint32_t size = atoi(imm + 6), natural = 0;

	while (size >> natural > 1)
		natural++;

	wbuf_u32(g->code, gen_below(g->random, natural + 1));
	if (gen_chance(g->random, 98))
		wbuf_u32(g->code, gen_below(g->random, 24));
	else if (gen_chance(g->random, 80))
		wbuf_u32(g->code, gen_below(g->random, 70000));
	else
		wbuf_u32(g->code, 0xffffffff - gen_below(g->random, 16));
}

static int is_load(const struct plain *op, char type)
{
	return !strncmp(op->imm, "MEMARG", 6) && gen_results(op->sig)[0] == type;
}

/* A lane number follows: MEMARG4_LANE4. */
static void put_access(struct gen *g, const char *imm)
{
	const char *lane = strchr(imm, '_');

	put_memarg(g, imm);
	if (lane)
		put_lane(g, lane + 1);
}

static void load_op(struct gen *g, char type)
{
	const struct plain *op = pick_row(g, is_load, type);

	gen_address(g);
	if (op->sig[1] == 'v')
		gen_expr(g, 'v');
	gen_op(g, op->code);
	put_access(g, op->imm);
}

static int is_store(const struct plain *op, char type)
{
	return !strncmp(op->imm, "MEMARG", 6) && op->sig[1] == type && !gen_results(op->sig)[0];
}

void gen_store(struct gen *g)
{
	char type = "ilfdv"[gen_below(g->random, 5)];
	const struct plain *op = pick_row(g, is_store, type);

	gen_address(g);
	expr_visible(g, type);
	gen_op(g, op->code);
	put_access(g, op->imm);
}

/* ---- the rest ---- */

static void select_op(struct gen *g, char type)
{
	int typed = type == 'r' || type == 'x' || gen_chance(g->random, 30);

	gen_expr(g, type);
	gen_expr(g, type);
	gen_expr(g, 'i');
	if (!typed) {
		gen_op(g, OP_SELECT);
		return;
	}
	op_u32(g, OP_SELECT_T, 1);
	wbuf_u8(g->code, wmod_type_byte(type));
}

static void tee_op(struct gen *g, char type)
{
	int at = pick(g, g->locals, g->nfixed, type);

	gen_expr(g, type);
	if (at >= 0)
		op_u32(g, OP_LOCAL_TEE, at);
}

/* Sizes, growing, ref.is_null: what else makes an i32. */
static void size_op(struct gen *g)
{
	uint32_t table = gen_below(g->random, 2);

	switch (gen_below(g->random, 5)) {
	case 0:
		op_u32(g, OP_MEMORY_SIZE, 0);
		break;
	case 1:
		gen_op(g, OP_I32_CONST);
		wbuf_s32(g->code, gen_below(g->random, 3));
		op_u32(g, OP_MEMORY_GROW, 0);
		break;
	case 2:
		op_u32(g, OP_TABLE_SIZE, table);
		break;
	case 3:
		gen_expr(g, table ? 'x' : 'r');
		gen_op(g, OP_I32_CONST);
		wbuf_s32(g->code, gen_below(g->random, 4));
		op_u32(g, OP_TABLE_GROW, table);
		break;
	default:
		gen_expr(g, table ? 'x' : 'r');
		gen_op(g, OP_REF_IS_NULL);
	}
}

static void table_get(struct gen *g, char type)
{
	gen_expr(g, 'i');
	gen_op(g, OP_I32_CONST);
	wbuf_s32(g->code, type == 'r' ? 15 : 3);
	gen_op(g, OP_I32_AND);
	op_u32(g, OP_TABLE_GET, type == 'x');
}

/* What only references have; numbers get an instruction or a load. */
static void typed_op(struct gen *g, char type)
{
	if (type == 'r' || type == 'x')
		gen_chance(g->random, 30) ? table_get(g, type) : leaf(g, type);
	else if (gen_chance(g->random, 20))
		load_op(g, type);
	else if (type == 'i' && gen_chance(g->random, 8))
		size_op(g);
	else
		plain_op(g, type);
}

void gen_expr(struct gen *g, char type)
{
	uint32_t choice = gen_below(g->random, 100);

	if (g->depth >= MAX_DEPTH || g->code->n > MAX_BODY || choice < 20) {
		leaf(g, type);
		return;
	}
	g->depth++;
	if (choice < 30)
		select_op(g, type);
	else if (choice < 38)
		tee_op(g, type);
	else if (choice < 46)
		gen_block(g, type);
	else if (choice >= 54 || !gen_call(g, type))
		typed_op(g, type);
	g->depth--;
}

void gen_exprs(struct gen *g, const char *types, size_t n)
{
	while (n--)
		gen_expr(g, *types++);
}
