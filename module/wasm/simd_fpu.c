// SPDX-License-Identifier: GPL-2.0
/* v128 with SSE2: see interp_fpu.c, the same holds here. */
#include "simd_lanes.h"
#include "hardfloat.h"

#define WK_SIMD		wk_simd_fpu
#define WK_F(fn)	wk_hf_##fn
#include "simd_interp.h"
