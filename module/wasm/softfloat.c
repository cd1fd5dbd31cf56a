// SPDX-License-Identifier: GPL-2.0
/*
 * Floating point with integers only.
 *
 * Both formats share one body: every helper takes the format, is inlined, and
 * the compiler folds the constants.  f32 values travel zero-extended in a u64.
 * A significand being worked on has its leading one at bit 62 ("aligned"), so
 * that everything below the last fraction bit is room for rounding, and a sum
 * of two has room to carry.
 */
#include "softfloat.h"

/* A format is known by its number of fraction bits. */
enum format {
	F32 = 23,
	F64 = 52,
};

/* A finite value that is not zero: sig * 2^(exp - bias - 62), sig aligned. */
struct number {
	u64 sig;
	s32 exp;
};

static __always_inline int max_exp(enum format f)
{
	return f == F32 ? 0xff : 0x7ff;
}

static __always_inline int bias(enum format f)
{
	return max_exp(f) >> 1;
}

static __always_inline u64 sign_bit(enum format f)
{
	return f == F32 ? 1ull << 31 : 1ull << 63;
}

static __always_inline u64 infinity(enum format f)
{
	return (u64)max_exp(f) << f;
}

static __always_inline u64 canonical_nan(enum format f)
{
	return f == F32 ? WK_F32_NAN : WK_F64_NAN;
}

static __always_inline u64 magnitude(u64 a, enum format f)
{
	return a & (sign_bit(f) - 1);
}

static __always_inline int exponent(u64 a, enum format f)
{
	return (int)(a >> f) & max_exp(f);
}

static __always_inline bool is_nan(u64 a, enum format f)
{
	return magnitude(a, f) > infinity(f);
}

/* Zero, infinity or NaN: what the main paths of mul, div and sqrt leave out. */
static __always_inline bool is_special(u64 a, enum format f)
{
	return magnitude(a, f) - 1 >= infinity(f) - 1;
}

static __always_inline u64 mul_high(u64 a, u64 b)
{
	return (u64)(((unsigned __int128)a * b) >> 64);
}

/* Shifts right; bit 0 of the result tells whether anything was lost. v < 2^63. */
static __always_inline u64 shift_sticky(u64 v, int n)
{
	if (n > 63)
		n = 63;
	return v >> n | ((v & ((1ull << n) - 1)) != 0);
}

static __always_inline struct number unpack(u64 a, enum format f)
{
	u64 hidden = 1ull << f;
	struct number n = { .sig = a & (hidden - 1), .exp = exponent(a, f) };
	int shift = 62 - f;

	if (likely(n.exp)) {
		n.sig |= hidden;
	} else {
		shift = __builtin_clzll(n.sig) - 1;
		n.exp = 1 - (shift - (62 - f));
	}
	n.sig <<= shift;
	return n;
}

/*
 * Rounds an aligned significand to the format.  The hidden bit is added into the
 * exponent field: so a carry out of the fraction lands in the next binade, or in
 * infinity, or from the subnormals in the normals, without being looked at.
 */
static __always_inline u64 round_pack(u64 sign, int exp, u64 sig, enum format f)
{
	const int drop = 62 - f;
	u64 odd;

	if (unlikely(exp >= max_exp(f)))
		return sign | infinity(f);
	if (unlikely(exp < 1)) {
		sig = shift_sticky(sig, 1 - exp);
		exp = 1;
	}
	odd = sig >> drop & 1;
	sig = (sig + (1ull << (drop - 1)) - 1 + odd) >> drop;
	return sign + ((u64)(exp - 1) << f) + sig;
}

/* The larger magnitude is an infinity or a NaN. */
static __always_inline u64 add_special(u64 large, u64 small, enum format f)
{
	if (is_nan(large, f) || (large ^ small) == sign_bit(f))
		return canonical_nan(f);
	return large;
}

/*
 * Works one bit lower than aligned, so that the sum needs no test for carry: one
 * count of leading zeros serves carry and cancellation.
 */
static __always_inline u64 float_add(u64 a, u64 b, enum format f)
{
	const u64 hidden = 1ull << f;
	bool swap = magnitude(a, f) < magnitude(b, f);
	u64 large = swap ? b : a;
	u64 small = swap ? a : b;
	int exp = exponent(large, f);
	int small_exp = exponent(small, f);
	u64 sum = large & (hidden - 1);
	u64 addend = small & (hidden - 1);
	int shift;

	if (unlikely(exp == max_exp(f)))
		return add_special(large, small, f);
	sum = (exp ? sum | hidden : sum) << (61 - f);
	addend = (small_exp ? addend | hidden : addend) << (61 - f);
	/* Subnormals have the exponent of the smallest normals. */
	exp += !exp;
	small_exp += !small_exp;
	addend = shift_sticky(addend, exp - small_exp);
	sum = (large ^ small) & sign_bit(f) ? sum - addend : sum + addend;
	if (unlikely(!sum))
		return a & b & sign_bit(f);
	shift = __builtin_clzll(sum) - 1;
	return round_pack(large & sign_bit(f), exp + 1 - shift, sum << shift, f);
}

static __always_inline u64 float_sub(u64 a, u64 b, enum format f)
{
	return float_add(a, b ^ sign_bit(f), f);
}

static __always_inline u64 mul_special(u64 a, u64 b, enum format f)
{
	u64 sign = (a ^ b) & sign_bit(f);
	u64 ma = magnitude(a, f);
	u64 mb = magnitude(b, f);
	u64 large = ma > mb ? ma : mb;

	if (large < infinity(f))
		return sign;
	if (large > infinity(f) || !ma || !mb)
		return canonical_nan(f);
	return sign | infinity(f);
}

static __always_inline u64 float_mul(u64 a, u64 b, enum format f)
{
	unsigned __int128 product;
	struct number x, y;
	u64 sig;
	int carry;

	if (unlikely(is_special(a, f) || is_special(b, f)))
		return mul_special(a, b, f);
	x = unpack(a, f);
	y = unpack(b, f);
	/* Leading one at bit 125 or 126, so at 61 or 62 of the high half. */
	product = (unsigned __int128)(x.sig << 1) * y.sig;
	sig = (u64)(product >> 64) | ((u64)product != 0);
	carry = (int)(sig >> 62);
	return round_pack((a ^ b) & sign_bit(f), x.exp + y.exp - bias(f) + carry,
			  sig << (1 - carry), f);
}

/*
 * Whether a number that rounds differently than @sig may lie in
 * [sig, sig + slack): a representable value or the middle between two.
 */
static __always_inline bool may_round_apart(u64 sig, u64 slack, enum format f)
{
	return (-sig & ((1ull << (61 - f)) - 1)) < slack;
}

/*
 * n / d for n < d <= 2n, d with its leading one at bit 63: the quotient aligned,
 * good for rounding.  There is no 128-bit division in the kernel, and a 64-bit
 * one gives too few bits: so one division makes a 31-bit reciprocal, one Newton
 * step doubles it, and both are kept below the truth.  The quotient is then low
 * by 0 to 9 units of bit 0, which matters only close to a rounding boundary.
 */
static __always_inline u64 divide_f64(u64 n, u64 d)
{
	u64 recip = ~0ull / ((d >> 32) + 1) << 31;	/* 2^63 is 1.0; in (1, 2) */
	u64 error = ~0ull / 2 - mul_high(d, recip);	/* 1 - d * recip, 2^63 is 1.0 */
	u64 quotient, rest;

	recip += mul_high(recip, error << 1);
	quotient = mul_high(n, recip);
	if (likely(!may_round_apart(quotient, 16, F64)))
		return quotient;
	/* The ten bits that are zero in both make the remainder fit. */
	n >>= 10;
	d >>= 10;
	rest = (n << 63) - quotient * d;
	for (; rest >= d; rest -= d)
		quotient++;
	return quotient | (rest != 0);
}

/* n / d for 24-bit n, d with d <= n < 2d: the quotient aligned. */
static __always_inline u64 divide_f32(u64 n, u64 d)
{
	u64 quotient = (n << 39) / d;

	return quotient << 23 | (quotient * d != n << 39);
}

static __always_inline u64 div_special(u64 a, u64 b, enum format f)
{
	u64 sign = (a ^ b) & sign_bit(f);
	u64 ma = magnitude(a, f);
	u64 mb = magnitude(b, f);

	if (ma > infinity(f) || mb > infinity(f))
		return canonical_nan(f);
	if (ma == mb)		/* 0 / 0 or inf / inf: equal finite ones do not come here */
		return canonical_nan(f);
	if (ma == infinity(f) || !mb)
		return sign | infinity(f);
	return sign;
}

static __always_inline u64 float_div(u64 a, u64 b, enum format f)
{
	struct number x, y;
	int exp, borrow;
	u64 sig;

	if (unlikely(is_special(a, f) || is_special(b, f)))
		return div_special(a, b, f);
	x = unpack(a, f);
	y = unpack(b, f);
	borrow = x.sig < y.sig;
	exp = x.exp - y.exp + bias(f) - borrow;
	if (f == F32)
		sig = divide_f32(x.sig >> 39 << borrow, y.sig >> 39);
	else
		sig = divide_f64(x.sig << borrow, y.sig << 1);
	return round_pack((a ^ b) & sign_bit(f), exp, sig, f);
}

/*
 * One Newton step towards 1 / sqrt(v): recip * (3 - v * recip^2) / 2, made a
 * little too small so that it approaches from below.  2^62 is 1.0 for v,
 * 2^63 for recip.
 */
static __always_inline u64 rsqrt_step(u64 v, u64 recip)
{
	u64 product = mul_high(v, mul_high(recip, recip));	/* 2^60 is 1.0 */

	return mul_high(recip, ((3ull << 60) - 2 - product) << 2) << 1;
}

/*
 * 1 / sqrt(m) for m in [1, 2), 2^63 is 1.0 for both: the quadratic with the
 * smallest relative error, 0.0032.
 */
static __always_inline u64 rsqrt_guess(u64 m)
{
	u64 t = m >> 32;					/* 2^31 is 1.0 */
	u64 slope = 0xbb02fca1 - (0x25ceda87 * t >> 31);	/* 2^32 is 1.0 */

	return (0x194633a49 - (slope * t >> 31)) << 31;
}

/*
 * Square root of v in [1, 4), 2^62 is 1.0, good for rounding to the format; m is
 * v or v / 2, in [1, 2), 2^63 is 1.0.  Guess, two steps (31 bits), and one step
 * for root and reciprocal together.  The root is low by 0 to 5 units of bit 0.
 */
static __always_inline u64 square_root(u64 v, u64 m, bool odd, enum format f)
{
	u64 recip = rsqrt_guess(m);
	unsigned __int128 rest;
	u64 root;

	if (odd)
		recip = mul_high(recip, 0xb504f333f9de6484);	/* sqrt(1/2) */
	recip = rsqrt_step(v, recip);
	recip = rsqrt_step(v, recip);
	root = mul_high(v, recip);				/* 2^61 is 1.0 */
	rest = ((unsigned __int128)v << 60) - (unsigned __int128)root * root;
	root = (root << 1) + (mul_high((u64)(rest >> 32), recip) >> 28);
	if (likely(!may_round_apart(root, 8, f)))
		return root;
	rest = ((unsigned __int128)v << 62) - (unsigned __int128)root * root;
	for (; rest > 2 * root; root++)
		rest -= 2 * root + 1;
	return root | (rest != 0);
}

static __always_inline u64 float_sqrt(u64 a, enum format f)
{
	struct number x;
	bool odd;

	if (unlikely(is_special(a, f)))
		return is_nan(a, f) || a == (sign_bit(f) | infinity(f)) ? canonical_nan(f) : a;
	if (unlikely(a & sign_bit(f)))
		return canonical_nan(f);
	x = unpack(a, f);
	odd = (x.exp - bias(f)) & 1;
	return round_pack(0, ((x.exp - bias(f)) >> 1) + bias(f),
			  square_root(x.sig << odd, x.sig << 1, odd, f), f);
}

/*
 * An order of all but NaN: magnitudes with their sign, so that both zeros are
 * one.
 */
static __always_inline s64 order(u64 a, enum format f)
{
	s64 m = (s64)magnitude(a, f);

	return a & sign_bit(f) ? -m : m;
}

static __always_inline bool unordered(u64 a, u64 b, enum format f)
{
	return is_nan(a, f) | is_nan(b, f);
}

static __always_inline u64 float_min(u64 a, u64 b, enum format f)
{
	if (unlikely(unordered(a, b, f)))
		return canonical_nan(f);
	if (order(a, f) == order(b, f))
		return a | b;
	return order(a, f) < order(b, f) ? a : b;
}

static __always_inline u64 float_max(u64 a, u64 b, enum format f)
{
	if (unlikely(unordered(a, b, f)))
		return canonical_nan(f);
	if (order(a, f) == order(b, f))
		return a & b;
	return order(a, f) > order(b, f) ? a : b;
}

static __always_inline u32 float_eq(u64 a, u64 b, enum format f)
{
	return (order(a, f) == order(b, f)) & !unordered(a, b, f);
}

static __always_inline u32 float_ne(u64 a, u64 b, enum format f)
{
	return !float_eq(a, b, f);
}

static __always_inline u32 float_lt(u64 a, u64 b, enum format f)
{
	return (order(a, f) < order(b, f)) & !unordered(a, b, f);
}

static __always_inline u32 float_le(u64 a, u64 b, enum format f)
{
	return (order(a, f) <= order(b, f)) & !unordered(a, b, f);
}

static __always_inline u32 float_gt(u64 a, u64 b, enum format f)
{
	return float_lt(b, a, f);
}

static __always_inline u32 float_ge(u64 a, u64 b, enum format f)
{
	return float_le(b, a, f);
}

/* Which way float_integral() rounds. */
enum rounding {
	TO_ZERO,
	DOWN,
	UP,
	TO_EVEN,
};

/* Below one in magnitude: 1.0 or 0, with the sign of @a. */
static __always_inline u64 integral_small(u64 a, enum rounding mode, enum format f)
{
	const u64 one = (u64)bias(f) << f;
	u64 sign = a & sign_bit(f);
	u64 m = magnitude(a, f);
	bool away;

	if (mode == TO_EVEN)
		away = m > one - (1ull << f);	/* above one half */
	else
		away = m && ((mode == DOWN && sign) || (mode == UP && !sign));
	return sign | (away ? one : 0);
}

/*
 * Adds what the mode asks for to the bits below the point, and clears them; a
 * carry into the exponent is right.  For TO_EVEN at exponent 0 the lowest bit of
 * the exponent field, which is one, stands in for the hidden bit.
 */
static __always_inline u64 float_integral(u64 a, enum rounding mode, enum format f)
{
	int exp = exponent(a, f) - bias(f);
	u64 below;

	if (exp >= (int)f)
		return is_nan(a, f) ? canonical_nan(f) : a;
	if (exp < 0)
		return integral_small(a, mode, f);
	below = (1ull << (f - exp)) - 1;
	if (mode == TO_EVEN)
		a += (below >> 1) + (a >> (f - exp) & 1);
	else if (mode == (a & sign_bit(f) ? DOWN : UP))
		a += below;
	return a & ~below;
}

static __always_inline u64 float_ceil(u64 a, enum format f)
{
	return float_integral(a, UP, f);
}

static __always_inline u64 float_floor(u64 a, enum format f)
{
	return float_integral(a, DOWN, f);
}

static __always_inline u64 float_trunc(u64 a, enum format f)
{
	return float_integral(a, TO_ZERO, f);
}

static __always_inline u64 float_nearest(u64 a, enum format f)
{
	return float_integral(a, TO_EVEN, f);
}

static __always_inline u64 from_unsigned(u64 sign, u64 v, enum format f)
{
	int shift;

	if (!v)
		return 0;
	shift = __builtin_clzll(v);
	v <<= shift;
	return round_pack(sign, bias(f) + 63 - shift, v >> 1 | (v & 1), f);
}

static __always_inline u64 from_signed(s64 v, enum format f)
{
	return v < 0 ? from_unsigned(sign_bit(f), -(u64)v, f) : from_unsigned(0, (u64)v, f);
}

/* An integer type: its range as magnitudes on both sides of zero. */
struct int_range {
	u64 max;
	u64 min;
};

static const struct int_range range_i32 = { (1u << 31) - 1, 1u << 31 };
static const struct int_range range_u32 = { ~0u, 0 };
static const struct int_range range_i64 = { (1ull << 63) - 1, 1ull << 63 };
static const struct int_range range_u64 = { ~0ull, 0 };

/* Out of range stores the end of the range that was passed; NaN stores zero. */
static __always_inline int to_integer(u64 a, u64 *out, struct int_range range, enum format f)
{
	bool negative = a & sign_bit(f);
	u64 limit = negative ? range.min : range.max;
	int exp = exponent(a, f) - bias(f);
	u64 sig = (a & ((1ull << f) - 1)) | 1ull << f;
	int error = WK_FLOAT_OK;

	if (exp < 0)
		sig = 0;
	else if (exp <= (int)f)
		sig >>= f - exp;
	else if (exp < 64)
		sig <<= exp - f;
	if (exp >= 64 || sig > limit) {
		error = is_nan(a, f) ? WK_FLOAT_INVALID : WK_FLOAT_OVERFLOW;
		sig = error == WK_FLOAT_INVALID ? 0 : limit;
	}
	*out = negative ? -sig : sig;
	return error;
}

#define UNARY(op)							\
u32 wk_sf_f32_##op(u32 a)						\
{									\
	return (u32)float_##op(a, F32);					\
}									\
u64 wk_sf_f64_##op(u64 a)						\
{									\
	return float_##op(a, F64);					\
}

#define BINARY(op)							\
u32 wk_sf_f32_##op(u32 a, u32 b)					\
{									\
	return (u32)float_##op(a, b, F32);				\
}									\
u64 wk_sf_f64_##op(u64 a, u64 b)					\
{									\
	return float_##op(a, b, F64);					\
}

#define COMPARE(op)							\
u32 wk_sf_f32_##op(u32 a, u32 b)					\
{									\
	return float_##op(a, b, F32);					\
}									\
u32 wk_sf_f64_##op(u64 a, u64 b)					\
{									\
	return float_##op(a, b, F64);					\
}

/* From integer type @name of C type @bits, widened through @wide by @how. */
#define CONVERT(name, bits, wide, ...)					\
u32 wk_sf_f32_convert_##name(bits a)					\
{									\
	return (u32)from_##wide(__VA_ARGS__, F32);			\
}									\
u64 wk_sf_f64_convert_##name(bits a)					\
{									\
	return from_##wide(__VA_ARGS__, F64);				\
}

/* From format @F of C type @bits to integer type @name of C type @result. */
#define TO_INTEGER(fmt, F, bits, name, result)				\
int wk_sf_##fmt##_to_##name(bits a, result *out)			\
{									\
	u64 value;							\
	int error = to_integer(a, &value, range_##name, F);		\
									\
	if (likely(!error))						\
		*out = (result)value;					\
	return error;							\
}									\
result wk_sf_##name##_trunc_sat_##fmt(bits a)				\
{									\
	u64 value;							\
									\
	to_integer(a, &value, range_##name, F);				\
	return (result)value;						\
}

BINARY(add)
BINARY(sub)
BINARY(mul)
BINARY(div)
BINARY(min)
BINARY(max)

UNARY(sqrt)
UNARY(ceil)
UNARY(floor)
UNARY(trunc)
UNARY(nearest)

COMPARE(eq)
COMPARE(ne)
COMPARE(lt)
COMPARE(gt)
COMPARE(le)
COMPARE(ge)

CONVERT(i32, u32, signed, (s32)a)
CONVERT(u32, u32, unsigned, 0, a)
CONVERT(i64, u64, signed, (s64)a)
CONVERT(u64, u64, unsigned, 0, a)

TO_INTEGER(f32, F32, u32, i32, u32)
TO_INTEGER(f32, F32, u32, u32, u32)
TO_INTEGER(f32, F32, u32, i64, u64)
TO_INTEGER(f32, F32, u32, u64, u64)
TO_INTEGER(f64, F64, u64, i32, u32)
TO_INTEGER(f64, F64, u64, u32, u32)
TO_INTEGER(f64, F64, u64, i64, u64)
TO_INTEGER(f64, F64, u64, u64, u64)

u32 wk_sf_f32_demote_f64(u64 a)
{
	u64 sign = (a & sign_bit(F64)) >> 32;
	u64 fraction = a & ((1ull << F64) - 1);
	int exp = exponent(a, F64);

	if (unlikely(exp == max_exp(F64)))
		return (u32)(fraction ? canonical_nan(F32) : sign | infinity(F32));
	/* Zeros and subnormals are far below the last bit and vanish by rounding. */
	if (exp)
		fraction |= 1ull << F64;
	return (u32)round_pack(sign, exp - bias(F64) + bias(F32), fraction << (62 - F64), F32);
}

u64 wk_sf_f64_promote_f32(u32 a)
{
	u64 sign = (a & sign_bit(F32)) << 32;
	struct number x;

	if (unlikely(is_special(a, F32))) {
		if (is_nan(a, F32))
			return canonical_nan(F64);
		return sign | (magnitude(a, F32) ? infinity(F64) : 0);
	}
	x = unpack(a, F32);
	return round_pack(sign, x.exp - bias(F32) + bias(F64), x.sig, F64);
}
