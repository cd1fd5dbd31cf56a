// SPDX-License-Identifier: GPL-2.0
/* Loads and stores of every width, sign-extending too, walking and jumping. */
#include "kernel.h"

#define SIZE 4096

static union {
	u8 b[SIZE];
	s8 sb[SIZE];
	u16 h[SIZE / 2];
	s16 sh[SIZE / 2];
	u32 w[SIZE / 4];
	u64 d[SIZE / 8];
} a, b;

static NOINLINE u32 bytes(u32 x)
{
	for (u32 i = 0; i < SIZE; i++)
		a.b[i] = b.b[SIZE - 1 - i] ^ (x + i);
	return a.b[x % SIZE];
}

static NOINLINE s32 halves(void)
{
	s32 sum = 0;

	for (u32 i = 0; i < SIZE / 2; i++) {
		sum += a.sh[i] - a.sb[i];
		b.h[(i * 5) % (SIZE / 2)] = sum;
	}
	return sum;
}

static NOINLINE u32 words(u32 x)
{
	for (u32 i = 0; i < SIZE / 4; i++) {
		x = x * 5 + b.w[i];
		a.w[x % (SIZE / 4)] += x;
	}
	return x;
}

static NOINLINE u64 doubles(void)
{
	u64 x = 0;

	for (u32 i = 1; i < SIZE / 8 - 1; i++) {
		x += a.d[i - 1] ^ (a.d[i + 1] >> 1);
		b.d[i] = x;
	}
	return x;
}

u32 run(u32 n)
{
	u32 sum = 1;

	for (u32 i = 0; i < n; i++) {
		sum += bytes(sum);
		sum ^= (u32)halves();
		sum = words(sum);
		sum += (u32)(doubles() >> 7);
	}
	return sum;
}
