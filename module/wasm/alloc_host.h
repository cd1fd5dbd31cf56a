/* SPDX-License-Identifier: GPL-2.0 */
/* For tests: makes allocations of the engine fail. */
#ifndef _WK_WASM_ALLOC_HOST_H
#define _WK_WASM_ALLOC_HOST_H

/*
 * Allocations until one fails: 0 fails the next one, and only that one. -1:
 * none fails.
 */
extern long wk_alloc_fail_at;

#endif /* _WK_WASM_ALLOC_HOST_H */
