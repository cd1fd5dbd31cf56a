/* SPDX-License-Identifier: GPL-2.0 */
/* The release of the whole: module, tool and library carry the same. */
#ifndef _WASM_KERNEL_RELEASE_H
#define _WASM_KERNEL_RELEASE_H

#define WK_RELEASE	"0.1.0"

#endif /* _WASM_KERNEL_RELEASE_H */
