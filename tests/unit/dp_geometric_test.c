// SPDX-License-Identifier: GPL-2.0
/* geometric.c on coins and uniform integers that are exact. */
#include "../../module/dp/bernoulli.h"
#include "../../module/dp/geometric.h"
#include "dp_branches.h"

static long scale;
static int rounds;
static long double p_true;

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

wk_u128 wk_dp_below(struct wk_dp_rng *r, wk_u128 m)
{
	(void)r;
	if (rounds++)
		restart();
	return (wk_u128)choose((long)m, NULL);
}

static long fraction(void)
{
	struct wk_dp_rng r;

	wk_dp_rng_start(&r);
	rounds = 0;
	return (long)wk_dp_fraction(&r, (u64)scale);
}

static long double fraction_pmf(long u)
{
	long double b = (long double)scale;

	return u < 0 || u >= scale ? 0 : expl(-u / b) * (1 - expl(-1 / b)) / (1 - expl(-1));
}

static long geometric(void)
{
	struct wk_dp_rng r;

	wk_dp_rng_start(&r);
	return wk_dp_geometric(&r);
}

static long double geometric_pmf(long v)
{
	return v < 0 ? 0 : (1 - expl(-1)) * expl(-v);
}

static bool always(void)
{
	struct wk_dp_rng r;

	wk_dp_rng_start(&r);
	path_depth = path_len = 0;
	for (path_len = 0; path_len < 2 * WK_DP_TAIL; path_len++) {
		path[path_len].choice = 1;
		path[path_len].n = 2;
	}
	path_mass = 1e300L;
	wk_dp_geometric(&r);
	return r.failed && path_depth == WK_DP_TAIL;
}

int main(void)
{
	static const long scales[] = { 1, 2, 7, 50, 1000 };
	char name[64];

	check_branches("geometric", geometric, geometric_pmf, 60);
	for (size_t i = 0; i < sizeof(scales) / sizeof(scales[0]); i++) {
		scale = scales[i];
		snprintf(name, sizeof(name), "fraction of %ld", scale);
		check_branches(name, fraction, fraction_pmf, scale);
	}
	report(always(), "geometric: 128 in a row fail");
	return branches_done();
}
