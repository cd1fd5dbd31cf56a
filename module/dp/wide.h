/* SPDX-License-Identifier: GPL-2.0 */
/* 128-bit arithmetic that says when it overflows, and divides without the compiler's helper. */
#ifndef _WK_DP_WIDE_H
#define _WK_DP_WIDE_H

#include "below.h"

/** wk_dp_mul() - *@a *= @b; Return: false, and *@a is not changed, when it does not fit */
bool wk_dp_mul(wk_u128 *a, u64 b);

/** wk_dp_div_up() - @n / @d, rounded up; @d is at least 1 */
wk_u128 wk_dp_div_up(wk_u128 n, wk_u128 d);

/** wk_dp_sqrt_up() - the smallest integer whose square is at least @v, of at most 126 bits */
u64 wk_dp_sqrt_up(wk_u128 v);

#endif /* _WK_DP_WIDE_H */
