// SPDX-License-Identifier: GPL-2.0
/* Noise inside the kernel: the words of a tape, and the kernel's own. */
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/kthread.h>

#include <kunit/test.h>

#include "guest.h"
#include "dp_fingerprint.h"
#include "threads.h"
#include "module/dp/metric.h"

/* The same as in user space, bit for bit: tests/unit/dp_words_test.c has the same number. */
static void same_noise(struct kunit *test)
{
	u64 print = fingerprint();

	wk_dp_tape = NULL;
	KUNIT_EXPECT_EQ(test, print, DP_FINGERPRINT);
}

/* Of keyed-open, watch and running total; tests/unit/dp_kinds_test.c has the same number. */
static void same_releases(struct kunit *test)
{
	u64 print = kinds_fingerprint();

	wk_dp_tape = NULL;
	KUNIT_EXPECT_EQ(test, print, DP_KINDS_FINGERPRINT);
}

static u64 ones(void)
{
	return ~0ull;
}

static u64 zeros(void)
{
	return 0;
}

static void fails_closed(struct kunit *test)
{
	struct wk_dp_ratio three = { 3, 1 };
	s64 noise = 1;

	wk_dp_tape = ones;
	KUNIT_EXPECT_EQ(test, wk_dp_laplace(three, &noise), -EIO);
	KUNIT_EXPECT_EQ(test, noise, 0);
	noise = 1;
	KUNIT_EXPECT_EQ(test, wk_dp_gaussian(three, &noise), -EIO);
	KUNIT_EXPECT_EQ(test, noise, 0);
	wk_dp_tape = zeros;
	KUNIT_EXPECT_EQ(test, wk_dp_laplace(three, &noise), -EIO);
	wk_dp_tape = NULL;
	KUNIT_EXPECT_EQ(test, wk_dp_laplace((struct wk_dp_ratio){ 0, 1 }, &noise), -ERANGE);
	KUNIT_EXPECT_EQ(test, wk_dp_gaussian((struct wk_dp_ratio){ 1, 0 }, &noise), -ERANGE);
}

/* Of 100000: tanh(1/2) e^-|k| for k from -3 to 3, and the rest. */
static const u32 expected[8] = { 2301, 6254, 17000, 46212, 17000, 6254, 2301, 2678 };

/* 7 degrees of freedom: above 40.5 in one run of a million. */
static void distribution(struct kunit *test)
{
	u32 seen[8] = { 0 };
	u64 thousandths = 0;
	s64 noise;
	int i;

	KUNIT_ASSERT_TRUE(test, wk_dp_random_ready());
	for (i = 0; i < 100000; i++) {
		KUNIT_ASSERT_EQ(test, wk_dp_laplace((struct wk_dp_ratio){ 1, 1 }, &noise), 0);
		seen[noise >= -3 && noise <= 3 ? noise + 3 : 7]++;
		cond_resched();
	}
	for (i = 0; i < 8; i++) {
		s64 off = (s64)seen[i] - expected[i];

		thousandths += (u64)(off * off) * 1000 / expected[i];
	}
	KUNIT_EXPECT_LT(test, thousandths, 40500);
}

#define THREADS		4
#define EVENTS		200000

static struct wk_dp_metric *swarm;
static atomic_t adding;

/* With interrupts off as in a hook: the grace period that a release waits for must see that. */
static int add_events(void *data)
{
	unsigned long unit = (unsigned long)data, flags;
	u32 i;

	for (i = 0; i < EVENTS; i++) {
		local_irq_save(flags);
		wk_dp_add(swarm, unit, i % 8, 1);
		local_irq_restore(flags);
		cond_resched();
	}
	atomic_dec(&adding);
	return 0;
}

static u64 release(u32 *window)
{
	const struct wk_dp_release *r = wk_dp_metric_release(swarm, 1, ++*window);
	u64 sum = 0;
	u32 i;

	for (i = 0; r && i < r->cells; i++)
		sum += r->values[i];
	return sum;
}

static u64 add_and_release(bool same_unit)
{
	struct task_struct *task;
	u32 window = 0;
	u64 sum = 0;
	long i;

	atomic_set(&adding, 0);
	for (i = 0; i < THREADS; i++) {
		atomic_inc(&adding);
		task = kthread_run(add_events, (void *)(same_unit ? 1 : i), "dp_kunit/%ld", i);
		if (IS_ERR(task))
			atomic_dec(&adding);
	}
	while (atomic_read(&adding)) {
		if (!same_unit)
			sum += release(&window);
		msleep(20);
	}
	return sum + release(&window);
}

/* Noise of scale 1/100 is 0. */
static void everybody_at_once(struct kunit *test)
{
	struct wk_dp_config c = {
		.kind = WK_DP_HISTOGRAM, .cells = 8, .buckets = 65536, .clip = 1, .windows = 10000,
		.terms = { .cap = 1 << 30, .active = 10000, .noise = { 1, 100 } },
	};

	KUNIT_ASSERT_NULL(test, wk_dp_config_fault(&c));
	swarm = wk_dp_metric_new(&c, 1, 0);
	KUNIT_ASSERT_NOT_NULL(test, swarm);
	KUNIT_EXPECT_EQ(test, add_and_release(false), THREADS * EVENTS);
	wk_dp_metric_free(swarm);
	c.terms.cap = EVENTS;
	swarm = wk_dp_metric_new(&c, 1, 0);
	KUNIT_ASSERT_NOT_NULL(test, swarm);
	KUNIT_EXPECT_EQ(test, add_and_release(true), EVENTS);
	wk_dp_metric_free(swarm);
}

#define CAP		500u
#define SWAPS		40

static atomic64_t added;
static bool enough;

/* One on each CPU, all for one bucket. */
static int hammer(void *data)
{
	while (!READ_ONCE(enough)) {
		unsigned long flags;

		local_irq_save(flags);
		wk_dp_add(swarm, 1, 0, 1);
		local_irq_restore(flags);
		atomic64_inc(&added);
		cond_resched();
	}
	atomic_dec(&adding);
	return 0;
}

static u32 start_hammers(void)
{
	atomic_set(&adding, 0);
	atomic64_set(&added, 0);
	WRITE_ONCE(enough, false);
	return threads_on_cpus(hammer, "dp_kunit", &adding);
}

/*
 * When the release before has returned, nobody is in its window any more: all that is added from
 * then on is for this window, and it fills its cap, however the CPUs get in each other's way. What
 * was added before may be noted after that, so some more is waited for.
 */
static void fills_its_cap(struct kunit *test, u32 *window)
{
	s64 from = atomic64_read(&added);
	int tries;

	for (tries = 0; tries < 6000; tries++) {
		if (atomic64_read(&added) - from > CAP + num_online_cpus())
			break;
		msleep(20);
	}
	KUNIT_EXPECT_EQ(test, release(window), CAP);
}

static void one_bucket_across_windows(struct kunit *test)
{
	struct wk_dp_config c = {
		.kind = WK_DP_HISTOGRAM, .cells = 8, .buckets = 64, .clip = 1, .windows = 10000,
		.terms = { .cap = CAP, .active = 10000, .noise = { 1, 100 } },
	};
	u32 window = 0, i, hammers;

	KUNIT_ASSERT_NULL(test, wk_dp_config_fault(&c));
	swarm = wk_dp_metric_new(&c, 1, 0);
	KUNIT_ASSERT_NOT_NULL(test, swarm);
	hammers = start_hammers();
	KUNIT_EXPECT_EQ(test, hammers, num_online_cpus());
	for (i = 0; i < SWAPS; i++)
		fills_its_cap(test, &window);
	WRITE_ONCE(enough, true);
	while (atomic_read(&adding))
		msleep(20);
	kunit_info(test, "%u CPUs, %lld events, %u windows of %u", hammers, atomic64_read(&added),
		   SWAPS, CAP);
	wk_dp_metric_free(swarm);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(same_noise),
	KUNIT_CASE(same_releases),
	KUNIT_CASE(fails_closed),
	KUNIT_CASE(distribution),
	KUNIT_CASE(everybody_at_once),
	KUNIT_CASE(one_bucket_across_windows),
	{}
};

struct kunit_suite wk_dp_suite = {
	.name = "wk_dp",
	.test_cases = cases,
};
