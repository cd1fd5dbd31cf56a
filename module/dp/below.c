// SPDX-License-Identifier: GPL-2.0
#include "below.h"

/* All bits up to the highest one of @v. */
static u64 mask_of(u64 v)
{
	return v ? ~0ull >> __builtin_clzll(v) : 0;
}

static u64 draw(struct wk_dp_rng *r)
{
	if (!r->left) {
		r->failed = true;
		return 0;
	}
	r->left--;
	return wk_dp_word();
}

static u64 below_narrow(struct wk_dp_rng *r, u64 last)
{
	u64 mask = mask_of(last);
	u64 v;

	if (!last)
		return 0;
	do
		v = draw(r) & mask;
	while (v > last);
	return v;
}

static wk_u128 below_wide(struct wk_dp_rng *r, wk_u128 last)
{
	u64 mask = mask_of((u64)(last >> 64));
	wk_u128 v;

	do {
		v = (wk_u128)(draw(r) & mask) << 64;
		v |= draw(r);
	} while (v > last);
	return v;
}

/* When the words are used up, 0 comes, which is never too large: the loops end. */
wk_u128 wk_dp_below(struct wk_dp_rng *r, wk_u128 m)
{
	wk_u128 last = m - 1;

	if (last >> 64)
		return below_wide(r, last);
	return below_narrow(r, (u64)last);
}
