// SPDX-License-Identifier: GPL-2.0
#include "cost.h"
#include "wide.h"

/* ln 2 in nano, rounded up. */
#define LN2_NANO	693147181ull

#define NO_AMOUNT	(~0ull)

/* Times that C/b, or C^2/(2 sigma^2), can be lost. */
static u64 times(const struct wk_dp_terms *t, u32 windows)
{
	u64 twice = 2 * (u64)t->active;

	if (t->vector)
		return 2 * (u64)(t->active < windows ? t->active : windows);
	return twice < windows ? twice : windows;
}

/* @times C^power @den / (@div @num), in nano, rounded up. */
static int amount(u64 n, const struct wk_dp_terms *t, bool square, u64 *nano)
{
	wk_u128 v = (wk_u128)n * WK_DP_NANO;
	wk_u128 under = t->noise.num;

	if (!wk_dp_mul(&v, t->cap) || (square && !wk_dp_mul(&v, t->cap)) ||
	    !wk_dp_mul(&v, t->noise.den))
		return -ERANGE;
	v = wk_dp_div_up(v, square ? 2 * under : under);
	if (v >= NO_AMOUNT)
		return -ERANGE;
	*nano = (u64)v;
	return 0;
}

static int pure_to_zcdp(u64 *nano)
{
	wk_u128 v = wk_dp_div_up((wk_u128)*nano * *nano, 2 * WK_DP_NANO);

	if (v >= NO_AMOUNT)
		return -ERANGE;
	*nano = (u64)v;
	return 0;
}

int wk_dp_cost(const struct wk_dp_terms *t, u32 windows, enum wk_dp_account account, u64 *nano)
{
	int err;

	if (t->gaussian && account == WK_DP_PURE)
		return -EDOM;
	err = amount(times(t, windows), t, t->gaussian, nano);
	if (err || t->gaussian || account == WK_DP_PURE)
		return err;
	return pure_to_zcdp(nano);
}

u64 wk_dp_epsilon(u64 rho, u32 k)
{
	wk_u128 v = (wk_u128)rho * (k * LN2_NANO);
	wk_u128 sum;

	if (v >> 124)
		return NO_AMOUNT;
	sum = (wk_u128)2 * wk_dp_sqrt_up(v) + rho;
	return sum > NO_AMOUNT ? NO_AMOUNT : (u64)sum;
}
