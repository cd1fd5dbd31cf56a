/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Inputs that floating point gets wrong: edge values, and random ones biased to
 * long carries, close exponents, cancellation, halves but for an ulp, and what
 * is rounded twice when it goes through a wider format.
 */
#ifndef _WK_SOFTFLOAT_INPUTS_H
#define _WK_SOFTFLOAT_INPUTS_H

#include <math.h>
#include <string.h>

#include "softfloat.h"

/* What an operand is made of. */
enum operand {
	NONE,
	FLOAT32,
	FLOAT64,
	INT32,
	INT64,
};

/* Bits to value and back; NaN comes back canonical. */
static float in32(u64 a)
{
	u32 bits = (u32)a;
	float f;

	memcpy(&f, &bits, sizeof(f));
	return f;
}

static double in64(u64 a)
{
	double d;

	memcpy(&d, &a, sizeof(d));
	return d;
}

static u64 out32(float f)
{
	u32 bits;

	memcpy(&bits, &f, sizeof(bits));
	return isnan(f) ? WK_F32_NAN : bits;
}

static u64 out64(double d)
{
	u64 bits;

	memcpy(&bits, &d, sizeof(bits));
	return isnan(d) ? WK_F64_NAN : bits;
}

static u64 random_state = 0x9e3779b97f4a7c15ull;

static u64 random64(void)
{
	u64 z = random_state += 0x9e3779b97f4a7c15ull;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ z >> 27) * 0x94d049bb133111ebull;
	return z ^ z >> 31;
}

static unsigned int below(unsigned int n)
{
	return (random64() >> 32) % n;
}

/* Magnitudes; both signs are tried.  Each is also tried one ulp up and down. */
static const u32 edges32[] = {
	0x00000000, 0x00000002, 0x00000003, 0x00400000, 0x007fffff,	/* subnormals */
	0x00800000, 0x00800001, 0x00ffffff, 0x01000000, 0x0c000000,	/* small normals */
	0x1f800000, 0x20000000, 0x33800000, 0x34000000, 0x34800001,	/* 2^-64 .. ulps of 1 */
	0x3e800000, 0x3f000000, 0x3f400000, 0x3f7fffff, 0x3f800000,	/* 1/4 1/2 3/4 1 */
	0x3fc00000, 0x3fffffff, 0x40000000, 0x40200000, 0x40400000,	/* 1.5 2 2.5 3 */
	0x40490fdb, 0x40600000, 0x40800000, 0x40900000, 0x41100000,	/* pi 3.5 4 4.5 9 */
	0x4a7ffffe, 0x4affffff, 0x4b000000, 0x4b7fffff, 0x4b800000,	/* 2^22 .. 2^24 */
	0x4effffff, 0x4f000000, 0x4f7fffff, 0x4f800000, 0x5a000000,	/* 2^31 2^32 */
	0x5effffff, 0x5f000000, 0x5f7fffff, 0x5f800000, 0x7e800000,	/* 2^63 2^64 */
	0x7effffff, 0x7f000000, 0x7f7ffffe, 0x7f7fffff, 0x7f800000,	/* huge, infinity */
	0x7f800001, 0x7fa00000, 0x7fbfffff, 0x7fc00000, 0x7fc12345,	/* NaNs */
	0x7ffffffe, 0x2aaaaaaa, 0x55555555, 0x3eaaaaab, 0x7f400000,
};

static const u64 edges64[] = {
	0x0000000000000000, 0x0000000000000002, 0x0008000000000000, 0x000fffffffffffff,
	0x0010000000000000, 0x001fffffffffffff, 0x0020000000000000, 0x0180000000000000,
	0x2000000000000000, 0x1ff0000000000000, 0x369fffffffffffff, 0x36a0000000000000,
	0x36a8000000000000, 0x36b0000000000000, 0x380fffffe0000000, 0x380ffffff0000000,
	0x3810000000000000, 0x3810000010000000, 0x3810000030000000, 0x3ca0000000000000,
	0x3cb0000000000000, 0x3cb8000000000000, 0x3fd0000000000000, 0x3fe0000000000000,
	0x3fe8000000000000, 0x3fefffffffffffff, 0x3ff0000000000000, 0x3ff0000010000000,
	0x3ff0000030000000, 0x3ff8000000000000, 0x4000000000000000, 0x4004000000000000,
	0x4008000000000000, 0x400921fb54442d18, 0x400c000000000000, 0x4010000000000000,
	0x4012000000000000, 0x4022000000000000, 0x41dfffffffbfffff, 0x41dfffffffc00000,
	0x41dfffffffe00000, 0x41e0000000000000, 0x41e0000000100000, 0x41e0000000200000,
	0x41efffffffe00000, 0x41effffffff00000, 0x41f0000000000000, 0x4320000000000000,
	0x432fffffffffffff, 0x4330000000000000, 0x433fffffffffffff, 0x4340000000000000,
	0x43dfffffffffffff, 0x43e0000000000000, 0x43efffffffffffff, 0x43f0000000000000,
	0x47efffffe0000000, 0x47effffff0000000, 0x47f0000000000000, 0x5fe0000000000000,
	0x7fd0000000000000, 0x7fe0000000000000, 0x7fefffffffffffff, 0x7ff0000000000000,
	0x7ff0000000000001, 0x7ff4000000000000, 0x7ff7ffffffffffff, 0x7ff8000000000000,
	0x7ff8000012345678, 0x7ffffffffffffffe, 0x3fd5555555555555, 0x5555555555555555,
};

/* Around these and their complements, one and two up and down. */
static const u64 edges_int[] = {
	0, 1ull << 23, 1ull << 24, 3ull << 23, 1ull << 25, 1ull << 30, 1ull << 31, 1ull << 32,
	(1ull << 31) - 64, (1ull << 31) - 128, (1ull << 32) - 128, (1ull << 32) - 256,
	1ull << 52, 1ull << 53, 3ull << 52, 1ull << 54, 1ull << 62, 1ull << 63,
	(1ull << 63) - 512, (1ull << 63) - 1024, 0 - 1024ull, 0 - 2048ull,
	(1ull << 63) - (1ull << 38), (1ull << 63) - (1ull << 39),
	0 - (1ull << 39), 0 - (1ull << 40), 0x0010000010000000, 0x4000004000000000,
	0x4000006000000000, 0x4000000000000200, 0x4000000000000600, 0x8000008000000000,
};

#define MAX_EDGES (6 * (sizeof(edges64) / sizeof(edges64[0])))

/* Fills @out with the edge values of one kind of operand. Return: how many. */
static size_t edge_values(enum operand kind, u64 *out)
{
	size_t i, n = 0;
	int delta;

	for (i = 0; kind == FLOAT32 && i < ARRAY_SIZE(edges32); i++)
		for (delta = -1; delta <= 1; delta++) {
			out[n++] = (edges32[i] + (u32)delta) & 0x7fffffff;
			out[n++] = (edges32[i] + (u32)delta) | 0x80000000;
		}
	for (i = 0; kind == FLOAT64 && i < ARRAY_SIZE(edges64); i++)
		for (delta = -1; delta <= 1; delta++) {
			out[n++] = (edges64[i] + (u64)delta) & ~(1ull << 63);
			out[n++] = (edges64[i] + (u64)delta) | 1ull << 63;
		}
	for (i = 0; kind >= INT32 && i < ARRAY_SIZE(edges_int); i++)
		for (delta = -2; delta <= 2; delta++) {
			out[n++] = edges_int[i] + (u64)delta;
			out[n++] = 0 - edges_int[i] - (u64)delta;
		}
	if (kind == NONE)
		out[n++] = 0;
	return n;
}

/* Runs of ones and zeros: what makes carries travel far. */
static u64 runs64(void)
{
	u64 v = 1ull << below(64);

	switch (below(4)) {
	case 0:
		return v - 1;
	case 1:
		return ~0ull << below(64) ^ (v - 1);
	case 2:
		return v ^ 1ull << below(64);
	default:
		return v - (1ull << below(64));
	}
}

static u64 random_float(int fraction_bits, int exponent_bits)
{
	u64 mask = (1ull << fraction_bits) - 1;
	u64 max_exp = (1ull << exponent_bits) - 1;
	u64 fraction = below(2) ? random64() : runs64();
	u64 exp = random64();
	u64 sign = random64() & 1;

	switch (below(8)) {
	case 0:		/* the ends of the range */
		exp = below(2) ? below(3) : max_exp - below(3);
		break;
	case 1:		/* the few hundred ulps around a power of two */
		fraction = (u64)below(512) - 256;
		break;
	case 2:		/* one bit and a bit further down: halves and near-halves */
		fraction = 1ull << below(fraction_bits) | below(2);
		break;
	case 3:		/* around one, and where integers live */
		exp = (max_exp >> 1) - 2 + below(68);
		break;
	}
	return sign << (fraction_bits + exponent_bits) | (exp & max_exp) << fraction_bits |
	       (fraction & mask);
}

static u64 random_operand(enum operand kind)
{
	u64 v, half;

	switch (kind) {
	case FLOAT32:
		return random_float(23, 8);
	case FLOAT64:
		v = random_float(52, 11);
		/* A third near the middle of two f32: what demotion may round twice. */
		if (below(3) == 0)
			v = (v & ~0x1fffffffull) + 0x10000000 + below(3) - 1;
		if (below(4) == 0)	/* in the range of f32 and its subnormals */
			v = (v & ~(0x7ffull << 52)) | (u64)(1023 - 160 + below(290)) << 52;
		return v;
	case INT32:
		return (u32)(below(2) ? random64() : runs64());
	case INT64:
		v = below(2) ? runs64() : random64() >> below(64);
		/* The top bits, a half of f32 or f64, and a little. */
		if (below(2)) {
			half = 1ull << (below(2) ? 39 : 10);
			v = ((v | 1ull << 63) & ~(2 * half - 1)) + half + below(3) - 1;
		}
		return v >> below(below(2) ? 2 : 40);
	default:
		return 0;
	}
}

/*
 * A second operand with something to do with the first: so that exponents are
 * close, sums cancel, and quotients come out exact or half-way but for an ulp.
 */
static u64 related_operand(enum operand kind, u64 *a)
{
	int fraction_bits = kind == FLOAT32 ? 23 : 52;
	u64 b = random_operand(kind);
	u64 ulps = (u64)below(5) - 2;

	switch (below(4)) {
	case 0:
		return (*a ^ (u64)below(2) << (kind == FLOAT32 ? 31 : 63)) + ulps;
	case 1:
		return *a + ulps + ((u64)below(120) - 60) * (1ull << fraction_bits);
	case 2:		/* a = b * c */
		if (kind == FLOAT32)
			*a = out32(in32(*a) * in32(b)) + ulps;
		else
			*a = out64(in64(*a) * in64(b)) + ulps;
		return b;
	default:	/* a = b * (c + half an ulp of c) */
		if (kind == FLOAT32)
			*a = out32((float)(in32(b) * (in32(*a) * (1 + 0x1p-24)))) + ulps;
		else
			*a = out64((double)(in64(b) * (in64(*a) * (1 + 0x1p-53L)))) + ulps;
		return b;
	}
}

/* For square roots: squares of representable values and of the middles. */
static u64 near_square(enum operand kind, u64 a)
{
	u64 ulps = (u64)below(5) - 2;

	if (kind == FLOAT32)
		return out32((float)((double)in32(a) * in32(a) *
				     (below(2) ? 1 : 1 + 0x1p-23))) + ulps;
	return out64((double)((long double)in64(a) * in64(a) *
			      (below(2) ? 1 : 1 + 0x1p-52L))) + ulps;
}

#endif /* _WK_SOFTFLOAT_INPUTS_H */
