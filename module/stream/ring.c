// SPDX-License-Identifier: GPL-2.0
#include "ring.h"

/* Positions are bytes; heads are aligned to 8, and so are records. */
static unsigned long record_size(u32 len)
{
	return sizeof(struct wk_ring_head) + round_up((unsigned long)len, 8);
}

u32 wk_ring_max(const struct wk_ring *r)
{
	return r->size / 2 - sizeof(struct wk_ring_head);
}

static void put(struct wk_ring *r, unsigned long pos, const void *from, unsigned long len)
{
	unsigned long at = pos & (r->size - 1);
	unsigned long first = min_t(unsigned long, len, r->size - at);

	memcpy(r->data + at, from, first);
	memcpy(r->data, (const u8 *)from + first, len - first);
}

static void get(const struct wk_ring *r, unsigned long pos, void *to, unsigned long len)
{
	unsigned long at = pos & (r->size - 1);
	unsigned long first = min_t(unsigned long, len, r->size - at);

	memcpy(to, r->data + at, first);
	memcpy((u8 *)to + first, r->data, len - first);
}

/* ---- producer ---- */

static enum wk_drop write_record(struct wk_ring *r, const struct wk_ring_head *h,
				 const void *bytes)
{
	unsigned long size = record_size(h->len);
	/* Pairs with wk_ring_pop(): what it has read may be overwritten. */
	unsigned long used = r->head - smp_load_acquire(&r->tail);

	if (size > r->size - used)
		return WK_DROP_RING_FULL;
	put(r, r->head, h, sizeof(*h));
	if (h->len)
		put(r, r->head + sizeof(*h), bytes, h->len);
	WRITE_ONCE(r->written, r->written + 1);
	/* Pairs with wk_ring_head(): who sees the position sees the record. */
	smp_store_release(&r->head, r->head + size);
	return WK_DROP_NONE;
}

/* @seq was drawn while the ring was ours, so that records lie in the order of their numbers. */
static enum wk_drop write_numbered(struct wk_ring *r, u64 seq, u32 type, const void *bytes,
				   u32 len)
{
	const struct wk_ring_head h = {
		.len = len,
		.type = type,
		.seq = seq,
		.nsec = wk_stream_clock(),
	};

	return write_record(r, &h, bytes);
}

/* An attempt ends: from now on a cut may be taken that includes it. */
static void finish(struct wk_ring *r, enum wk_drop cause, u32 n)
{
	if (cause != WK_DROP_NONE)
		local_add(n, &r->dropped[cause]);
	/* Pairs with wk_ring_take_cut(). */
	smp_wmb();
	local_add(n, &r->finished);
}

enum wk_drop wk_ring_emit(struct wk_ring *r, enum wk_drop refuse, u32 type, const void *bytes,
			  u32 len)
{
	bool ours = refuse == WK_DROP_NONE && !local_cmpxchg(&r->busy, 0, 1);
	u64 seq = local_add_return(1, &r->emitted) - 1;
	enum wk_drop cause = refuse;

	/* Pairs with wk_ring_take_cut(): who sees a trace of the attempt sees that it began. */
	smp_wmb();
	if (ours) {
		cause = write_numbered(r, seq, type, bytes, len);
		local_set(&r->busy, 0);
	} else if (refuse == WK_DROP_NONE) {
		cause = WK_DROP_NESTED;
	}
	finish(r, cause, 1);
	return cause;
}

void wk_ring_count(struct wk_ring *r, enum wk_drop cause, u32 n)
{
	local_add(n, &r->emitted);
	smp_wmb();	/* As in wk_ring_emit(). */
	finish(r, cause, n);
}

unsigned long wk_ring_used(struct wk_ring *r)
{
	return READ_ONCE(r->head) - READ_ONCE(r->tail);
}

/* ---- consumer ---- */

unsigned long wk_ring_head(struct wk_ring *r)
{
	/* Pairs with write_record(). */
	return smp_load_acquire(&r->head);
}

bool wk_ring_peek(struct wk_ring *r, unsigned long limit, struct wk_ring_head *head)
{
	if (r->tail == limit)
		return false;
	get(r, r->tail, head, sizeof(*head));
	return true;
}

void wk_ring_copy(const struct wk_ring *r, u32 offset, void *to, u32 len)
{
	get(r, r->tail + sizeof(struct wk_ring_head) + offset, to, len);
}

void wk_ring_pop(struct wk_ring *r, const struct wk_ring_head *head)
{
	r->consumed++;
	/* Pairs with write_record(). */
	smp_store_release(&r->tail, r->tail + record_size(head->len));
}

/*
 * When as many attempts had ended before everything was read as have begun afterwards, none was
 * under way in between.
 */
void wk_ring_take_cut(struct wk_ring *r, struct wk_ring_cut *cut)
{
	unsigned long finished, i;

	for (;;) {
		finished = local_read(&r->finished);
		smp_rmb();	/* Pairs with finish(). */
		for (i = 0; i < WK_DROP_COUNT; i++)
			cut->dropped[i] = (unsigned long)local_read(&r->dropped[i]);
		cut->written = READ_ONCE(r->written);
		r->mark = wk_ring_head(r);
		smp_rmb();	/* Pairs with wk_ring_emit(). */
		cut->emitted = (unsigned long)local_read(&r->emitted);
		if (cut->emitted == finished)
			return;
		wk_cond_resched();
	}
}
