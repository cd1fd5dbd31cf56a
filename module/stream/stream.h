/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Streams: how records get from hooks to subscribers.
 *
 * Hooks write into a ring of their CPU and never send.  One worker per stream takes
 * records out of the rings and puts them into a queue for each subscriber, from which it
 * sends without ever waiting: who reads too slowly loses records of his own queue, and
 * disturbs nobody else.  Each record that was meant to be emitted is accounted for:
 *
 *	emitted == delivered + sum of drops by cause (drops.def)
 *
 * holds exactly for each subscriber, from his subscription to his last message.
 */
#ifndef _WK_STREAM_STREAM_H
#define _WK_STREAM_STREAM_H

#include <linux/wasm_kernel.h>

#include "../wasm/shim.h"

struct wk_stream;
struct wk_subscription;

enum {
	/* Ring of one CPU: what a client may ask for, and what it gets otherwise. */
	WK_STREAM_RING_MIN = 4 << 10,
	WK_STREAM_RING_DEFAULT = 256 << 10,
	WK_STREAM_RING_MAX = 16 << 20,

	/* A record's bytes; in any case less than half of a ring. */
	WK_STREAM_RECORD_MAX = 256 << 10,

	/* What waits to be sent to one subscriber: some of the largest records. */
	WK_STREAM_QUEUE = 1 << 20,

	/* Bytes of records in one batch, with their heads: one message has room for them. */
	WK_STREAM_BATCH = 28 << 10,

	/* Subscribers of one stream. */
	WK_STREAM_SUBSCRIBERS_MAX = 16,
};

/**
 * struct wk_subscriber_ops - how a subscriber is reached
 *
 * Called from the stream's worker and from those who subscribe, unsubscribe or close, one at a
 * time, in process context.  They must not wait for the reader.
 *
 * @records: takes a batch: @len bytes (at most WK_STREAM_BATCH) of struct wk_wire_record, each
 *           followed by its bytes; with the account up to and including this batch.  It must
 *           leave room for a summary in the reader's queue.
 *           Return: 0; -EAGAIN, it did not take it and will be asked again; another negative
 *           errno, the reader is gone for good.
 * @summary: the last message, after it there is none; the same returns.  -EAGAIN is asked
 *           again for a bounded time.
 * @release: the use of @sink ends; once, also when subscribing fails
 */
struct wk_subscriber_ops {
	int (*records)(void *sink, const void *batch, u32 len, const struct wk_wire_account *acct);
	int (*summary)(void *sink, const struct wk_wire_account *acct);
	void (*release)(void *sink);
};

/**
 * wk_stream_new() - makes a stream: a ring for each possible CPU, and a worker
 * @ring_bytes: of each ring, rounded up to a power of two within WK_STREAM_RING_MIN and _MAX;
 *              0 is WK_STREAM_RING_DEFAULT
 *
 * Context: may sleep; charged to the current task's group.
 * Return: the stream with one reference, or ERR_PTR(-ENOMEM), (-EINTR).
 */
struct wk_stream *wk_stream_new(u32 ring_bytes);

/**
 * wk_stream_put() - gives up a reference; NULL is allowed
 *
 * The last one closes the stream.  Nothing may emit any more.
 * Context: may sleep.
 */
void wk_stream_put(struct wk_stream *st);

/** wk_stream_get() - takes one more reference. Context: any. */
void wk_stream_get(struct wk_stream *st);

/** wk_stream_bytes() - memory that the stream uses, with its subscribers' queues */
u64 wk_stream_bytes(const struct wk_stream *st);

/**
 * wk_stream_emit() - puts a record into the ring of this CPU
 * @st: stream; the caller keeps it alive
 * @type: what the record is; the program's own number
 * @bytes: copied
 * @len: how many; may be 0
 *
 * Context: any, NMI included, with any locks held.
 * Return: 0, or why it was dropped, which is counted: -ENOSPC (ring full), -EBUSY (nested),
 * -E2BIG, -ENOTCONN (nobody subscribes), -ESHUTDOWN (closed).
 */
int wk_stream_emit(struct wk_stream *st, u32 type, const void *bytes, u32 len);

/** wk_stream_room() - bytes that this CPU's ring still takes, or a guess; context as for emit */
u64 wk_stream_room(struct wk_stream *st);

/**
 * wk_stream_count() - counts records that were meant to be emitted and were not
 * @st: stream
 * @cause: enum wk_drop
 * @n: how many
 *
 * Context: any, as wk_stream_emit().
 */
void wk_stream_count(struct wk_stream *st, enum wk_drop cause, u32 n);

/**
 * wk_stream_subscribe() - adds a subscriber, who gets what is emitted from now on
 * @st: stream
 * @ops: how to reach him; outlives the subscription
 * @sink: for @ops; released at the end of the subscription, or at once on error
 *
 * Context: may sleep; his queue is charged to the current task's group.
 * Return: the subscription, valid until wk_stream_unsubscribe() and, if that is never
 * called, the stream's end; or ERR_PTR(-ENOMEM), (-ENOSPC, too many), (-ESHUTDOWN, closed).
 */
struct wk_subscription *wk_stream_subscribe(struct wk_stream *st,
					    const struct wk_subscriber_ops *ops, void *sink);

/** wk_stream_told() - has he got his summary, or been given up? Context: may sleep */
bool wk_stream_told(struct wk_stream *st, const struct wk_subscription *sub);

/**
 * wk_stream_unsubscribe() - ends a subscription
 * @st: stream
 * @sub: the subscription; invalid afterwards
 * @tell: send what is queued and a summary; false for a reader who is gone
 *
 * Context: may sleep, a bounded time.
 */
void wk_stream_unsubscribe(struct wk_stream *st, struct wk_subscription *sub, bool tell);

/**
 * wk_stream_close() - ends a stream: no more records, what there is goes out, then summaries
 *
 * Hooks may still call wk_stream_emit(); those records count as closed.
 * Context: may sleep: a grace period of RCU and, for a reader who does not read, a bounded time.
 * A second call does nothing.
 */
void wk_stream_close(struct wk_stream *st);

/**
 * wk_stream_account() - the stream's own account, from its making on
 * @st: stream
 * @acct: @delivered is what the rings took; @dropped what was lost before that: so the account
 *        is exact without any subscriber
 *
 * Context: may sleep.
 */
void wk_stream_account(struct wk_stream *st, struct wk_wire_account *acct);

#endif /* _WK_STREAM_STREAM_H */
