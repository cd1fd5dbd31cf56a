// SPDX-License-Identifier: GPL-2.0
/* v128 with SSE2: see interp_fpu.c, the same holds here. */
#include "hardfloat.h"
#include "simd_sse2.h"

#define WK_SIMD		wk_simd_fpu
#define WK_F(fn)	wk_hf_##fn
#include "simd_interp.h"
