// SPDX-License-Identifier: GPL-2.0
/* Bit tricks: eight queens by masks, counts of leading, trailing and set bits, bitmaps. */
#include "kernel.h"

static u64 bitmap[64];

static NOINLINE u32 queens(u32 all, u32 cols, u32 left, u32 right)
{
	u32 found = 0;

	if (cols == all)
		return 1;
	for (u32 free = all & ~(cols | left | right); free; free &= free - 1) {
		u32 bit = free & -free;

		found += queens(all, cols | bit, (left | bit) << 1, (right | bit) >> 1);
	}
	return found;
}

/* set bits by divide and conquer: gcc -O2 for plain x86-64 has no popcnt either */
static inline u32 weight(u64 x)
{
	x -= x >> 1 & 0x5555555555555555;
	x = (x & 0x3333333333333333) + (x >> 2 & 0x3333333333333333);
	x = (x + (x >> 4)) & 0x0f0f0f0f0f0f0f0f;
	return x * 0x0101010101010101 >> 56;
}

static NOINLINE u32 scan_bitmap(u32 salt)
{
	u32 sum = 0;

	for (u32 i = 0; i < ARRAY_SIZE(bitmap); i++) {
		bitmap[i] ^= (u64)salt << (i & 31) | 1ull << i;
		for (u64 w = bitmap[i]; w; w &= w - 1)
			sum = sum * 3 + (u32)__builtin_ctzll(w);
		sum ^= weight(bitmap[i]) + (u32)__builtin_clzll(bitmap[i] | 1);
	}
	return sum;
}

u32 run(u32 n)
{
	u32 sum = 1;

	for (u32 i = 0; i < n; i++) {
		sum = sum * 7 + queens((1 << (6 + (sum & 1))) - 1, 0, 0, 0);
		sum ^= scan_bitmap(sum | 1);
	}
	return sum;
}
