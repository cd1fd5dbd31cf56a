// SPDX-License-Identifier: GPL-2.0
/*
 * All CPUs at one bucket, while its windows are swapped: insmod wasm_kernel_swarm.ko events=N
 *
 * An event is a call of wk_dp_add() with interrupts off, as a guest's hit makes it. What windows
 * release, with noise that is 0, is added up: no window has more than the cap, one that has had
 * enough events has all of it, and together they have what the caps let through, to the last
 * event. What came out stands in the log; when it is wrong, loading fails with EINVAL.
 *
 * With /sys/kernel/rcu_expedited; otherwise each window waits a tenth of a second for hammers that
 * do nothing else.
 */
#define pr_fmt(fmt) "swarm: " fmt

#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/ktime.h>
#include <linux/module.h>

#include "module/dp/metric.h"
#include "swarm.h"
#include "tests/kunit/threads.h"

#define WINDOWS		10000
/* Events after which a hammer says how many they were. */
#define BATCH		256
/* So many windows have to be full, even if a CPU stands still while another one hammers. */
#define FULL		4

static unsigned long events = 1000000;
module_param(events, ulong, 0400);
MODULE_PARM_DESC(events, "calls of wk_dp_add()");

static unsigned int cap;
module_param(cap, uint, 0400);
MODULE_PARM_DESC(cap, "of the bucket in a window; if not given, one that many windows reach");

DEFINE_PER_CPU(u64, swarm_admitted);

static struct wk_dp_metric *metric;
static atomic_t hammering;
static atomic64_t made;
static bool enough;

/**
 * struct found - what windows had
 * @windows: how many
 * @full: of them, those that had to have their whole cap
 * @wrong: of them, those that had more than the cap, or were full and had less
 * @sum: of all
 */
struct found {
	u64 windows;
	u64 full;
	u64 wrong;
	u64 sum;
};

static int hammer(void *data)
{
	while (!READ_ONCE(enough)) {
		unsigned long flags;
		u32 i;

		for (i = 0; i < BATCH; i++) {
			local_irq_save(flags);
			wk_dp_add(metric, 1, i % 8, 1);
			local_irq_restore(flags);
		}
		atomic64_add(BATCH, &made);
		cond_resched();
	}
	atomic_dec(&hammering);
	return 0;
}

/*
 * Since the release before has returned, nobody is in its window any more; what was added then may
 * have been noted after that, so some more is waited for.
 */
static void wait_for(u64 amount)
{
	u64 from = atomic64_read(&made);

	while (atomic64_read(&made) - from <= amount + BATCH * num_online_cpus())
		usleep_range(500, 1000);
}

static void release(bool full, struct found *f)
{
	const struct wk_dp_release *r;
	u64 sum = 0;
	u32 i;

	f->windows++;
	r = wk_dp_metric_release(metric, 1 + f->windows / WINDOWS, f->windows % WINDOWS);
	for (i = 0; r && i < r->cells; i++)
		sum += r->values[i];
	f->sum += sum;
	f->full += full;
	if (!r || r->flags || sum > cap || (full && sum < cap)) {
		if (!f->wrong++)
			pr_err("%llu in window %llu of at most %u\n", sum, f->windows, cap);
	}
}

/* Every other window is swapped while most of its events still go through. */
static void swap_windows(struct found *f)
{
	while (atomic64_read(&made) < events || f->full < FULL) {
		bool full = f->windows % 2;

		wait_for(full ? cap : cap / 2);
		release(full, f);
	}
	WRITE_ONCE(enough, true);
	while (atomic_read(&hammering))
		msleep(20);
	release(false, f);
}

static u64 admitted(void)
{
	u64 sum = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		sum += per_cpu(swarm_admitted, cpu);
	return sum;
}

static int run(void)
{
	struct found f = { 0 };
	u64 start = ktime_get_ns();
	u32 n = threads_on_cpus(hammer, "swarm", &hammering);
	bool right;

	swap_windows(&f);
	right = n == num_online_cpus() && !f.wrong && f.sum == admitted();
	pr_info("%u CPUs, %lld events, %llu admitted, %llu in %llu windows of at most %u, %llu full ones, %llu wrong ones, %llu ms: %s\n",
		n, atomic64_read(&made), admitted(), f.sum, f.windows, cap, f.full, f.wrong,
		(ktime_get_ns() - start) / NSEC_PER_MSEC, right ? "right" : "wrong");
	return right ? 0 : -EINVAL;
}

static int __init swarm_init(void)
{
	/* Noise of scale 1/100 is 0. */
	struct wk_dp_config c = {
		.kind = WK_DP_HISTOGRAM, .cells = 8, .buckets = 64, .clip = 1, .windows = WINDOWS,
		.terms = { .active = WINDOWS, .noise = { 1, 100 } },
	};
	int err;

	if (!cap)
		cap = clamp(events / 20, 1000ul, 1000000ul);
	c.terms.cap = cap;
	if (wk_dp_config_fault(&c))
		return -ERANGE;
	metric = wk_dp_metric_new(&c, 1, 0);
	if (!metric)
		return -ENOMEM;
	err = run();
	wk_dp_metric_free(metric);
	return err;
}

static void __exit swarm_exit(void)
{
}

module_init(swarm_init);
module_exit(swarm_exit);
MODULE_DESCRIPTION("All CPUs at one bucket of wasm_kernel's metrics");
MODULE_LICENSE("GPL");
