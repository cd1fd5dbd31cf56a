/* SPDX-License-Identifier: GPL-2.0 */
/* The release of the whole: module, tool and library carry the same. */
#ifndef _WASM_KERNEL_RELEASE_H
#define _WASM_KERNEL_RELEASE_H

#define WK_RELEASE	"0.1.0"

/* What stands behind it in the module's test build, whose noise may be known. */
#ifdef WK_DP_INSECURE
#define WK_FLAVOUR	"-insecure"
#else
#define WK_FLAVOUR	""
#endif

#endif /* _WASM_KERNEL_RELEASE_H */
