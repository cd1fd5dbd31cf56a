/* SPDX-License-Identifier: GPL-2.0 */
/* Instances of an attachment: one for each possible CPU, so that CPUs may come and go. */
#ifndef _WK_ATTACH_CPU_H
#define _WK_ATTACH_CPU_H

#include "attach.h"

/**
 * wk_cpus_make() - makes and initialises the instances
 * @at: locked, not armed
 * @code: enum wk_code of the refusal
 * @e: zeroed; says what is wrong
 *
 * Context: process; the guest's start function and _initialize run here.
 * Return: 0, or -1; then there are none.
 */
int wk_cpus_make(struct wk_attach *at, u32 *code, struct wk_error *e);

/** wk_cpus_free() - no hit runs any more */
void wk_cpus_free(struct wk_attach *at);

/** wk_cpus_bytes() - memory that they use. Context: @at->lock held */
u64 wk_cpus_bytes(struct wk_attach *at);

#endif /* _WK_ATTACH_CPU_H */
