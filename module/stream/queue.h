/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The queue of one subscriber: records as they will be sent, in order, cut into parts that fit
 * a message.  A part never wraps around the end of the buffer, so that a batch is a
 * piece of the buffer itself.
 */
#ifndef _WK_STREAM_QUEUE_H
#define _WK_STREAM_QUEUE_H

#include "ring.h"

/**
 * struct wk_queue - see the head of this file; one user at a time
 * @data: @size bytes
 * @size: a multiple of 8
 * @head: where the next part goes
 * @tail: the oldest part
 * @wrap: where the parts before the buffer's beginning end; @size while @head is behind @tail
 * @empty: there is nothing in it, and not everything
 * @records: last parts that are in it, that is records that are not yet sent in full
 */
struct wk_queue {
	u8 *data;
	u32 size;
	u32 head;
	u32 tail;
	u32 wrap;
	bool empty;
	u64 records;
};

/** wk_queue_init() - @data: @size bytes, which stay the caller's */
void wk_queue_init(struct wk_queue *q, u8 *data, u32 size);

/** wk_queue_has_room() - for a record of @len bytes? */
bool wk_queue_has_room(const struct wk_queue *q, u32 len);

/**
 * wk_queue_put() - takes the oldest record of a ring, for which there is room
 * @q: queue
 * @r: ring that has it
 * @h: its head
 * @cpu: the ring's
 */
void wk_queue_put(struct wk_queue *q, const struct wk_ring *r, const struct wk_ring_head *h,
		  u32 cpu);

/**
 * wk_queue_batch() - the oldest parts that fit a batch
 * @len: bytes
 * @records: how many of them are the last of their record
 *
 * Return: their place, valid until wk_queue_pop(); NULL when the queue is empty.
 */
const void *wk_queue_batch(const struct wk_queue *q, u32 *len, u32 *records);

/** wk_queue_pop() - gives up a batch */
void wk_queue_pop(struct wk_queue *q, u32 len, u32 records);

#endif /* _WK_STREAM_QUEUE_H */
