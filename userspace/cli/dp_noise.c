// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>

#include "../../module/dp/wide.h"
#include "dp_noise.h"

static uint64_t gcd(uint64_t a, uint64_t b)
{
	while (b) {
		uint64_t rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

/* The cost with noise 1, over the budget. */
int dp_choose_noise(struct wk_dp_terms *t, uint32_t windows, struct dp_number budget)
{
	enum wk_dp_account account = t->gaussian ? WK_DP_ZCDP : WK_DP_PURE;
	uint64_t base, common;
	wk_u128 num;

	/* Twice, since rho of Gaussian noise comes in halves. */
	t->noise = (struct wk_dp_ratio){ 1, 2 };
	if (wk_dp_cost(t, windows, account, &base))
		return -1;
	base /= WK_DP_NANO;
	num = (wk_u128)base * budget.den;
	if (num >> 62)
		return -1;
	common = gcd((uint64_t)num, 2 * budget.num);
	t->noise = (struct wk_dp_ratio){ (uint64_t)num / common, 2 * budget.num / common };
	return 0;
}

/* Of Laplace noise P[|Z| > b ln 20] is 1/20; of Gaussian noise 1.96 sigma, rounded up twice. */
uint64_t dp_ci95(bool gaussian, struct wk_dp_ratio noise)
{
	uint64_t tenths;

	if (!noise.den)
		return 0;
	if (!gaussian)
		return (uint64_t)wk_dp_div_up(3 * (wk_u128)noise.num, noise.den);
	tenths = wk_dp_sqrt_up(wk_dp_div_up(100 * (wk_u128)noise.num, noise.den));
	return (tenths * 196 + 999) / 1000;
}

const char *dp_nano_text(char buf[DP_NANO_TEXT], uint64_t nano)
{
	int n = snprintf(buf, DP_NANO_TEXT, "%llu.%09llu", nano / WK_DP_NANO, nano % WK_DP_NANO);

	while (buf[n - 1] == '0')
		buf[--n] = '\0';
	if (buf[n - 1] == '.')
		buf[n - 1] = '\0';
	return buf;
}
