// SPDX-License-Identifier: GPL-2.0
/* The Mandelbrot set in f64: a short loop of multiplies with an early exit. */
#include "kernel.h"

static NOINLINE u32 escape(double cr, double ci)
{
	double x = 0, y = 0;
	u32 i = 0;

	for (; i < 200 && x * x + y * y < 4.0; i++) {
		double t = x * x - y * y + cr;

		y = 2 * x * y + ci;
		x = t;
	}
	return i;
}

u32 run(u32 n)
{
	u32 sum = 0;

	for (u32 y = 0; y < n; y++)
		for (u32 x = 0; x < 64; x++)
			sum = sum * 3 + escape(x * (3.0 / 64) - 2.2, (y % 64) * (2.4 / 64) - 1.2);
	return sum;
}
