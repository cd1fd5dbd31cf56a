// SPDX-License-Identifier: GPL-2.0
#include "queue.h"
#include "stream.h"

#define HEAD	((u32)sizeof(struct wk_wire_record))

/* Bytes of one part, so that it fits a batch together with its head. */
#define PART	(WK_STREAM_BATCH - HEAD)

/* Room that may be left unused before the end of the buffer. */
#define SLACK	WK_STREAM_BATCH

/* A test build says so in each record. */
#ifdef WK_DP_INSECURE
#define STAMP	WK_RECORD_INSECURE
#else
#define STAMP	0
#endif

static_assert(sizeof(struct wk_wire_record) % 8 == 0 && WK_STREAM_BATCH % 8 == 0);

void wk_queue_init(struct wk_queue *q, u8 *data, u32 size)
{
	memset(q, 0, sizeof(*q));
	q->data = data;
	q->size = size;
	q->wrap = size;
	q->empty = true;
}

static u32 part_size(u32 bytes)
{
	return HEAD + round_up(bytes, 8);
}

static u32 room(const struct wk_queue *q)
{
	if (q->empty)
		return q->size;
	if (q->head > q->tail)
		return q->size - q->head + q->tail;
	return q->tail - q->head;
}

/* From above: each part but the last is full, and one may leave room before the end unused. */
bool wk_queue_has_room(const struct wk_queue *q, u32 len)
{
	u32 parts = len / PART + 1;

	return room(q) >= parts * HEAD + len + 8 + SLACK;
}

static struct wk_wire_record *part_at(const struct wk_queue *q, u32 at)
{
	return (struct wk_wire_record *)(q->data + at);
}

/* Room for @size bytes in one piece. */
static struct wk_wire_record *reserve(struct wk_queue *q, u32 size)
{
	struct wk_wire_record *part;

	if (q->empty) {
		q->head = 0;
		q->tail = 0;
		q->wrap = q->size;
		q->empty = false;
	} else if (q->head > q->tail && q->size - q->head < size) {
		q->wrap = q->head;
		q->head = 0;
	}
	part = part_at(q, q->head);
	q->head += size;
	return part;
}

void wk_queue_put(struct wk_queue *q, const struct wk_ring *r, const struct wk_ring_head *h,
		  u32 cpu)
{
	u32 offset = 0;

	do {
		u32 n = min_t(u32, h->len - offset, PART);
		struct wk_wire_record *part = reserve(q, part_size(n));
		u8 *bytes = (u8 *)(part + 1);

		*part = (struct wk_wire_record){
			.len = h->len,
			.bytes = n,
			.offset = offset,
			.type = h->type,
			.seq = h->seq,
			.nsec = h->nsec,
			.cpu = cpu,
			.flags = STAMP,
		};
		wk_ring_copy(r, offset, bytes, n);
		memset(bytes + n, 0, round_up(n, 8) - n);
		offset += n;
	} while (offset < h->len);
	q->records++;
}

const void *wk_queue_batch(const struct wk_queue *q, u32 *len, u32 *records)
{
	u32 end = q->head > q->tail ? q->head : q->wrap;
	u32 at = q->tail;

	*records = 0;
	if (q->empty)
		return NULL;
	while (at < end) {
		const struct wk_wire_record *part = part_at(q, at);
		u32 size = part_size(part->bytes);

		if (at + size - q->tail > WK_STREAM_BATCH)
			break;
		*records += part->offset + part->bytes == part->len;
		at += size;
	}
	*len = at - q->tail;
	return part_at(q, q->tail);
}

void wk_queue_pop(struct wk_queue *q, u32 len, u32 records)
{
	q->tail += len;
	q->records -= records;
	if (q->tail == q->head) {
		q->empty = true;
	} else if (q->tail == q->wrap) {
		q->tail = 0;
		q->wrap = q->size;
	}
}
