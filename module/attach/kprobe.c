// SPDX-License-Identifier: GPL-2.0
/* kprobe and kretprobe. */
#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/ptrace.h>
#include <linux/slab.h>

#include "hit.h"

/* Returns under way at one time, of all tasks; more of them are counted as missed. */
#define RETURNS	1024

struct kernel_probe {
	struct wk_probe *p;
	struct kretprobe ret;	/* an entry probe uses its kp only */
};

static struct kernel_probe *of(const struct wk_probe *p)
{
	return p->priv;
}

static const char *check(const struct wk_target *t)
{
	if (!t->symbol || !*t->symbol)
		return "a kernel symbol is needed";
	return t->addend > U32_MAX ? "no function is that long" : NULL;
}

static const char *check_ret(const struct wk_target *t)
{
	return t->addend ? "a return has no offset" : check(t);
}

/* ---- hits ---- */

static int on_entry(struct kprobe *kp, struct pt_regs *regs)
{
	struct kernel_probe *k = container_of(kp, struct kernel_probe, ret.kp);
	struct wk_source src = { .regs = regs, .ip = (u64)(unsigned long)kp->addr };
	u64 args[WK_HIT_ARGS];
	u32 i;

	for (i = 0; i < k->p->nparams; i++)
		args[i] = regs_get_kernel_argument(regs, i);
	src.args = args;
	wk_hit(k->p, &src, NULL);
	return 0;
}
NOKPROBE_SYMBOL(on_entry);

static int on_return(struct kretprobe_instance *ri, struct pt_regs *regs)
{
	struct kretprobe *rp = get_kretprobe(ri);
	struct kernel_probe *k = container_of(rp, struct kernel_probe, ret);
	u64 ret = regs_return_value(regs);
	struct wk_source src = {
		.regs = regs, .args = &ret, .ret = ret, .has_ret = true,
		.ip = (u64)(unsigned long)rp->kp.addr,
	};

	wk_hit(k->p, &src, NULL);
	return 0;
}
NOKPROBE_SYMBOL(on_return);

/* ---- arming ---- */

static int make(struct wk_probe *p)
{
	struct kernel_probe *k = kzalloc(sizeof(*k), GFP_KERNEL_ACCOUNT);

	if (!k)
		return -ENOMEM;
	k->p = p;
	k->ret.kp.symbol_name = p->target.symbol;
	k->ret.kp.offset = p->target.addend;
	/* Registered asleep: what it turns out to be can still be refused. */
	k->ret.kp.flags = KPROBE_FLAG_DISABLED;
	p->priv = k;
	return 0;
}

static bool is_ours(const struct kprobe *kp)
{
	return within_module((unsigned long)kp->addr, THIS_MODULE);
}

static int arm(struct wk_probe *p, bool dry, struct wk_error *e)
{
	struct kprobe *kp;
	int err = make(p);

	if (err)
		return err;
	kp = &of(p)->ret.kp;
	kp->pre_handler = on_entry;
	err = register_kprobe(kp);
	if (err)
		return err;
	err = is_ours(kp) ? -EPERM : dry ? 0 : enable_kprobe(kp);
	if (err)
		unregister_kprobe(kp);
	return err;
}

/* Each call waits until no hit is under way: once for all of them. */
static void disarm(struct wk_probe *const *p, u32 n, void **room)
{
	u32 i;

	for (i = 0; i < n; i++)
		room[i] = &of(p[i])->ret.kp;
	unregister_kprobes((struct kprobe **)room, n);
}

static u64 missed(const struct wk_probe *p)
{
	return READ_ONCE(of(p)->ret.kp.nmissed);
}

static int arm_ret(struct wk_probe *p, bool dry, struct wk_error *e)
{
	struct kretprobe *rp;
	int err = make(p);

	if (err)
		return err;
	rp = &of(p)->ret;
	rp->handler = on_return;
	rp->maxactive = RETURNS;
	err = register_kretprobe(rp);
	if (err)
		return err;
	err = is_ours(&rp->kp) ? -EPERM : dry ? 0 : enable_kretprobe(rp);
	if (err)
		unregister_kretprobe(rp);
	return err;
}

static void disarm_ret(struct wk_probe *const *p, u32 n, void **room)
{
	u32 i;

	for (i = 0; i < n; i++)
		room[i] = &of(p[i])->ret;
	unregister_kretprobes((struct kretprobe **)room, n);
}

static u64 missed_ret(const struct wk_probe *p)
{
	return missed(p) + READ_ONCE(of(p)->ret.nmissed);
}

static void release(struct wk_probe *p)
{
	kfree(p->priv);
}

const struct wk_hook_ops wk_kprobe_ops = {
	.check = check,
	.arm = arm,
	.disarm_all = disarm,
	.missed = missed,
	.release = release,
};

const struct wk_hook_ops wk_kretprobe_ops = {
	.check = check_ret,
	.arm = arm_ret,
	.disarm_all = disarm_ret,
	.missed = missed_ret,
	.release = release,
};
