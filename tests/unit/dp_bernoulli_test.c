// SPDX-License-Identifier: GPL-2.0
/* bernoulli.c on uniform integers that are exact. */
#include "../../module/dp/bernoulli.h"
#include "dp_branches.h"

static long num, den;

wk_u128 wk_dp_below(struct wk_dp_rng *r, wk_u128 m)
{
	(void)r;
	return m == 1 ? 0 : (wk_u128)choose((long)m, NULL);
}

static long toss(void)
{
	struct wk_dp_rng r;

	wk_dp_rng_start(&r);
	return wk_dp_bernoulli_exp(&r, (wk_u128)num, (wk_u128)den);
}

static long double coin(long k)
{
	long double p = expl(-(long double)num / (long double)den);

	return k == 1 ? p : k == 0 ? 1 - p : 0;
}

int main(void)
{
	static const long cases[][2] = {
		{ 0, 1 }, { 1, 1 }, { 1, 2 }, { 1, 7 }, { 3, 7 }, { 2, 3 }, { 2, 2 }, { 5, 2 },
		{ 3, 1 }, { 16, 7 }, { 1, 1000 },
	};
	char name[64];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		num = cases[i][0];
		den = cases[i][1];
		snprintf(name, sizeof(name), "exp(-%ld/%ld)", num, den);
		check_branches(name, toss, coin, 1);
	}
	return branches_done();
}
