// SPDX-License-Identifier: GPL-2.0
/*
 * The worker that releases windows: it wakes up when a second begins, as windows do, and what it
 * does then depends on the clock alone.  A window is made ready at once, and sent one second later:
 * how long making it ready took shows nowhere.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/jiffies.h>
#include <linux/list.h>
#include <linux/notifier.h>
#include <linux/random.h>
#include <linux/workqueue.h>

#include "insecure.h"
#include "meter.h"

static LIST_HEAD(running);
static struct workqueue_struct *queue;
static u32 copies_seen;

static void tick(struct work_struct *work);
static DECLARE_DELAYED_WORK(ticks, tick);

/* Until the next second of the clock begins; never before. */
static unsigned long to_second(void)
{
	return nsecs_to_jiffies(wk_second_left()) + 1;
}

void wk_releases_add(struct wk_meter *m)
{
	if (list_empty(&running))
		queue_delayed_work(queue, &ticks, to_second());
	list_add_tail(&m->running, &running);
}

/* Who does not get it now can ask for it: it is kept. */
static void send(struct wk_meter *m)
{
	if (!m->due)
		return;
	wk_insecure_note(WK_INSECURE_SEND, m,
			 (struct wk_instant){ m->due->epoch, m->due->window });
	wk_meter_record(m, m->due, m->out);
	m->due = NULL;
	wk_stream_emit(m->attach->stream, WK_RECORD_RELEASE, m->out, wk_meter_bytes(m));
}

void wk_releases_del(struct wk_meter *m)
{
	send(m);
	list_del(&m->running);
}

struct wk_meter *wk_releases_each(struct wk_meter *m)
{
	struct list_head *next = m ? m->running.next : running.next;

	return next == &running ? NULL : list_entry(next, struct wk_meter, running);
}

/* Has the window of @m ended? @now is in windows. */
static bool over(const struct wk_meter *m, struct wk_instant now)
{
	return now.epoch > m->at.epoch ||
	       (now.epoch == m->at.epoch && now.second > m->at.second);
}

/* A window that cannot be followed by another for want of memory goes on: then false. */
static bool turn(struct wk_meter *m, struct wk_instant now)
{
	wk_insecure_note(WK_INSECURE_RELEASE, m, m->at);
	if (wk_dp_metric_turn(m->metric, now.epoch, now.second))
		return false;
	m->at = now;
	return true;
}

/*
 * Noise is drawn in the second half of the window, while it still collects.
 * Return: whether the window has been turned
 */
static bool look_at(struct wk_meter *m, struct wk_instant now)
{
	struct wk_instant window = { now.epoch, now.second / m->window_s };

	if (over(m, window))
		return turn(m, window);
	if (now.second % m->window_s >= m->window_s / 2) {
		wk_dp_metric_draw(m->metric);
		wk_insecure_note(WK_INSECURE_DRAW, m, m->at);
	}
	return false;
}

/* One grace period for all windows that end: there may be hundreds. */
static void tick(struct work_struct *work)
{
	struct wk_instant now;
	struct wk_meter *m;
	bool turned = false;

	wk_budget_lock();
	now = wk_budget_now();
	list_for_each_entry(m, &running, running)
		send(m);
	list_for_each_entry(m, &running, running)
		turned |= look_at(m, now);
	if (turned)
		wk_dp_metrics_settle();
	list_for_each_entry(m, &running, running)
		m->due = wk_dp_metric_close(m->metric);
	if (!list_empty(&running))
		queue_delayed_work(queue, &ticks, to_second());
	wk_budget_unlock();
}

#ifdef WK_DP_INSECURE
void wk_releases_look(void)
{
	wk_budget_lock();
	if (queue && !list_empty(&running))
		mod_delayed_work(queue, &ticks, 0);
	wk_budget_unlock();
	flush_delayed_work(&ticks);
}
#endif

/*
 * Two copies of a machine that use the same noise would tell the difference of what they counted.
 * Kernels without VM generation ids, as Debian's 6.1, do not say that they were copied.
 */
static int copied(struct notifier_block *nb, unsigned long action, void *data)
{
	struct wk_meter *m;

	wk_budget_lock();
	WRITE_ONCE(copies_seen, copies_seen + 1);
	list_for_each_entry(m, &running, running)
		wk_dp_metric_forget(m->metric);
	wk_budget_unlock();
	pr_info("this machine was copied: noise that was drawn before is not used\n");
	return NOTIFY_DONE;
}

static struct notifier_block copies = { .notifier_call = copied };

#ifdef WK_DP_INSECURE
void wk_releases_copied(void)
{
	copies.notifier_call(&copies, 0, NULL);
}
#endif

u32 wk_releases_copies(void)
{
	return READ_ONCE(copies_seen);
}

int wk_releases_init(void)
{
	int err;

	queue = alloc_workqueue("wasm_kernel_dp", WQ_UNBOUND, 1);
	if (!queue)
		return -ENOMEM;
	err = register_random_vmfork_notifier(&copies);
	if (err)
		destroy_workqueue(queue);
	return err;
}

void wk_releases_exit(void)
{
	unregister_random_vmfork_notifier(&copies);
	cancel_delayed_work_sync(&ticks);
	destroy_workqueue(queue);
}
