/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the files of the validator share: the algorithm of the spec's appendix,
 * a stack of operand types and a stack of open blocks. Nobody else includes this.
 */
#ifndef _WK_WASM_VALIDATE_H
#define _WK_WASM_VALIDATE_H

#include "limits.h"
#include "module.h"
#include "opcode.h"
#include "reader.h"

/**
 * struct wk_block - an open block
 * @params: types it takes
 * @results: types it leaves
 * @height: operands below its parameters
 * @nparams: number of @params
 * @nresults: number of @results
 * @op: block, loop, if, else; block for the body as a whole
 * @unreachable: the rest of it cannot be reached: operands have any type
 */
struct wk_block {
	const u8 *params;
	const u8 *results;
	u32 height;
	u16 nparams;
	u16 nresults;
	u8 op;
	bool unreachable;
};

/**
 * struct wk_local_run - locals of one type, declared together
 * @end: index behind the last one
 * @type: their type
 */
struct wk_local_run {
	u32 end;
	u8 type;
};

/* So many locals have their type in a flat table; for others runs are searched. */
#define WK_FLAT_LOCALS	1024
static_assert(WK_MAX_PARAMS <= WK_FLAT_LOCALS, "parameters are in no run");

/**
 * struct wk_validator - one for a module, its arrays used again for each body
 * @m: module
 * @e: where an error goes
 * @r: the body being read
 * @section: section being checked, for messages
 * @func: function being checked, or WK_NO_FUNC
 * @at: byte offset of the instruction (or entry) being checked
 * @op: code of that instruction, for messages
 * @stack: types of the operands, room for WK_MAX_FRAME_SLOTS
 * @sp: operands on it
 * @base: height of the innermost block: operands below are out of reach
 * @limit: operands that fit
 * @blocks: open blocks, outermost first
 * @nblocks: how many
 * @cap_blocks: room in @blocks
 * @nlocals: parameters and locals
 * @runs: locals beyond the parameters
 * @nruns: how many
 * @cap_runs: room in @runs
 * @flat: types of the first WK_FLAT_LOCALS parameters and locals
 */
struct wk_validator {
	struct wk_module *m;
	struct wk_error *e;
	struct wk_reader r;
	const char *section;
	u32 func;
	u32 at;
	u32 op;
	u8 *stack;
	u32 sp;
	u32 base;
	u32 limit;
	struct wk_block *blocks;
	u32 nblocks;
	u32 cap_blocks;
	u32 nlocals;
	struct wk_local_run *runs;
	u32 nruns;
	u32 cap_runs;
	u8 flat[WK_FLAT_LOCALS];
};

/* Everything that can fail returns 0, or -1 with the error set. */

/* ---- validate_stack.c ---- */

/** wk_valid_fail() - sets the error, with section, function and v->at; Return: -1 */
__printf(3, 4)
int wk_valid_fail(struct wk_validator *v, enum wk_errkind kind, const char *fmt, ...);

/** wk_valid_op_name() - the current instruction's name */
const char *wk_valid_op_name(const struct wk_validator *v);

int wk_valid_pop_slow(struct wk_validator *v, u8 want);
int wk_valid_push_full(struct wk_validator *v);

/** wk_valid_pop_any() - an operand of whatever type, which goes to @type */
int wk_valid_pop_any(struct wk_validator *v, u8 *type);

/** wk_valid_pop_types() - operands of types[0..n), the last one on top */
int wk_valid_pop_types(struct wk_validator *v, const u8 *types, u32 n);

int wk_valid_push_types(struct wk_validator *v, const u8 *types, u32 n);

/** wk_valid_open() - opens @block; its parameters have been popped */
int wk_valid_open(struct wk_validator *v, const struct wk_block *block);

/** wk_valid_close() - checks the end of the innermost block and takes its results */
int wk_valid_close(struct wk_validator *v);

/** wk_valid_leave() - forgets the innermost block */
void wk_valid_leave(struct wk_validator *v);

/** wk_valid_unreachable() - what follows in the innermost block is not reached */
void wk_valid_unreachable(struct wk_validator *v);

static inline int wk_valid_pop(struct wk_validator *v, u8 want)
{
	if (likely(v->sp > v->base && v->stack[v->sp - 1] == want)) {
		v->sp--;
		return 0;
	}
	return wk_valid_pop_slow(v, want);
}

static inline int wk_valid_push(struct wk_validator *v, u8 type)
{
	if (unlikely(v->sp >= v->limit))
		return wk_valid_push_full(v);
	v->stack[v->sp++] = type;
	return 0;
}

/* ---- validate_imm.c: immediates, their syntax and their indices ---- */

int wk_valid_imm_u32(struct wk_validator *v, const char *what, u32 *n);

/** wk_valid_imm_bytes() - skips @n bytes of a constant */
int wk_valid_imm_bytes(struct wk_validator *v, const char *what, u32 n);

int wk_valid_imm_valtype(struct wk_validator *v, u8 *type);
int wk_valid_imm_reftype(struct wk_validator *v, u8 *type);
int wk_valid_imm_func(struct wk_validator *v, u32 *func);
int wk_valid_imm_table(struct wk_validator *v, u32 *table);
int wk_valid_imm_local_slow(struct wk_validator *v, u8 *type);
int wk_valid_imm_global(struct wk_validator *v, u32 *global);
int wk_valid_imm_label(struct wk_validator *v, const struct wk_block **block);
int wk_valid_imm_block(struct wk_validator *v, struct wk_block *block);
int wk_valid_imm_type(struct wk_validator *v, const struct wk_functype **type);

/** wk_valid_imm_local() - a local; @type gets its type */
static inline int wk_valid_imm_local(struct wk_validator *v, u8 *type)
{
	u32 pos = v->r.pos;

	/* Half of all instructions name one of the first 128 locals. */
	if (likely(pos < v->r.end && v->r.base[pos] < 0x80 && v->r.base[pos] < v->nlocals)) {
		*type = v->flat[v->r.base[pos]];
		v->r.pos = pos + 1;
		return 0;
	}
	return wk_valid_imm_local_slow(v, type);
}

/** wk_valid_imm_plain() - whatever immediates the instructions with a sig have */
int wk_valid_imm_plain(struct wk_validator *v, enum wk_imm imm);

/* ---- validate_op.c ---- */

/** wk_valid_op() - types the current instruction, which has no sig */
int wk_valid_op(struct wk_validator *v);

/* ---- validate_func.c ---- */

/** wk_valid_body() - checks a defined function */
int wk_valid_body(struct wk_validator *v, u32 func);

/* ---- validate_const.c ---- */

/** wk_valid_const() - checks that @x is constant and has type @type */
int wk_valid_const(struct wk_validator *v, const struct wk_constexpr *x, u8 type);

#endif /* _WK_WASM_VALIDATE_H */
