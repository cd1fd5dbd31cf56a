// SPDX-License-Identifier: GPL-2.0
#include <linux/module.h>
#include <linux/slab.h>

#include "hit.h"
#include "tp.h"

struct point {
	struct tracepoint *tp;
	struct module *owner;
	void *func;
	bool on;
};

static const char *check(const struct wk_target *t)
{
	return t->symbol && *t->symbol ? NULL : "the name of a tracepoint is needed";
}

/*
 * A tracepoint calls its probes with arguments of its own, all of them integers or
 * pointers in registers, and behind those on the stack.  Who declares more than there are
 * gets what lies there, and who declares fewer nothing of the rest.
 */
static void few(void *data, u64 a0, u64 a1, u64 a2, u64 a3, u64 a4)
{
	const u64 args[] = { a0, a1, a2, a3, a4 };
	struct wk_source src = { .args = args, .nargs = ARRAY_SIZE(args) };

	wk_hit(data, &src, NULL);
}

static void many(void *data, u64 a0, u64 a1, u64 a2, u64 a3, u64 a4, u64 a5, u64 a6, u64 a7,
		 u64 a8, u64 a9, u64 a10, u64 a11)
{
	const u64 args[WK_HIT_ARGS] = { a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11 };
	struct wk_source src = { .args = args, .nargs = ARRAY_SIZE(args) };

	wk_hit(data, &src, NULL);
}

static int arm(struct wk_probe *p, bool dry, struct wk_error *e)
{
	struct point *t = kzalloc(sizeof(*t), GFP_KERNEL_ACCOUNT);
	int err;

	if (!t)
		return -ENOMEM;
	p->priv = t;
	t->tp = wk_tp_find(p->target.symbol, &t->owner);
	if (!t->tp)
		return -ENOENT;
	t->func = p->nparams <= 5 ? (void *)few : (void *)many;
	if (dry)
		return 0;
	err = tracepoint_probe_register(t->tp, t->func, p);
	t->on = !err;
	return err;
}

static void disarm(struct wk_probe *p)
{
	struct point *t = p->priv;

	if (t->on)
		tracepoint_probe_unregister(t->tp, t->func, p);
}

static void release(struct wk_probe *p)
{
	struct point *t = p->priv;

	module_put(t->owner);
	kfree(t);
}

const struct wk_hook_ops wk_tracepoint_ops = {
	.check = check,
	.arm = arm,
	.disarm = disarm,
	.wait = WK_WAIT_TRACEPOINT,
	.release = release,
};
