/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kinds of simd.def in general registers, lane by lane: what has no form in
 * simd_sse2.h, and everything where there is no FPU. The names that these macros
 * use without having them as parameters are those of simd_interp.h.
 */
#ifndef _WK_WASM_SIMD_LANES_H
#define _WK_WASM_SIMD_LANES_H

#include "interp_ops.h"

/**
 * union wk_v128 - a vector outside of its slots, in the order of the host
 */
union wk_v128 {
	u64 u64[2];
	u8 bytes[16];
};

/* A vector as something that can be assigned. */
struct wk_halves {
	u64 low, high;
};

#define WK_LANES(T)	(16 / sizeof(T))
#define WK_BITS(T)	(8 * sizeof(T))

/* Lane i is in half i / (lanes / 2); where big ends come first, from its other end. */
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define WK_AT(T, i)	((i) ^ (8 / sizeof(T) - 1))
#else
#define WK_AT(T, i)	(i)
#endif

/* Loops that shall not stay loops, but under KASAN, where each access is long. */
#if defined(__clang__) || defined(CONFIG_KASAN)
#define WK_UNROLL
#else
#define WK_UNROLL	_Pragma("GCC unroll 16")
#endif
#define WK_EACH(T)	WK_UNROLL for (u32 i = 0; i < WK_LANES(T); i++)
#define WK_EACH_OF(n)	WK_UNROLL for (u32 i = 0; i < (n); i++)

/* The highest bit of each lane of a half. */
#define WK_HIGH_BITS(T)	((~0ull / (T)~(T)0) << (WK_BITS(T) - 1))

#define WK_MIN_s8	(-128)
#define WK_MAX_s8	127
#define WK_MIN_u8	0
#define WK_MAX_u8	255
#define WK_MIN_s16	(-32768)
#define WK_MAX_s16	32767
#define WK_MIN_u16	0
#define WK_MAX_u16	65535
#define WK_CLAMP(T, value) ({						\
	s32 _v = (value);						\
									\
	_v < WK_MIN_##T ? WK_MIN_##T : _v > WK_MAX_##T ? WK_MAX_##T : _v; \
})

/* The first lane of the low (l) or high (h) half. */
#define WK_FIRST_l(T)	0
#define WK_FIRST_h(T)	(WK_LANES(T) / 2)

/* a and b as they were before anything is written. */
#define COPY_A()	(v[0] = *PA(union wk_v128))
#define COPY_B()	(v[1] = *PB(union wk_v128))
#define VA(T)		((T *)v[0].bytes)
#define VB(T)		((T *)v[1].bytes)

/* ---- memory ---- */

/* Everything in memory is little-endian. */
static __always_inline void wk_v128_from_memory(u64 *slots, const void *p)
{
	u64 half[2];

	__builtin_memcpy(half, p, 16);
	slots[0] = wk_le_u64(half[0]);
	slots[1] = wk_le_u64(half[1]);
}

static __always_inline void wk_v128_to_memory(void *p, const u64 *slots)
{
	u64 half[2] = { wk_le_u64(slots[0]), wk_le_u64(slots[1]) };

	__builtin_memcpy(p, half, 16);
}

#define WK_V_LOAD_ALL(T)						\
	ADDRESS(16, pc->b);						\
	wk_v128_from_memory(PD(u64), mem + ea);				\
	NEXT(1);
#define WK_V_STORE_ALL(T)						\
	ADDRESS(16, pc->d);						\
	wk_v128_to_memory(mem + ea, PB(u64));				\
	NEXT(1);
#define WK_V_LOAD_EXTEND(R, M, width)					\
	ADDRESS(8, pc->b);						\
	__builtin_memcpy(v[0].bytes, mem + ea, 8);			\
	WK_EACH(R)							\
		PD(R)[WK_AT(R, i)] = (R)wk_le_##M(VA(M)[i]);		\
	NEXT(1);
#define WK_V_LOAD_SPLAT(M)						\
	M m;								\
	ADDRESS(sizeof(m), pc->b);					\
	__builtin_memcpy(&m, mem + ea, sizeof(m));			\
	m = wk_le_##M(m);						\
	WK_PUT_SPLAT(M, m);						\
	NEXT(1);
#define WK_V_LOAD_ZERO(M)						\
	M m;								\
	ADDRESS(sizeof(m), pc->b);					\
	__builtin_memcpy(&m, mem + ea, sizeof(m));			\
	PD(u64)[0] = wk_le_##M(m);					\
	PD(u64)[1] = 0;							\
	NEXT(1);
#define WK_V_LOAD_LANE(M)						\
	M m;								\
	ADDRESS(sizeof(m), (u32)IMM.y);					\
	__builtin_memcpy(&m, mem + ea, sizeof(m));			\
	COPY_B();							\
	VB(M)[WK_AT(M, IMM.x)] = wk_le_##M(m);				\
	*PD(union wk_v128) = v[1];					\
	NEXT(2);
#define WK_V_STORE_LANE(M)						\
	M m;								\
	ADDRESS(sizeof(m), (u32)IMM.y);					\
	m = wk_le_##M(PB(M)[WK_AT(M, IMM.x)]);				\
	__builtin_memcpy(mem + ea, &m, sizeof(m));			\
	NEXT(2);

/* ---- lanes ---- */

#define WK_V_CONST(T)							\
	PD(u64)[0] = pc[1].imm;						\
	PD(u64)[1] = pc[2].imm;						\
	NEXT(3);

/* The value times 1 in each lane. */
#define WK_PUT_SPLAT(T, value) do {					\
	u64 _v = (T)(value) * (~0ull / (T)~(T)0);			\
									\
	PD(u64)[0] = _v;						\
	PD(u64)[1] = _v;						\
} while (0)
#define WK_V_SPLAT(T)							\
	WK_PUT_SPLAT(T, SLOT(pc->a));					\
	NEXT(1);
#define WK_V_EXTRACT(T, R)						\
	SLOT(pc->d) = (R)PA(T)[WK_AT(T, pc->b)];			\
	NEXT(1);
#define WK_V_REPLACE(T)							\
	T value = (T)SLOT(pc->b);					\
									\
	*PD(union wk_v128) = *PA(union wk_v128);			\
	PD(T)[WK_AT(T, IMM.x)] = value;					\
	NEXT(2);

/* Lanes of a and b, numbered through. */
#define WK_V_SHUFFLE(T)							\
	COPY_A();							\
	COPY_B();							\
	WK_EACH(T) {							\
		u32 n = pc[1 + i / 8].imm >> 8 * (i & 7) & 31;		\
									\
		PD(T)[WK_AT(T, i)] = VA(T)[WK_AT(T, n)];		\
	}								\
	NEXT(3);
#define WK_V_SHUFFLE32							\
	COPY_A();							\
	COPY_B();							\
	WK_EACH(u32) {							\
		u32 n = IMM.imm >> 8 * i & 7;				\
									\
		PD(u32)[WK_AT(u32, i)] = VA(u32)[WK_AT(u32, n)];	\
	}								\
	NEXT(2);
#define WK_V_SHUFFLE64							\
	COPY_A();							\
	COPY_B();							\
	PD(u64)[0] = VA(u64)[IMM.imm & 3];				\
	PD(u64)[1] = VA(u64)[IMM.imm >> 8 & 3];				\
	NEXT(2);
#define WK_V_SWIZZLE(T)							\
	COPY_A();							\
	COPY_B();							\
	WK_EACH(T) {							\
		u32 n = VB(T)[WK_AT(T, i)];				\
									\
		PD(T)[WK_AT(T, i)] = n < 16 ? VA(T)[WK_AT(T, n)] : 0;	\
	}								\
	NEXT(1);

/* ---- lane by lane, in place ---- */

#define WK_V_UNARY(T, expr)						\
	WK_EACH(T) {							\
		T a = PA(T)[i];						\
									\
		PD(T)[i] = (T)(expr);					\
	}								\
	NEXT(1);
#define WK_V_BINARY(T, expr)						\
	WK_EACH(T) {							\
		T a = PA(T)[i], b = PB(T)[i];				\
									\
		PD(T)[i] = (T)(expr);					\
	}								\
	NEXT(1);
#define WK_V_SSE2(T, expr, mnemonic)	WK_V_BINARY(T, expr)
#define WK_V_COMPARE(T, op)		WK_V_BINARY(T, -(a op b))
#define WK_V_PICK(T, op)		WK_V_BINARY(T, a op b ? a : b)
#define WK_V_MUL(T)			WK_V_BINARY(T, (u64)a * b)
#define WK_V_ABS(S, U)			WK_V_UNARY(S, a < 0 ? -(U)a : (U)a)
#define WK_V_Q15(T)			WK_V_BINARY(T, WK_CLAMP(T, (a * b + 0x4000) >> 15))

/* Several lanes at once: without their highest bits nothing carries from one into the next. */
#define WK_V_ADD(T)							\
	WK_EACH(u64) {							\
		u64 a = PA(u64)[i], b = PB(u64)[i], h = WK_HIGH_BITS(T); \
									\
		PD(u64)[i] = ((a & ~h) + (b & ~h)) ^ ((a ^ b) & h);	\
	}								\
	NEXT(1);
#define WK_V_SUB(T)							\
	WK_EACH(u64) {							\
		u64 a = PA(u64)[i], b = PB(u64)[i], h = WK_HIGH_BITS(T); \
									\
		PD(u64)[i] = ((a | h) - (b & ~h)) ^ ((a ^ ~b) & h);	\
	}								\
	NEXT(1);

#define WK_V_SHIFT(T, op, count)					\
	u32 n = (u32)(count) & (WK_BITS(T) - 1);			\
									\
	WK_EACH(T)							\
		PD(T)[i] = (T)(PA(T)[i] op n);				\
	NEXT(1);

/* ---- bits ---- */

#define WK_V_BITSELECT(T)						\
	WK_EACH(T) {							\
		T c = ((const T *)&SLOT(IMM.x))[i];			\
									\
		PD(T)[i] = (PA(T)[i] & c) | (PB(T)[i] & ~c);		\
	}								\
	NEXT(2);
#define WK_V_ANY_TRUE(T)						\
	SLOT(pc->d) = (PA(T)[0] | PA(T)[1]) != 0;			\
	NEXT(1);
#define WK_V_ALL_TRUE(T)						\
	u32 all = 1;							\
									\
	WK_EACH(T)							\
		all &= PA(T)[i] != 0;					\
	SLOT(pc->d) = all;						\
	NEXT(1);
#define WK_V_BITMASK(T)							\
	u32 mask = 0;							\
									\
	WK_EACH(T)							\
		mask |= (u32)(PA(T)[WK_AT(T, i)] < 0) << i;		\
	SLOT(pc->d) = mask;						\
	NEXT(1);
#define WK_V_POPCNT(T)							\
	WK_EACH(T) {							\
		T a = PA(T)[i];						\
									\
		a -= (a >> 1) & 0x5555555555555555ull;			\
		a = (a & 0x3333333333333333ull) + ((a >> 2) & 0x3333333333333333ull); \
		PD(T)[i] = (a + (a >> 4)) & 0x0f0f0f0f0f0f0f0full;	\
	}								\
	NEXT(1);

/* ---- from lanes of one width to another: T to R ---- */

#define WK_V_NARROW(R, T, pack)						\
	COPY_A();							\
	COPY_B();							\
	WK_EACH(R)							\
		PD(R)[WK_AT(R, i)] = (R)WK_CLAMP(R, VA(T)[WK_AT(T, i)]);	\
	NEXT(1);
#define WK_V_EXTEND(R, T, half, width)					\
	COPY_A();							\
	WK_EACH(R)							\
		PD(R)[WK_AT(R, i)] = (R)VA(T)[WK_AT(T, i + WK_FIRST_##half(T))]; \
	NEXT(1);
#define WK_V_EXTMUL(R, T, half, width)					\
	COPY_A();							\
	COPY_B();							\
	WK_EACH(R)							\
		PD(R)[WK_AT(R, i)] =					\
			(R)((R)VA(T)[WK_AT(T, i + WK_FIRST_##half(T))] *	\
			    (R)VB(T)[WK_AT(T, i + WK_FIRST_##half(T))]);	\
	NEXT(1);
#define WK_V_PAIRWISE(R, T)						\
	COPY_A();							\
	WK_EACH(R)							\
		PD(R)[WK_AT(R, i)] = (R)((R)VA(T)[WK_AT(T, 2 * i)] +	\
					 (R)VA(T)[WK_AT(T, 2 * i + 1)]);	\
	NEXT(1);
#define DOT(T, i)	(VA(T)[WK_AT(T, i)] * VB(T)[WK_AT(T, i)])
#define WK_V_DOT(R, T)							\
	COPY_A();							\
	COPY_B();							\
	WK_EACH(R)							\
		PD(R)[WK_AT(R, i)] = (R)DOT(T, 2 * i) + (R)DOT(T, 2 * i + 1); \
	NEXT(1);

/* ---- floats, as bit patterns ---- */

#define WK_BITS_f32	u32
#define WK_BITS_f64	u64

#define FBINARY(T, expr)	WK_V_BINARY(T, expr)
#define WK_V_FARITH(fmt, name, op)	FBINARY(WK_BITS_##fmt, WK_F(fmt##_##name)(a, b))
#define WK_V_FMINMAX(fmt, name, mnemonic, op) WK_V_FARITH(fmt, name, op)
#define WK_V_FCOMPARE(fmt, name, op) \
	FBINARY(WK_BITS_##fmt, -(WK_BITS_##fmt)WK_F(fmt##_##name)(a, b))
#define WK_V_FPICK(fmt, less, more) \
	FBINARY(WK_BITS_##fmt, WK_F(fmt##_lt)(less, more) ? b : a)
#define WK_V_FLANES(T, fn)		WK_V_UNARY(T, WK_F(fn)(a))
#define WK_V_FROOT(fmt, mnemonic)	WK_V_FLANES(WK_BITS_##fmt, fmt##_sqrt)
#define WK_V_FNARROW(R, T, fn)						\
	R low = WK_F(fn)(PA(T)[0]), high = WK_F(fn)(PA(T)[1]);		\
									\
	PD(u64)[0] = (u64)high << 32 | low;				\
	PD(u64)[1] = 0;							\
	NEXT(1);
#define WK_V_FWIDEN(R, T, fn)						\
	R low = WK_F(fn)((T)PA(u64)[0]), high = WK_F(fn)((T)(PA(u64)[0] >> 32)); \
									\
	PD(R)[0] = low;							\
	PD(R)[1] = high;						\
	NEXT(1);

#endif /* _WK_WASM_SIMD_LANES_H */
