// SPDX-License-Identifier: GPL-2.0
/* Streams and maps inside the kernel: threads and hard interrupts on every CPU, the real worker. */
#include <linux/completion.h>
#include <linux/cpu.h>
#include <linux/delay.h>
#include <linux/hrtimer.h>
#include <linux/kthread.h>
#include <linux/slab.h>

#include "guest.h"
#include "module/map/map.h"
#include "module/stream/stream.h"

#define EMITS		4000	/* of each CPU's thread */
#define TICK_NS		1000000
#define RECORD_BYTES	40

/**
 * struct reader - a subscriber that checks what it gets
 * @full: takes nothing
 * @records: got in full
 * @wrong: of those
 * @last: number of the last one of each CPU, plus 1
 * @told: it got its summary, @acct
 * @released: and hears no more
 */
struct reader {
	bool full;
	u64 records;
	u64 wrong;
	u64 last[NR_CPUS < 64 ? NR_CPUS : 64];
	bool told;
	bool released;
	struct wk_wire_account acct;
};

static void check(struct reader *r, const struct wk_wire_record *rec)
{
	const u8 *bytes = (const u8 *)(rec + 1);
	u32 i;

	if (rec->len != RECORD_BYTES || rec->bytes != rec->len || rec->cpu >= ARRAY_SIZE(r->last))
		r->wrong++;
	for (i = 0; i < rec->bytes; i++)
		r->wrong += bytes[i] != (u8)rec->type;
	if (rec->seq + 1 <= r->last[rec->cpu % ARRAY_SIZE(r->last)])
		r->wrong++;
	r->last[rec->cpu % ARRAY_SIZE(r->last)] = rec->seq + 1;
	r->records++;
}

static int take(void *sink, const void *batch, u32 len, const struct wk_wire_account *acct)
{
	struct reader *r = sink;
	u32 at = 0;

	if (r->full)
		return -EAGAIN;
	while (at < len) {
		const struct wk_wire_record *rec = batch + at;

		check(r, rec);
		at += sizeof(*rec) + round_up(rec->bytes, 8);
	}
	return 0;
}

static int summary(void *sink, const struct wk_wire_account *acct)
{
	struct reader *r = sink;

	r->told = true;
	r->acct = *acct;
	return 0;
}

static void release(void *sink)
{
	((struct reader *)sink)->released = true;
}

static const struct wk_subscriber_ops reader_ops = {
	.records = take,
	.summary = summary,
	.release = release,
};

static s64 balance(const struct wk_wire_account *acct)
{
	s64 left = acct->emitted - acct->delivered;
	u32 i;

	for (i = 0; i < WK_DROP_COUNT; i++)
		left -= acct->dropped[i];
	return left;
}

/**
 * struct cpu_load - what one CPU does
 * @st: stream
 * @map: counts every attempt by CPU
 * @timer: emits from hard interrupts, in the middle of what the thread does
 * @task: emits without a pause
 * @done: the thread is
 * @attempts: of the thread
 * @ticks: of the timer
 * @busy: map operations that found their CPU inside
 */
struct cpu_load {
	struct wk_stream *st;
	struct wk_map *map;
	struct hrtimer timer;
	struct task_struct *task;
	struct completion done;
	u64 attempts;
	u64 ticks;
	u64 busy;
};

static void emit_one(struct cpu_load *l, u32 n)
{
	u8 bytes[RECORD_BYTES];
	u32 key = n % 16;

	memset(bytes, (u8)n, sizeof(bytes));
	wk_stream_emit(l->st, n, bytes, sizeof(bytes));
	l->busy += wk_map_add(l->map, &key, 1) == -EBUSY;
}

static enum hrtimer_restart tick(struct hrtimer *timer)
{
	struct cpu_load *l = container_of(timer, struct cpu_load, timer);

	emit_one(l, (u32)l->ticks++);
	hrtimer_forward_now(timer, ns_to_ktime(TICK_NS));
	return HRTIMER_RESTART;
}

static int load(void *data)
{
	struct cpu_load *l = data;

	hrtimer_init(&l->timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL_PINNED_HARD);
	l->timer.function = tick;
	hrtimer_start(&l->timer, ns_to_ktime(TICK_NS), HRTIMER_MODE_REL_PINNED_HARD);
	while (l->attempts < EMITS) {
		emit_one(l, (u32)l->attempts++);
		if (l->attempts % 64 == 0)
			cond_resched();
	}
	hrtimer_cancel(&l->timer);
	complete(&l->done);
	return 0;
}

static void start_load(struct kunit *test, struct cpu_load *l, u32 cpu)
{
	init_completion(&l->done);
	l->task = kthread_create(load, l, "wk_kunit/%u", cpu);
	KUNIT_ASSERT_FALSE(test, IS_ERR(l->task));
	kthread_bind(l->task, cpu);
	wake_up_process(l->task);
}

static u64 map_total(struct kunit *test, struct wk_map *map)
{
	u64 cursor = 0, sum = 0, value;
	u32 key;

	while (wk_map_next(map, &cursor, &key, &value) == 1)
		sum += value;
	return sum;
}

static void expect_exact(struct kunit *test, const struct reader *r, u64 attempts)
{
	KUNIT_EXPECT_TRUE(test, r->told);
	KUNIT_EXPECT_TRUE(test, r->released);
	KUNIT_EXPECT_EQ(test, r->wrong, 0);
	KUNIT_EXPECT_EQ(test, r->acct.emitted, attempts);
	KUNIT_EXPECT_EQ(test, r->acct.delivered, r->records);
	KUNIT_EXPECT_EQ(test, balance(&r->acct), 0);
}

/* All CPUs at full speed, with interrupts in between; one subscriber reads, one does not. */
static void stream_storm(struct kunit *test)
{
	const struct wk_map_def def = {
		.kind = WK_MAP_HASH, .key_size = 4, .value_size = 8, .entries = 16,
	};
	struct reader *readers = kunit_kzalloc(test, 2 * sizeof(*readers), GFP_KERNEL);
	struct cpu_load *loads = kunit_kcalloc(test, nr_cpu_ids, sizeof(*loads), GFP_KERNEL);
	struct wk_stream *st = wk_stream_new(16 << 10);
	struct wk_map *map = wk_map_new(&def);
	u64 attempts = 0, busy = 0;
	u32 cpu;

	KUNIT_ASSERT_FALSE(test, IS_ERR(st));
	KUNIT_ASSERT_NOT_NULL(test, map);
	KUNIT_ASSERT_NOT_NULL(test, readers);
	KUNIT_ASSERT_NOT_NULL(test, loads);
	readers[1].full = true;
	KUNIT_ASSERT_FALSE(test, IS_ERR(wk_stream_subscribe(st, &reader_ops, &readers[0])));
	KUNIT_ASSERT_FALSE(test, IS_ERR(wk_stream_subscribe(st, &reader_ops, &readers[1])));
	for_each_online_cpu(cpu) {
		loads[cpu].st = st;
		loads[cpu].map = map;
		start_load(test, &loads[cpu], cpu);
	}
	for_each_online_cpu(cpu) {
		wait_for_completion(&loads[cpu].done);
		attempts += loads[cpu].attempts + loads[cpu].ticks;
		busy += loads[cpu].busy;
		KUNIT_EXPECT_GT(test, loads[cpu].ticks, 0);
	}
	wk_stream_put(st);
	expect_exact(test, &readers[0], attempts);
	expect_exact(test, &readers[1], attempts);
	KUNIT_EXPECT_GT(test, readers[0].records, 0);
	KUNIT_EXPECT_EQ(test, readers[1].records, 0);
	KUNIT_EXPECT_EQ(test, map_total(test, map) + busy, attempts);
	wk_map_free(map);
}

/* The worker sleeps until a record comes, and then it is there soon. */
static void stream_wakes(struct kunit *test)
{
	struct reader *r = kunit_kzalloc(test, sizeof(*r), GFP_KERNEL);
	struct wk_stream *st = wk_stream_new(0);
	u8 bytes[RECORD_BYTES] = { 0 };
	u32 n, patience;

	KUNIT_ASSERT_FALSE(test, IS_ERR(st));
	KUNIT_ASSERT_FALSE(test, IS_ERR(wk_stream_subscribe(st, &reader_ops, r)));
	for (n = 1; n <= 5; n++) {
		msleep(50);
		KUNIT_EXPECT_EQ(test, wk_stream_emit(st, 0, bytes, sizeof(bytes)), 0);
		for (patience = 0; patience < 200 && READ_ONCE(r->records) < n; patience++)
			msleep(20);
		KUNIT_EXPECT_EQ(test, READ_ONCE(r->records), n);
	}
	wk_stream_put(st);
	expect_exact(test, r, 5);
}

/* Streams come and go with records in them. */
static void stream_life(struct kunit *test)
{
	struct reader *r = kunit_kzalloc(test, sizeof(*r), GFP_KERNEL);
	u8 bytes[RECORD_BYTES] = { 0 };
	u32 n;

	for (n = 0; n < 30; n++) {
		struct wk_stream *st = wk_stream_new(4096);
		struct wk_subscription *sub;

		KUNIT_ASSERT_FALSE(test, IS_ERR(st));
		memset(r, 0, sizeof(*r));
		sub = wk_stream_subscribe(st, &reader_ops, r);
		KUNIT_ASSERT_FALSE(test, IS_ERR(sub));
		wk_stream_emit(st, 0, bytes, sizeof(bytes));
		if (n % 2)
			wk_stream_unsubscribe(st, sub, true);
		wk_stream_put(st);
		expect_exact(test, r, 1);
	}
}

static struct kunit_case stream_cases[] = {
	KUNIT_CASE(stream_storm),
	KUNIT_CASE(stream_wakes),
	KUNIT_CASE(stream_life),
	{}
};

struct kunit_suite wk_stream_suite = {
	.name = "wk_stream",
	.test_cases = stream_cases,
};
