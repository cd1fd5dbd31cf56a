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

static enum wk_dp_account account_of(const struct wk_dp_terms *t)
{
	return t->gaussian ? WK_DP_ZCDP : WK_DP_PURE;
}

/* The cost with noise 1/@noise and 1/@other: whole numbers, since rho comes in halves. */
static int cost_with(const struct wk_dp_terms *t, uint32_t windows, unsigned int noise,
		     unsigned int other, uint64_t *cost)
{
	struct wk_dp_terms with = *t;
	int err;

	with.noise = (struct wk_dp_ratio){ 1, noise };
	with.other = (struct wk_dp_ratio){ 1, other };
	err = wk_dp_cost(&with, windows, account_of(t), cost);
	*cost /= WK_DP_NANO;
	return err;
}

/* Noise with which what costs @cost with noise 1/2 costs @share of @of parts of the budget. */
static int noise_for(uint64_t cost, struct dp_number budget, unsigned int share, unsigned int of,
		     struct wk_dp_ratio *noise)
{
	wk_u128 num = (wk_u128)cost * budget.den * of;
	uint64_t den = 2 * budget.num * share, common;

	if (num >> 62)
		return -1;
	common = gcd((uint64_t)num, den);
	*noise = (struct wk_dp_ratio){ (uint64_t)num / common, den / common };
	return 0;
}

/*
 * The budget of two mechanisms, whose costs add up: what the first one costs alone is what is
 * added when its noise is halved. Of a watch the variance of both together is least when the noise
 * of sums is 1.26 times that of the threshold; 4/3 is near enough, and exact.
 */
static int share_out(struct wk_dp_terms *t, uint32_t windows, struct dp_number budget)
{
	bool watch = t->form == WK_DP_BY_ALARM;
	unsigned int first = watch ? 3 : 1, second = watch ? 2 : 1;
	uint64_t both = 0, more = 0;

	if (cost_with(t, windows, 2, 2, &both) || cost_with(t, windows, 4, 2, &more))
		return -1;
	if (noise_for(more - both, budget, first, first + second, &t->noise))
		return -1;
	return noise_for(2 * both - more, budget, second, first + second, &t->other);
}

int dp_choose_noise(struct wk_dp_terms *t, uint32_t windows, struct dp_number budget)
{
	uint64_t cost = 0;

	if (t->form == WK_DP_BY_LABEL || t->form == WK_DP_BY_ALARM)
		return share_out(t, windows, budget);
	t->other = (struct wk_dp_ratio){ 0, 0 };
	return cost_with(t, windows, 2, 2, &cost) ? -1 :
	       noise_for(cost, budget, 1, 1, &t->noise);
}

uint32_t dp_delta_of_window(uint32_t epoch, uint32_t active)
{
	uint32_t bits = 0;

	while (bits < 32 && (uint64_t)1 << bits < active)
		bits++;
	return epoch + bits;
}

const char *dp_fault(struct wk_dp_config *c, struct dp_number budget)
{
	const char *fault;

	c->terms.noise = (struct wk_dp_ratio){ 1, 1 };
	c->terms.other = (struct wk_dp_ratio){ 1, 1 };
	fault = wk_dp_config_fault(c);
	if (fault)
		return fault;
	c->terms = wk_dp_terms_of(c);
	if (dp_choose_noise(&c->terms, c->windows, budget))
		return "that much noise cannot be drawn";
	return wk_dp_config_fault(c);
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

const char *dp_delta_text(char buf[DP_NANO_TEXT], uint64_t delta)
{
	uint32_t k = 64;

	for (; delta && !(delta & 1); delta >>= 1)
		k--;
	if (delta == 1)
		snprintf(buf, DP_NANO_TEXT, "2^-%u", k);
	else
		snprintf(buf, DP_NANO_TEXT, delta ? "%llu*2^-%u" : "0", (unsigned long long)delta, k);
	return buf;
}
