// SPDX-License-Identifier: GPL-2.0
/* Looks for bytes in text, sixteen at a time: compare, test, count. */
#include "kernel.h"

#define N 8192

static u8x16 text[N / 16];

static u32 any(u8x16 mask)
{
	u64x2 m = (u64x2)mask;

	return (m[0] | m[1]) != 0;
}

/* Blocks that hold @byte, and how many bytes are below it, modulo 256 in each lane. */
static NOINLINE u32 scan(u8 byte)
{
	u8x16 below = { 0 };
	u32 blocks = 0;
	u64x2 m;

	for (u32 i = 0; i < N / 16; i++) {
		below -= (u8x16)(text[i] < byte);
		if (any((u8x16)(text[i] == byte)))
			blocks++;
	}
	m = (u64x2)below;
	return blocks + (u32)(m[0] ^ m[1]) + (u32)(m[0] >> 32);
}

u32 run(u32 n)
{
	u32 seed = 31, sum = 0;

	for (u32 i = 0; i < N; i++)
		((u8 *)text)[i] = rnd(&seed);
	for (u32 r = 0; r < n; r++) {
		sum = rotl32(sum, 5) + scan(sum ^ r);
		((u8 *)text)[sum % N] = r;
	}
	return sum;
}
