/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The ring of one CPU: records that its hooks emit, and the count of those that were lost.
 *
 * One producer, pinned to its CPU, which its own interrupts and NMIs may interrupt: then they
 * are nested, lose their record, and nobody waits.  One consumer at a time.
 */
#ifndef _WK_STREAM_RING_H
#define _WK_STREAM_RING_H

#include <linux/wasm_kernel.h>

#include "shim.h"

/**
 * struct wk_ring_head - a record in a ring; its bytes follow, padded to 8
 * @len: bytes
 * @type: as emitted
 * @seq: number of the attempt on this CPU; those that failed leave gaps
 * @nsec: when
 */
struct wk_ring_head {
	u32 len;
	u32 type;
	u64 seq;
	u64 nsec;
};

/**
 * struct wk_ring - see the head of this file
 * @data: @size bytes; positions only grow and are taken modulo @size, a power of two
 * @busy: the producer is at work
 * @emitted: attempts that were begun
 * @finished: attempts whose end is counted: in a record or in @dropped
 * @dropped: attempts that failed, by cause
 * @head: where the next record goes; the producer's
 * @written: records before it; the producer's
 * @apart: keeps what the two sides write in different cache lines
 * @tail: the oldest record; the consumer's
 * @consumed: records taken out; the consumer's
 * @mark: position of the last cut; the consumer's
 */
struct wk_ring {
	u8 *data;
	unsigned long size;
	local_t busy;
	local_t emitted;
	local_t finished;
	local_t dropped[WK_DROP_COUNT];
	unsigned long head;
	unsigned long written;
	u8 apart[64];
	unsigned long tail;
	u64 consumed;
	unsigned long mark;
};

/**
 * struct wk_ring_cut - one consistent look at a ring that is in use
 * @emitted: equals @written and all of @dropped together
 * @written: records that the ring took
 * @dropped: those it did not, by cause
 */
struct wk_ring_cut {
	u64 emitted;
	u64 written;
	u64 dropped[WK_DROP_COUNT];
};

/* What wk_ring_emit() is told when nothing speaks against the record. */
#define WK_DROP_NONE	WK_DROP_COUNT

/** wk_ring_max() - bytes of the largest record that @r takes */
u32 wk_ring_max(const struct wk_ring *r);

/**
 * wk_ring_emit() - puts a record in, or counts why not
 * @r: ring of this CPU
 * @refuse: WK_DROP_NONE, or why it is not to be put in
 * @type: its type
 * @bytes: copied
 * @len: how many
 *
 * Context: any, pinned to the ring's CPU. Return: WK_DROP_NONE, or under what it was counted.
 */
enum wk_drop wk_ring_emit(struct wk_ring *r, enum wk_drop refuse, u32 type, const void *bytes,
			  u32 len);

/** wk_ring_count() - counts @n records that were lost; context as wk_ring_emit() */
void wk_ring_count(struct wk_ring *r, enum wk_drop cause, u32 n);

/** wk_ring_used() - bytes in the ring; a guess for all but the producer and the consumer */
unsigned long wk_ring_used(struct wk_ring *r);

/** wk_ring_head() - position behind the newest record; only for the consumer */
unsigned long wk_ring_head(struct wk_ring *r);

/**
 * wk_ring_peek() - the oldest record
 * @r: ring; only its consumer
 * @limit: position up to which records are taken: wk_ring_head() or @r->mark
 * @head: where its head goes
 *
 * Return: is there one?
 */
bool wk_ring_peek(struct wk_ring *r, unsigned long limit, struct wk_ring_head *head);

/** wk_ring_copy() - bytes of the oldest record, from @offset on */
void wk_ring_copy(const struct wk_ring *r, u32 offset, void *to, u32 len);

/** wk_ring_pop() - gives up the oldest record, whose head is @head */
void wk_ring_pop(struct wk_ring *r, const struct wk_ring_head *head);

/**
 * wk_ring_take_cut() - waits for a moment at which no attempt is under way; may spin
 *
 * Sets @r->mark, behind the last record of the cut. Only the consumer.
 */
void wk_ring_take_cut(struct wk_ring *r, struct wk_ring_cut *cut);

#endif /* _WK_STREAM_RING_H */
