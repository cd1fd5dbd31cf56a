/* SPDX-License-Identifier: GPL-2.0 */
/* Differences between kernels: the only file that may look at the version. */
#ifndef _WK_COMPAT_H
#define _WK_COMPAT_H

#include <linux/version.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 1, 0)
#error "wasm_kernel needs Linux 6.1 or newer"
#endif

#endif /* _WK_COMPAT_H */
