// SPDX-License-Identifier: GPL-2.0
/* Dense matrix product in f64: the inner loop of numeric code. */
#include "kernel.h"

#define N 48

static double a[N][N], b[N][N], c[N][N];

static NOINLINE void multiply(void)
{
	for (u32 i = 0; i < N; i++)
		for (u32 j = 0; j < N; j++) {
			double sum = 0;

			for (u32 k = 0; k < N; k++)
				sum += a[i][k] * b[k][j];
			c[i][j] = sum;
		}
}

static void refill(u32 *seed)
{
	for (u32 i = 0; i < N; i++)
		for (u32 j = 0; j < N; j++) {
			a[i][j] = (s32)rnd(seed) * 0x1p-31;
			b[i][j] = c[j][i] * 0.125 + i;
		}
}

u32 run(u32 n)
{
	u32 seed = 17, sum = 0;

	for (u32 r = 0; r < n; r++) {
		refill(&seed);
		multiply();
		sum = rotl32(sum, 1) ^ fold_f64(c[sum % N][r % N]);
	}
	return sum;
}
