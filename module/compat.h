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

#endif /* _WK_COMPAT_H */
