/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the test build of the module, wasm_kernel_insecure.ko, has and no other: words from a seed,
 * a clock that tests set, and a log of draws and releases.
 *
 * In the module proper all of it is nothing, or the clock of the machine.
 */
#ifndef _WK_ATTACH_INSECURE_H
#define _WK_ATTACH_INSECURE_H

#include <linux/ktime.h>
#include <linux/timekeeping.h>
#include <linux/types.h>

#include "budget.h"

enum wk_insecure_what {
	WK_INSECURE_DRAW,	/* noise of the window that is collected was drawn */
	WK_INSECURE_RELEASE,	/* it has ended, and its release is made */
	WK_INSECURE_SEND,	/* the release goes into the stream */
	WK_INSECURE_LABEL,	/* of keyed-open, behind its release: a bucket has a key */
	WK_INSECURE_RECORD,	/* a record had its turn, and noise of the next one was drawn */
	WK_INSECURE_WHATS,
};

struct wk_attach;
struct wk_meter;

#ifdef WK_DP_INSECURE

/**
 * wk_insecure_init(), wk_insecure_exit() - opens and closes the log
 * Context: when the module is loaded; nothing is attached any more.
 */
void wk_insecure_init(void);
void wk_insecure_exit(void);

/**
 * wk_insecure_note() - writes a line of the log
 * @what: enum wk_insecure_what; of draws only those that drew something
 * @m: meter that runs
 * @window: which; @window.second is its number
 *
 * Context: budget locked.
 */
void wk_insecure_note(enum wk_insecure_what what, const struct wk_meter *m,
		      struct wk_instant window);

/**
 * wk_insecure_record() - writes a line of the log
 * @at: whose record
 * @type: of the record
 * @window: that it counts for
 * @bytes: of the record
 * @passed: it went into the stream
 *
 * Context: may sleep; budget not locked.
 */
void wk_insecure_record(const struct wk_attach *at, u32 type, struct wk_instant window, u32 bytes,
			bool passed);

/** wk_second_now() - what time budgets go by. Context: any */
void wk_second_now(struct timespec64 *now);

/** wk_second_left() - nanoseconds until its next second begins. Context: any */
u64 wk_second_left(void);

#else

static inline void wk_insecure_init(void)
{
}

static inline void wk_insecure_exit(void)
{
}

static inline void wk_insecure_note(enum wk_insecure_what what, const struct wk_meter *m,
				    struct wk_instant window)
{
}

static inline void wk_insecure_record(const struct wk_attach *at, u32 type,
				      struct wk_instant window, u32 bytes, bool passed)
{
}

/* The fine clock: the coarse one may be a tick behind when a second begins. */
static inline void wk_second_now(struct timespec64 *now)
{
	ktime_get_real_ts64(now);
}

static inline u64 wk_second_left(void)
{
	struct timespec64 now;

	ktime_get_real_ts64(&now);
	return NSEC_PER_SEC - now.tv_nsec;
}

#endif

#endif /* _WK_ATTACH_INSECURE_H */
