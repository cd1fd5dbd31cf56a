/* SPDX-License-Identifier: GPL-2.0 */
/* FPU sections around guest code, where the machine has them. */
#ifndef _WK_PROG_FPU_H
#define _WK_PROG_FPU_H

#include <linux/types.h>

/**
 * wk_fpu_usable() - may a thread of this machine run the FPU build?
 */
bool wk_fpu_usable(void);

/**
 * wk_fpu_begin() - enters an FPU section: preemption is off until wk_fpu_end()
 * Context: process. Only when wk_fpu_usable().
 */
void wk_fpu_begin(void);
void wk_fpu_end(void);

#endif /* _WK_PROG_FPU_H */
