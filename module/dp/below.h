/* SPDX-License-Identifier: GPL-2.0 */
/* Uniform integers: the only place where words become numbers. */
#ifndef _WK_DP_BELOW_H
#define _WK_DP_BELOW_H

#include "random.h"

/*
 * Sums, products and comparisons of these need no helper function. Division and remainder would
 * (the kernel has no __udivti3), and are not used on them.
 */
#define wk_u128	unsigned __int128

/**
 * wk_dp_below() - uniform from 0 to @m - 1
 * @r: where words come from
 * @m: at least 1
 *
 * Masks to the bits of @m - 1 and draws again while that is too large: exact, without a
 * remainder, and two draws on average at most. Return: the number; 0 once @r has failed.
 */
wk_u128 wk_dp_below(struct wk_dp_rng *r, wk_u128 m);

#endif /* _WK_DP_BELOW_H */
