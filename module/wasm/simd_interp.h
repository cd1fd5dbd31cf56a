/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The interpreter of v128: a function of its own, which interp.h calls where an operation on
 * v128 comes, and which goes on by itself as long as others follow. So the vectors'
 * handlers cost the scalar interpreter nothing, neither registers nor time to compile.
 *
 * Included by simd_soft.c and simd_fpu.c, which define
 *	WK_SIMD		name of the function
 *	WK_F(fn)	the float function fn of this build
 * and the kinds of simd.def: simd_lanes.h, simd_sse2.h.
 *
 * No operation here jumps, pays or calls, and all but accesses to memory do what they do for
 * any operands. The kernel stack holds two vectors and what the compiler spills.
 *
 * A vector that an instruction writes lies in the same slots as one that it reads, or
 * apart from it; only the result of load_lane overlaps its operands in part, so there all is
 * read before anything is written.
 */

/* Slots of the operands, as lanes of type T. */
#define PD(T)		((T *)(fp + pc->d))
#define PA(T)		((const T *)(fp + pc->a))
#define PB(T)		((const T *)(fp + pc->b))
#define SLOT(n)		(fp[n])
#define IMM		(pc[1])

#define NEXT(n) do {						\
	u32 _op;						\
								\
	pc += (n);						\
	_op = (u32)pc->op - WK_X_SIMD;				\
	if (_op >= ARRAY_SIZE(labels))				\
		return pc;					\
	goto *labels[_op];					\
} while (0)

/* As in interp.h: 64 bits suffice for the sum. */
#define ADDRESS(bytes, offset)					\
	u64 ea = SLOT(pc->a) + (offset);			\
								\
	if (unlikely(ea + (bytes) > mem_size))			\
		goto out_of_bounds

const union wk_word *WK_SIMD(struct wk_exec *x, const union wk_word *pc, u64 *fp, u8 *mem,
			     u64 mem_size)
{
	static const void * const labels[WK_X_COUNT - WK_X_SIMD] __annotate_jump_table = {
#define WK_V(ident, kind, ...) [WK_X_##ident - WK_X_SIMD] = &&l_##ident,
#define WK_VSHIFT(ident, T, op) \
	[WK_X_##ident - WK_X_SIMD] = &&l_##ident, [WK_X_##ident##_i - WK_X_SIMD] = &&l_##ident##_i,
#include "simd.def"
#undef WK_V
#undef WK_VSHIFT
#define WK_VOP(ident, words) [WK_X_##ident - WK_X_SIMD] = &&l_##ident,
		WK_VOPS(WK_VOP)
#undef WK_VOP
	};
	union wk_v128 v[2];	/* for what cannot work in place */

	goto *labels[pc->op - WK_X_SIMD];

#define WK_V(ident, kind, ...) l_##ident: { WK_V_##kind(__VA_ARGS__) }
#define WK_VSHIFT(ident, T, op) \
	l_##ident: { WK_V_SHIFT(T, op, SLOT(pc->b)) } \
	l_##ident##_i: { WK_V_SHIFT(T, op, pc->b) }
#include "simd.def"
#undef WK_V
#undef WK_VSHIFT

l_v128_copy:
	*PD(struct wk_halves) = *PA(struct wk_halves);
	NEXT(1);
l_v128_select:
	if ((u32)SLOT(IMM.x))
		*PD(struct wk_halves) = *PA(struct wk_halves);
	else
		*PD(struct wk_halves) = *PB(struct wk_halves);
	NEXT(2);
l_shuffle32: { WK_V_SHUFFLE32 }
l_shuffle64: { WK_V_SHUFFLE64 }

out_of_bounds:
	x->pc = pc;
	return NULL;
}
