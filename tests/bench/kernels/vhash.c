// SPDX-License-Identifier: GPL-2.0
/* Four lanes of a 32-bit hash: multiplies, rotates, a sum across at the end. */
#include "kernel.h"

#define N 4096

static u32x4 data[N / 16];

static u32x4 rotl(u32x4 v, u32 by)
{
	return v << by | v >> (32 - by);
}

static NOINLINE u32 hash(u32 seed)
{
	u32x4 h = { seed + 0x24234428u, seed + 0x85ebca77u, seed, seed - 0x9e3779b1u };

	for (u32 i = 0; i < N / 16; i++)
		h = rotl(h + data[i] * 0x85ebca77u, 13) * 0x9e3779b1u;
	return rotl32(h[0], 1) + rotl32(h[1], 7) + rotl32(h[2], 12) + rotl32(h[3], 18);
}

u32 run(u32 n)
{
	u32 seed = 99, sum = 0;

	for (u32 i = 0; i < N / 4; i++)
		((u32 *)data)[i] = rnd(&seed);
	for (u32 r = 0; r < n; r++) {
		sum ^= hash(sum + r);
		data[r % (N / 16)] ^= sum;
	}
	return sum;
}
