// SPDX-License-Identifier: GPL-2.0
/* uprobe and uretprobe: functions of programs. */
#include <linux/fs.h>
#include <linux/mm_types.h>
#include <linux/namei.h>
#include <linux/path.h>
#include <linux/pid.h>
#include <linux/ptrace.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "../compat.h"
#include "hit.h"

/* Arguments that are in registers; the others lie on the stack, behind the return address. */
#define IN_REGS	6

struct user_probe {
	struct uprobe_consumer consumer;
	struct wk_uprobe_handle handle;
	struct wk_probe *p;
	struct path path;
	struct pid *pid;
	bool has_path;
};

static const char *check(const struct wk_target *t)
{
	if (!t->path || !*t->path)
		return "the path of a file is needed";
	return t->addend > S64_MAX ? "no file is that long" : NULL;
}

/* ---- hits ---- */

static bool is_meant(const struct user_probe *u)
{
	return !u->pid || task_tgid(current) == u->pid;
}

static u64 stack_arg(struct pt_regs *regs, u32 i)
{
	unsigned long at = user_stack_pointer(regs) + (1 + i - IN_REGS) * sizeof(long);
	unsigned long v = 0;

	if (copy_from_user_nofault(&v, (const void __user *)at, sizeof(v)))
		return 0;
	return v;
}

static u64 argument(struct pt_regs *regs, u32 i)
{
	return i < IN_REGS ? regs_get_kernel_argument(regs, i) : stack_arg(regs, i);
}

static int on_entry(struct uprobe_consumer *uc, struct pt_regs *regs)
{
	struct user_probe *u = container_of(uc, struct user_probe, consumer);
	u64 args[WK_HIT_ARGS];
	struct wk_source src = {
		.regs = regs, .args = args, .nargs = u->p->nparams,
		.ip = instruction_pointer(regs),
	};
	u32 i;

	if (!is_meant(u))
		return 0;
	for (i = 0; i < u->p->nparams; i++)
		args[i] = argument(regs, i);
	wk_hit(u->p, &src, NULL);
	return 0;
}

static int on_return(struct uprobe_consumer *uc, unsigned long func, struct pt_regs *regs)
{
	struct user_probe *u = container_of(uc, struct user_probe, consumer);
	u64 ret = regs_return_value(regs);
	struct wk_source src = {
		.regs = regs, .args = &ret, .nargs = 1, .ip = func, .ret = ret, .has_ret = true,
	};

	if (is_meant(u))
		wk_hit(u->p, &src, NULL);
	return 0;
}

static bool wants_mm(struct uprobe_consumer *uc, struct mm_struct *mm)
{
	struct user_probe *u = container_of(uc, struct user_probe, consumer);
	struct task_struct *task;
	bool wanted = true;

	if (!u->pid)
		return true;
	rcu_read_lock();
	task = pid_task(u->pid, PIDTYPE_TGID);
	wanted = task && READ_ONCE(task->mm) == mm;
	rcu_read_unlock();
	return wanted;
}

WK_UPROBE_FILTER(filter, wants_mm)

/* ---- arming ---- */

static int find_file(struct user_probe *u)
{
	struct inode *inode;
	int err = kern_path(u->p->target.path, LOOKUP_FOLLOW, &u->path);

	if (err)
		return err == -ENOTDIR ? -ENOENT : err;
	u->has_path = true;
	inode = d_real_inode(u->path.dentry);
	if (!S_ISREG(inode->i_mode))
		return -EISDIR;
	return u->p->target.addend >= i_size_read(inode) ? -EINVAL : 0;
}

static int find_pid(struct user_probe *u)
{
	if (u->p->target.pid < 0)
		return 0;
	u->pid = find_get_pid(u->p->target.pid);
	return u->pid ? 0 : -ESRCH;
}

static int arm_both(struct wk_probe *p, bool dry, bool ret)
{
	struct user_probe *u = kzalloc(sizeof(*u), GFP_KERNEL_ACCOUNT);
	int err;

	if (!u)
		return -ENOMEM;
	p->priv = u;
	u->p = p;
	p->may_fault = true;
	if (ret)
		u->consumer.ret_handler = on_return;
	else
		u->consumer.handler = on_entry;
	u->consumer.filter = filter;
	err = find_file(u);
	if (!err)
		err = find_pid(u);
	if (!err && !dry)
		err = wk_uprobe_register(&u->handle, d_real_inode(u->path.dentry),
					 p->target.addend, &u->consumer);
	return err == -EIO ? -ENOEXEC : err;
}

static int arm(struct wk_probe *p, bool dry, struct wk_error *e)
{
	return arm_both(p, dry, false);
}

static int arm_ret(struct wk_probe *p, bool dry, struct wk_error *e)
{
	return arm_both(p, dry, true);
}

static void disarm(struct wk_probe *p)
{
	struct user_probe *u = p->priv;

	wk_uprobe_unregister(&u->handle, &u->consumer);
}

static void release(struct wk_probe *p)
{
	struct user_probe *u = p->priv;

	if (u->has_path)
		path_put(&u->path);
	put_pid(u->pid);
	kfree(u);
}

const struct wk_hook_ops wk_uprobe_ops = {
	.check = check,
	.arm = arm,
	.disarm = disarm,
	.wait = WK_WAIT_UPROBE,
	.release = release,
};

const struct wk_hook_ops wk_uretprobe_ops = {
	.check = check,
	.arm = arm_ret,
	.disarm = disarm,
	.wait = WK_WAIT_UPROBE,
	.release = release,
};
