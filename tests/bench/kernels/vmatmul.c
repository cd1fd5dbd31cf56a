// SPDX-License-Identifier: GPL-2.0
/* f32 matrix product, four columns at a time. */
#include "kernel.h"

#define N 48

static f32x4 a[N][N], b[N][N / 4], c[N][N / 4];

static NOINLINE void multiply(void)
{
	for (u32 i = 0; i < N; i++)
		for (u32 j = 0; j < N / 4; j++) {
			f32x4 sum = { 0 };

			for (u32 k = 0; k < N; k++)
				sum += a[i][k] * b[k][j];
			c[i][j] = sum;
		}
}

static void refill(u32 *seed)
{
	for (u32 i = 0; i < N; i++) {
		for (u32 j = 0; j < N; j++)
			a[i][j] = (f32x4){ 0 } + (float)((s32)rnd(seed) * 0x1p-31);
		for (u32 j = 0; j < N / 4; j++)
			b[i][j] = c[j][i % (N / 4)] * 0.125f + (float)i;
	}
}

u32 run(u32 n)
{
	u32 seed = 17, sum = 0;

	for (u32 r = 0; r < n; r++) {
		refill(&seed);
		multiply();
		sum = rotl32(sum, 1) ^ fold_f32(c[sum % N][r % (N / 4)][sum & 3]);
	}
	return sum;
}
