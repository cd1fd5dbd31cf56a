/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Meters: the metrics of an attachment, their charges, their windows.
 *
 * An attachment gets its meters before it is armed.  Arming reserves what they cost, or is refused;
 * then hits add to them, and one worker for all releases their windows, through the
 * attachment's stream.
 */
#ifndef _WK_ATTACH_METER_H
#define _WK_ATTACH_METER_H

#include "../dp/metric.h"
#include "attach.h"
#include "budget.h"
#include "hit.h"

/**
 * struct wk_meter - a metric of an attachment
 * @running: in the list of those that collect
 * @attach: whose
 * @number: in it
 * @name: NUL-terminated
 * @config: of the metric; @config.windows and @config.terms.windows are set
 * @unit: enum wk_unit
 * @depth: of a cgroup
 * @window_s: seconds of a window
 * @nano: cost of a whole epoch
 * @metric: while it runs; hits see it from before they can come until after they have ended
 * @at: the window that is collected: @second is its number
 * @due: a release that has not been sent, or NULL
 * @out: a release as it leaves the kernel
 */
struct wk_meter {
	struct list_head running;
	struct wk_attach *attach;
	u32 number;
	char name[WK_MAX_NAME];
	struct wk_dp_config config;
	u32 unit;
	u32 depth;
	u32 window_s;
	u64 nano;
	struct wk_dp_metric *metric;
	struct wk_instant at;
	const struct wk_dp_release *due;
	struct wk_wire_release *out;
};

/**
 * wk_meter_add() - gives an attachment a metric
 * @at: attachment, not armed
 * @m: number, @attach, and what follows from others are not looked at; copied
 *
 * Context: process. Return: 0, or -1 with @code and @e.
 */
int wk_meter_add(struct wk_attach *at, const struct wk_meter *m, u32 *code, struct wk_error *e);

/**
 * wk_meters_start() - charges all metrics and begins to collect, or none
 * Context: @at->lock held, hooks not registered. Return: 0, or -1 with @code and @e.
 */
int wk_meters_start(struct wk_attach *at, u32 *code, struct wk_error *e);

/**
 * wk_meters_stop() - ends them: windows that have not begun are given back; the present one is
 *		      released to nobody
 * @used: hits could come; false: all is given back
 *
 * Context: @at->lock held, no hit runs any more.
 */
void wk_meters_stop(struct wk_attach *at, bool used);

/**
 * wk_meter_check_cost() - has that a price in the currency of this machine's budgets?
 * @t: what is to be charged
 * @windows: of an epoch
 * @name: of what is to be refused
 * @nano: filled: price of an epoch, in billionths
 *
 * Context: any. Return: 0, or -1 with @code and @e.
 */
int wk_meter_check_cost(const struct wk_dp_terms *t, u32 windows, const char *name, u64 *nano,
			u32 *code, struct wk_error *e);

/**
 * wk_meter_check_place() - can anybody be protected so, on this machine?
 * @unit: enum wk_unit
 * @depth: of a cgroup
 * @window_s: seconds of a window
 * @name: of what is to be refused
 *
 * Context: any. Return: 0, or -1 with @code and @e.
 */
int wk_meter_check_place(u32 unit, u32 depth, u32 window_s, const char *name, u32 *code,
			 struct wk_error *e);

/** wk_meters_free() - frees what wk_meter_add() made */
void wk_meters_free(struct wk_attach *at);

/** wk_meters_commit() - an event has ended well: what it staged is added. Context: as hits */
void wk_meters_commit(struct wk_probe *p, const struct wk_source *src,
		      const struct wk_stage *stage);

/** wk_meter_record() - a release as it leaves the kernel; @out has wk_meter_bytes() bytes */
void wk_meter_record(const struct wk_meter *m, const struct wk_dp_release *r,
		     struct wk_wire_release *out);

/** wk_meter_bytes() - of each release of a metric */
u32 wk_meter_bytes(const struct wk_meter *m);

/**
 * wk_meter_again() - a release that has been made
 * @out: at least WK_METER_BYTES_MAX bytes
 *
 * Context: process. Return: its bytes, or -ENOENT.
 */
int wk_meter_again(struct wk_attach *at, u32 number, u64 epoch, u32 window, void *out);

/**
 * wk_meter_rearm() - gives a watch all its alarms again, at the price of one more charge
 * Context: process. Return: 0, or -1 with @code and @e.
 */
int wk_meter_rearm(struct wk_attach *at, u32 number, u32 *code, struct wk_error *e);

#define WK_METER_BYTES_MAX	(sizeof(struct wk_wire_release) + WK_DP_CELLS_MAX * sizeof(s64))

/* Who is charged: a number of an attachment and of its metric, as the ledgers know it. */
#define WK_METER_BITS	6
#define WK_METER_OWNER(attach, number)	((attach) << WK_METER_BITS | (number))

/** wk_meter_name() - of a metric that is charged; "" when it is gone. Budget locked. */
void wk_meter_name(u32 owner, char *name, size_t size);

/* ---- release.c ---- */

/** wk_releases_init() - Return: 0 or a negative errno */
int wk_releases_init(void);

/** wk_releases_exit() - nothing is attached any more */
void wk_releases_exit(void);

/**
 * wk_releases_add(), wk_releases_del() - a meter begins; ends, and sends what is due
 * Budget locked.
 */
void wk_releases_add(struct wk_meter *m);
void wk_releases_del(struct wk_meter *m);

#ifdef WK_DP_INSECURE
/** wk_releases_look() - looks at the clock now; returns when that is done. Context: may sleep */
void wk_releases_look(void);

/** wk_releases_copied() - does what is done when the machine was copied. Context: may sleep */
void wk_releases_copied(void);
#endif

/** wk_releases_copies() - how often the machine was copied, as far as it knows. Context: any */
u32 wk_releases_copies(void);

/** wk_releases_each() - the meter that runs behind @m, or the first; or NULL. Budget locked. */
struct wk_meter *wk_releases_each(struct wk_meter *m);

#endif /* _WK_ATTACH_METER_H */
