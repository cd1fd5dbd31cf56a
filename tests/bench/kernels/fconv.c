// SPDX-License-Identifier: GPL-2.0
/* Between integers and floats: conversions, rounding, min, max, compares, both widths. */
#include "kernel.h"

#define COUNT 256

static double d[COUNT];
static float f[COUNT];

static inline double clamp(double x, double lo, double hi)
{
	return x < lo ? lo : x > hi ? hi : x;
}

static NOINLINE u32 doubles(u32 seed)
{
	u32 sum = 0;

	for (u32 i = 0; i < COUNT; i++) {
		d[i] = (double)(s32)rnd(&seed) / 65536.0 + d[(i + 7) % COUNT] * 0.25;
		sum += (u32)(s32)clamp(d[i] * 3.0, -1e6, 1e6);
		sum ^= (u32)(u64)(s64)(d[i] * 4096.0);
	}
	return sum;
}

static NOINLINE u32 floats(u32 seed)
{
	u32 sum = 0;

	for (u32 i = 0; i < COUNT; i++) {
		float x = (float)d[i] + (float)(s16)rnd(&seed);

		f[i] = x < f[(i + 3) % COUNT] ? -x : __builtin_fabsf(x) * 0.75f;
		sum = sum * 5 + (u32)(s32)f[i];
		d[i] += f[i];
	}
	return sum;
}

u32 run(u32 n)
{
	u32 sum = 1;

	for (u32 i = 0; i < n; i++) {
		sum ^= doubles(sum | 1);
		sum = rotl32(sum, 9) + floats(sum | 1);
	}
	return sum;
}
