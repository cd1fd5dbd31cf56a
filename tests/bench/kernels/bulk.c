// SPDX-License-Identifier: GPL-2.0
/* memory.copy and memory.fill of all sizes, overlapping ones too. */
#include "kernel.h"

#define SIZE 65536

static u8 buf[2 * SIZE];

static NOINLINE void copy(u32 to, u32 from, u32 len)
{
	__builtin_memmove(buf + to, buf + from, len);
}

static NOINLINE void fill(u32 to, u32 value, u32 len)
{
	__builtin_memset(buf + to, value, len);
}

u32 run(u32 n)
{
	u32 seed = 11, sum = 0;

	for (u32 i = 0; i < n; i++) {
		u32 len = rnd(&seed) % (i % 4 ? 512 : SIZE);
		u32 at = seed >> 16;

		fill(at, i, len / 2);
		copy(seed % SIZE, at, len);
		copy(at + 1, at, len);
		sum = sum * 3 + buf[seed % SIZE] + buf[at];
	}
	return sum;
}
