/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The operations of softfloat.h on the FPU: same names but for the prefix, same
 * arguments, same result for every input, bit for bit.  softfloat.h says what
 * they do.  Those with the prefix wk_hv_ take and return numbers instead of their bits: moving
 * a result from one bank of registers to the other and back takes longer than an addition.
 *
 * Only SSE2 is needed: rounding to integral values and square roots are written
 * so that neither SSE4.1 nor a library call is.  The including file is compiled
 * with -msse2 -ffp-contract=off and without -ffast-math or any part of it.
 *
 * Context: between kernel_fpu_begin() and kernel_fpu_end(), or user space, with
 * the default MXCSR: everything masked, to nearest, no DAZ, no FTZ.  Pure; the
 * flags of MXCSR are left dirty.
 */
#ifndef _WK_HARDFLOAT_H
#define _WK_HARDFLOAT_H

#include "shim.h"
#include "softfloat.h"	/* WK_F32_NAN, WK_F64_NAN, enum wk_float_error */

#if !defined(__x86_64__) || !defined(__SSE2__)
#error "hardfloat.h needs x86-64 with SSE2 enabled; use softfloat.h elsewhere"
#endif
#ifdef __FAST_MATH__
#error "hardfloat.h must not be compiled with -ffast-math"
#endif

static __always_inline float wk_hf_f32_in(u32 bits)
{
	union { u32 bits; float value; } u = { .bits = bits };

	return u.value;
}

static __always_inline double wk_hf_f64_in(u64 bits)
{
	union { u64 bits; double value; } u = { .bits = bits };

	return u.value;
}

/* For results that cannot be NaN. */
static __always_inline u32 wk_hf_f32_bits(float value)
{
	union { float value; u32 bits; } u = { .value = value };

	return u.bits;
}

static __always_inline u64 wk_hf_f64_bits(double value)
{
	union { double value; u64 bits; } u = { .value = value };

	return u.bits;
}

/*
 * For results that can be NaN: the canonical one for any.  The empty asm keeps this a
 * branch; a conditional move would make every result wait for the compare.
 */
static __always_inline float wk_hv_f32_canonical(float value)
{
	if (unlikely(value != value)) {
		asm volatile("");
		return wk_hf_f32_in(WK_F32_NAN);
	}
	return value;
}

static __always_inline double wk_hv_f64_canonical(double value)
{
	if (unlikely(value != value)) {
		asm volatile("");
		return wk_hf_f64_in(WK_F64_NAN);
	}
	return value;
}

static __always_inline u32 wk_hf_f32_out(float value)
{
	return wk_hf_f32_bits(wk_hv_f32_canonical(value));
}

static __always_inline u64 wk_hf_f64_out(double value)
{
	return wk_hf_f64_bits(wk_hv_f64_canonical(value));
}

/* What is done to numbers: @expr of a and b; and the same for their bits. */
#define WK_HF_ARITH(fmt, bits_t, float_t, name, expr)					\
static __always_inline float_t wk_hv_##fmt##_##name(float_t a, float_t b)		\
{											\
	return wk_hv_##fmt##_canonical(expr);						\
}											\
											\
static __always_inline bits_t wk_hf_##fmt##_##name(bits_t a, bits_t b)			\
{											\
	return wk_hf_##fmt##_bits(wk_hv_##fmt##_##name(wk_hf_##fmt##_in(a),		\
						       wk_hf_##fmt##_in(b)));		\
}

#define WK_HF_COMPARE(fmt, bits_t, float_t, name, expr)					\
static __always_inline u32 wk_hv_##fmt##_##name(float_t a, float_t b)			\
{											\
	return expr;									\
}											\
											\
static __always_inline u32 wk_hf_##fmt##_##name(bits_t a, bits_t b)			\
{											\
	return wk_hv_##fmt##_##name(wk_hf_##fmt##_in(a), wk_hf_##fmt##_in(b));		\
}

#define WK_HF_CONVERT(fmt, bits_t, float_t, name, int_t, expr)				\
static __always_inline float_t wk_hv_##fmt##_convert_##name(int_t a)			\
{											\
	return (float_t)(expr);								\
}											\
											\
static __always_inline bits_t wk_hf_##fmt##_convert_##name(int_t a)			\
{											\
	return wk_hf_##fmt##_bits(wk_hv_##fmt##_convert_##name(a));			\
}

/* What has an instruction for numbers. */
#define WK_HF_NUMBERS(fmt, bits_t, float_t, suffix)					\
WK_HF_ARITH(fmt, bits_t, float_t, add, a + b)						\
WK_HF_ARITH(fmt, bits_t, float_t, sub, a - b)						\
WK_HF_ARITH(fmt, bits_t, float_t, mul, a * b)						\
WK_HF_ARITH(fmt, bits_t, float_t, div, a / b)						\
WK_HF_COMPARE(fmt, bits_t, float_t, eq, a == b)						\
WK_HF_COMPARE(fmt, bits_t, float_t, ne, a != b)						\
WK_HF_COMPARE(fmt, bits_t, float_t, lt, a < b)						\
WK_HF_COMPARE(fmt, bits_t, float_t, gt, a > b)						\
WK_HF_COMPARE(fmt, bits_t, float_t, le, a <= b)						\
WK_HF_COMPARE(fmt, bits_t, float_t, ge, a >= b)						\
WK_HF_CONVERT(fmt, bits_t, float_t, i32, u32, (s32)a)					\
WK_HF_CONVERT(fmt, bits_t, float_t, u32, u32, a)					\
WK_HF_CONVERT(fmt, bits_t, float_t, i64, u64, (s64)a)					\
WK_HF_CONVERT(fmt, bits_t, float_t, u64, u64, a)					\
static __always_inline float_t wk_hv_##fmt##_sqrt(float_t x)				\
{											\
	/* The C function would set errno, and be called for that. */			\
	asm("sqrts" suffix " %0, %0" : "+x" (x));					\
	return wk_hv_##fmt##_canonical(x);						\
}											\
											\
static __always_inline bits_t wk_hf_##fmt##_sqrt(bits_t a)				\
{											\
	return wk_hf_##fmt##_bits(wk_hv_##fmt##_sqrt(wk_hf_##fmt##_in(a)));		\
}

WK_HF_NUMBERS(f32, u32, float, "s")
WK_HF_NUMBERS(f64, u64, double, "d")

/* Bit operations, which keep a NaN's payload: SSE has them for numbers. */
#define WK_HF_SIGN(fmt, float_t, letter)						\
static __always_inline float_t wk_hv_##fmt##_abs(float_t a)				\
{											\
	return __builtin_fabs##letter(a);						\
}											\
											\
static __always_inline float_t wk_hv_##fmt##_neg(float_t a)				\
{											\
	return -a;									\
}											\
											\
static __always_inline float_t wk_hv_##fmt##_copysign(float_t a, float_t b)		\
{											\
	return __builtin_copysign##letter(a, b);					\
}

WK_HF_SIGN(f32, float, f)
WK_HF_SIGN(f64, double, )

/*
 * Numbers that differ are neither equal nor a NaN, which one jump tells; for them SSE has an
 * instruction. Equal means the same bits, or two zeros: -0 if there is one is the lesser.
 */
#define WK_HF_EXTREME(fmt, bits_t, float_t, name, less, zeros, NAN_BITS)		\
static __always_inline float_t wk_hv_##fmt##_##name(float_t a, float_t b)		\
{											\
	if (likely(__builtin_islessgreater(a, b)))					\
		return a less b ? a : b;						\
	if (__builtin_isunordered(a, b))						\
		return wk_hf_##fmt##_in(NAN_BITS);					\
	return wk_hf_##fmt##_in(wk_hf_##fmt##_bits(a) zeros wk_hf_##fmt##_bits(b));	\
}											\
											\
static __always_inline bits_t wk_hf_##fmt##_##name(bits_t a, bits_t b)			\
{											\
	return wk_hf_##fmt##_bits(wk_hv_##fmt##_##name(wk_hf_##fmt##_in(a),		\
						       wk_hf_##fmt##_in(b)));		\
}

WK_HF_EXTREME(f32, u32, float, min, <, |, WK_F32_NAN)
WK_HF_EXTREME(f32, u32, float, max, >, &, WK_F32_NAN)
WK_HF_EXTREME(f64, u64, double, min, <, |, WK_F64_NAN)
WK_HF_EXTREME(f64, u64, double, max, >, &, WK_F64_NAN)

/* What needs the bits. */
#define WK_HF_FORMAT(fmt, bits_t, float_t, SIGN, INTEGRAL)				\
/* |x| < INTEGRAL: adding it leaves no room for a fraction, and rounds. */		\
static __always_inline bits_t wk_hf_##fmt##_nearest(bits_t a)				\
{											\
	float_t x = wk_hf_##fmt##_in(a & ~SIGN);					\
											\
	if (!(x < INTEGRAL))								\
		return wk_hf_##fmt##_out(wk_hf_##fmt##_in(a));				\
	return wk_hf_##fmt##_bits(x + INTEGRAL - INTEGRAL) | (a & SIGN);		\
}											\
/* As the result has the sign of @a, a zero does too. */				\
static __always_inline bits_t wk_hf_##fmt##_trunc(bits_t a)				\
{											\
	float_t x = wk_hf_##fmt##_in(a & ~SIGN);					\
											\
	if (!(x < INTEGRAL))								\
		return wk_hf_##fmt##_out(wk_hf_##fmt##_in(a));				\
	return wk_hf_##fmt##_bits((float_t)(s64)x) | (a & SIGN);			\
}											\
static __always_inline bits_t wk_hf_##fmt##_floor(bits_t a)				\
{											\
	float_t x = wk_hf_##fmt##_in(a);						\
	float_t whole;									\
											\
	if (!(wk_hf_##fmt##_in(a & ~SIGN) < INTEGRAL))					\
		return wk_hf_##fmt##_out(x);						\
	whole = (float_t)(s64)x;							\
	return wk_hf_##fmt##_bits(whole > x ? whole - 1 : whole) | (a & SIGN);		\
}											\
static __always_inline bits_t wk_hf_##fmt##_ceil(bits_t a)				\
{											\
	float_t x = wk_hf_##fmt##_in(a);						\
	float_t whole;									\
											\
	if (!(wk_hf_##fmt##_in(a & ~SIGN) < INTEGRAL))					\
		return wk_hf_##fmt##_out(x);						\
	whole = (float_t)(s64)x;							\
	return wk_hf_##fmt##_bits(whole < x ? whole + 1 : whole) | (a & SIGN);		\
}

WK_HF_FORMAT(f32, u32, float, 0x80000000u, 0x1p23f)
WK_HF_FORMAT(f64, u64, double, 0x8000000000000000ull, 0x1p52)

/* The same for numbers. */
#define WK_HF_BY_BITS(fmt, float_t)							\
WK_HF_ROUND_NUMBER(fmt, float_t, nearest)						\
WK_HF_ROUND_NUMBER(fmt, float_t, trunc)							\
WK_HF_ROUND_NUMBER(fmt, float_t, floor)							\
WK_HF_ROUND_NUMBER(fmt, float_t, ceil)

#define WK_HF_ROUND_NUMBER(fmt, float_t, name)						\
static __always_inline float_t wk_hv_##fmt##_##name(float_t a)				\
{											\
	return wk_hf_##fmt##_in(wk_hf_##fmt##_##name(wk_hf_##fmt##_bits(a)));		\
}

WK_HF_BY_BITS(f32, float)
WK_HF_BY_BITS(f64, double)

static __always_inline float wk_hv_f32_demote_f64(double a)
{
	return wk_hv_f32_canonical((float)a);
}

static __always_inline u32 wk_hf_f32_demote_f64(u64 a)
{
	return wk_hf_f32_bits(wk_hv_f32_demote_f64(wk_hf_f64_in(a)));
}

static __always_inline double wk_hv_f64_promote_f32(float a)
{
	return wk_hv_f64_canonical((double)a);
}

static __always_inline u64 wk_hf_f64_promote_f32(u32 a)
{
	return wk_hf_f64_bits(wk_hv_f64_promote_f32(wk_hf_f32_in(a)));
}

/*
 * @x without its fraction, or S64_MIN if that is not among 64 bits: an assembler's instruction,
 * as C leaves open what it then is.
 */
static __always_inline s64 wk_hf_f32_whole(float x)
{
	s64 whole;

	asm("cvttss2siq %1, %0" : "=r" (whole) : "xm" (x));
	return whole;
}

static __always_inline s64 wk_hf_f64_whole(double x)
{
	s64 whole;

	asm("cvttsd2siq %1, %0" : "=r" (whole) : "xm" (x));
	return whole;
}

/* Is @whole what is left of @x, and not what stands for too much? A jump, as above. */
static __always_inline bool wk_hf_fits_s64(s64 whole, double x)
{
	if (likely((u64)whole != 1ull << 63))
		return true;
	asm volatile("");
	return x == -0x1p63;
}

/*
 * To the integer type @name, stored as @result: @value, if @IN. Both are made of x and of
 * whole, which is x without its fraction if 64 bits have it; @IN is false for NaN.
 */
#define WK_HF_TO_INTEGER(fmt, bits_t, float_t, name, result, value, IN, MIN, MAX)	\
static __always_inline int wk_hv_##fmt##_to_##name(float_t x, result *out)		\
{											\
	s64 whole __maybe_unused = wk_hf_##fmt##_whole(x);				\
											\
	if (unlikely(!(IN)))								\
		return x != x ? WK_FLOAT_INVALID : WK_FLOAT_OVERFLOW;			\
	*out = (result)(value);								\
	return WK_FLOAT_OK;								\
}											\
											\
static __always_inline int wk_hf_##fmt##_to_##name(bits_t a, result *out)		\
{											\
	return wk_hv_##fmt##_to_##name(wk_hf_##fmt##_in(a), out);			\
}											\
											\
static __always_inline result wk_hv_##name##_trunc_sat_##fmt(float_t x)			\
{											\
	s64 whole __maybe_unused = wk_hf_##fmt##_whole(x);				\
											\
	if (likely(IN))									\
		return (result)(value);							\
	if (x != x)									\
		return 0;								\
	return x < 0 ? MIN : MAX;							\
}											\
											\
static __always_inline result wk_hf_##name##_trunc_sat_##fmt(bits_t a)			\
{											\
	return wk_hv_##name##_trunc_sat_##fmt(wk_hf_##fmt##_in(a));			\
}

#define WK_HF_TO_INTEGERS(fmt, bits_t, float_t)						\
WK_HF_TO_INTEGER(fmt, bits_t, float_t, i32, u32, whole, whole == (s32)whole,		\
		 1u << 31, (1u << 31) - 1)						\
WK_HF_TO_INTEGER(fmt, bits_t, float_t, u32, u32, whole, whole == (u32)whole, 0, ~0u)	\
WK_HF_TO_INTEGER(fmt, bits_t, float_t, i64, u64, whole,					\
		 wk_hf_fits_s64(whole, x), 1ull << 63, (1ull << 63) - 1)		\
WK_HF_TO_INTEGER(fmt, bits_t, float_t, u64, u64, (u64)x, x > -1 && x < 0x1p64f, 0, ~0ull)

WK_HF_TO_INTEGERS(f32, u32, float)
WK_HF_TO_INTEGERS(f64, u64, double)

#undef WK_HF_ARITH
#undef WK_HF_COMPARE
#undef WK_HF_CONVERT
#undef WK_HF_NUMBERS
#undef WK_HF_SIGN
#undef WK_HF_EXTREME
#undef WK_HF_FORMAT
#undef WK_HF_BY_BITS
#undef WK_HF_ROUND_NUMBER
#undef WK_HF_TO_INTEGER
#undef WK_HF_TO_INTEGERS

#endif /* _WK_HARDFLOAT_H */
