/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How much one unit can add: fixed arrays of buckets, which cannot fill up.
 *
 * A unit's events count against its bucket, found by a keyed hash; what happens to them depends
 * on that bucket's history and on nothing else.  Two units in one bucket share its caps: that costs
 * accuracy, never privacy.
 */
#ifndef _WK_DP_BUCKET_H
#define _WK_DP_BUCKET_H

#include "atomic.h"
#include "siphash.h"

#define WK_DP_BUCKETS_MIN	64
#define WK_DP_BUCKETS_MAX	65536

/**
 * struct wk_dp_epoch - what buckets keep for an epoch
 * @number: which epoch
 * @key: of the hash; redrawn, so that nobody knows for long who shares a bucket
 * @mask: buckets - 1
 * @active: windows in which a bucket may add anything: W
 * @since: of each bucket and slot: when something began, or 0; NULL without slots
 * @slots: of each bucket
 * @tokens: of each bucket: the latest window it was active in, plus one, in the high half; how many
 *	    there were in the low half
 */
struct wk_dp_epoch {
	u64 number;
	struct wk_dp_key key;
	u32 mask;
	u32 active;
	u32 slots;
	u64 *since;
	u64 tokens[];
};

/**
 * wk_dp_epoch_new() - an epoch in which nobody has done anything
 * @number: its number
 * @buckets: a power of two, WK_DP_BUCKETS_MIN to _MAX
 * @active: W, at least 1
 * @slots: times that a bucket can keep
 *
 * Context: may sleep. Return: the epoch, to be freed with wk_dp_epoch_free(), or NULL.
 */
struct wk_dp_epoch *wk_dp_epoch_new(u64 number, u32 buckets, u32 active, u32 slots);

/** wk_dp_epoch_free() - wipes and frees it. NULL is allowed. Context: may sleep. */
void wk_dp_epoch_free(struct wk_dp_epoch *e);

/** wk_dp_bucket() - the bucket of a unit. Context: any. */
u32 wk_dp_bucket(const struct wk_dp_epoch *e, u64 unit);

/**
 * wk_dp_token() - may a bucket be active in a window?
 * @window: number of the window in its epoch
 *
 * Takes the bucket's token for the window, if it has not been taken and there is one left.
 * Context: any.
 */
bool wk_dp_token(struct wk_dp_epoch *e, u32 bucket, u32 window);

/**
 * wk_dp_admit() - how much of a contribution goes through
 * @used: what the bucket has added in this window
 * @cap: C
 * @amount: what it wants to add
 *
 * Context: any. Return: the part of @amount that fits under the cap; it is booked.
 */
u32 wk_dp_admit(u32 *used, u32 cap, u32 amount);

/**
 * wk_dp_since_put(), wk_dp_since_take() - keep a time for a bucket; take it back, once
 * @slot: any number: those that are @slots apart share a place
 * @nsec: not 0
 *
 * What a bucket finds there depends on its own events alone, as with caps. Context: any.
 * Return: what was put there last, or 0.
 */
void wk_dp_since_put(struct wk_dp_epoch *e, u32 bucket, u32 slot, u64 nsec);
u64 wk_dp_since_take(struct wk_dp_epoch *e, u32 bucket, u32 slot);

#endif /* _WK_DP_BUCKET_H */
