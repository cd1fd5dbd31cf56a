/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Metrics: what hooks add to, and what is released of it.
 *
 * A metric collects one window after the other.  wk_dp_add() may be called from any hook.  One
 * worker releases: wk_dp_metric_draw() while the window still collects, wk_dp_metric_turn() when it
 * ends, wk_dp_metric_close() when nobody can add to it any more; how long each takes depends on
 * nothing that was collected.
 */
#ifndef _WK_DP_METRIC_H
#define _WK_DP_METRIC_H

#include "bucket.h"
#include "cost.h"

#define WK_DP_CELLS_MAX		1024
#define WK_DP_CAP_MAX		(1u << 30)
#define WK_DP_SLOTS_MAX		64

/* Releases that a metric keeps, to be sent again as they were. */
#define WK_DP_KEPT		64

enum wk_dp_kind {
	WK_DP_COUNTER = 1,	/* events */
	WK_DP_SUM,		/* of values, each clipped */
	WK_DP_HISTOGRAM,	/* events by cell of a fixed public domain */
	WK_DP_KEYED,		/* events by key of the operator's list; the last cell is "other" */
	WK_DP_OPEN,		/* events by key that enough units have: module/dp/open.c */
	WK_DP_WATCH,		/* whether the sum is above a threshold: watch.c */
	WK_DP_TOTAL,		/* the sum since the epoch began: total.c */
};

#define WK_DP_LABELS_MAX	16
#define WK_DP_ALARMS_MAX	100
#define WK_DP_THRESHOLD_MAX	(1ull << 60)

/* Values of a key that is released: it, units that have it, events. Without a key: -1, 0, 0 */
#define WK_DP_OPEN_VALUES	3

/**
 * struct wk_dp_config - a metric
 * @kind: enum wk_dp_kind
 * @cells: values of one release; 1 for counter and sum, watch and total; open: keys, at most
 * @buckets: B: a power of two, WK_DP_BUCKETS_MIN to _MAX
 * @clip: sum: the most that one event adds; watch, total: the same, or 1 to count events;
 *	  others: 1
 * @windows: N, windows of an epoch
 * @terms: caps and noise; what wk_dp_terms_of() sets need not be there
 * @slots: times that a bucket can keep for wk_dp_end(), at most WK_DP_SLOTS_MAX
 * @threshold: watch: an alarm is when the sum reaches it, at most WK_DP_THRESHOLD_MAX
 */
struct wk_dp_config {
	u32 kind;
	u32 cells;
	u32 buckets;
	u32 clip;
	u32 windows;
	struct wk_dp_terms terms;
	u32 slots;
	u64 threshold;
};

enum wk_dp_release_flag {
	WK_DP_FAILED = 1,	/* noise could not be drawn: all values are 0 and mean nothing */
	WK_DP_STAMPED = 2,	/* a test build: the noise may be known */
};

/**
 * struct wk_dp_release - one window of one metric, as it leaves the kernel
 * @epoch: number of the epoch
 * @window: of the window in it
 * @flags: enum wk_dp_release_flag
 * @cells: how many values: wk_dp_values()
 * @seq: number of the release of this metric, from 0
 * @values: with noise; may be negative. watch: whether there was an alarm, and how many are left;
 *	    open: WK_DP_OPEN_VALUES for each of @config.cells keys, by key
 */
struct wk_dp_release {
	u64 epoch;
	u32 window;
	u32 flags;
	u32 cells;
	u32 seq;
	s64 values[];
};

struct wk_dp_metric;

/**
 * wk_dp_config_fault() - what is wrong with a configuration
 * Context: any. Return: NULL, or half a sentence.
 */
const char *wk_dp_config_fault(const struct wk_dp_config *c);

/**
 * wk_dp_terms_of() - what the ledger is to be charged for
 * @c: configuration without fault
 *
 * Context: any.
 */
struct wk_dp_terms wk_dp_terms_of(const struct wk_dp_config *c);

/** wk_dp_values() - values of one release of a configuration without fault. Context: any. */
u32 wk_dp_values(const struct wk_dp_config *c);

/**
 * wk_dp_metric_new() - a metric that collects
 * @c: configuration without fault
 * @epoch: the present epoch
 * @window: the window that is collected first
 *
 * The caller has reserved its cost. Context: may sleep. Return: the metric, or NULL.
 */
struct wk_dp_metric *wk_dp_metric_new(const struct wk_dp_config *c, u64 epoch, u32 window);

/** wk_dp_metric_free() - frees it; nothing may add any more. NULL is allowed. */
void wk_dp_metric_free(struct wk_dp_metric *m);

/**
 * wk_dp_add() - counts an event
 * @m: metric
 * @unit: whose event, as the host knows it; never a number that a guest chose
 * @cell: histogram, keyed: which; a cell that is not there counts as "other" where there is
 *	  one, else not at all; open: the key, any number
 * @value: sum, and what else has a clip above 1: how much, clipped to what one event may add
 *
 * Context: any, NMI included. Says nothing about what became of it.
 */
void wk_dp_add(struct wk_dp_metric *m, u64 unit, u32 cell, u32 value);

/**
 * wk_dp_observe() - counts a value: sum: its amount; histogram: cell 0 for 0, cell n for
 *		     2^(n-1) to 2^n - 1, the last cell for all that is more; others: one event
 * Context: as wk_dp_add().
 */
void wk_dp_observe(struct wk_dp_metric *m, u64 unit, u64 value);

/**
 * wk_dp_begin(), wk_dp_end() - observes the time between two events of one bucket
 * @slot: which of a bucket's times
 * @nsec: now; not 0
 *
 * An end without a beginning in the same epoch counts as nothing. Context: as wk_dp_add().
 */
void wk_dp_begin(struct wk_dp_metric *m, u64 unit, u32 slot, u64 nsec);
void wk_dp_end(struct wk_dp_metric *m, u64 unit, u32 slot, u64 nsec);

/**
 * wk_dp_metric_draw() - draws the noise of the window that is being collected
 *
 * To be called before it ends; a release without it draws late. Context: may sleep.
 */
void wk_dp_metric_draw(struct wk_dp_metric *m);

/**
 * wk_dp_metric_forget() - noise that was drawn is not used: somebody else may have it, too
 * Context: that of wk_dp_metric_draw().
 */
void wk_dp_metric_forget(struct wk_dp_metric *m);

/**
 * wk_dp_metric_turn() - ends the window and begins another
 * @epoch: that the next window belongs to
 * @window: number of the next window; (epoch, window) is later than the one that ends
 *
 * The one before has been closed. Context: may sleep. Return: 0; -ENOMEM: the window goes on.
 */
int wk_dp_metric_turn(struct wk_dp_metric *m, u64 epoch, u32 window);

/**
 * wk_dp_metrics_settle() - waits for those that add to windows that have ended
 *
 * Once for as many metrics as have been turned. Context: may sleep.
 */
void wk_dp_metrics_settle(void);

/**
 * wk_dp_metric_close() - makes the release of the window that has ended
 *
 * After wk_dp_metrics_settle(). Context: may sleep. Return: what leaves the kernel, valid until
 * WK_DP_KEPT more releases; NULL when no window has ended that was not closed.
 */
const struct wk_dp_release *wk_dp_metric_close(struct wk_dp_metric *m);

/**
 * wk_dp_metric_release() - turns, settles and closes one metric
 * Context: may sleep. Return: that of wk_dp_metric_close(), or NULL: the window goes on.
 */
const struct wk_dp_release *wk_dp_metric_release(struct wk_dp_metric *m, u64 epoch, u32 window);

/**
 * wk_dp_metric_again() - a release that has been made, byte for byte
 * Return: it, or NULL when it is not kept any more, or was never made.
 */
const struct wk_dp_release *wk_dp_metric_again(const struct wk_dp_metric *m, u64 epoch,
					       u32 window);

/**
 * wk_dp_metric_rearm() - watch: all alarms again, from the window on that is being collected
 *
 * The caller has reserved its cost once more. With a new epoch it happens by itself, as every epoch
 * is charged. Context: that of wk_dp_metric_release(). Return: 0; -EINVAL, of another kind.
 */
int wk_dp_metric_rearm(struct wk_dp_metric *m);

/**
 * wk_dp_metric_armed() - watch: has it all the alarms of the present epoch still?
 *
 * Then wk_dp_metric_rearm() would give nothing. Says no more than releases do: how many are left.
 * Context: that of wk_dp_metric_release(). Return: false for other kinds.
 */
bool wk_dp_metric_armed(const struct wk_dp_metric *m);

/** wk_dp_release_bytes() - bytes of every release of a metric */
u32 wk_dp_release_bytes(const struct wk_dp_metric *m);

#ifdef WK_DP_INSECURE
/** wk_dp_metric_exact() - tests only: cell @i of the window being collected, without noise */
u64 wk_dp_metric_exact(const struct wk_dp_metric *m, u32 i);

/** wk_dp_metric_label() - tests only: open: key << 32 | events of place @i, or 0 */
u64 wk_dp_metric_label(const struct wk_dp_metric *m, u32 i);
#endif

#endif /* _WK_DP_METRIC_H */
