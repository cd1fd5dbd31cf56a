// SPDX-License-Identifier: GPL-2.0
#include <linux/hrtimer.h>
#include <linux/slab.h>

#include "../compat.h"
#include "hit.h"

struct clock {
	struct hrtimer timer;
	struct wk_probe *p;
};

static const char *check(const struct wk_target *t)
{
	if (t->interval < WK_MIN_INTERVAL_NS)
		return "the interval has to be 100 microseconds or more";
	return t->interval > (u64)KTIME_MAX / 2 ? "the interval is too long" : NULL;
}

/* A timer that was held up says how often it should have come. */
static enum hrtimer_restart on_time(struct hrtimer *timer)
{
	struct clock *c = container_of(timer, struct clock, timer);
	u64 passed = hrtimer_forward_now(timer, ns_to_ktime(c->p->target.interval));
	struct wk_source src = { .args = &passed, .nargs = 1 };

	wk_hit(c->p, &src, NULL);
	return HRTIMER_RESTART;
}

static int arm(struct wk_probe *p, bool dry, struct wk_error *e)
{
	struct clock *c = kzalloc(sizeof(*c), GFP_KERNEL_ACCOUNT);

	if (!c)
		return -ENOMEM;
	p->priv = c;
	c->p = p;
	wk_hrtimer_setup(&c->timer, on_time, CLOCK_MONOTONIC, HRTIMER_MODE_REL_SOFT);
	if (!dry)
		hrtimer_start(&c->timer, ns_to_ktime(p->target.interval), HRTIMER_MODE_REL_SOFT);
	return 0;
}

static void disarm(struct wk_probe *p)
{
	struct clock *c = p->priv;

	hrtimer_cancel(&c->timer);
}

static void release(struct wk_probe *p)
{
	kfree(p->priv);
}

const struct wk_hook_ops wk_timer_ops = {
	.check = check,
	.arm = arm,
	.disarm = disarm,
	.release = release,
};
