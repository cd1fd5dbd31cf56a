// SPDX-License-Identifier: GPL-2.0
/* v128 in general registers only: runs in any context. */
#include "simd_lanes.h"

#define WK_SIMD		wk_simd_soft
#define WK_F(fn)	wk_sf_##fn
#include "simd_interp.h"
