/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a stream consists of, for the files that make it up.
 *
 * stream.c has the producers' side and making and freeing; drain.c moves records from rings
 * to subscribers, close.c ends subscriptions: these are portable.  worker.c is the kernel's: the
 * thread that drains.
 */
#ifndef _WK_STREAM_CORE_H
#define _WK_STREAM_CORE_H

#include "queue.h"
#include "ring.h"
#include "stream.h"

struct wk_stream_worker;

/**
 * struct wk_subscription - a subscriber
 * @ops: how to reach him
 * @sink: for @ops
 * @queue: what is to be sent
 * @base: the stream's account when he came
 * @acct: his own; @emitted and the drops of the rings are brought up to date before each use
 * @ending: he gets no more records, and @acct is final but for what is in @queue
 * @told: he got his summary
 * @gone: he cannot be reached any more
 */
struct wk_subscription {
	const struct wk_subscriber_ops *ops;
	void *sink;
	struct wk_queue queue;
	struct wk_wire_account base;
	struct wk_wire_account acct;
	bool ending;
	bool told;
	bool gone;
};

/**
 * struct wk_stream - a stream
 * @refs: references
 * @rings: of each possible CPU
 * @ncpus: how many pointers
 * @ring_bytes: of each ring
 * @lock: all but the producers: the consumer's side of the rings, @subs and all in them
 * @subs: subscribers; NULL where there is none
 * @nsubs: those who get records; producers look at it
 * @closed: producers look at it
 * @idle: the worker sleeps until it is woken
 * @woken: somebody has woken it
 * @worker: the thread and its alarm
 */
struct wk_stream {
	refcount_t refs;
	struct wk_ring **rings;
	u32 ncpus;
	u32 ring_bytes;
	struct mutex lock;
	struct wk_subscription *subs[WK_STREAM_SUBSCRIBERS_MAX];
	u32 nsubs;
	bool closed;
	bool idle;
	bool woken;
	struct wk_stream_worker *worker;
};

/* ---- drain.c; @st->lock held ---- */

/**
 * wk_stream_cut() - the stream's account, at one moment for each ring, which it marks
 * Return: records taken out of the rings so far
 */
u64 wk_stream_cut(struct wk_stream *st, struct wk_wire_account *acct);

/**
 * wk_stream_drain() - moves records from the rings to the queues
 * @marked: those up to the last cut, to whoever has room; else all, while anybody has room
 * Return: were any moved?
 */
bool wk_stream_drain(struct wk_stream *st, bool marked);

/** wk_stream_pump() - sends what is in the queues, without waiting; Return: was any sent? */
bool wk_stream_pump(struct wk_stream *st);

/** wk_stream_pump_one() - the same for one subscriber */
bool wk_stream_pump_one(struct wk_subscription *sub);

/** wk_stream_pending() - is there anything in rings or queues of subscribers? */
bool wk_stream_pending(struct wk_stream *st);

/** wk_stream_update() - brings a subscriber's account up to @now */
void wk_stream_update(struct wk_subscription *sub, const struct wk_wire_account *now);

/** wk_stream_round() - one round of the worker: takes @st->lock; Return: is there more to do? */
bool wk_stream_round(struct wk_stream *st);

/* ---- close.c ---- */

/** wk_subscription_free() - releases the sink; the subscription is in no list */
void wk_subscription_free(struct wk_subscription *sub);

/* ---- worker.c; in user space the test ---- */

int wk_stream_worker_start(struct wk_stream *st);
void wk_stream_worker_stop(struct wk_stream *st);

/** wk_stream_worker_wake() - any context */
void wk_stream_worker_wake(struct wk_stream *st);

#endif /* _WK_STREAM_CORE_H */
