// SPDX-License-Identifier: GPL-2.0
/*
 * The interpreter with SSE2, for process context. In the kernel this file is
 * compiled with the FPU's registers, so everything in it runs inside an FPU
 * section, which exec.c enters and leaves: the compiler may use SSE registers
 * wherever it likes here.
 */
#include "interp_ops.h"
#include "hardfloat.h"

#define WK_INTERP	wk_interp_fpu
#define WK_F(fn)	wk_hv_##fn
#define WK_SIMD		wk_simd_fpu
/* Floats are numbers, and stay in registers for them until they have to go to a slot. */
#define F32		float
#define F64		double
#define WK_ACC(v)	_Generic((v), float : acc32, double : acc64, default : acc)
#define SLOT_FN(T, fn)	_Generic((T)0, float : fn##f32, double : fn##f64, default : fn##int)
#define WK_FROM_SLOT(T, slot)	SLOT_FN(T, from_)(slot)
#define WK_TO_SLOT(slot, v)	SLOT_FN(typeof(v), to_)(slot, v)

static __always_inline float from_f32(const u64 *slot)
{
	return *(const float *)slot;
}

static __always_inline double from_f64(const u64 *slot)
{
	return *(const double *)slot;
}

static __always_inline u64 from_int(const u64 *slot)
{
	return *slot;
}

/* An f32 in a slot is zero-extended. */
static __always_inline void to_f32(u64 *slot, float v)
{
	*slot = wk_hf_f32_bits(v);
}

static __always_inline void to_f64(u64 *slot, double v)
{
	*(double *)slot = v;
}

static __always_inline void to_int(u64 *slot, u64 v)
{
	*slot = v;
}

#include "interp.h"
