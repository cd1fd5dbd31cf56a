// SPDX-License-Identifier: GPL-2.0
#include "bucket.h"
#include "random.h"

struct wk_dp_epoch *wk_dp_epoch_new(u64 number, u32 buckets, u32 active, u32 slots)
{
	struct wk_dp_epoch *e = wk_alloc(1, sizeof(*e) + (size_t)buckets * sizeof(e->tokens[0]));

	if (!e)
		return NULL;
	e->number = number;
	e->key.half[0] = wk_dp_word();
	e->key.half[1] = wk_dp_word();
	e->mask = buckets - 1;
	e->active = active;
	e->slots = slots;
	if (!slots)
		return e;
	e->since = wk_alloc((size_t)buckets * slots, sizeof(*e->since));
	if (e->since)
		return e;
	wk_dp_epoch_free(e);
	return NULL;
}

void wk_dp_epoch_free(struct wk_dp_epoch *e)
{
	if (!e)
		return;
	wk_dp_wipe(&e->key, sizeof(e->key));
	wk_free(e->since);
	wk_free(e);
}

u32 wk_dp_bucket(const struct wk_dp_epoch *e, u64 unit)
{
	return (u32)wk_dp_siphash(&e->key, unit) & e->mask;
}

/*
 * Who still counts for a window when the bucket is active in a later one comes too late: taking
 * another token for it would be wrong, and its own is not known any more.
 */
bool wk_dp_token(struct wk_dp_epoch *e, u32 bucket, u32 window)
{
	u64 *p = &e->tokens[bucket];
	u64 mark = (u64)window + 1;
	u64 old;

	do {
		old = wk_dp_load(p);
		if (old >> 32 == mark)
			return true;
		if (old >> 32 > mark || (u32)old >= e->active)
			return false;
	} while (!wk_dp_cas(p, old, mark << 32 | ((u32)old + 1)));
	return true;
}

u32 wk_dp_admit(u32 *used, u32 cap, u32 amount)
{
	u32 old, part;

	do {
		old = wk_dp_load(used);
		part = min_t(u32, amount, cap - old);
		if (!part)
			return 0;
	} while (!wk_dp_cas(used, old, old + part));
	return part;
}

static u64 *place(struct wk_dp_epoch *e, u32 bucket, u32 slot)
{
	return &e->since[(size_t)bucket * e->slots + slot % e->slots];
}

/* Also by compare-and-swap: all CPUs may be here for the same bucket. */
static u64 exchange(u64 *p, u64 v)
{
	u64 old;

	do {
		old = wk_dp_load(p);
	} while (!wk_dp_cas(p, old, v));
	return old;
}

void wk_dp_since_put(struct wk_dp_epoch *e, u32 bucket, u32 slot, u64 nsec)
{
	if (e->since)
		exchange(place(e, bucket, slot), nsec);
}

u64 wk_dp_since_take(struct wk_dp_epoch *e, u32 bucket, u32 slot)
{
	return e->since ? exchange(place(e, bucket, slot), 0) : 0;
}
