// SPDX-License-Identifier: GPL-2.0
/*
 * Immediates of instructions in function bodies: their syntax, which decode.c
 * leaves to us so that bodies are read once, and what their indices refer to.
 */
#include "validate.h"

static noinline int read_failed(struct wk_validator *v, const char *what, int status)
{
	return wk_valid_fail(v, WK_ERR_MALFORMED, "%s of %s: %s", what, wk_valid_op_name(v),
			     wk_read_reason(status));
}

static noinline int unknown(struct wk_validator *v, const char *what, u32 index)
{
	return wk_valid_fail(v, WK_ERR_INVALID, "%s of unknown %s %u", wk_valid_op_name(v), what,
			     index);
}

int wk_valid_imm_u32(struct wk_validator *v, const char *what, u32 *n)
{
	int status = wk_read_u32(&v->r, n);

	return unlikely(status) ? read_failed(v, what, status) : 0;
}

int wk_valid_imm_bytes(struct wk_validator *v, const char *what, u32 n)
{
	const u8 *p;

	if (wk_read_bytes(&v->r, n, &p))
		return read_failed(v, what, WK_READ_END);
	return 0;
}

static int imm_u8(struct wk_validator *v, const char *what, u8 *byte)
{
	return wk_read_u8(&v->r, byte) ? read_failed(v, what, WK_READ_END) : 0;
}

int wk_valid_imm_valtype(struct wk_validator *v, u8 *type)
{
	if (imm_u8(v, "value type", type))
		return -1;
	if (!wk_type_is_value(*type))
		return wk_valid_fail(v, WK_ERR_MALFORMED, "malformed value type 0x%02x", *type);
	return 0;
}

int wk_valid_imm_reftype(struct wk_validator *v, u8 *type)
{
	if (imm_u8(v, "reference type", type))
		return -1;
	if (!wk_type_is_ref(*type))
		return wk_valid_fail(v, WK_ERR_MALFORMED, "malformed reference type 0x%02x", *type);
	return 0;
}

int wk_valid_imm_func(struct wk_validator *v, u32 *func)
{
	if (wk_valid_imm_u32(v, "function index", func))
		return -1;
	return *func < v->m->nfuncs ? 0 : unknown(v, "function", *func);
}

int wk_valid_imm_type(struct wk_validator *v, const struct wk_functype **type)
{
	u32 index;

	if (wk_valid_imm_u32(v, "type index", &index))
		return -1;
	if (index >= v->m->ntypes)
		return unknown(v, "type", index);
	*type = v->m->types[index].canon;
	return 0;
}

int wk_valid_imm_table(struct wk_validator *v, u32 *table)
{
	if (wk_valid_imm_u32(v, "table index", table))
		return -1;
	return *table < v->m->ntables ? 0 : unknown(v, "table", *table);
}

int wk_valid_imm_global(struct wk_validator *v, u32 *global)
{
	if (wk_valid_imm_u32(v, "global index", global))
		return -1;
	return *global < v->m->nglobals ? 0 : unknown(v, "global", *global);
}

int wk_valid_imm_label(struct wk_validator *v, const struct wk_block **block)
{
	u32 index;

	if (wk_valid_imm_u32(v, "label", &index))
		return -1;
	if (index >= v->nblocks)
		return unknown(v, "label", index);
	*block = &v->blocks[v->nblocks - 1 - index];
	return 0;
}

/* The first run whose end is beyond @index. */
static u8 search_runs(const struct wk_validator *v, u32 index)
{
	u32 lo = 0, hi = v->nruns;

	while (lo < hi) {
		u32 mid = lo + (hi - lo) / 2;

		if (v->runs[mid].end > index)
			hi = mid;
		else
			lo = mid + 1;
	}
	return v->runs[lo].type;
}

int wk_valid_imm_local_slow(struct wk_validator *v, u8 *type)
{
	u32 index;

	if (wk_valid_imm_u32(v, "local index", &index))
		return -1;
	if (index >= v->nlocals)
		return unknown(v, "local", index);
	*type = index < WK_FLAT_LOCALS ? v->flat[index] : search_runs(v, index);
	return 0;
}

/* A block type of one byte: no result, or one. */
static int block_short(struct wk_validator *v, u8 byte, struct wk_block *block)
{
	/* Where block->results points when a block type is just a value type. */
	static const u8 single[] = {
		WK_EXTERNREF, WK_FUNCREF, WK_V128, WK_F64, WK_F32, WK_I64, WK_I32,
	};
	const u8 *type = memchr(single, byte, sizeof(single));

	if (byte == 0x40)
		return 0;
	if (!type)
		return wk_valid_fail(v, WK_ERR_MALFORMED, "malformed block type 0x%02x", byte);
	block->results = type;
	block->nresults = 1;
	return 0;
}

int wk_valid_imm_block(struct wk_validator *v, struct wk_block *block)
{
	const struct wk_functype *t;
	s64 index;
	int status;

	*block = (struct wk_block){ .op = v->op };
	if (v->r.pos < v->r.end && (v->r.base[v->r.pos] & 0xc0) == 0x40)
		return block_short(v, v->r.base[v->r.pos++], block);
	status = wk_read_leb_s33(&v->r, &index);
	if (status)
		return read_failed(v, "block type", status);
	if (index < 0)
		return wk_valid_fail(v, WK_ERR_MALFORMED, "malformed block type");
	if (index >= v->m->ntypes)
		return unknown(v, "type", index);
	t = v->m->types[index].canon;
	block->params = t->types;
	block->nparams = t->nparams;
	block->results = t->types + t->nparams;
	block->nresults = t->nresults;
	return 0;
}

/* ---- immediates of instructions with a sig ---- */

/* In Wasm 2.0 a memory index is a byte, and 0. */
static int memory(struct wk_validator *v)
{
	u8 byte = 0;

	if (imm_u8(v, "memory index", &byte))
		return -1;
	if (byte)
		return wk_valid_fail(v, WK_ERR_MALFORMED, "zero byte expected, found 0x%02x", byte);
	return v->m->nmems ? 0 : unknown(v, "memory", 0);
}

static int memarg_slow(struct wk_validator *v, u32 natural)
{
	u32 align, offset;

	if (wk_valid_imm_u32(v, "alignment", &align) || wk_valid_imm_u32(v, "offset", &offset))
		return -1;
	if (align >= 32)
		return wk_valid_fail(v, WK_ERR_MALFORMED, "malformed alignment 2^%u of %s", align,
				     wk_valid_op_name(v));
	if (align > natural)
		return wk_valid_fail(v, WK_ERR_INVALID,
				     "alignment of %s must not be larger than natural: 2^%u, found 2^%u",
				     wk_valid_op_name(v), natural, align);
	return v->m->nmems ? 0 : unknown(v, "memory", 0);
}

static inline int memarg(struct wk_validator *v, u32 natural)
{
	const u8 *p = v->r.base + v->r.pos;

	/* Nearly always two bytes. */
	if (likely(v->r.end - v->r.pos >= 2 && p[0] <= natural && p[1] < 0x80 && v->m->nmems)) {
		v->r.pos += 2;
		return 0;
	}
	return memarg_slow(v, natural);
}

static int lane(struct wk_validator *v, u32 lanes)
{
	u8 n = 0;

	if (imm_u8(v, "lane", &n))
		return -1;
	if (n >= lanes)
		return wk_valid_fail(v, WK_ERR_INVALID,
				     "invalid lane index %u of %s, expected less than %u", n,
				     wk_valid_op_name(v), lanes);
	return 0;
}

static int shuffle_lanes(struct wk_validator *v)
{
	u32 i;

	for (i = 0; i < 16; i++)
		if (lane(v, 32))
			return -1;
	return 0;
}

static int memarg_lane(struct wk_validator *v, u32 natural, u32 lanes)
{
	return memarg(v, natural) ? -1 : lane(v, lanes);
}

static int data(struct wk_validator *v)
{
	u32 index;

	if (wk_valid_imm_u32(v, "data segment", &index))
		return -1;
	if (!v->m->has_datacount)
		return wk_valid_fail(v, WK_ERR_MALFORMED, "%s: data count section required",
				     wk_valid_op_name(v));
	return index < v->m->ndatas ? 0 : unknown(v, "data segment", index);
}

static int elem(struct wk_validator *v, u32 *index)
{
	if (wk_valid_imm_u32(v, "element segment", index))
		return -1;
	return *index < v->m->nelems ? 0 : unknown(v, "elem segment", *index);
}

/* Both sides of a copy between tables, or from a segment, have one type. */
static int same_type(struct wk_validator *v, u8 to, u8 from)
{
	if (to == from)
		return 0;
	return wk_valid_fail(v, WK_ERR_INVALID, "%s to a table of %s from one of %s",
			     wk_valid_op_name(v), wk_type_name(to), wk_type_name(from));
}

static int elem_table(struct wk_validator *v)
{
	u32 e, t;

	/* Syntax first: both indices are read before either is looked up. */
	if (elem(v, &e) || wk_valid_imm_table(v, &t))
		return -1;
	return same_type(v, v->m->tables[t].type.type, v->m->elems[e].type);
}

static int table_table(struct wk_validator *v)
{
	u32 to, from;

	if (wk_valid_imm_table(v, &to) || wk_valid_imm_table(v, &from))
		return -1;
	return same_type(v, v->m->tables[to].type.type, v->m->tables[from].type.type);
}

static int const_i32(struct wk_validator *v)
{
	s32 n;
	int status = wk_read_s32(&v->r, &n);

	return unlikely(status) ? read_failed(v, "constant", status) : 0;
}

static int const_i64(struct wk_validator *v)
{
	s64 n;
	int status = wk_read_s64(&v->r, &n);

	return unlikely(status) ? read_failed(v, "constant", status) : 0;
}

/* Those of v128, and of the instructions that are rare. */
static int imm_rare(struct wk_validator *v, enum wk_imm imm)
{
	u32 index;

	switch (imm) {
	case WK_IMM_TABLE:
		return wk_valid_imm_table(v, &index);
	case WK_IMM_TABLE_TABLE:
		return table_table(v);
	case WK_IMM_ELEM:
		return elem(v, &index);
	case WK_IMM_ELEM_TABLE:
		return elem_table(v);
	case WK_IMM_MEMORY:
		return memory(v);
	case WK_IMM_MEMORY_MEMORY:
		return memory(v) ? -1 : memory(v);
	case WK_IMM_DATA:
		return data(v);
	case WK_IMM_DATA_MEMORY:
		return data(v) ? -1 : memory(v);
	case WK_IMM_MEMARG16:
		return memarg(v, 4);
	case WK_IMM_V128:
		return wk_valid_imm_bytes(v, "constant", 16);
	case WK_IMM_LANES16:
		return shuffle_lanes(v);
	case WK_IMM_LANE2:
		return lane(v, 2);
	case WK_IMM_LANE4:
		return lane(v, 4);
	case WK_IMM_LANE8:
		return lane(v, 8);
	case WK_IMM_LANE16:
		return lane(v, 16);
	case WK_IMM_MEMARG1_LANE16:
		return memarg_lane(v, 0, 16);
	case WK_IMM_MEMARG2_LANE8:
		return memarg_lane(v, 1, 8);
	case WK_IMM_MEMARG4_LANE4:
		return memarg_lane(v, 2, 4);
	case WK_IMM_MEMARG8_LANE2:
		return memarg_lane(v, 3, 2);
	default:
		return wk_valid_fail(v, WK_ERR_UNSUPPORTED, "%s has unknown immediates",
				     wk_valid_op_name(v));
	}
}

int wk_valid_imm_plain(struct wk_validator *v, enum wk_imm imm)
{
	switch (imm) {
	case WK_IMM_NONE:
		return 0;
	case WK_IMM_I32:
		return const_i32(v);
	case WK_IMM_MEMARG1:
		return memarg(v, 0);
	case WK_IMM_MEMARG2:
		return memarg(v, 1);
	case WK_IMM_MEMARG4:
		return memarg(v, 2);
	case WK_IMM_MEMARG8:
		return memarg(v, 3);
	case WK_IMM_I64:
		return const_i64(v);
	case WK_IMM_F32:
		return wk_valid_imm_bytes(v, "constant", 4);
	case WK_IMM_F64:
		return wk_valid_imm_bytes(v, "constant", 8);
	default:
		return imm_rare(v, imm);
	}
}
