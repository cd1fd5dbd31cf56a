/* SPDX-License-Identifier: GPL-2.0 */
/* A coin whose chance is the exponential of a rational number. */
#ifndef _WK_DP_BERNOULLI_H
#define _WK_DP_BERNOULLI_H

#include "below.h"

/**
 * wk_dp_bernoulli_exp() - true with probability exp(-n/d)
 * @r: where words come from
 * @n: numerator
 * @d: denominator, at least 1, less than 2^127
 *
 * Canonne, Kamath, Steinke 2020, algorithm 1. Return: the outcome; once @r has failed, false.
 */
bool wk_dp_bernoulli_exp(struct wk_dp_rng *r, wk_u128 n, wk_u128 d);

#endif /* _WK_DP_BERNOULLI_H */
