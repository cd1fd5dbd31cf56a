// SPDX-License-Identifier: GPL-2.0
#include <linux/moduleparam.h>
#include <linux/percpu.h>
#include <linux/rcupdate.h>

#include "arm.h"
#include "clock.h"
#include "guard.h"

/*
 * Time over which a CPU's share is measured. Too much in one of them may be a single hit in the
 * middle of which the host of a virtual machine stood still; who burns does so again before the
 * time is made up for. Who begins in the middle of one is seen at the end of the second after that:
 * three of them, and a long hit, are far less than a second.
 */
#define WINDOW_NS	(130 * NSEC_PER_MSEC)

/* Overruns on one CPU within a second that are too many. */
#define OVERRUNS	10

static unsigned int guard_percent = 80;
module_param(guard_percent, uint, 0644);
MODULE_PARM_DESC(guard_percent, "share of a CPU that all programs on hooks may have");

/*
 * What all programs on a CPU used in this window, and which of them most: two that take
 * half each are as bad as one that takes all. @owed: what the ones before it used too much,
 * as far as later ones have not left it unused.
 */
struct usage {
	u64 window;
	u64 spent;
	u64 most;
	u64 owed;
	struct wk_attach *who;
};

static DEFINE_PER_CPU(struct usage, usage);

/* The same in ticks of wk_clock(): there is nobody to divide in a hit. */
static u64 window, second;

/* Hits stop here and now; the rest needs a context that may sleep. */
static void fire(struct wk_attach *at, u32 reason)
{
	if (cmpxchg(&at->fired, 0, reason))
		return;
	WRITE_ONCE(at->off, true);
	irq_work_queue(&at->irq);
}

static void on_irq(struct irq_work *irq)
{
	struct wk_attach *at = container_of(irq, struct wk_attach, irq);

	queue_work(system_unbound_wq, &at->work);
}

static void on_work(struct work_struct *work)
{
	struct wk_attach *at = container_of(work, struct wk_attach, work);

	wk_attach_end(at, at->fired);
}

void wk_guard_init(struct wk_attach *at)
{
	WRITE_ONCE(window, wk_clock_from_ns(WINDOW_NS));
	WRITE_ONCE(second, wk_clock_from_ns(NSEC_PER_SEC));
	init_irq_work(&at->irq, on_irq);
	INIT_WORK(&at->work, on_work);
}

void wk_guard_stop(struct wk_attach *at)
{
	irq_work_sync(&at->irq);
	cancel_work_sync(&at->work);
}

/*
 * A share is one of the time that the window really took: the first hit after a pause ends a long
 * one. Two that are over need not follow each other, or who burns in every other one would stay;
 * but in all they have to be over by more than one can be, or two would do that were so by little.
 * What is owed is soon made up for, however long a pause was.
 */
static void judge(struct usage *u, u64 now)
{
	u64 length = READ_ONCE(window), percent = min(READ_ONCE(guard_percent), 100u);
	u64 allowed = (now - u->window) / 100 * percent, sum = u->owed + u->spent;
	bool again = u->owed && u->spent > allowed;
	u64 owed = sum > allowed ? sum - allowed : 0;

	if (again && owed > length / 100 * (100 - percent) && u->who)
		fire(u->who, WK_REASON_GUARD);
	u->owed = min(owed, length);
	u->window = now;
	u->spent = 0;
	u->most = 0;
	u->who = NULL;
}

/* An NMI in the middle of this loses or doubles a hit's time, and no more. */
void wk_guard_spent(struct wk_attach *at, struct wk_cpu *c, u64 now, u64 took)
{
	struct usage *u = this_cpu_ptr(&usage);

	if (c->window != u->window) {
		c->window = u->window;
		c->spent = 0;
	}
	c->spent += took;
	u->spent += took;
	if (c->spent > u->most) {
		u->most = c->spent;
		WRITE_ONCE(u->who, at);
	}
	if (now - u->window >= READ_ONCE(window))
		judge(u, now);
}

void wk_guard_overrun(struct wk_attach *at, struct wk_cpu *c, u64 now)
{
	if (now - c->overrun_since > READ_ONCE(second)) {
		c->overrun_since = now;
		c->overruns = 0;
	}
	if (++c->overruns >= OVERRUNS)
		fire(at, WK_REASON_OVERRUN);
}

void wk_guard_forget(struct wk_attach *at)
{
	int cpu;

	for_each_possible_cpu(cpu)
		cmpxchg(&per_cpu_ptr(&usage, cpu)->who, at, NULL);
	synchronize_rcu();
}
