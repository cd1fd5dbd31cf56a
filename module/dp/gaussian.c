// SPDX-License-Identifier: GPL-2.0
#include "bernoulli.h"
#include "gaussian.h"

bool wk_dp_gaussian_valid(struct wk_dp_ratio sigma2)
{
	return sigma2.num && sigma2.num <= WK_DP_GAUSSIAN_MAX &&
	       sigma2.den && sigma2.den <= WK_DP_GAUSSIAN_MAX;
}

u32 wk_dp_sqrt(u64 v)
{
	u64 root = 0;
	int bit;

	for (bit = 31; bit >= 0; bit--) {
		u64 try = root | 1ull << bit;

		if (try * try <= v)
			root = try;
	}
	return (u32)root;
}

/*
 * With sigma^2 = a/b and the candidate's scale t, exp(-(|y| - a/(b t))^2 / (2 a/b)) is exp(-n/d)
 * with n = (|y| b t - a)^2 and d = 2 a b t^2. t is at most sqrt(a/b) + 1 and |y| below 129 t, so
 * |y| b t is below 129 (sqrt(a) + sqrt(b))^2 < 2^58, n below 2^116 and d below 2^100.
 */
static bool accept(struct wk_dp_rng *r, s64 y, struct wk_dp_ratio sigma2, u64 t)
{
	wk_u128 bt = (wk_u128)sigma2.den * t;
	wk_u128 left = (u64)(y < 0 ? -y : y) * bt;
	wk_u128 off = left > sigma2.num ? left - sigma2.num : sigma2.num - left;

	return wk_dp_bernoulli_exp(r, off * off, 2 * (bt * t) * sigma2.num);
}

int wk_dp_gaussian(struct wk_dp_ratio sigma2, s64 *noise)
{
	struct wk_dp_ratio candidate = { .den = 1 };
	struct wk_dp_rng r;
	s64 y;

	*noise = 0;
	if (!wk_dp_gaussian_valid(sigma2))
		return -ERANGE;
	candidate.num = (u64)wk_dp_sqrt(sigma2.num / sigma2.den) + 1;
	wk_dp_rng_start(&r);
	do
		y = wk_dp_laplace_draw(&r, candidate);
	while (!r.failed && !accept(&r, y, sigma2, candidate.num));
	if (r.failed)
		return -EIO;
	*noise = y;
	return 0;
}
