// SPDX-License-Identifier: GPL-2.0
/* Subscribing, and how subscriptions end: with an account that adds up. */
#include "core.h"

/* Milliseconds: between two looks, without any progress, and altogether. */
#define PAUSE_MS	5
#define STUCK_MS	500
#define PATIENCE_MS	5000

static u64 now_ms(void)
{
	return wk_stream_clock() / 1000000;
}

/* ---- beginning ---- */

void wk_subscription_free(struct wk_subscription *sub)
{
	sub->ops->release(sub->sink);
	wk_free(sub->queue.data);
	wk_free(sub);
}

static struct wk_subscription *new_subscription(const struct wk_subscriber_ops *ops, void *sink)
{
	struct wk_subscription *sub = wk_alloc(1, sizeof(*sub));
	u8 *data = wk_alloc(WK_STREAM_QUEUE, 1);

	if (!sub || !data) {
		wk_free(sub);
		wk_free(data);
		ops->release(sink);
		return NULL;
	}
	wk_queue_init(&sub->queue, data, WK_STREAM_QUEUE);
	sub->ops = ops;
	sub->sink = sink;
	return sub;
}

static struct wk_subscription **free_slot(struct wk_stream *st)
{
	u32 i;

	for (i = 0; i < WK_STREAM_SUBSCRIBERS_MAX; i++)
		if (!st->subs[i])
			return &st->subs[i];
	return NULL;
}

static u64 sum_drops(const struct wk_wire_account *acct)
{
	u64 sum = 0;
	u32 i;

	for (i = 0; i < WK_DROP_COUNT; i++)
		sum += acct->dropped[i];
	return sum;
}

static int add(struct wk_stream *st, struct wk_subscription *sub)
{
	struct wk_subscription **slot = free_slot(st);
	u64 consumed;

	if (st->closed)
		return -ESHUTDOWN;
	if (!slot)
		return -ENOSPC;
	/* What nobody was there for is not for him either. */
	wk_stream_drain(st, false);
	WRITE_ONCE(st->nsubs, st->nsubs + 1);
	/*
	 * Attempts that still saw nobody are over when the cut is taken.  What is in the rings
	 * now he will get: for him it has not been emitted yet.
	 */
	consumed = wk_stream_cut(st, &sub->base);
	sub->base.emitted = consumed + sum_drops(&sub->base);
	*slot = sub;
	return 0;
}

struct wk_subscription *wk_stream_subscribe(struct wk_stream *st,
					    const struct wk_subscriber_ops *ops, void *sink)
{
	struct wk_subscription *sub = new_subscription(ops, sink);
	int err;

	if (!sub)
		return ERR_PTR(-ENOMEM);
	mutex_lock(&st->lock);
	err = add(st, sub);
	mutex_unlock(&st->lock);
	if (!err)
		return sub;
	wk_subscription_free(sub);
	return ERR_PTR(err);
}

/* ---- ending ---- */

static void tell(struct wk_subscription *sub)
{
	int err = sub->ops->summary(sub->sink, &sub->acct);

	sub->told = !err;
	if (err && err != -EAGAIN)
		sub->gone = true;
}

static void give_up(struct wk_subscription *sub)
{
	sub->acct.dropped[WK_DROP_UNDELIVERED] += sub->queue.records;
	wk_queue_init(&sub->queue, sub->queue.data, sub->queue.size);
	tell(sub);
	sub->gone = true;
}

/* Nothing more goes through it: what is left is small, until he unsubscribes. */
static void drop_queue(struct wk_subscription *sub)
{
	wk_free(sub->queue.data);
	wk_queue_init(&sub->queue, NULL, 0);
}

static bool has_ended(const struct wk_subscription *sub)
{
	return !sub || !sub->ending || sub->told || sub->gone;
}

/**
 * struct patience - how long an end has taken, and will be allowed to
 * @start: of the end
 * @moved: last progress
 */
struct patience {
	u64 start;
	u64 moved;
};

static void patience_begin(struct patience *p)
{
	p->start = now_ms();
	p->moved = p->start;
}

static bool patience_ends(struct patience *p, bool progress)
{
	u64 now = now_ms();

	if (progress)
		p->moved = now;
	return now - p->moved > STUCK_MS || now - p->start > PATIENCE_MS;
}

/* One look at those that are ending (or @only one of them). Return: have all ended? */
static bool finish_round(struct wk_stream *st, const struct wk_subscription *only,
			 struct patience *p)
{
	bool progress = false, left = false;
	u32 i;

	for (i = 0; i < WK_STREAM_SUBSCRIBERS_MAX; i++) {
		struct wk_subscription *sub = st->subs[i];

		if (has_ended(sub) || (only && sub != only))
			continue;
		progress |= wk_stream_pump_one(sub);
		if (sub->queue.empty)
			tell(sub);
		if (has_ended(sub))
			drop_queue(sub);
		else
			left = true;
	}
	if (!left || !patience_ends(p, progress))
		return !left;
	for (i = 0; i < WK_STREAM_SUBSCRIBERS_MAX; i++) {
		struct wk_subscription *sub = st->subs[i];

		if (has_ended(sub) || (only && sub != only))
			continue;
		give_up(sub);
		drop_queue(sub);
	}
	return true;
}

/* Sends what is queued, then the summary; without the lock in between, others go on. */
static void finish(struct wk_stream *st, const struct wk_subscription *only)
{
	struct patience p;
	bool done;

	patience_begin(&p);
	for (;;) {
		mutex_lock(&st->lock);
		done = finish_round(st, only, &p);
		mutex_unlock(&st->lock);
		if (done)
			return;
		msleep(PAUSE_MS);
	}
}

/* From here on @sub gets no more records: what was emitted up to the last cut is his. */
static void end(struct wk_stream *st, struct wk_subscription *sub,
		const struct wk_wire_account *now)
{
	wk_stream_update(sub, now);
	sub->ending = true;
	WRITE_ONCE(st->nsubs, st->nsubs - 1);
}

static void end_one(struct wk_stream *st, struct wk_subscription *sub)
{
	struct wk_wire_account now;

	wk_stream_drain(st, false);
	wk_stream_pump(st);
	wk_stream_cut(st, &now);
	wk_stream_drain(st, true);
	end(st, sub, &now);
}

bool wk_stream_told(struct wk_stream *st, const struct wk_subscription *sub)
{
	bool told;

	mutex_lock(&st->lock);
	told = sub->told || (sub->ending && sub->gone);
	mutex_unlock(&st->lock);
	return told;
}

static void forget(struct wk_stream *st, const struct wk_subscription *sub)
{
	u32 i;

	for (i = 0; i < WK_STREAM_SUBSCRIBERS_MAX; i++)
		if (st->subs[i] == sub)
			WRITE_ONCE(st->subs[i], NULL);
}

void wk_stream_unsubscribe(struct wk_stream *st, struct wk_subscription *sub, bool tell)
{
	mutex_lock(&st->lock);
	if (!tell)
		sub->gone = true;
	if (!sub->ending)
		end_one(st, sub);
	mutex_unlock(&st->lock);
	finish(st, sub);
	mutex_lock(&st->lock);
	forget(st, sub);
	mutex_unlock(&st->lock);
	wk_subscription_free(sub);
}

/* ---- the end of the stream ---- */

/* Nothing is emitted any more: the rings run dry, unless nobody takes anything. */
static void run_dry(struct wk_stream *st)
{
	struct patience p;
	bool progress, pending;

	patience_begin(&p);
	do {
		mutex_lock(&st->lock);
		progress = wk_stream_drain(st, false);
		progress |= wk_stream_pump(st);
		pending = wk_stream_pending(st);
		mutex_unlock(&st->lock);
		if (pending && !progress)
			msleep(PAUSE_MS);
	} while (pending && !patience_ends(&p, progress));
}

void wk_stream_close(struct wk_stream *st)
{
	struct wk_wire_account now;
	bool first;
	u32 i;

	mutex_lock(&st->lock);
	first = !st->closed;
	WRITE_ONCE(st->closed, true);
	mutex_unlock(&st->lock);
	if (!first)
		return;
	/* Who did not see that has put his record in its ring afterwards. */
	wk_stream_quiesce();
	run_dry(st);
	mutex_lock(&st->lock);
	wk_stream_cut(st, &now);
	wk_stream_drain(st, true);
	for (i = 0; i < WK_STREAM_SUBSCRIBERS_MAX; i++)
		if (st->subs[i] && !st->subs[i]->ending)
			end(st, st->subs[i], &now);
	mutex_unlock(&st->lock);
	finish(st, NULL);
}

void wk_stream_account(struct wk_stream *st, struct wk_wire_account *acct)
{
	mutex_lock(&st->lock);
	wk_stream_cut(st, acct);
	mutex_unlock(&st->lock);
}
