/* SPDX-License-Identifier: GPL-2.0 */
/* A stable sort of index arrays, whose cost input cannot blow up. */
#ifndef _WK_WASM_SORT_H
#define _WK_WASM_SORT_H

#include "shim.h"

/**
 * typedef-free comparison of the things that indices @a and @b stand for:
 * negative, 0 or positive
 */
struct wk_order {
	int (*compare)(const void *of, u32 a, u32 b);
	const void *of;
};

/**
 * wk_sort_indices() - the numbers 0 to @n - 1 in the order of what they stand for
 * @n: how many
 * @order: how to compare
 *
 * Equal ones stay in ascending order. Cost: n log n comparisons, whatever the
 * input. Context: may sleep. Return: an array from wk_alloc() that the caller
 * frees, or NULL when memory is short.
 */
u32 *wk_sort_indices(u32 n, const struct wk_order *order);

#endif /* _WK_WASM_SORT_H */
