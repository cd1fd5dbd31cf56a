/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Compiled code: register code over frame slots, made by compile.c and run by
 * interp.h.
 *
 * Code is an array of 8-byte words. An instruction is one word
 *
 *	{ op, d, a, b }		four 16-bit numbers: operation and slots
 *
 * and, where its operation says so, a second one: a 64-bit constant, or
 * { x, y }, two signed 32-bit numbers.  Branches keep in x the distance in words from the
 * word that holds x to the target, in y the fuel that the jump costs.
 *
 * Frame, in 8-byte slots from the frame pointer:
 *
 *	0 .. h-1	parameters on entry, results on return;
 *			h = max(parameter slots, result slots)
 *	h		return address: the word behind the call
 *	h+1 ..		other locals, zero on entry
 *	.. frame-1	operand stack positions ("homes")
 *
 * The callee's frame begins at the caller's first argument, so that nothing is
 * copied; the word in front of the return address' instruction tells how far
 * that was.  An i32 or f32 in a slot is zero-extended to 64 bits; a v128 takes two slots,
 * the low half first.
 *
 * A call into another instance puts a cross frame between the two: see
 * interp.h.
 *
 * Every computing instruction leaves its result in the accumulator, where the
 * next one may find it. Whatever a jump can reach, or stands behind an instruction
 * that may pause, assumes nothing about it; copy and const leave it alone, because they
 * may come in between. So may those of v128, but they lose the accumulators for floats.
 *
 * Fuel: the compiler counts guest instructions along the code ("pending").
 * Whatever leaves the straight line charges the difference between what
 * is pending where it leaves and where it arrives, which is negative for a jump over
 * code that the straight line counts. Calls and returns charge all that is
 * pending. So each instruction executed is paid exactly once, and only taken
 * jumps and calls pay. Long straight lines pay in between (fuel), so that no more than
 * WK_FUEL_PIECE instructions run unpaid; what pays looks whether there is fuel left.
 */
#ifndef _WK_WASM_CODE_H
#define _WK_WASM_CODE_H

#include "shim.h"

union wk_word {
	u64 imm;
	struct {
		u16 op;
		u16 d;
		u16 a;
		u16 b;
	};
	struct {
		s32 x;
		s32 y;
	};
};

static_assert(sizeof(union wk_word) == 8, "a code word has 8 bytes");

/*
 * Operations that are not forms of a row of ops.def: the one list.
 * WK_XOP(ident, words)
 */
#define WK_XOPS(WK_XOP) \
	WK_XOP(enter, 1)	/* d frame slots, a locals to clear, b = h; never executed */ \
	WK_XOP(trap_unreachable, 1) \
	WK_XOP(copy, 1)		/* d = a */ \
	WK_XOP(copyn, 2)	/* x slots from a on to d on; may overlap */ \
	WK_XOP(const, 2)	/* d = imm */ \
	WK_XOP(br, 2)		/* x, y */ \
	WK_XOP(br_tablex, 2)	/* the index is in the accumulator */ \
	WK_XOP(br_table, 2)	/* a index, x = number of entries; that many {x, y} follow */ \
	WK_XOP(select, 2)	/* d = (u32)slot x ? a : b */ \
	WK_XOP(selectx, 2)	/* d = (u32)acc ? a : b */ \
	WK_XOP(ret, 1)		/* no result; d = h, b fuel */ \
	WK_XOP(ret1, 1)		/* slot 0 = a; d = h, b fuel */ \
	WK_XOP(ret1x, 1)	/* slot 0 = acc; d = h, b fuel */ \
	WK_XOP(retn, 2)		/* slots from a on, x of them; d = h, b fuel */ \
	WK_XOP(fuel, 2)		/* charge y; may pause */ \
	WK_XOP(call, 2)		/* d callee's frame, x entry, y fuel */ \
	WK_XOP(call_func, 2)	/* d callee's frame, a narrow results, x function index, y fuel */ \
	WK_XOP(call_indirect, 2) /* d callee's frame, a element, b table, x type, y fuel */ \
	WK_XOP(tail_call, 2)	/* d arguments, a how many, b = h, x entry, y fuel */ \
	WK_XOP(tail_func, 2)	/* d arguments, b = h, x function index, y fuel */ \
	WK_XOP(tail_indirect, 3) /* d arguments, a element, b = h, x type, y fuel; imm table */ \
	WK_XOP(ret_cross, 1)	/* end of a cross frame */ \
	WK_XOP(global_get, 2)	/* d = global x */ \
	WK_XOP(global_getx, 2)	/* acc = global x */ \
	WK_XOP(global_setx, 2)	/* global x = acc */ \
	WK_XOP(global_set, 2)	/* global x = a */ \
	WK_XOP(global_get2, 2)	/* d = global x, a v128 */ \
	WK_XOP(global_set2, 2)	/* global x = a, a v128 */ \
	WK_XOP(ref_func, 2)	/* d = function x */ \
	WK_XOP(memory_size, 2)	/* d */ \
	WK_XOP(memory_grow, 2)	/* d = grow by a */ \
	WK_XOP(memory_fill, 2)	/* d to, a value, b length */ \
	WK_XOP(memory_copy, 2)	/* d to, a from, b length */ \
	WK_XOP(memory_init, 2)	/* d to, a from, b length, x segment */ \
	WK_XOP(data_drop, 2)	/* x segment */ \
	WK_XOP(table_get, 2)	/* d = table x [a] */ \
	WK_XOP(table_set, 2)	/* table x [a] = b */ \
	WK_XOP(table_size, 2)	/* d = size of table x */ \
	WK_XOP(table_grow, 2)	/* d = grow table x by b with value a */ \
	WK_XOP(table_fill, 2)	/* d to, a value, b length, table x */ \
	WK_XOP(table_copy, 2)	/* d to, a from, b length, to table x, from table y */ \
	WK_XOP(table_init, 2)	/* d to, a from, b length, table x, segment y */ \
	WK_XOP(elem_drop, 2)	/* x segment */

/*
 * Forms of the rows of ops.def. A letter for the result and one for each
 * operand: s slot, x accumulator, i constant, c constant address, p slot with the address
 * itself: at s there is an offset to be added, at x there is none. Every
 * computing instruction leaves its result in the accumulator; a form with x for
 * the result stores it nowhere else. The second half of each list is the first
 * one with that x.
 */
#define WK_FORMS_BINARY(F, id) \
	F(id, sss) F(id, sxs) F(id, ssi) F(id, sxi) F(id, ssx) \
	F(id, xss) F(id, xxs) F(id, xsi) F(id, xxi) F(id, xsx)
#define WK_FORMS_COMMUTE(F, id) \
	F(id, sss) F(id, sxs) F(id, ssi) F(id, sxi) \
	F(id, xss) F(id, xxs) F(id, xsi) F(id, xxi)
#define WK_FORMS_BINARY_RR(F, id) \
	F(id, sss) F(id, sxs) F(id, ssx) F(id, xss) F(id, xxs) F(id, xsx)
#define WK_FORMS_UNARY(F, id)	F(id, ss) F(id, sx) F(id, xs) F(id, xx)
#define WK_FORMS_LOAD(F, id) \
	F(id, ss) F(id, sx) F(id, sc) F(id, sp) F(id, xs) F(id, xx) F(id, xc) F(id, xp)
#define WK_FORMS_STORE(F, id) \
	F(id, ss) F(id, xs) F(id, sx) F(id, si) F(id, xi) F(id, cs) F(id, cx) F(id, ci) \
	F(id, ps) F(id, px)
#define WK_FORMS_BRANCH(F, id) \
	F(id, bss) F(id, bxs) F(id, bsi) F(id, bxi) F(id, bsx)
#define WK_FORMS_EQBRANCH(F, id) \
	F(id, bss) F(id, bxs) F(id, bsi) F(id, bxi)
#define WK_FORMS_FBRANCH(F, id) \
	F(id, tss) F(id, txs) F(id, tsx) F(id, fss) F(id, fxs) F(id, fsx)

/*
 * Operations on v128 that are not guest instructions. Those that are, and what
 * their words hold, are in simd.def. WK_VOP(ident, words)
 */
#define WK_VOPS(WK_VOP) \
	WK_VOP(v128_copy, 1)	/* d = a */ \
	WK_VOP(v128_select, 2)	/* d = (u32)slot x ? a : b */ \
	WK_VOP(shuffle32, 2)	/* d = lanes of a and b; imm: 8 bits for each, lane 0 lowest */ \
	WK_VOP(shuffle64, 2)	/* d = halves of a and b, the same */

/* WK_X_i32_add_sss and so on. */
enum wk_xop {
#define WK_XOP(ident, words) WK_X_##ident,
	WK_XOPS(WK_XOP)
#undef WK_XOP
#define F(ident, form) WK_X_##ident##_##form,
#include "forms_all.h"
#undef F
	WK_X_SINGLE,		/* the scalar ones end here */
	WK_X_PAIRS = WK_X_SINGLE - 1,
#define WK_PAIR(first, second, body) WK_X_##first##__##second,
#include "pairs.def"
#undef WK_PAIR
	WK_X_PAIRS_END,
	WK_X_PAIRS_LAST = WK_X_PAIRS_END - 1,
	WK_X_SIMD,		/* from here on all operations are on v128 */
	WK_X_SIMD_BEFORE = WK_X_SIMD - 1,	/* the first one is WK_X_SIMD itself */
#define WK_V(ident, kind, ...) WK_X_##ident,
#define WK_VSHIFT(ident, T, op) WK_X_##ident, WK_X_##ident##_i,
#include "simd.def"
#undef WK_V
#undef WK_VSHIFT
#define WK_VOP(ident, words) WK_X_##ident,
	WK_VOPS(WK_VOP)
#undef WK_VOP
	WK_X_COUNT,
};

/**
 * struct wk_mark - a place in the map from code to binary to start reading at
 * @word: word offset of the entry before it
 * @offset: that entry's byte offset in the binary
 * @map: byte offset in the map
 */
struct wk_mark {
	u32 word;
	u32 offset;
	u32 map;
};

/* Bytes of the map between two marks. */
#define WK_MARK_EVERY 1024

/* Slots cleared, moved or grown for one unit of fuel. */
#define WK_SLOTS_PER_FUEL 8

/* Guest instructions in a straight line after which the fuel is looked at. */
#define WK_FUEL_PIECE 4096

/*
 * Which results of a function have 32 bits, and so have to be cut to them when it is the
 * embedder's: none; its only one; some.
 */
#define WK_NARROW_NONE	0
#define WK_NARROW_ONE	1
#define WK_NARROW_SOME	2

/* Extra slots of a cross frame, in front of the callee's frame. */
#define WK_CROSS_SLOTS 4

#endif /* _WK_WASM_CODE_H */
