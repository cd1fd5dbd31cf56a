// SPDX-License-Identifier: GPL-2.0
/* Streams: every record is delivered, or lost under one cause; nobody disturbs anybody. */
#include "../user/tap.h"
#include "stream_rig.h"

static struct wk_stream *st;

static void open_stream(u32 ring, bool worker)
{
	rig_has_worker = worker;
	st = wk_stream_new(ring);
	if (IS_ERR(st))
		abort();
}

static struct wk_subscription *subscribe(struct rig_reader *r)
{
	struct wk_subscription *sub = wk_stream_subscribe(st, &rig_ops, r);

	if (IS_ERR(sub))
		abort();
	return sub;
}

/* ---- one CPU, step by step ---- */

static const u32 sizes[] = { 0, 1, 7, 8, 9, 4095, 4096, 4097, 28631, 28632, 28633, 65536, 131048 };

static void test_sizes(void)
{
	struct rig_reader r = { 0 };
	u32 i, rounds;
	int err = 0;

	open_stream(256 << 10, false);
	subscribe(&r);
	for (rounds = 0; rounds < 50; rounds++) {
		for (i = 0; i < ARRAY_SIZE(sizes); i++) {
			err |= rig_emit(st, rounds * 100 + i, sizes[i]);
			wk_stream_round(st);
		}
	}
	wk_stream_put(st);
	tap_ok(!err && r.records == 50 * ARRAY_SIZE(sizes) && rig_exact("sizes", &r),
	       "records of every size arrive whole, in parts where one message is too small");
	tap_ok(r.released, "the sink is released with the stream");
}

static void test_causes(void)
{
	struct rig_reader r = { 0 };
	struct wk_wire_account acct;
	u32 n = 0;

	open_stream(WK_STREAM_RING_MIN, false);
	tap_ok(rig_emit(st, 0, 8) == -ENOTCONN, "nobody subscribes");
	subscribe(&r);
	tap_ok(rig_emit(st, 1, 2048) == -E2BIG && rig_emit(st, 1, 2047 - 24) == 0,
	       "a record takes less than half of a ring");
	while (!rig_emit(st, 2, 100))
		n++;
	tap_ok(n && rig_emit(st, 2, 100) == -ENOSPC, "the ring is full after %u more", n);
	rig_count(st, WK_DROP_FAULT, 3);
	local_set(&st->rings[0]->busy, 1);
	tap_ok(rig_emit(st, 3, 8) == -EBUSY, "nested");
	local_set(&st->rings[0]->busy, 0);
	wk_stream_get(st);
	wk_stream_close(st);
	tap_ok(rig_emit(st, 4, 8) == -ESHUTDOWN, "closed");
	tap_ok(rig_exact("causes", &r) && r.acct.dropped[WK_DROP_TOO_BIG] == 1 &&
	       r.acct.dropped[WK_DROP_RING_FULL] == 2 && r.acct.dropped[WK_DROP_FAULT] == 3 &&
	       r.acct.dropped[WK_DROP_NESTED] == 1 && !r.acct.dropped[WK_DROP_UNHEARD],
	       "each loss is counted under its cause");
	wk_stream_account(st, &acct);
	tap_ok(!rig_balance(&acct) && acct.dropped[WK_DROP_UNHEARD] == 1 &&
	       acct.dropped[WK_DROP_CLOSED] == 1, "the stream's own account is exact too");
	wk_stream_put(st);
	wk_stream_put(st);
}

/* A reader that stops reading, and one beside it that does not. */
static void test_stopped(void)
{
	struct rig_reader stopped = { .room = 3 }, fine = { 0 };
	u32 i;

	open_stream(64 << 10, false);
	subscribe(&stopped);
	subscribe(&fine);
	for (i = 0; i < 4000; i++) {
		rig_emit(st, i, 1000);
		wk_stream_round(st);
	}
	wk_stream_put(st);
	tap_ok(rig_exact("fine", &fine) && fine.records == 4000,
	       "who reads gets all, whoever else does not");
	tap_ok(rig_exact("stopped", &stopped) && stopped.acct.emitted == 4000 &&
	       stopped.acct.dropped[WK_DROP_QUEUE_FULL] > 1000 &&
	       stopped.acct.dropped[WK_DROP_UNDELIVERED] > 500,
	       "who stopped reading is told what was lost");
}

/* Nobody reads: what does not fit his queue stays in the ring. */
static void test_alone(void)
{
	struct rig_reader alone = { .full = true };
	u32 i;

	open_stream(64 << 10, false);
	subscribe(&alone);
	for (i = 0; i < 2000; i++) {
		rig_emit(st, i, 1000);
		wk_stream_round(st);
	}
	wk_stream_put(st);
	tap_ok(rig_exact("alone", &alone) && alone.acct.dropped[WK_DROP_RING_FULL] > 500,
	       "a single reader's ring waits for him");
}

static void test_dead(void)
{
	struct rig_reader dead = { .dead = true }, fine = { 0 };
	struct wk_subscription *sub;

	open_stream(0, false);
	sub = subscribe(&dead);
	subscribe(&fine);
	rig_emit(st, 1, 10);
	wk_stream_round(st);
	rig_emit(st, 1, 10);
	wk_stream_unsubscribe(st, sub, false);
	tap_ok(dead.released && !dead.told, "a dead reader is let go");
	rig_emit(st, 1, 10);
	wk_stream_put(st);
	tap_ok(rig_exact("beside the dead", &fine) && fine.records == 3, "nobody else notices");
}

/* Subscribers come and go while records are made. */
static void test_between(void)
{
	struct rig_reader a = { 0 }, b = { 0 }, c = { 0 };
	struct wk_subscription *sub;
	u32 i;

	open_stream(0, false);
	subscribe(&a);
	for (i = 0; i < 10; i++)
		rig_emit(st, i, 10);
	wk_stream_round(st);
	sub = subscribe(&b);
	for (i = 0; i < 20; i++)
		rig_emit(st, i, 10);
	wk_stream_unsubscribe(st, sub, true);
	rig_emit(st, i, 10);
	tap_ok(rig_exact("between", &b) && b.records == 20 && b.released,
	       "a subscriber gets what is emitted between his coming and going");
	sub = subscribe(&c);
	wk_stream_put(st);
	tap_ok(rig_exact("all", &a) && a.records == 31 && rig_exact("late", &c),
	       "the first one gets it all");
}

static void test_crowd(void)
{
	struct rig_reader r[WK_STREAM_SUBSCRIBERS_MAX + 1] = { 0 };
	u32 i;

	open_stream(0, false);
	for (i = 0; i < WK_STREAM_SUBSCRIBERS_MAX; i++)
		subscribe(&r[i]);
	tap_ok(PTR_ERR(wk_stream_subscribe(st, &rig_ops, &r[i])) == -ENOSPC && r[i].released,
	       "there is a limit");
	wk_stream_get(st);
	wk_stream_close(st);
	memset(&r[i], 0, sizeof(r[i]));
	tap_ok(PTR_ERR(wk_stream_subscribe(st, &rig_ops, &r[i])) == -ESHUTDOWN && r[i].released,
	       "a closed stream takes no more subscribers");
	wk_stream_put(st);
	wk_stream_put(st);
}

/* ---- all CPUs at once ---- */

static bool running;

static void *cpu_thread(void *arg)
{
	u32 n = 0;

	rig_be_cpu((u32)(uintptr_t)arg);
	rig_interrupts(st, true);
	while (__atomic_load_n(&running, __ATOMIC_SEQ_CST)) {
		rig_emit(st, n, n % 97 == 0 ? 60000 : n % 300);
		if (n % 50 == 0)
			rig_count(st, WK_DROP_FAULT, 1);
		n++;
	}
	rig_interrupts(st, false);
	return NULL;
}

/* Comes and goes again and again; each time his account must be exact. */
static void *visitor_thread(void *arg)
{
	bool *good = arg;
	u32 n;

	for (n = 0; __atomic_load_n(&running, __ATOMIC_SEQ_CST); n++) {
		struct rig_reader r = { 0 };
		struct wk_subscription *sub = subscribe(&r);

		msleep(1);
		wk_stream_unsubscribe(st, sub, n % 8 != 0);
		if (n % 8 && !rig_exact("visitor", &r))
			*good = false;
	}
	return NULL;
}

/* Enough has happened to tell: on a machine that is busy with other things, after a while. */
static bool stormed(const struct rig_reader *r)
{
	struct wk_wire_account acct;

	wk_stream_account(st, &acct);
	return acct.dropped[WK_DROP_NESTED] && acct.dropped[WK_DROP_FAULT] &&
	       __atomic_load_n(&r->records, __ATOMIC_RELAXED) > 1000;
}

static void test_storm(void)
{
	struct rig_reader fast = { 0 }, slow = { .pause_ns = 30000000 }, stopped = { .room = 5 };
	bool visits = true;
	pthread_t cpus[RIG_CPUS], visitor;
	u64 before;
	u32 i;

	open_stream(64 << 10, true);
	before = rig_emitted();
	subscribe(&fast);
	subscribe(&slow);
	subscribe(&stopped);
	running = true;
	for (i = 0; i < RIG_CPUS; i++)
		pthread_create(&cpus[i], NULL, cpu_thread, (void *)(uintptr_t)i);
	pthread_create(&visitor, NULL, visitor_thread, &visits);
	for (i = 0; i < 16 || (i < 1200 && !stormed(&fast)); i++)
		msleep(100);
	__atomic_store_n(&running, false, __ATOMIC_SEQ_CST);
	for (i = 0; i < RIG_CPUS; i++)
		pthread_join(cpus[i], NULL);
	pthread_join(visitor, NULL);
	wk_stream_put(st);
	tap_ok(fast.acct.emitted == rig_emitted() - before,
	       "every attempt of %llu is accounted for", (unsigned long long)fast.acct.emitted);
	tap_ok(rig_exact("fast", &fast) && fast.records > 1000, "storm: the fast reader's account");
	tap_ok(rig_exact("slow", &slow),
	       "storm: the slow reader's account");
	tap_ok(rig_exact("stopped", &stopped) && stopped.records < fast.records,
	       "storm: the stopped reader's account");
	tap_ok(fast.acct.dropped[WK_DROP_NESTED] && fast.acct.dropped[WK_DROP_FAULT],
	       "storm: %llu attempts were nested",
	       (unsigned long long)fast.acct.dropped[WK_DROP_NESTED]);
	tap_ok(visits, "storm: the accounts of those who come and go");
}

int main(void)
{
	test_sizes();
	test_causes();
	test_stopped();
	test_alone();
	test_dead();
	test_between();
	test_crowd();
	test_storm();
	return tap_end();
}
