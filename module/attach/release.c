// SPDX-License-Identifier: GPL-2.0
/*
 * The worker that releases windows: once a second it looks at the clock, and what it does then
 * depends on the clock alone.
 */
#include <linux/list.h>
#include <linux/workqueue.h>

#include "meter.h"

static LIST_HEAD(running);
static struct workqueue_struct *queue;

static void tick(struct work_struct *work);
static DECLARE_DELAYED_WORK(ticks, tick);

void wk_releases_add(struct wk_meter *m)
{
	if (list_empty(&running))
		queue_delayed_work(queue, &ticks, HZ);
	list_add_tail(&m->running, &running);
}

void wk_releases_del(struct wk_meter *m)
{
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

/* A window that cannot be followed by another for want of memory goes on. */
static void release(struct wk_meter *m, struct wk_instant now)
{
	const struct wk_dp_release *r = wk_dp_metric_release(m->metric, now.epoch, now.second);

	if (!r)
		return;
	m->at = now;
	wk_meter_record(m, r, m->out);
	/* Who does not get it now can ask for it: it is kept. */
	wk_stream_emit(m->attach->stream, WK_RECORD_RELEASE, m->out, wk_meter_bytes(m));
}

/* Noise is drawn in the second half of the window, while it still collects. */
static void look_at(struct wk_meter *m, struct wk_instant now)
{
	struct wk_instant window = { now.epoch, now.second / m->window_s };

	if (over(m, window))
		release(m, window);
	else if (now.second % m->window_s >= m->window_s / 2)
		wk_dp_metric_draw(m->metric);
}

static void tick(struct work_struct *work)
{
	struct wk_instant now;
	struct wk_meter *m;

	wk_budget_lock();
	now = wk_budget_now();
	list_for_each_entry(m, &running, running)
		look_at(m, now);
	if (!list_empty(&running))
		queue_delayed_work(queue, &ticks, HZ);
	wk_budget_unlock();
}

int wk_releases_init(void)
{
	queue = alloc_workqueue("wasm_kernel_dp", WQ_UNBOUND, 1);
	return queue ? 0 : -ENOMEM;
}

void wk_releases_exit(void)
{
	cancel_delayed_work_sync(&ticks);
	destroy_workqueue(queue);
}
