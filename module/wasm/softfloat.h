/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Floating point in general registers only, for places where the FPU is out of
 * reach: hooks, interrupts, NMI.
 *
 * Values are bit patterns: u32 for f32, u64 for f64.  Every operation exists
 * twice under two prefixes, wk_sf_ here and wk_hf_ in hardfloat.h, with the same
 * arguments and the same result for every input, bit for bit.  Rounding is to
 * nearest, ties to even; subnormals are honoured; there are no flags.
 *
 * NaN rule: a result that is a NaN is WK_F32_NAN or WK_F64_NAN, whatever the
 * operands were.  Only abs, neg and copysign keep payloads.
 *
 * All functions: any context, NMI included; pure, no state, no locks, bounded
 * time, less than 200 bytes of stack.
 */
#ifndef _WK_SOFTFLOAT_H
#define _WK_SOFTFLOAT_H

#include "shim.h"

#define WK_F32_NAN 0x7fc00000u
#define WK_F64_NAN 0x7ff8000000000000ull

/**
 * enum wk_float_error - why a float has no integer value of the type wanted
 * @WK_FLOAT_OK: it has, and the value was stored
 * @WK_FLOAT_INVALID: NaN; the trap is "invalid conversion to integer"
 * @WK_FLOAT_OVERFLOW: out of range; the trap is "integer overflow"
 */
enum wk_float_error {
	WK_FLOAT_OK = 0,
	WK_FLOAT_INVALID = 1,
	WK_FLOAT_OVERFLOW = 2,
};

/* Arithmetic.  min and max: -0 is below +0, any NaN makes a NaN. */
u32 wk_sf_f32_add(u32 a, u32 b);
u32 wk_sf_f32_sub(u32 a, u32 b);
u32 wk_sf_f32_mul(u32 a, u32 b);
u32 wk_sf_f32_div(u32 a, u32 b);
u32 wk_sf_f32_min(u32 a, u32 b);
u32 wk_sf_f32_max(u32 a, u32 b);
u64 wk_sf_f64_add(u64 a, u64 b);
u64 wk_sf_f64_sub(u64 a, u64 b);
u64 wk_sf_f64_mul(u64 a, u64 b);
u64 wk_sf_f64_div(u64 a, u64 b);
u64 wk_sf_f64_min(u64 a, u64 b);
u64 wk_sf_f64_max(u64 a, u64 b);

/* Square root, and rounding to an integral value (nearest: ties to even). */
u32 wk_sf_f32_sqrt(u32 a);
u32 wk_sf_f32_ceil(u32 a);
u32 wk_sf_f32_floor(u32 a);
u32 wk_sf_f32_trunc(u32 a);
u32 wk_sf_f32_nearest(u32 a);
u64 wk_sf_f64_sqrt(u64 a);
u64 wk_sf_f64_ceil(u64 a);
u64 wk_sf_f64_floor(u64 a);
u64 wk_sf_f64_trunc(u64 a);
u64 wk_sf_f64_nearest(u64 a);

/* Comparisons: 1 or 0.  With a NaN only ne holds; -0 equals +0. */
u32 wk_sf_f32_eq(u32 a, u32 b);
u32 wk_sf_f32_ne(u32 a, u32 b);
u32 wk_sf_f32_lt(u32 a, u32 b);
u32 wk_sf_f32_gt(u32 a, u32 b);
u32 wk_sf_f32_le(u32 a, u32 b);
u32 wk_sf_f32_ge(u32 a, u32 b);
u32 wk_sf_f64_eq(u64 a, u64 b);
u32 wk_sf_f64_ne(u64 a, u64 b);
u32 wk_sf_f64_lt(u64 a, u64 b);
u32 wk_sf_f64_gt(u64 a, u64 b);
u32 wk_sf_f64_le(u64 a, u64 b);
u32 wk_sf_f64_ge(u64 a, u64 b);

/* Between the two formats. */
u32 wk_sf_f32_demote_f64(u64 a);
u64 wk_sf_f64_promote_f32(u32 a);

/* Integer to float, rounded once.  i32 and i64 arguments are two's complement. */
u32 wk_sf_f32_convert_i32(u32 a);
u32 wk_sf_f32_convert_u32(u32 a);
u32 wk_sf_f32_convert_i64(u64 a);
u32 wk_sf_f32_convert_u64(u64 a);
u64 wk_sf_f64_convert_i32(u32 a);
u64 wk_sf_f64_convert_u32(u32 a);
u64 wk_sf_f64_convert_i64(u64 a);
u64 wk_sf_f64_convert_u64(u64 a);

/*
 * Float to integer, towards zero.  Return: an enum wk_float_error; *out is
 * written only when that is WK_FLOAT_OK.
 */
int wk_sf_f32_to_i32(u32 a, u32 *out);
int wk_sf_f32_to_u32(u32 a, u32 *out);
int wk_sf_f32_to_i64(u32 a, u64 *out);
int wk_sf_f32_to_u64(u32 a, u64 *out);
int wk_sf_f64_to_i32(u64 a, u32 *out);
int wk_sf_f64_to_u32(u64 a, u32 *out);
int wk_sf_f64_to_i64(u64 a, u64 *out);
int wk_sf_f64_to_u64(u64 a, u64 *out);

/* Float to integer, towards zero, clamped to the type's range; NaN gives 0. */
u32 wk_sf_i32_trunc_sat_f32(u32 a);
u32 wk_sf_u32_trunc_sat_f32(u32 a);
u64 wk_sf_i64_trunc_sat_f32(u32 a);
u64 wk_sf_u64_trunc_sat_f32(u32 a);
u32 wk_sf_i32_trunc_sat_f64(u64 a);
u32 wk_sf_u32_trunc_sat_f64(u64 a);
u64 wk_sf_i64_trunc_sat_f64(u64 a);
u64 wk_sf_u64_trunc_sat_f64(u64 a);

/* Bit operations: of a NaN, too, nothing but the sign changes. */
static inline u32 wk_sf_f32_abs(u32 a)
{
	return a & 0x7fffffffu;
}

static inline u32 wk_sf_f32_neg(u32 a)
{
	return a ^ 0x80000000u;
}

static inline u32 wk_sf_f32_copysign(u32 a, u32 b)
{
	return (a & 0x7fffffffu) | (b & 0x80000000u);
}

static inline u64 wk_sf_f64_abs(u64 a)
{
	return a & ~(1ull << 63);
}

static inline u64 wk_sf_f64_neg(u64 a)
{
	return a ^ (1ull << 63);
}

static inline u64 wk_sf_f64_copysign(u64 a, u64 b)
{
	return (a & ~(1ull << 63)) | (b & (1ull << 63));
}

#endif /* _WK_SOFTFLOAT_H */
