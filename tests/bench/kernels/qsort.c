// SPDX-License-Identifier: GPL-2.0
/* Quicksort with insertion sort below: compares, swaps, unpredictable branches. */
#include "kernel.h"

#define SIZE 2048

static u32 v[SIZE];

static void insertion(u32 *a, s32 n)
{
	for (s32 i = 1; i < n; i++) {
		u32 x = a[i];
		s32 j = i;

		for (; j > 0 && a[j - 1] > x; j--)
			a[j] = a[j - 1];
		a[j] = x;
	}
}

static s32 partition(u32 *a, s32 n)
{
	u32 pivot = a[n / 2];
	s32 i = -1, j = n;

	for (;;) {
		while (a[++i] < pivot)
			;
		while (a[--j] > pivot)
			;
		if (i >= j)
			return j + 1;
		u32 t = a[i];

		a[i] = a[j];
		a[j] = t;
	}
}

static NOINLINE void sort(u32 *a, s32 n)
{
	while (n > 12) {
		s32 split = partition(a, n);

		if (split == n)
			split--;
		sort(a, split);
		a += split;
		n -= split;
	}
	insertion(a, n);
}

u32 run(u32 n)
{
	u32 seed = 3, sum = 0;

	for (u32 i = 0; i < n; i++) {
		for (u32 j = 0; j < SIZE; j++)
			v[j] = rnd(&seed);
		sort(v, SIZE);
		for (u32 j = 1; j < SIZE; j++)
			sum = sum * 3 + (v[j] ^ (v[j - 1] <= v[j]));
	}
	return sum;
}
