/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The privacy budget of one kind of unit: one ledger for all programs.
 *
 * A metric reserves what a whole epoch of it costs before it collects anything; so the budget never
 * runs out in the middle, and no refusal depends on data.  Pure logic: the caller has
 * the lock, the clock and the key.
 */
#ifndef _WK_DP_LEDGER_H
#define _WK_DP_LEDGER_H

#include "cost.h"

/* Metrics that hold a reservation at one time. */
#define WK_DP_RESERVATIONS	256

/* Events that a ledger remembers. */
#define WK_DP_EVENTS		256

/* Windows of an epoch. */
#define WK_DP_WINDOWS_MAX	10000

/* Bytes of a sealed state, see wk_dp_ledger_export(). */
#define WK_DP_SEALED		112

/* Deltas are counted in units of 2^-64: all that an epoch may have, 2^-20. */
#define WK_DP_DELTA_LIMIT	(1ull << 44)

#define WK_DP_NEVER		(~0ull)

enum wk_dp_event_kind {
	WK_DP_EV_RESERVE = 1,	/* @nano was charged */
	WK_DP_EV_REFUND,	/* windows that had not begun were given back */
	WK_DP_EV_REFUSE,	/* @nano was asked for and not there */
	WK_DP_EV_EPOCH,		/* a new epoch began; @nano is charged for what goes on */
	WK_DP_EV_IMPORT,	/* a sealed state was taken over; @nano is its spending */
	WK_DP_EV_REARM,		/* @nano was charged once more, for this epoch alone */
};

/**
 * struct wk_dp_event - something that changed the ledger, or tried to
 * @seq: number of the event, from 0 without a gap
 * @epoch: when
 * @nano: amount
 * @spent: of this epoch, afterwards
 * @owner: whose reservation, or 0
 * @kind: enum wk_dp_event_kind
 * @delta: as @nano
 * @delta_spent: as @spent
 */
struct wk_dp_event {
	u64 seq;
	u64 epoch;
	u64 nano;
	u64 spent;
	u32 owner;
	u32 kind;
	u64 delta;
	u64 delta_spent;
};

/**
 * struct wk_dp_reservation - what one metric may spend
 * @owner: number of the metric; 0: the slot is free
 * @first: the first window of the present epoch that it has reserved
 * @charged: nano charged for it in the present epoch
 * @full: nano of a whole epoch
 * @again: nano charged once more in the present epoch; that is never given back
 * @delta_charged: as @charged
 * @delta_full: as @full
 * @terms: what the costs follow from
 */
struct wk_dp_reservation {
	u32 owner;
	u32 first;
	u64 charged;
	u64 full;
	u64 again;
	u64 delta_charged;
	u64 delta_full;
	struct wk_dp_terms terms;
};

/**
 * struct wk_dp_ledger - the budget
 * @account: what the amounts are
 * @windows: the most windows that an epoch can have; a metric may have fewer
 * @limit: nano of one epoch
 * @epoch: the present one
 * @open_from: reservations are taken from this epoch on
 * @spent: nano charged in the present epoch, of reservations that have ended too
 * @delta_limit: of one epoch; wk_dp_ledger_start() sets WK_DP_DELTA_LIMIT
 * @delta_spent: as @spent
 * @next_seq: number of the next event
 * @slots: reservations
 * @events: the latest ones, event n at n % WK_DP_EVENTS
 */
struct wk_dp_ledger {
	enum wk_dp_account account;
	u32 windows;
	u64 limit;
	u64 epoch;
	u64 open_from;
	u64 spent;
	u64 delta_limit;
	u64 delta_spent;
	u64 next_seq;
	struct wk_dp_reservation slots[WK_DP_RESERVATIONS];
	struct wk_dp_event events[WK_DP_EVENTS];
};

/**
 * struct wk_dp_shortfall - why a reservation was refused
 * @missing: nano that are missing, now or in the next epoch
 * @delta: the same of delta, in units of 2^-64
 * @free: epoch from which it would fit if nothing else is asked for, or WK_DP_NEVER: as long
 *        as what runs now goes on
 */
struct wk_dp_shortfall {
	u64 missing;
	u64 delta;
	u64 free;
};

/**
 * wk_dp_ledger_start() - an empty ledger, closed until the next epoch
 * @l: ledger
 * @account: what it counts
 * @limit: nano of one epoch, at least 1
 * @windows: windows of an epoch at most, 1 to WK_DP_WINDOWS_MAX
 * @epoch: the present one
 *
 * Nobody knows what was spent in this epoch before: see wk_dp_ledger_import().
 */
void wk_dp_ledger_start(struct wk_dp_ledger *l, enum wk_dp_account account, u64 limit,
			u32 windows, u64 epoch);

/**
 * wk_dp_ledger_advance() - goes on to an epoch
 * @epoch: not smaller than the present one, else nothing happens: time does not go back
 *
 * What is still reserved is charged for the whole new epoch, which reserving has made sure of.
 */
void wk_dp_ledger_advance(struct wk_dp_ledger *l, u64 epoch);

/**
 * wk_dp_ledger_reserve() - charges the rest of this epoch, and every epoch from now on
 * @owner: not 0, and not in use
 * @t: terms, valid
 * @window: the first window that will be collected; windows from there on are charged
 * @shortfall: filled on -EDQUOT
 *
 * Return: 0; -EAGAIN while the ledger is closed; -EDQUOT; -ENOSPC, too many reservations;
 * -EDOM, Gaussian noise in a ledger of epsilon; -ERANGE, more than the amounts can hold;
 * -EINVAL, terms or window that make no sense.
 */
int wk_dp_ledger_reserve(struct wk_dp_ledger *l, u32 owner, const struct wk_dp_terms *t,
			 u32 window, struct wk_dp_shortfall *shortfall);

/**
 * wk_dp_ledger_release() - ends a reservation
 * @owner: as given to wk_dp_ledger_reserve()
 * @window: the first window that has not begun; from there on it is given back
 *
 * Return: nano given back.
 */
u64 wk_dp_ledger_release(struct wk_dp_ledger *l, u32 owner, u32 window);

/**
 * wk_dp_ledger_rearm() - charges what a reservation costs once more, for the rest of this epoch
 * @owner: as given to wk_dp_ledger_reserve(), by alarm
 * @window: that is collected, or is to be
 * @shortfall: filled on -EDQUOT
 *
 * Return: 0; -EDQUOT; -EINVAL: no such reservation, or no such window; -EAGAIN, -ERANGE as there.
 */
int wk_dp_ledger_rearm(struct wk_dp_ledger *l, u32 owner, u32 window,
		       struct wk_dp_shortfall *shortfall);

/** wk_dp_ledger_left() - nano that can still be reserved in this epoch */
u64 wk_dp_ledger_left(const struct wk_dp_ledger *l);

/**
 * struct wk_dp_mac - how states are sealed
 * @sum: a MAC of 32 bytes over @len bytes
 * @key: for @sum
 */
struct wk_dp_mac {
	void (*sum)(const void *key, const void *bytes, u32 len, u8 out[32]);
	const void *key;
};

/**
 * wk_dp_ledger_export() - what has to be known after a reload, sealed
 * @out: WK_DP_SEALED bytes
 */
void wk_dp_ledger_export(const struct wk_dp_ledger *l, const struct wk_dp_mac *mac, u8 *out);

/**
 * wk_dp_ledger_import() - opens a closed ledger in the present epoch
 * @in: from wk_dp_ledger_export()
 * @len: its length
 *
 * Return: 0; -EBADMSG, a wrong seal; -ESTALE, of another epoch; -EINVAL, of another budget;
 * -EBUSY, the ledger is open.
 */
int wk_dp_ledger_import(struct wk_dp_ledger *l, const struct wk_dp_mac *mac, const u8 *in,
			u32 len);

#endif /* _WK_DP_LEDGER_H */
