// SPDX-License-Identifier: GPL-2.0
/* The interpreter in general registers only: runs in any context. */
#include "interp_ops.h"

#define WK_INTERP	wk_interp_soft
#define WK_F(fn)	wk_sf_##fn
#define WK_SIMD		wk_simd_soft
#define WK_HOST_IN_PLACE
#include "interp.h"
