// SPDX-License-Identifier: GPL-2.0
/* laplace.c on parts that are exact. */
#include "../../module/dp/geometric.h"
#include "../../module/dp/laplace.h"
#include "dp_branches.h"

static struct wk_dp_ratio scale;
static int rounds;

static long double geometric_p(long v)
{
	return (1 - expl(-1)) * expl(-v);
}

u32 wk_dp_geometric(struct wk_dp_rng *r)
{
	(void)r;
	return (u32)choose(60, geometric_p);
}

static long double fraction_p(long u)
{
	long double b = (long double)scale.num;

	return expl(-u / b) * (1 - expl(-1 / b)) / (1 - expl(-1));
}

u64 wk_dp_fraction(struct wk_dp_rng *r, u64 t)
{
	(void)r;
	if (rounds++)
		restart();
	return (u64)choose((long)t, fraction_p);
}

wk_u128 wk_dp_below(struct wk_dp_rng *r, wk_u128 m)
{
	(void)r;
	return (wk_u128)choose((long)m, NULL);
}

static long laplace(void)
{
	struct wk_dp_rng r;

	wk_dp_rng_start(&r);
	rounds = 0;
	return (long)wk_dp_laplace_draw(&r, scale);
}

static long double pmf(long k)
{
	long double b = (long double)scale.num / (long double)scale.den;

	return tanhl(1 / (2 * b)) * expl(-fabsl((long double)k) / b);
}

int main(void)
{
	static const struct wk_dp_ratio scales[] = {
		{ 1, 3 }, { 1, 1 }, { 2, 1 }, { 7, 2 }, { 50, 3 }, { 1, 100 }, { 20, 7 },
	};
	char name[64];

	for (size_t i = 0; i < sizeof(scales) / sizeof(scales[0]); i++) {
		scale = scales[i];
		snprintf(name, sizeof(name), "laplace %lu/%lu", (unsigned long)scale.num,
			 (unsigned long)scale.den);
		check_branches(name, laplace, pmf, 500);
	}
	return branches_done();
}
