/* SPDX-License-Identifier: GPL-2.0 */
/* A window: caps and sums in one object, which readers take as a whole. */
#ifndef _WK_DP_WINDOW_H
#define _WK_DP_WINDOW_H

#include "metric.h"

/* Copies of the sums, so that CPUs seldom write to the same ones. */
#define WK_DP_SHARDS	8

/**
 * struct wk_dp_window - a window that is collected
 * @epoch: of its metric; shared by the windows of the epoch
 * @number: in the epoch
 * @cells: of one shard
 * @nlabels: keys that a bucket can have; 0 for other kinds than open
 * @labels: of each bucket: a key in the high half, its events in the low half; 0 is a free place
 * @used: of each bucket: what it has added
 * @sums: cells of one shard after the other
 */
struct wk_dp_window {
	struct wk_dp_epoch *epoch;
	u32 number;
	u32 cells;
	u32 nlabels;
	u64 *labels;
	u32 *used;
	u64 *sums;
};

/**
 * wk_dp_window_new() - an empty window
 * Context: may sleep. Return: the window, or NULL.
 */
struct wk_dp_window *wk_dp_window_new(struct wk_dp_epoch *e, u32 number, u32 cells,
				      u32 nlabels);

/** wk_dp_window_free() - wipes and frees it, not its epoch. NULL is allowed. */
void wk_dp_window_free(struct wk_dp_window *w);

/**
 * wk_dp_window_add() - adds what the caps let through
 * @amount: at most the cap of an event
 * @cap: C
 *
 * Context: any; the caller reads under wk_dp_read_lock().
 */
void wk_dp_window_add(struct wk_dp_window *w, u64 unit, u32 cell, u32 amount, u32 cap);

/**
 * wk_dp_window_label() - adds an event to a key of the unit's bucket, as far as caps let it through
 * @key: any number
 *
 * The first @nlabels keys of a bucket have a place, later ones none: what becomes of an event
 * depends on its own bucket alone. Context: as wk_dp_window_add().
 */
void wk_dp_window_label(struct wk_dp_window *w, u64 unit, u32 key, u32 cap);

/** wk_dp_window_sum() - a cell of all shards; nobody adds any more */
u64 wk_dp_window_sum(const struct wk_dp_window *w, u32 cell);

#endif /* _WK_DP_WINDOW_H */
