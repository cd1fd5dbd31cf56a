/* SPDX-License-Identifier: GPL-2.0 */
/* Exact discrete Laplace noise. */
#ifndef _WK_DP_LAPLACE_H
#define _WK_DP_LAPLACE_H

#include "below.h"

#define WK_DP_LAPLACE_NUM_MAX	(1ull << 40)
#define WK_DP_LAPLACE_DEN_MAX	((1ull << 32) - 1)

/**
 * struct wk_dp_ratio - a positive rational number
 * @num: numerator
 * @den: denominator
 */
struct wk_dp_ratio {
	u64 num;
	u64 den;
};

/** wk_dp_laplace_valid() - is @scale one that noise can be drawn with? Context: any. */
bool wk_dp_laplace_valid(struct wk_dp_ratio scale);

/**
 * wk_dp_laplace() - noise k with probability (e^(1/b)-1)/(e^(1/b)+1) e^(-|k|/b), b = @scale
 * @scale: valid
 * @noise: where it goes; 0 on failure
 *
 * Canonne, Kamath, Steinke 2020, algorithm 2. How long it takes depends on the noise: draw before
 * the data is there. Context: process. Return: 0; -ERANGE for a scale that is not valid;
 * -EIO when it took too many words or went too far: then nothing may be released.
 */
int wk_dp_laplace(struct wk_dp_ratio scale, s64 *noise);

/** wk_dp_laplace_draw() - the same, with words of a sample that has begun. Return: the noise. */
s64 wk_dp_laplace_draw(struct wk_dp_rng *r, struct wk_dp_ratio scale);

#endif /* _WK_DP_LAPLACE_H */
