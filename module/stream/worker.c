// SPDX-License-Identifier: GPL-2.0
/* The thread that drains a stream, and how hooks wake it. */
#include <linux/irq_work.h>
#include <linux/kthread.h>
#include <linux/slab.h>
#include <linux/wait.h>

#include "core.h"

/* While records come in, they wait this long for others to be sent together with them. */
#define FLUSH_MS	4

/**
 * struct wk_stream_worker - the kernel's part of a stream
 * @task: the thread
 * @alarm: wakes it from any context: hooks may hold the locks that a wake-up takes
 * @wait: where it sleeps
 */
struct wk_stream_worker {
	struct task_struct *task;
	struct irq_work alarm;
	wait_queue_head_t wait;
};

static void ring_alarm(struct irq_work *work)
{
	wake_up(&container_of(work, struct wk_stream_worker, alarm)->wait);
}

void wk_stream_worker_wake(struct wk_stream *st)
{
	irq_work_queue(&st->worker->alarm);
}

static bool called(const struct wk_stream *st)
{
	return READ_ONCE(st->woken) || kthread_should_stop();
}

static bool has_work(struct wk_stream *st)
{
	bool pending;

	mutex_lock(&st->lock);
	pending = wk_stream_pending(st);
	mutex_unlock(&st->lock);
	return pending;
}

static void sleep_idle(struct wk_stream *st)
{
	WRITE_ONCE(st->idle, true);
	smp_mb();	/* Pairs with alarm_worker(): we see its record, or it sees us idle. */
	if (!has_work(st))
		wait_event_idle(st->worker->wait, called(st));
	WRITE_ONCE(st->idle, false);
}

static int worker(void *data)
{
	struct wk_stream *st = data;

	while (!kthread_should_stop()) {
		if (wk_stream_round(st))
			wait_event_idle_timeout(st->worker->wait, called(st),
						msecs_to_jiffies(FLUSH_MS));
		else
			sleep_idle(st);
		cond_resched_tasks_rcu_qs();
	}
	return 0;
}

int wk_stream_worker_start(struct wk_stream *st)
{
	struct wk_stream_worker *w = kzalloc(sizeof(*w), GFP_KERNEL_ACCOUNT);
	struct task_struct *task;

	if (!w)
		return -ENOMEM;
	init_irq_work(&w->alarm, ring_alarm);
	init_waitqueue_head(&w->wait);
	st->worker = w;
	task = kthread_run(worker, st, "wk_stream");
	if (IS_ERR(task))
		return PTR_ERR(task);
	w->task = task;
	return 0;
}

void wk_stream_worker_stop(struct wk_stream *st)
{
	struct wk_stream_worker *w = st->worker;

	if (!w)
		return;
	if (w->task)
		kthread_stop(w->task);
	irq_work_sync(&w->alarm);
	kfree(w);
	st->worker = NULL;
}
