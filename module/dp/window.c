// SPDX-License-Identifier: GPL-2.0
#include "random.h"
#include "window.h"

struct wk_dp_window *wk_dp_window_new(struct wk_dp_epoch *e, u32 number, u32 cells)
{
	struct wk_dp_window *w = wk_alloc(1, sizeof(*w));

	if (!w)
		return NULL;
	w->epoch = e;
	w->number = number;
	w->cells = cells;
	w->used = wk_alloc(e->mask + 1, sizeof(*w->used));
	w->sums = wk_alloc((size_t)cells * WK_DP_SHARDS, sizeof(*w->sums));
	if (w->used && w->sums)
		return w;
	wk_dp_window_free(w);
	return NULL;
}

void wk_dp_window_free(struct wk_dp_window *w)
{
	if (!w)
		return;
	if (w->used)
		wk_dp_wipe(w->used, ((size_t)w->epoch->mask + 1) * sizeof(*w->used));
	if (w->sums)
		wk_dp_wipe(w->sums, (size_t)w->cells * WK_DP_SHARDS * sizeof(*w->sums));
	wk_free(w->used);
	wk_free(w->sums);
	wk_free(w);
}

/* Caps first: what they hold back has left no trace anywhere. */
void wk_dp_window_add(struct wk_dp_window *w, u64 unit, u32 cell, u32 amount, u32 cap)
{
	u32 bucket = wk_dp_bucket(w->epoch, unit);

	if (!wk_dp_token(w->epoch, bucket, w->number))
		return;
	amount = wk_dp_admit(&w->used[bucket], cap, amount);
	if (amount)
		wk_dp_sum_add(&w->sums[wk_dp_cpu() % WK_DP_SHARDS * w->cells + cell], amount);
}

u64 wk_dp_window_sum(const struct wk_dp_window *w, u32 cell)
{
	u64 sum = 0;
	u32 i;

	/* At most WK_DP_BUCKETS_MAX buckets of WK_DP_CAP_MAX each: no overflow. */
	for (i = 0; i < WK_DP_SHARDS; i++)
		sum += w->sums[i * w->cells + cell];
	return sum;
}
