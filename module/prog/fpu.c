// SPDX-License-Identifier: GPL-2.0
#include "fpu.h"

#ifdef CONFIG_X86_64

#include <asm/cpufeature.h>
#include <asm/fpu/api.h>

bool wk_fpu_usable(void)
{
	return boot_cpu_has(X86_FEATURE_XMM2);
}

void wk_fpu_begin(void)
{
	kernel_fpu_begin();
}

void wk_fpu_end(void)
{
	kernel_fpu_end();
}

#else /* Floats are computed with integers everywhere else. */

bool wk_fpu_usable(void)
{
	return false;
}

void wk_fpu_begin(void)
{
}

void wk_fpu_end(void)
{
}

#endif
