// SPDX-License-Identifier: GPL-2.0
/* Long multiplication and Montgomery squaring: 32x32->64 products and carries. */
#include "kernel.h"

#define WORDS 16

static u32 modulus[WORDS], x[WORDS];

/* -1 / @m modulo 2^32, by Newton's iteration */
static u32 negative_inverse(u32 m)
{
	u32 inv = m;

	for (u32 i = 0; i < 4; i++)
		inv *= 2 - m * inv;
	return -inv;
}

static void subtract_modulus(u32 *t)
{
	u64 borrow = 0;

	for (u32 i = 0; i < WORDS; i++) {
		u64 d = (u64)t[i] - modulus[i] - borrow;

		t[i] = (u32)d;
		borrow = d >> 63;
	}
}

/* @out = @a * @b / 2^(32 * WORDS) modulo the modulus, once reduced */
static NOINLINE void montgomery(u32 *out, const u32 *a, const u32 *b, u32 inv)
{
	u32 t[WORDS + 1] = { 0 };

	for (u32 i = 0; i < WORDS; i++) {
		u64 carry = 0, low = 0;
		u32 m = 0;

		m = (t[0] + a[i] * b[0]) * inv;
		for (u32 j = 0; j < WORDS; j++) {
			carry += (u64)a[i] * b[j] + t[j];
			low += (u64)m * modulus[j] + (u32)carry;
			if (j)
				t[j - 1] = (u32)low;
			carry >>= 32;
			low >>= 32;
		}
		carry += low + t[WORDS];
		t[WORDS - 1] = (u32)carry;
		t[WORDS] = carry >> 32;
	}
	for (u32 i = 0; i < WORDS; i++)
		out[i] = t[i];
	if (t[WORDS])
		subtract_modulus(out);
}

u32 run(u32 n)
{
	u32 seed = 31, sum = 0, inv;

	for (u32 i = 0; i < WORDS; i++) {
		modulus[i] = rnd(&seed) | (i == 0);
		x[i] = rnd(&seed);
	}
	inv = negative_inverse(modulus[0]);
	for (u32 i = 0; i < n; i++)
		montgomery(x, x, x, inv);
	for (u32 i = 0; i < WORDS; i++)
		sum = sum * 3 + x[i];
	return sum;
}
