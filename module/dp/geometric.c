// SPDX-License-Identifier: GPL-2.0
#include "bernoulli.h"
#include "geometric.h"

u32 wk_dp_geometric(struct wk_dp_rng *r)
{
	u32 v = 0;

	while (wk_dp_bernoulli_exp(r, 1, 1)) {
		if (++v == WK_DP_TAIL) {
			r->failed = true;
			break;
		}
	}
	return v;
}

u64 wk_dp_fraction(struct wk_dp_rng *r, u64 t)
{
	u64 u;

	do
		u = (u64)wk_dp_below(r, t);
	while (!r->failed && !wk_dp_bernoulli_exp(r, u, t));
	return u;
}
