// SPDX-License-Identifier: GPL-2.0
/* Single-precision signal processing: a biquad and a FIR over a block of samples. */
#include "kernel.h"

#define BLOCK 512
#define TAPS 16

static float in[BLOCK], mid[BLOCK + TAPS], out[BLOCK], taps[TAPS];
static float z1, z2;

static NOINLINE void biquad(void)
{
	float s1 = z1, s2 = z2;

	for (u32 t = 0; t < TAPS; t++)
		mid[t] = mid[BLOCK + t];
	for (u32 i = 0; i < BLOCK; i++) {
		float x = in[i];
		float y = 0.067f * x + s1;

		s1 = 0.135f * x + 1.143f * y + s2;
		s2 = 0.067f * x - 0.413f * y;
		mid[i + TAPS] = y;
	}
	z1 = s1;
	z2 = s2;
}

static NOINLINE void fir(void)
{
	for (u32 i = 0; i < BLOCK; i++) {
		float acc = 0;

		for (u32 t = 0; t < TAPS; t++)
			acc += taps[t] * mid[i + t];
		out[i] = acc;
	}
}

u32 run(u32 n)
{
	u32 seed = 21, sum = 0;

	for (u32 t = 0; t < TAPS; t++)
		taps[t] = 1.0f / (float)(t + 1);
	for (u32 r = 0; r < n; r++) {
		for (u32 i = 0; i < BLOCK; i++)
			in[i] = (float)(s16)rnd(&seed) * (1.0f / 32768);
		biquad();
		fir();
		sum = rotl32(sum, 3) ^ fold_f32(out[sum % BLOCK]);
	}
	return sum;
}
