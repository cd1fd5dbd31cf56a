// SPDX-License-Identifier: GPL-2.0
/* Naive doubly recursive Fibonacci: nothing but calls, compares and adds. */
#include "kernel.h"

static NOINLINE u32 fib(u32 n)
{
	if (n < 2)
		return n;
	return fib(n - 1) + fib(n - 2);
}

u32 run(u32 n)
{
	u32 sum = 0;

	for (u32 i = 0; i < n; i++)
		sum = sum * 3 + fib(20 + (sum & 1));
	return sum;
}
