// SPDX-License-Identifier: GPL-2.0
/* gaussian.c on Laplace noise and coins that are exact. */
#include "../../module/dp/bernoulli.h"
#include "../../module/dp/gaussian.h"
#include "dp_branches.h"

#define REACH	1000

static struct wk_dp_ratio sigma2;
static int rounds;
static long double p_true, total, candidate;

static long double coin(long i)
{
	return i ? p_true : 1 - p_true;
}

bool wk_dp_bernoulli_exp(struct wk_dp_rng *r, wk_u128 n, wk_u128 d)
{
	(void)r;
	p_true = expl(-(long double)n / (long double)d);
	return choose(2, coin);
}

static long double laplace_p(long i)
{
	return tanhl(1 / (2 * candidate)) * expl(-fabsl((long double)(i - REACH)) / candidate);
}

s64 wk_dp_laplace_draw(struct wk_dp_rng *r, struct wk_dp_ratio scale)
{
	(void)r;
	if (rounds++)
		restart();
	candidate = (long double)scale.num / (long double)scale.den;
	return choose(2 * REACH + 1, laplace_p) - REACH;
}

static long gaussian(void)
{
	s64 k;

	rounds = 0;
	return wk_dp_gaussian(sigma2, &k) ? BRANCH_OUTCOMES : (long)k;
}

static long double density(long k)
{
	long double s2 = (long double)sigma2.num / (long double)sigma2.den;

	return expl(-(long double)k * (long double)k / (2 * s2));
}

static long double pmf(long k)
{
	return density(k) / total;
}

static bool roots(void)
{
	u64 v;

	for (v = 0; v < 70000; v++) {
		u64 root = wk_dp_sqrt(v);

		if (root * root > v || (root + 1) * (root + 1) <= v)
			return false;
	}
	for (v = 2; v < 1ull << 32; v = v * 3 + 1)
		if (wk_dp_sqrt(v * v) != v || wk_dp_sqrt(v * v - 1) != v - 1 ||
		    wk_dp_sqrt(v * v + 2 * v) != v)
			return false;
	return wk_dp_sqrt(~0ull) == 0xffffffff;
}

int main(void)
{
	static const struct wk_dp_ratio cases[] = {
		{ 1, 2 }, { 1, 1 }, { 25, 4 }, { 400, 1 }, { 1, 50 }, { 10, 3 }, { 99, 100 },
	};
	char name[64];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		sigma2 = cases[i];
		total = 0;
		for (long k = -REACH; k <= REACH; k++)
			total += density(k);
		snprintf(name, sizeof(name), "gaussian %lu/%lu", (unsigned long)sigma2.num,
			 (unsigned long)sigma2.den);
		check_branches(name, gaussian, pmf, REACH);
	}
	report(roots(), "square roots");
	return branches_done();
}
