// SPDX-License-Identifier: GPL-2.0
/*
 * System calls: the tracepoints sys_enter and sys_exit, which every architecture has.  Those of
 * 32-bit programs have other numbers and are left out.
 */
#include <linux/compat.h>
#include <linux/module.h>
#include <linux/slab.h>

#include <asm/syscall.h>

#include "hit.h"
#include "tp.h"

struct entry {
	struct tracepoint *tp;
	struct module *owner;
	void *func;
	bool on;
};

static const char *check(const struct wk_target *t)
{
	return t->nr > S32_MAX ? "there is no such system call" : NULL;
}

static bool is_meant(const struct wk_probe *p, long nr)
{
	if (nr < 0 || in_compat_syscall())
		return false;
	return p->target.nr < 0 || p->target.nr == nr;
}

static void on_enter(void *data, struct pt_regs *regs, long nr)
{
	struct wk_probe *p = data;
	unsigned long regular[6];
	u64 args[7] = { nr };
	bool all = p->target.nr < 0;
	struct wk_source src = {
		.regs = regs, .args = all ? args : args + 1, .nargs = all ? 7 : 6,
	};
	u32 i;

	if (!is_meant(p, nr))
		return;
	syscall_get_arguments(current, regs, regular);
	for (i = 0; i < ARRAY_SIZE(regular); i++)
		args[i + 1] = regular[i];
	wk_hit(p, &src, NULL);
}

static void on_exit(void *data, struct pt_regs *regs, long ret)
{
	struct wk_probe *p = data;
	long nr = syscall_get_nr(current, regs);
	const u64 args[] = { nr, ret };
	bool all = p->target.nr < 0;
	struct wk_source src = {
		.regs = regs, .args = all ? args : args + 1, .nargs = all ? 2 : 1,
		.ret = ret, .has_ret = true,
	};

	if (is_meant(p, nr))
		wk_hit(p, &src, NULL);
}

static int arm_at(struct wk_probe *p, const char *name, void *func, bool dry, struct wk_error *e)
{
	struct entry *t = kzalloc(sizeof(*t), GFP_KERNEL_ACCOUNT);
	u32 max = p->kind == WK_HOOK_SYSCALL ? 6 : 1;
	int err;

	if (!t)
		return -ENOMEM;
	p->priv = t;
	t->func = func;
	if (p->target.nr >= 0 && p->nparams > max) {
		wk_error_set(e, WK_ERR_LINK, WK_NO_FUNC, WK_NO_OFFSET,
			     "\"%s\" may have %u parameters at most", p->name, max);
		return -EINVAL;
	}
	t->tp = wk_tp_find(name, &t->owner);
	if (!t->tp)
		return -EOPNOTSUPP;
	if (dry)
		return 0;
	err = tracepoint_probe_register(t->tp, func, p);
	t->on = !err;
	return err;
}

static int arm_enter(struct wk_probe *p, bool dry, struct wk_error *e)
{
	return arm_at(p, "sys_enter", on_enter, dry, e);
}

static int arm_exit(struct wk_probe *p, bool dry, struct wk_error *e)
{
	return arm_at(p, "sys_exit", on_exit, dry, e);
}

static void disarm(struct wk_probe *p)
{
	struct entry *t = p->priv;

	if (t->on)
		tracepoint_probe_unregister(t->tp, t->func, p);
}

static void release(struct wk_probe *p)
{
	struct entry *t = p->priv;

	module_put(t->owner);
	kfree(t);
}

const struct wk_hook_ops wk_syscall_ops = {
	.check = check,
	.arm = arm_enter,
	.disarm = disarm,
	.wait = WK_WAIT_TRACEPOINT,
	.release = release,
};

const struct wk_hook_ops wk_sysret_ops = {
	.check = check,
	.arm = arm_exit,
	.disarm = disarm,
	.wait = WK_WAIT_TRACEPOINT,
	.release = release,
};
