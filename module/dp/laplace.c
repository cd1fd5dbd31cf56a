// SPDX-License-Identifier: GPL-2.0
#include "geometric.h"
#include "laplace.h"

bool wk_dp_laplace_valid(struct wk_dp_ratio scale)
{
	return scale.num && scale.num <= WK_DP_LAPLACE_NUM_MAX &&
	       scale.den && scale.den <= WK_DP_LAPLACE_DEN_MAX;
}

s64 wk_dp_laplace_draw(struct wk_dp_rng *r, struct wk_dp_ratio scale)
{
	bool minus;
	s64 y;

	/* u + t v is geometric with exp(-1/t), so its s-th part is with exp(-s/t). */
	do {
		u64 u = wk_dp_fraction(r, scale.num);

		y = (u + scale.num * wk_dp_geometric(r)) / scale.den;
		minus = wk_dp_below(r, 2);
	} while (minus && !y && !r->failed);	/* 0 has one sign, else it came twice as often */
	return minus ? -y : y;
}

int wk_dp_laplace(struct wk_dp_ratio scale, s64 *noise)
{
	struct wk_dp_rng r;

	*noise = 0;
	if (!wk_dp_laplace_valid(scale))
		return -ERANGE;
	wk_dp_rng_start(&r);
	*noise = wk_dp_laplace_draw(&r, scale);
	if (!r.failed)
		return 0;
	*noise = 0;
	return -EIO;
}
