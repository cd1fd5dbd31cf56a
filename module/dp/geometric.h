/* SPDX-License-Identifier: GPL-2.0 */
/* The two parts of a geometric variable: whole scales, and a fraction of one. */
#ifndef _WK_DP_GEOMETRIC_H
#define _WK_DP_GEOMETRIC_H

#include "below.h"

/* Whole scales that noise may reach: more has a probability below 2^-184, and fails. */
#define WK_DP_TAIL	128

/** wk_dp_geometric() - v with probability (1 - 1/e) e^-v; @r fails at WK_DP_TAIL */
u32 wk_dp_geometric(struct wk_dp_rng *r);

/** wk_dp_fraction() - u from 0 to @t - 1, with probability proportional to exp(-u/@t) */
u64 wk_dp_fraction(struct wk_dp_rng *r, u64 t);

#endif /* _WK_DP_GEOMETRIC_H */
