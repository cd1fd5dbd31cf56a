// SPDX-License-Identifier: GPL-2.0
#include "random.h"
#include "window.h"

struct wk_dp_window *wk_dp_window_new(struct wk_dp_epoch *e, u32 number, u32 cells,
				      u32 nlabels)
{
	struct wk_dp_window *w = wk_alloc(1, sizeof(*w));

	if (!w)
		return NULL;
	w->epoch = e;
	w->number = number;
	w->cells = cells;
	w->nlabels = nlabels;
	if (nlabels)
		w->labels = wk_alloc((size_t)nlabels * (e->mask + 1), sizeof(*w->labels));
	w->used = wk_alloc(e->mask + 1, sizeof(*w->used));
	w->sums = wk_alloc((size_t)cells * WK_DP_SHARDS, sizeof(*w->sums));
	if (w->used && w->sums && (w->labels || !nlabels))
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
	if (w->labels)
		wk_dp_wipe(w->labels, (size_t)w->nlabels * (w->epoch->mask + 1) *
				      sizeof(*w->labels));
	wk_free(w->labels);
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

/* A place for @key: its own, or a free one; NULL when all are taken. It may be taken meanwhile. */
static u64 *place_of(u64 *places, u32 n, u32 key)
{
	u32 i;

	for (i = 0; i < n; i++) {
		u64 label = wk_dp_load(&places[i]);

		if (!label || label >> 32 == key)
			return &places[i];
	}
	return NULL;
}

/* Both at once: a place is never seen without its key. Return: false, it is another key's now. */
static bool book(u64 *place, u32 key)
{
	u64 old;

	do {
		old = wk_dp_load(place);
		if (old && old >> 32 != key)
			return false;
	} while (!wk_dp_cas(place, old, old ? old + 1 : (u64)key << 32 | 1));
	return true;
}

/*
 * The place is looked for first, so that keys for which there is none do not use up the cap; but an
 * event is booked under the cap before its place is.
 */
void wk_dp_window_label(struct wk_dp_window *w, u64 unit, u32 key, u32 cap)
{
	u32 bucket = wk_dp_bucket(w->epoch, unit);
	u64 *places = w->labels + (size_t)bucket * w->nlabels, *place;

	if (!wk_dp_token(w->epoch, bucket, w->number))
		return;
	place = place_of(places, w->nlabels, key);
	if (!place || !wk_dp_admit(&w->used[bucket], cap, 1))
		return;
	/* Places are taken one after the other and never given back: this ends. */
	while (place && !book(place, key))
		place = place_of(places, w->nlabels, key);
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
