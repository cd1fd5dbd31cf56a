/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What every bench kernel starts from: fixed-width types and a small random
 * generator, without any library, so that the same file builds for wasm32 and
 * for the host and computes the same checksum on both.
 */
#ifndef _WK_BENCH_KERNEL_H
#define _WK_BENCH_KERNEL_H

typedef __UINT8_TYPE__ u8;
typedef __UINT16_TYPE__ u16;
typedef __UINT32_TYPE__ u32;
typedef __UINT64_TYPE__ u64;
typedef __INT8_TYPE__ s8;
typedef __INT16_TYPE__ s16;
typedef __INT32_TYPE__ s32;
typedef __INT64_TYPE__ s64;

/* Vectors of 16 bytes; C has the operators, on both sides. */
typedef u8 u8x16 __attribute__((vector_size(16)));
typedef u16 u16x8 __attribute__((vector_size(16)));
typedef u32 u32x4 __attribute__((vector_size(16)));
typedef u64 u64x2 __attribute__((vector_size(16)));
typedef float f32x4 __attribute__((vector_size(16)));

#define NOINLINE __attribute__((noinline))
#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/* The work, @n times; returns a checksum of all of it.  @n of 0 costs nothing. */
u32 run(u32 n);

/* xorshift32; @state must not be 0 */
static inline u32 rnd(u32 *state)
{
	u32 x = *state;

	x ^= x << 13;
	x ^= x >> 17;
	x ^= x << 5;
	return *state = x;
}

static inline u32 rotl32(u32 x, u32 by)
{
	return x << (by & 31) | x >> (-by & 31);
}

static inline u64 rotl64(u64 x, u32 by)
{
	return x << (by & 63) | x >> (-by & 63);
}

/* folds the bits of a double, so that checksums see every one of them */
static inline u32 fold_f64(double d)
{
	union { double d; u64 u; } x = { .d = d };

	return (u32)x.u ^ (u32)(x.u >> 32);
}

static inline u32 fold_f32(float f)
{
	union { float f; u32 u; } x = { .f = f };

	return x.u;
}

#endif
