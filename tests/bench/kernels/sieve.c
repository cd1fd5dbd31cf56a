// SPDX-License-Identifier: GPL-2.0
/* The sieve of Eratosthenes over bytes: strided stores, then a scan. */
#include "kernel.h"

#define LIMIT 20000

static u8 composite[LIMIT];

static NOINLINE u32 sieve(u32 limit)
{
	u32 count = 0;

	for (u32 i = 0; i < limit; i++)
		composite[i] = 0;
	for (u32 i = 2; i * i < limit; i++) {
		if (composite[i])
			continue;
		for (u32 j = i * i; j < limit; j += i)
			composite[j] = 1;
	}
	for (u32 i = 2; i < limit; i++)
		count += !composite[i];
	return count;
}

u32 run(u32 n)
{
	u32 sum = 0;

	for (u32 i = 0; i < n; i++)
		sum = sum * 7 + sieve(LIMIT - (sum & 15));
	return sum;
}
