/* SPDX-License-Identifier: GPL-2.0 */
/* Differences between kernels: the only file that may look at the version. */
#ifndef _WK_COMPAT_H
#define _WK_COMPAT_H

#include <linux/fs.h>
#include <linux/version.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 1, 0)
#error "wasm_kernel needs Linux 6.1 or newer"
#endif

/**
 * wk_get_file_unless_closed() - a reference to a file
 * @f: file whose memory the caller keeps from being freed
 *
 * Context: any. Return: @f, or NULL when its last reference has gone already.
 */
static inline struct file *wk_get_file_unless_closed(struct file *f)
{
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 7, 0)
	return get_file_rcu(f) ? f : NULL;
#else
	return get_file_active(&f);
#endif
}

#ifdef __KERNEL__
#include <linux/hrtimer.h>
#include <linux/uprobes.h>

static inline void wk_hrtimer_setup(struct hrtimer *timer,
				    enum hrtimer_restart (*fn)(struct hrtimer *timer),
				    clockid_t clock, enum hrtimer_mode mode)
{
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 13, 0)
	hrtimer_init(timer, clock, mode);
	timer->function = fn;
#else
	hrtimer_setup(timer, fn, clock, mode);
#endif
}

/* What is needed to unregister a uprobe: before 6.12 its place, since then the thing itself. */
struct wk_uprobe_handle {
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 12, 0)
	struct inode *inode;
	loff_t offset;
#else
	struct uprobe *uprobe;
#endif
};

static inline int wk_uprobe_register(struct wk_uprobe_handle *h, struct inode *inode,
				     loff_t offset, struct uprobe_consumer *uc)
{
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 12, 0)
	int err = uprobe_register(inode, offset, uc);

	if (err)
		return err;
	h->inode = inode;
	h->offset = offset;
	return 0;
#else
	struct uprobe *uprobe = uprobe_register(inode, offset, 0, uc);

	if (IS_ERR(uprobe))
		return PTR_ERR(uprobe);
	h->uprobe = uprobe;
	return 0;
#endif
}

/* One that was never registered is no mistake. Handlers may run until wk_uprobe_sync(). */
static inline void wk_uprobe_unregister(struct wk_uprobe_handle *h, struct uprobe_consumer *uc)
{
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 12, 0)
	if (h->inode)
		uprobe_unregister(h->inode, h->offset, uc);
#else
	if (!h->uprobe)
		return;
	uprobe_unregister_nosync(h->uprobe, uc);
#endif
}

/* Before 6.12 unregistering waits itself. */
static inline void wk_uprobe_sync(void)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
	uprobe_unregister_sync();
#endif
}

/* Before 6.12 a filter was also told what it is asked for. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 12, 0)
#define WK_UPROBE_FILTER(name, wants)						\
	static bool name(struct uprobe_consumer *uc, enum uprobe_filter_ctx ctx,	\
			 struct mm_struct *mm)					\
	{									\
		return wants(uc, mm);						\
	}
#else
#define WK_UPROBE_FILTER(name, wants)						\
	static bool name(struct uprobe_consumer *uc, struct mm_struct *mm)	\
	{									\
		return wants(uc, mm);						\
	}
#endif
#endif /* __KERNEL__ */

#endif /* _WK_COMPAT_H */
