// SPDX-License-Identifier: GPL-2.0
/* From the rings to the subscribers' queues, and from there to the subscribers. */
#include "core.h"

/* Batches sent to one subscriber before the next has his turn. */
#define TURN	32

u64 wk_stream_cut(struct wk_stream *st, struct wk_wire_account *acct)
{
	struct wk_ring_cut cut;
	u64 consumed = 0;
	u32 cpu, i;

	lockdep_assert_held(&st->lock);
	memset(acct, 0, sizeof(*acct));
	for (cpu = 0; cpu < st->ncpus; cpu++) {
		if (!st->rings[cpu])
			continue;
		wk_ring_take_cut(st->rings[cpu], &cut);
		acct->emitted += cut.emitted;
		acct->delivered += cut.written;
		for (i = 0; i < WK_DROP_COUNT; i++)
			acct->dropped[i] += cut.dropped[i];
		consumed += st->rings[cpu]->consumed;
	}
	return consumed;
}

void wk_stream_update(struct wk_subscription *sub, const struct wk_wire_account *now)
{
	u32 i;

	sub->acct.emitted = now->emitted - sub->base.emitted;
	for (i = 0; i < WK_DROP_COUNT; i++)
		if (i != WK_DROP_QUEUE_FULL && i != WK_DROP_UNDELIVERED)
			sub->acct.dropped[i] = now->dropped[i] - sub->base.dropped[i];
}

/* ---- from the rings ---- */

static bool listens(const struct wk_subscription *sub)
{
	return sub && !sub->ending && !sub->gone;
}

/* Has anybody room for a record? A stream that nobody listens to has all the room there is. */
static bool anybody_has_room(struct wk_stream *st, u32 len)
{
	bool any = false;
	u32 i;

	for (i = 0; i < WK_STREAM_SUBSCRIBERS_MAX; i++) {
		if (!listens(st->subs[i]))
			continue;
		if (wk_queue_has_room(&st->subs[i]->queue, len))
			return true;
		any = true;
	}
	return !any;
}

static void hand_out(struct wk_stream *st, struct wk_ring *r, const struct wk_ring_head *h, u32 cpu)
{
	u32 i;

	for (i = 0; i < WK_STREAM_SUBSCRIBERS_MAX; i++) {
		struct wk_subscription *sub = st->subs[i];

		if (!listens(sub))
			continue;
		if (wk_queue_has_room(&sub->queue, h->len))
			wk_queue_put(&sub->queue, r, h, cpu);
		else
			sub->acct.dropped[WK_DROP_QUEUE_FULL]++;
	}
}

static bool drain_ring(struct wk_stream *st, u32 cpu, bool marked)
{
	struct wk_ring *r = st->rings[cpu];
	unsigned long limit = marked ? r->mark : wk_ring_head(r);
	struct wk_ring_head h;
	bool any = false;

	while (wk_ring_peek(r, limit, &h)) {
		if (!marked && !anybody_has_room(st, h.len))
			break;
		hand_out(st, r, &h, cpu);
		wk_ring_pop(r, &h);
		any = true;
	}
	return any;
}

bool wk_stream_drain(struct wk_stream *st, bool marked)
{
	bool any = false;
	u32 cpu;

	lockdep_assert_held(&st->lock);
	for (cpu = 0; cpu < st->ncpus; cpu++)
		if (st->rings[cpu])
			any |= drain_ring(st, cpu, marked);
	return any;
}

/* ---- to the subscribers ---- */

bool wk_stream_pump_one(struct wk_subscription *sub)
{
	u32 len, records, turn;
	const void *batch;

	for (turn = 0; turn < TURN && !sub->gone; turn++) {
		struct wk_wire_account acct = sub->acct;
		int err;

		batch = wk_queue_batch(&sub->queue, &len, &records);
		if (!batch)
			break;
		acct.delivered += records;
		err = sub->ops->records(sub->sink, batch, len, &acct);
		if (err == -EAGAIN)
			break;
		if (err) {
			sub->gone = true;
			break;
		}
		sub->acct.delivered += records;
		wk_queue_pop(&sub->queue, len, records);
	}
	return turn > 0;
}

bool wk_stream_pump(struct wk_stream *st)
{
	struct wk_wire_account now;
	bool any = false;
	u32 i;

	lockdep_assert_held(&st->lock);
	wk_stream_cut(st, &now);
	for (i = 0; i < WK_STREAM_SUBSCRIBERS_MAX; i++) {
		struct wk_subscription *sub = st->subs[i];

		if (!sub || sub->gone || sub->told)
			continue;
		if (!sub->ending)
			wk_stream_update(sub, &now);
		any |= wk_stream_pump_one(sub);
	}
	return any;
}

bool wk_stream_pending(struct wk_stream *st)
{
	u32 cpu, i;

	for (i = 0; i < WK_STREAM_SUBSCRIBERS_MAX; i++)
		if (listens(st->subs[i]) && !st->subs[i]->queue.empty)
			return true;
	for (cpu = 0; cpu < st->ncpus; cpu++)
		if (st->rings[cpu] && wk_ring_used(st->rings[cpu]))
			return true;
	return false;
}

bool wk_stream_round(struct wk_stream *st)
{
	bool any;

	WRITE_ONCE(st->woken, false);
	mutex_lock(&st->lock);
	any = wk_stream_drain(st, false);
	any |= wk_stream_pump(st);
	any |= wk_stream_pending(st);
	mutex_unlock(&st->lock);
	return any;
}
