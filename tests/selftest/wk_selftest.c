// SPDX-License-Identifier: GPL-2.0
/*
 * A module with bugs on purpose, one for each detector of the test machine. A detector that does
 * not notice its bug would let the same bug through in wasm_kernel.
 *
 * Not part of the product. Load it with bug=NAME; "none" does nothing at all.
 */

#include <linux/module.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

static char *bug = "none";
module_param(bug, charp, 0444);
MODULE_PARM_DESC(bug, "which bug to have");

static DEFINE_SPINLOCK(lock_a);
static DEFINE_SPINLOCK(lock_b);
static volatile int shift_by = 40;
static volatile int past_end = 100;
static void *volatile sink;

static void bug_warn(void)
{
	WARN(1, "on purpose");
}

static void bug_null(void)
{
	*(volatile int *)8 = 1;
}

static void bug_slab_past_end(void)
{
	char *p = kmalloc(100, GFP_KERNEL);

	if (p)
		p[past_end] = 1;
	sink = p;
	kfree(p);
}

static void bug_vmalloc_past_end(void)
{
	char *p = vmalloc(100);

	if (p)
		p[past_end] = 1;
	sink = p;
	vfree(p);
}

static void bug_use_after_free(void)
{
	char *p = kmalloc(100, GFP_KERNEL);

	kfree(p);
	if (p)
		p[past_end / 2] = 1;
}

static void bug_leak(void)
{
	sink = kmalloc(1000, GFP_KERNEL);
	sink = NULL;
}

static void bug_lock_order(void)
{
	spin_lock(&lock_a);
	spin_lock(&lock_b);
	spin_unlock(&lock_b);
	spin_unlock(&lock_a);
	spin_lock(&lock_b);
	spin_lock(&lock_a);
	spin_unlock(&lock_a);
	spin_unlock(&lock_b);
}

/* What sleeps for microseconds does not sleep at all where they are over before it begins. */
static void bug_sleep_in_atomic(void)
{
	spin_lock(&lock_a);
	schedule_timeout_uninterruptible(1);
	spin_unlock(&lock_a);
}

static void bug_shift(void)
{
	pr_info("%d\n", 1 << shift_by);
}

static void bug_misaligned(void)
{
	static u64 room[2];
	u64 *p = (u64 *)((char *)room + (past_end & 4));

	pr_info("%llu\n", *(volatile u64 *)p);
}

static const struct {
	const char *name;
	void (*have)(void);
} bugs[] = {
	{ "warn",		bug_warn },
	{ "null",		bug_null },
	{ "slab-past-end",	bug_slab_past_end },
	{ "vmalloc-past-end",	bug_vmalloc_past_end },
	{ "use-after-free",	bug_use_after_free },
	{ "leak",		bug_leak },
	{ "lock-order",		bug_lock_order },
	{ "sleep-in-atomic",	bug_sleep_in_atomic },
	{ "shift",		bug_shift },
	{ "misaligned",		bug_misaligned },
};

static int __init selftest_init(void)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(bugs); i++)
		if (!strcmp(bug, bugs[i].name))
			bugs[i].have();
	return 0;
}

static void __exit selftest_exit(void)
{
}

module_init(selftest_init);
module_exit(selftest_exit);

MODULE_DESCRIPTION("Bugs for the test machine to notice");
MODULE_LICENSE("GPL");
