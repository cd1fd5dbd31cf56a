// SPDX-License-Identifier: GPL-2.0
/* Blends two images of bytes: the products of 16 bits, and comparisons. */
#include "kernel.h"

#define N 4096

static u8x16 over[N / 16], under[N / 16], out[N / 16];

/* The even and the odd bytes, each times a weight of 0 to 255. */
static u8x16 weigh(u8x16 v, u16 weight)
{
	u16x8 even = ((u16x8)v & 0xff) * weight, odd = ((u16x8)v >> 8) * weight;

	return (u8x16)((even >> 8) | (odd & 0xff00));
}

static NOINLINE void blend(u16 weight)
{
	for (u32 i = 0; i < N / 16; i++) {
		u8x16 mixed = weigh(over[i], weight) + weigh(under[i], 255 - weight);
		u8x16 bright = (u8x16)(mixed > over[i]);

		out[i] = (mixed & bright) | (over[i] & ~bright);
	}
}

u32 run(u32 n)
{
	u32 seed = 5, sum = 0;

	for (u32 i = 0; i < N; i++) {
		((u8 *)over)[i] = rnd(&seed);
		((u8 *)under)[i] = rnd(&seed);
	}
	for (u32 r = 0; r < n; r++) {
		blend(r & 0xff);
		sum = rotl32(sum, 3) ^ ((u32 *)out)[r % (N / 4)];
		over[r % (N / 16)] ^= out[sum % (N / 16)];
	}
	return sum;
}
