/* SPDX-License-Identifier: GPL-2.0 */
/* Exact discrete Gaussian noise. */
#ifndef _WK_DP_GAUSSIAN_H
#define _WK_DP_GAUSSIAN_H

#include "laplace.h"

/* Numerator and denominator of sigma squared; everything then fits 128 bits. */
#define WK_DP_GAUSSIAN_MAX	(1ull << 48)

/** wk_dp_gaussian_valid() - is @sigma2 one that noise can be drawn with? Context: any. */
bool wk_dp_gaussian_valid(struct wk_dp_ratio sigma2);

/**
 * wk_dp_gaussian() - noise k with probability proportional to exp(-k^2 / (2 @sigma2))
 * @sigma2: valid
 * @noise: where it goes; 0 on failure
 *
 * Canonne, Kamath, Steinke 2020, algorithm 3. Context, return: as wk_dp_laplace().
 */
int wk_dp_gaussian(struct wk_dp_ratio sigma2, s64 *noise);

/** wk_dp_sqrt() - the largest integer whose square is at most @v. Context: any. */
u32 wk_dp_sqrt(u64 v);

#endif /* _WK_DP_GAUSSIAN_H */
