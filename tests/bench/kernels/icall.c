// SPDX-License-Identifier: GPL-2.0
/* Function pointers: a state machine of handlers and a visitor with callbacks. */
#include "kernel.h"

static u32 op_add(u32 a, u32 b) { return a + b; }
static u32 op_sub(u32 a, u32 b) { return a - b; }
static u32 op_mul(u32 a, u32 b) { return a * (b | 1); }
static u32 op_xor(u32 a, u32 b) { return a ^ b; }
static u32 op_rot(u32 a, u32 b) { return rotl32(a, b); }
static u32 op_and(u32 a, u32 b) { return a & (b | 0xff00ff00); }
static u32 op_max(u32 a, u32 b) { return a > b ? a : b; }
static u32 op_mix(u32 a, u32 b) { return (a >> 3) + (b << 2); }

static u32 (*const ops[])(u32 a, u32 b) = {
	op_add, op_sub, op_mul, op_xor, op_rot, op_and, op_max, op_mix,
};

static u32 items[64];

static NOINLINE u32 fold(const u32 *v, u32 len, u32 acc, u32 (*fn)(u32 acc, u32 item))
{
	for (u32 i = 0; i < len; i++)
		acc = fn(acc, v[i]);
	return acc;
}

u32 run(u32 n)
{
	u32 seed = 99, acc = 1;

	for (u32 i = 0; i < n; i++) {
		for (u32 j = 0; j < ARRAY_SIZE(items); j++) {
			items[j] = acc;
			acc = ops[rnd(&seed) % ARRAY_SIZE(ops)](acc, seed);
		}
		acc = fold(items, ARRAY_SIZE(items), acc, ops[acc % ARRAY_SIZE(ops)]);
	}
	return acc;
}
