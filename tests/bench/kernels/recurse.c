// SPDX-License-Identifier: GPL-2.0
/* Ackermann and Takeuchi: deep recursion, several arguments, nested calls. */
#include "kernel.h"

static NOINLINE u32 ackermann(u32 m, u32 n)
{
	if (!m)
		return n + 1;
	if (!n)
		return ackermann(m - 1, 1);
	return ackermann(m - 1, ackermann(m, n - 1));
}

static NOINLINE s32 tak(s32 x, s32 y, s32 z)
{
	if (y >= x)
		return z;
	return tak(tak(x - 1, y, z), tak(y - 1, z, x), tak(z - 1, x, y));
}

u32 run(u32 n)
{
	u32 sum = 0;

	for (u32 i = 0; i < n; i++) {
		sum = sum * 5 + ackermann(2, 40 + (sum & 7));
		sum = sum * 5 + tak(12 + (sum & 1), 8, 4);
	}
	return sum;
}
