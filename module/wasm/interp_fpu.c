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
#define WK_F(fn)	wk_hf_##fn
#define WK_SIMD		wk_simd_fpu
#include "interp.h"
