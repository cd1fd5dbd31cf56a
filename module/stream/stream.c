// SPDX-License-Identifier: GPL-2.0
#include "core.h"

/* ---- making and freeing ---- */

static u32 ring_size(u32 wanted)
{
	if (!wanted)
		wanted = WK_STREAM_RING_DEFAULT;
	if (wanted <= WK_STREAM_RING_MIN)
		return WK_STREAM_RING_MIN;
	return wanted >= WK_STREAM_RING_MAX ? WK_STREAM_RING_MAX : roundup_pow_of_two(wanted);
}

static struct wk_ring *new_ring(u32 size)
{
	struct wk_ring *r = wk_alloc(1, sizeof(*r));

	if (!r)
		return NULL;
	r->size = size;
	r->data = wk_alloc(size, 1);
	if (r->data)
		return r;
	wk_free(r);
	return NULL;
}

static void free_rings(struct wk_stream *st)
{
	u32 cpu;

	for (cpu = 0; st->rings && cpu < st->ncpus; cpu++) {
		if (!st->rings[cpu])
			continue;
		wk_free(st->rings[cpu]->data);
		wk_free(st->rings[cpu]);
	}
	wk_free(st->rings);
}

static int new_rings(struct wk_stream *st)
{
	u32 cpu;

	st->rings = wk_alloc(st->ncpus, sizeof(*st->rings));
	if (!st->rings)
		return -ENOMEM;
	for (cpu = 0; cpu < st->ncpus; cpu++) {
		if (!wk_stream_has_cpu(cpu))
			continue;
		st->rings[cpu] = new_ring(st->ring_bytes);
		if (!st->rings[cpu])
			return -ENOMEM;
	}
	return 0;
}

static void destroy(struct wk_stream *st)
{
	u32 i;

	wk_stream_worker_stop(st);
	for (i = 0; i < WK_STREAM_SUBSCRIBERS_MAX; i++)
		if (st->subs[i])
			wk_subscription_free(st->subs[i]);
	free_rings(st);
	mutex_destroy(&st->lock);
	wk_free(st);
}

struct wk_stream *wk_stream_new(u32 ring_bytes)
{
	struct wk_stream *st = wk_alloc(1, sizeof(*st));
	int err;

	if (!st)
		return ERR_PTR(-ENOMEM);
	refcount_set(&st->refs, 1);
	mutex_init(&st->lock);
	st->ncpus = wk_stream_cpus();
	st->ring_bytes = ring_size(ring_bytes);
	err = new_rings(st);
	if (!err)
		err = wk_stream_worker_start(st);
	if (err) {
		destroy(st);
		return ERR_PTR(err);
	}
	return st;
}

void wk_stream_get(struct wk_stream *st)
{
	refcount_inc(&st->refs);
}

void wk_stream_put(struct wk_stream *st)
{
	if (!st || !refcount_dec_and_test(&st->refs))
		return;
	wk_stream_close(st);
	destroy(st);
}

u64 wk_stream_bytes(const struct wk_stream *st)
{
	u64 bytes = sizeof(*st);
	u32 i;

	for (i = 0; i < st->ncpus; i++)
		if (st->rings[i])
			bytes += sizeof(*st->rings[i]) + st->ring_bytes;
	for (i = 0; i < WK_STREAM_SUBSCRIBERS_MAX; i++)
		if (READ_ONCE(st->subs[i]))
			bytes += sizeof(struct wk_subscription) +
				 (READ_ONCE(st->closed) ? 0 : WK_STREAM_QUEUE);
	return bytes;
}

/* ---- emitting ---- */

/* What speaks against a record before its ring is asked. */
static enum wk_drop judge(struct wk_stream *st, const struct wk_ring *r, u32 len)
{
	if (READ_ONCE(st->closed))
		return WK_DROP_CLOSED;
	if (!READ_ONCE(st->nsubs))
		return WK_DROP_UNHEARD;
	if (len > WK_STREAM_RECORD_MAX || len > wk_ring_max(r))
		return WK_DROP_TOO_BIG;
	return WK_DROP_NONE;
}

/* A worker that sleeps is woken by the first record, one that is at work by a ring half full. */
static void alarm_worker(struct wk_stream *st, struct wk_ring *r)
{
	smp_mb();	/* Pairs with wk_stream_worker's: it sees the record, or we see it idle. */
	if (!READ_ONCE(st->idle) && wk_ring_used(r) < st->ring_bytes / 2)
		return;
	if (READ_ONCE(st->woken))
		return;
	WRITE_ONCE(st->woken, true);
	wk_stream_worker_wake(st);
}

static int errno_of(enum wk_drop cause)
{
	switch (cause) {
	case WK_DROP_NONE:
		return 0;
	case WK_DROP_RING_FULL:
		return -ENOSPC;
	case WK_DROP_TOO_BIG:
		return -E2BIG;
	case WK_DROP_UNHEARD:
		return -ENOTCONN;
	case WK_DROP_CLOSED:
		return -ESHUTDOWN;
	default:
		return -EBUSY;
	}
}

int wk_stream_emit(struct wk_stream *st, u32 type, const void *bytes, u32 len)
{
	struct wk_ring *r = st->rings[wk_stream_pin()];
	enum wk_drop cause = wk_ring_emit(r, judge(st, r, len), type, bytes, len);

	if (cause == WK_DROP_NONE || cause == WK_DROP_RING_FULL)
		alarm_worker(st, r);
	wk_stream_unpin();
	return errno_of(cause);
}

void wk_stream_count(struct wk_stream *st, enum wk_drop cause, u32 n)
{
	wk_ring_count(st->rings[wk_stream_pin()], cause, n);
	wk_stream_unpin();
}

u64 wk_stream_room(struct wk_stream *st)
{
	u64 room = st->ring_bytes - wk_ring_used(st->rings[wk_stream_pin()]);

	wk_stream_unpin();
	return room;
}
