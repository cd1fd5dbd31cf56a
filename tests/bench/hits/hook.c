// SPDX-License-Identifier: GPL-2.0
/* Hooks with nothing behind them: what the kernel itself takes for a hit. */
#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/tracepoint.h>

static char *kind = "kprobe";
module_param(kind, charp, 0444);

static int on_entry(struct kprobe *kp, struct pt_regs *regs)
{
	return 0;
}

static struct kprobe probe = { .symbol_name = "__x64_sys_getsid", .pre_handler = on_entry };
static struct tracepoint *point;

static void on_point(void *data, struct pt_regs *regs, long nr)
{
}

static void look(struct tracepoint *tp, void *data)
{
	if (!strcmp(tp->name, "sys_enter"))
		point = tp;
}

static int __init hook_init(void)
{
	if (!strcmp(kind, "kprobe"))
		return register_kprobe(&probe);
	for_each_kernel_tracepoint(look, NULL);
	return point ? tracepoint_probe_register(point, on_point, NULL) : -ENOENT;
}

static void __exit hook_exit(void)
{
	if (point)
		tracepoint_probe_unregister(point, on_point, NULL);
	else
		unregister_kprobe(&probe);
	tracepoint_synchronize_unregister();
}

module_init(hook_init);
module_exit(hook_exit);

MODULE_DESCRIPTION("Empty hooks, to be measured");
MODULE_LICENSE("GPL");
