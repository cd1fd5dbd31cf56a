// SPDX-License-Identifier: GPL-2.0
#include "bernoulli.h"

/* Probability n/(d k), as two independent draws: the product could be too large. */
static bool coin(struct wk_dp_rng *r, wk_u128 n, wk_u128 d, u32 k)
{
	return wk_dp_below(r, d) < n && wk_dp_below(r, k) == 0;
}

/*
 * For n <= d. K is the first toss that fails, the k-th of which succeeds with n/(d k):
 * P[K > k] = (n/d)^k / k!, and the sum over odd K is the series of exp(-n/d).
 */
static bool bernoulli_exp_below_one(struct wk_dp_rng *r, wk_u128 n, wk_u128 d)
{
	u32 k = 1;

	while (!r->failed && coin(r, n, d, k))
		k++;
	return (k & 1) && !r->failed;
}

bool wk_dp_bernoulli_exp(struct wk_dp_rng *r, wk_u128 n, wk_u128 d)
{
	/* exp(-n/d) = exp(-1) exp(-(n-d)/d); each turn goes on with probability 0.37. */
	while (n > d) {
		if (!bernoulli_exp_below_one(r, 1, 1))
			return false;
		n -= d;
	}
	return bernoulli_exp_below_one(r, n, d);
}
