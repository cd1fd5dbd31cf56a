/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the tests of streams share: threads that play CPUs, and subscribers that check every
 * byte they get and do the account again.
 */
#ifndef _WK_STREAM_RIG_H
#define _WK_STREAM_RIG_H

#include "../../module/stream/core.h"

#define RIG_CPUS	4

/* The calling thread is this CPU from now on. */
void rig_be_cpu(u32 cpu);

/** rig_emit() - emits a record whose bytes follow from its number */
int rig_emit(struct wk_stream *st, u32 number, u32 len);

/** rig_emitted() - attempts of all threads so far, counted here and not by the stream */
u64 rig_emitted(void);
void rig_count(struct wk_stream *st, enum wk_drop cause, u32 n);

/* Signals interrupt CPUs and emit too: begin and end for the calling thread. */
void rig_interrupts(struct wk_stream *st, bool on);

/**
 * struct rig_reader - a subscriber
 * @full: takes nothing more: a reader that is stopped
 * @dead: can no longer be reached
 * @pause_ns: takes its time for each batch
 * @next: when it takes the next one
 * @room: batches that it takes before it is full; 0 is any number
 * @records: it got in full
 * @wrong: what was wrong with them
 * @partial: bytes so far of a record that comes in parts
 * @last_seq: of the last record of each CPU, plus 1
 * @told: it got a summary, @acct
 * @released: it will hear no more
 * @acct: what the summary said
 */
struct rig_reader {
	bool full;
	bool dead;
	long pause_ns;
	u64 next;
	u32 room;
	u64 records;
	u64 wrong;
	u32 partial;
	u64 last_seq[RIG_CPUS];
	bool told;
	bool released;
	struct wk_wire_account acct;
};

extern const struct wk_subscriber_ops rig_ops;

/** rig_balance() - what is left of the account: 0 when it is exact */
s64 rig_balance(const struct wk_wire_account *acct);

/** rig_exact() - a reader that was told the truth and nothing else; says what is wrong */
bool rig_exact(const char *who, const struct rig_reader *r);

/* A worker thread that drains, or none: then the test calls wk_stream_round(). */
extern bool rig_has_worker;

#endif /* _WK_STREAM_RIG_H */
