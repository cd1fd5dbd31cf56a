// SPDX-License-Identifier: GPL-2.0
/*
 * Bottom-up merge sort: no recursion, no bad case. When two elements are
 * compared one of them moves on, and comparing costs at most the length of the
 * shorter: a level of merging is linear in the bytes that are compared.
 */
#include "sort.h"

/* Merges from[lo, mid) and from[mid, hi) into to[lo, hi). */
static void merge(const u32 *from, u32 *to, u32 lo, u32 mid, u32 hi, const struct wk_order *order)
{
	u32 a = lo, b = mid, i;

	for (i = lo; i < hi; i++) {
		if (a < mid && (b == hi || order->compare(order->of, from[a], from[b]) <= 0))
			to[i] = from[a++];
		else
			to[i] = from[b++];
		if (!(i & 0xfff))
			wk_cond_resched();
	}
}

u32 *wk_sort_indices(u32 n, const struct wk_order *order)
{
	u32 *from = wk_alloc(n ? n : 1, sizeof(*from));
	u32 *to = wk_alloc(n ? n : 1, sizeof(*to));
	u64 width, lo;
	u32 i;

	if (!from || !to) {
		wk_free(from);
		wk_free(to);
		return NULL;
	}
	for (i = 0; i < n; i++)
		from[i] = i;
	for (width = 1; width < n; width *= 2) {
		u32 *swap = from;

		for (lo = 0; lo < n; lo += 2 * width)
			merge(from, to, lo, min_t(u64, lo + width, n),
			      min_t(u64, lo + 2 * width, n), order);
		from = to;
		to = swap;
	}
	wk_free(to);
	return from;
}
