/* SPDX-License-Identifier: GPL-2.0 */
/* Instructions: numbers, names, immediates and types, expanded from opcode.def. */
#ifndef _WK_WASM_OPCODE_H
#define _WK_WASM_OPCODE_H

#include "shim.h"

/* Kinds of immediates, in the order in which they are encoded. */
enum wk_imm {
	WK_IMM_NONE,
	WK_IMM_BLOCK,		/* block type */
	WK_IMM_LABEL,
	WK_IMM_LABELS,		/* vector of labels, default label */
	WK_IMM_FUNC,
	WK_IMM_TYPE_TABLE,
	WK_IMM_TYPES,		/* vector of value types */
	WK_IMM_LOCAL,
	WK_IMM_GLOBAL,
	WK_IMM_TABLE,
	WK_IMM_TABLE_TABLE,
	WK_IMM_ELEM,
	WK_IMM_ELEM_TABLE,
	WK_IMM_MEMORY,
	WK_IMM_MEMORY_MEMORY,
	WK_IMM_DATA,
	WK_IMM_DATA_MEMORY,
	WK_IMM_I32,
	WK_IMM_I64,
	WK_IMM_F32,
	WK_IMM_F64,
	WK_IMM_REFTYPE,
	WK_IMM_MEMARG1,		/* align, offset; see wk_imm_access() */
	WK_IMM_MEMARG2,
	WK_IMM_MEMARG4,
	WK_IMM_MEMARG8,
	WK_IMM_MEMARG16,
	WK_IMM_V128,		/* 16 bytes */
	WK_IMM_LANES16,		/* 16 lane numbers (i8x16.shuffle) */
	WK_IMM_LANE2,		/* a lane number below 2, 4, 8, 16 */
	WK_IMM_LANE4,
	WK_IMM_LANE8,
	WK_IMM_LANE16,
	WK_IMM_MEMARG1_LANE16,	/* align, offset, lane number */
	WK_IMM_MEMARG2_LANE8,
	WK_IMM_MEMARG4_LANE4,
	WK_IMM_MEMARG8_LANE2,
};

/* WK_OP_i32_add and so on, numbered by opcode.def's code. */
enum wk_opcode {
#define WK_OP(code, ident, text, imm, sig) WK_OP_##ident = (code),
#include "opcode.def"
#undef WK_OP
};

/**
 * struct wk_opinfo - a row of opcode.def
 * @code: as in opcode.def
 * @imm: enum wk_imm
 * @text: name in the text format
 * @sig: "ii:i", or NULL
 */
struct wk_opinfo {
	u32 code;
	u8 imm;
	const char *text;
	const char *sig;
};

/* Tables of instructions are indexed by slot: dense, one per known code. */
enum {
	WK_OP_SLOT_FC = 0x100,		/* 32 slots behind prefix 0xfc */
	WK_OP_SLOT_FD = 0x120,		/* 256 slots behind prefix 0xfd */
	WK_OP_SLOTS = 0x220,
};

/* The slot of a code of opcode.def. */
#define WK_OP_SLOT(code) \
	((code) < 0x100 ? (code) : \
	 (code) < 0xfd000 ? WK_OP_SLOT_FC + ((code) & 0x1f) : WK_OP_SLOT_FD + ((code) & 0xff))

/* Does a slot hold an instruction, and does its sig say its type? */
enum wk_op_status {
	WK_OP_UNKNOWN,
	WK_OP_TYPED,
	WK_OP_SPECIAL,
};

/**
 * struct wk_opsig - what decoding and typing an instruction needs, in 8 bytes
 * @status: enum wk_op_status
 * @imm: enum wk_imm
 * @npops: number of operands
 * @pops: their types, first operand first
 * @push: type of the result, or 0
 */
struct wk_opsig {
	u8 status;
	u8 imm;
	u8 npops;
	u8 pops[3];
	u8 push;
};

extern const struct wk_opsig wk_op_sigs[WK_OP_SLOTS];

/** wk_op_info() - the row of @code, or NULL when there is no such instruction */
const struct wk_opinfo *wk_op_info(u32 code);

#endif /* _WK_WASM_OPCODE_H */
