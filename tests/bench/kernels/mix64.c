// SPDX-License-Identifier: GPL-2.0
/* 64-bit hashing in the manner of splitmix and xxh64: multiplies and rotates on i64. */
#include "kernel.h"

#define P1 0x9e3779b185ebca87
#define P2 0xc2b2ae3d27d4eb4f
#define P3 0x165667b19e3779f9

static u64 data[256];

static u64 splitmix(u64 *state)
{
	u64 z = *state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

static inline u64 lane(u64 acc, u64 in)
{
	return rotl64(acc + in * P2, 31) * P1;
}

static NOINLINE u64 hash(const u64 *p, u32 words, u64 seed)
{
	u64 a = seed + P1, b = seed + P2, c = seed, d = seed - P1, h;

	for (u32 i = 0; i < words; i += 4) {
		a = lane(a, p[i]);
		b = lane(b, p[i + 1]);
		c = lane(c, p[i + 2]);
		d = lane(d, p[i + 3]);
	}
	h = rotl64(a, 1) + rotl64(b, 7) + rotl64(c, 12) + rotl64(d, 18);
	h = (h ^ h >> 33) * P2;
	h = (h ^ h >> 29) * P3;
	return h ^ h >> 32;
}

u32 run(u32 n)
{
	u64 state = 42, h = 0;

	for (u32 i = 0; i < n; i++) {
		for (u32 j = 0; j < 32; j++)
			data[(i * 32 + j) % ARRAY_SIZE(data)] = splitmix(&state);
		h = hash(data, ARRAY_SIZE(data), h);
	}
	return (u32)h ^ (u32)(h >> 32);
}
