// SPDX-License-Identifier: GPL-2.0
/* The interpreter in general registers only: runs in any context. */
#include "interp_ops.h"

#define WK_INTERP	wk_interp_soft
#define WK_F(fn)	wk_sf_##fn
#define WK_SIMD		wk_simd_soft
#define WK_HOST_IN_PLACE
/* Floats are their bits, and a result like every other. */
#define F32		u32
#define F64		u64
#define WK_ACC(v)	acc
#define WK_FROM_SLOT(T, slot)	((T)*(slot))
#define WK_TO_SLOT(slot, v)	(*(slot) = (v))
#include "interp.h"
