/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kinds of simd.def that SSE2 does better than the lanes of simd_lanes.h, whose
 * macros they replace; results are the same, bit for bit. The compiler's own vectors
 * where C has an operator, one instruction in assembly where it has none.
 *
 * Vectors are always written as a whole: a load of 16 bytes that follows stores of
 * parts has to wait until these have reached the cache.
 */
#ifndef _WK_WASM_SIMD_SSE2_H
#define _WK_WASM_SIMD_SSE2_H

#include "simd_lanes.h"

/* wk_v_T: a vector of T; wk_m_T: one in slots. */
#define VECTOR(T, lane)								\
	typedef lane wk_v_##T __attribute__((vector_size(16)));			\
	typedef lane wk_m_##T __attribute__((vector_size(16), aligned(8), may_alias))
VECTOR(u8, u8);
VECTOR(s8, s8);
VECTOR(u16, u16);
VECTOR(s16, s16);
VECTOR(u32, u32);
VECTOR(s32, s32);
VECTOR(u64, u64);
VECTOR(s64, s64);
VECTOR(f32, float);
VECTOR(f64, double);
#undef VECTOR

#define VA_OF(T)	(*(const wk_m_##T *)(fp + pc->a))
#define VB_OF(T)	(*(const wk_m_##T *)(fp + pc->b))
#define PUT(T, value)	(*(wk_m_##T *)(fp + pc->d) = (wk_m_##T)(value))
#define SPLAT(T, value)	((wk_v_##T){ 0 } + (T)(value))

/* "op a, b": a is changed. */
#define ASM(op, a, b)	asm(op " %1, %0" : "+x" (a) : "x" (b))

/* Bit i of the result: the highest one of lane i. */
#define MOVEMASK(op, v) ({			\
	u32 _m;					\
						\
	asm(op " %1, %0" : "=r" (_m) : "x" (v)); \
	_m;					\
})

#define CHOOSE(T, mask, yes, no)	(((yes) & (wk_v_##T)(mask)) | ((no) & ~(wk_v_##T)(mask)))

/* 0, 1, 2, ... */
#define IOTA_u8		((wk_v_u8){ 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 })
#define IOTA_u16	((wk_v_u16){ 0, 1, 2, 3, 4, 5, 6, 7 })
#define IOTA_u32	((wk_v_u32){ 0, 1, 2, 3 })
#define IOTA_u64	((wk_v_u64){ 0, 1 })
#define INSERT(T, v, lane, value)	CHOOSE(T, IOTA_##T == SPLAT(T, lane), SPLAT(T, value), v)

/* Lanes of T of the low or high half, made lanes of R. */
#define EXTEND_l	"punpckl"
#define EXTEND_h	"punpckh"
#define EXTEND(R, T, half, width, v) ({				\
	wk_v_##T _v = (v), _sign = (wk_v_##T)(_v < 0);		\
								\
	ASM(EXTEND_##half #width, _v, _sign);			\
	(wk_v_##R)_v;						\
})

/* ---- memory, lanes ---- */

#undef WK_V_LOAD_EXTEND
#define WK_V_LOAD_EXTEND(R, M, width)					\
	u64 m;								\
	ADDRESS(8, pc->b);						\
	__builtin_memcpy(&m, mem + ea, 8);				\
	PUT(R, EXTEND(R, M, l, width, (wk_v_##M)(wk_v_u64){ m }));	\
	NEXT(1);
#undef WK_V_LOAD_ZERO
#define WK_V_LOAD_ZERO(M)						\
	M m;								\
	ADDRESS(sizeof(m), pc->b);					\
	__builtin_memcpy(&m, mem + ea, sizeof(m));			\
	PUT(M, (wk_v_##M){ m });					\
	NEXT(1);
#undef WK_V_LOAD_LANE
#define WK_V_LOAD_LANE(M)						\
	M m;								\
	ADDRESS(sizeof(m), (u32)IMM.y);					\
	__builtin_memcpy(&m, mem + ea, sizeof(m));			\
	PUT(M, INSERT(M, VB_OF(M), IMM.x, m));				\
	NEXT(2);
#undef WK_V_LOAD_ALL
#define WK_V_LOAD_ALL(T)						\
	wk_v_##T m;							\
	ADDRESS(16, pc->b);						\
	__builtin_memcpy(&m, mem + ea, 16);				\
	PUT(T, m);							\
	NEXT(1);
#undef WK_V_STORE_ALL
#define WK_V_STORE_ALL(T)						\
	wk_v_##T m = VB_OF(T);						\
	ADDRESS(16, pc->d);						\
	__builtin_memcpy(mem + ea, &m, 16);				\
	NEXT(1);
#undef WK_V_CONST
#define WK_V_CONST(T)							\
	PUT(T, *(const wk_m_##T *)(pc + 1));				\
	NEXT(3);
#undef WK_PUT_SPLAT
#define WK_PUT_SPLAT(T, value)	PUT(T, SPLAT(T, value))
#undef WK_V_REPLACE
#define WK_V_REPLACE(T)							\
	PUT(T, INSERT(T, VA_OF(T), IMM.x, SLOT(pc->b)));		\
	NEXT(2);
#undef WK_V_SHUFFLE32
#define WK_V_SHUFFLE32							\
	u64 n = IMM.imm;						\
	COPY_A();							\
	COPY_B();							\
	PUT(u32, ((wk_v_u32){ VA(u32)[n & 7], VA(u32)[n >> 8 & 7],	\
			      VA(u32)[n >> 16 & 7], VA(u32)[n >> 24] }));	\
	NEXT(2);
#undef WK_V_SHUFFLE64
#define WK_V_SHUFFLE64							\
	u64 n = IMM.imm;						\
	COPY_A();							\
	COPY_B();							\
	PUT(u64, ((wk_v_u64){ VA(u64)[n & 3], VA(u64)[n >> 8 & 3] }));	\
	NEXT(2);

/* ---- integers ---- */

#undef WK_V_UNARY
#define WK_V_UNARY(T, expr)						\
	wk_v_##T a = VA_OF(T);						\
									\
	PUT(T, expr);							\
	NEXT(1);
#undef WK_V_BINARY
#define WK_V_BINARY(T, expr)						\
	wk_v_##T a = VA_OF(T), b = VB_OF(T);				\
									\
	PUT(T, expr);							\
	NEXT(1);
#undef WK_V_SSE2
#define WK_V_SSE2(T, expr, mnemonic)					\
	wk_v_##T a = VA_OF(T), b = VB_OF(T);				\
									\
	ASM(mnemonic, a, b);						\
	PUT(T, a);							\
	NEXT(1);
#undef WK_V_COMPARE
#define WK_V_COMPARE(T, op)	WK_V_BINARY(T, a op b)
#undef WK_V_PICK
#define WK_V_PICK(T, op)	WK_V_BINARY(T, CHOOSE(T, a op b, a, b))
#undef WK_V_MUL
#define WK_V_MUL(T)		WK_V_BINARY(T, a * b)
#undef WK_V_ADD
#define WK_V_ADD(T)		WK_V_BINARY(T, a + b)
#undef WK_V_SUB
#define WK_V_SUB(T)		WK_V_BINARY(T, a - b)
#undef WK_V_ABS
#define WK_V_ABS(S, U)							\
	wk_v_##U sign = (wk_v_##U)(VA_OF(S) < 0);			\
									\
	PUT(U, (VA_OF(U) ^ sign) - sign);				\
	NEXT(1);
#undef WK_V_SHIFT
#define WK_V_SHIFT(T, op, count)					\
	T n = (u32)(count) & (WK_BITS(T) - 1);				\
									\
	PUT(T, VA_OF(T) op n);						\
	NEXT(1);

/* The product's bits 15 to 30, rounded. It is 0x8000 only for the one that does not fit. */
#undef WK_V_Q15
#define WK_V_Q15(T)							\
	wk_v_u16 low = VA_OF(u16) * VB_OF(u16);				\
	wk_v_u16 high = VA_OF(u16), b = VB_OF(u16);			\
									\
	ASM("pmulhw", high, b);						\
	high = (high << 1) + (low >> 15) + ((low >> 14) & 1);		\
	PUT(u16, high ^ (wk_v_u16)(high == 0x8000));			\
	NEXT(1);
#undef WK_V_DOT
#define WK_V_DOT(R, T)	WK_V_SSE2(T, 0, "pmaddwd")

/* ---- bits ---- */

#undef WK_V_BITSELECT
#define WK_V_BITSELECT(T)						\
	wk_v_##T c = *(const wk_m_##T *)(fp + IMM.x);			\
									\
	PUT(T, CHOOSE(T, c, VA_OF(T), VB_OF(T)));			\
	NEXT(2);
#undef WK_V_ALL_TRUE
#define WK_V_ALL_TRUE(T)						\
	SLOT(pc->d) = !MOVEMASK("pmovmskb", VA_OF(T) == 0);		\
	NEXT(1);
#undef WK_V_BITMASK
#define WK_V_BITMASK(T)							\
	SLOT(pc->d) = BITMASK_##T(VA_OF(T));				\
	NEXT(1);
#define BITMASK_s8(v)	MOVEMASK("pmovmskb", v)
#define BITMASK_s16(v)	(MOVEMASK("pmovmskb", pack_packsswb(v, v)) & 0xff)
#define BITMASK_s32(v)	MOVEMASK("movmskps", v)
#define BITMASK_s64(v)	MOVEMASK("movmskpd", v)
#undef WK_V_POPCNT
#define WK_V_POPCNT(T)							\
	wk_v_##T a = VA_OF(T);						\
									\
	a -= (a >> 1) & 0x5555555555555555ull;				\
	a = (a & 0x3333333333333333ull) + ((a >> 2) & 0x3333333333333333ull); \
	PUT(T, (a + (a >> 4)) & 0x0f0f0f0f0f0f0f0full);			\
	NEXT(1);

/* ---- from lanes of one width to another ---- */

static __always_inline wk_v_s8 pack_packsswb(wk_v_s16 a, wk_v_s16 b)
{
	ASM("packsswb", a, b);
	return (wk_v_s8)a;
}

static __always_inline wk_v_u8 pack_packuswb(wk_v_s16 a, wk_v_s16 b)
{
	ASM("packuswb", a, b);
	return (wk_v_u8)a;
}

static __always_inline wk_v_s16 pack_packssdw(wk_v_s32 a, wk_v_s32 b)
{
	ASM("packssdw", a, b);
	return (wk_v_s16)a;
}

/* Into 0 .. 65535, then as the signed number of the same 16 bits. */
static __always_inline wk_v_s32 clamp_u16(wk_v_s32 a)
{
	a &= ~(a >> 31);
	a |= a > 65535;
	return (a << 16) >> 16;
}

/* SSE4.1 has an instruction for it. */
static __always_inline wk_v_u16 pack_packusdw(wk_v_s32 a, wk_v_s32 b)
{
	return (wk_v_u16)pack_packssdw(clamp_u16(a), clamp_u16(b));
}

#undef WK_V_NARROW
#define WK_V_NARROW(R, T, pack)						\
	PUT(R, pack_##pack(VA_OF(T), VB_OF(T)));			\
	NEXT(1);
#undef WK_V_EXTEND
#define WK_V_EXTEND(R, T, half, width)					\
	PUT(R, EXTEND(R, T, half, width, VA_OF(T)));			\
	NEXT(1);
#undef WK_V_EXTMUL
#define WK_V_EXTMUL(R, T, half, width)					\
	wk_v_##R a = EXTEND(R, T, half, width, VA_OF(T));		\
	wk_v_##R b = EXTEND(R, T, half, width, VB_OF(T));		\
									\
	PUT(R, a * b);							\
	NEXT(1);
#undef WK_V_PAIRWISE
#define WK_V_PAIRWISE(R, T)						\
	wk_v_##R a = VA_OF(R);						\
									\
	PUT(R, (a >> WK_BITS(T)) + ((a << WK_BITS(T)) >> WK_BITS(T)));	\
	NEXT(1);

/* ---- floats ---- */

#define INT_f32		u32
#define INT_f64		u64
#define NAN_f32		WK_F32_NAN
#define NAN_f64		WK_F64_NAN
#define MASK_f32	"movmskps"
#define MASK_f64	"movmskpd"
#define PASTE(a, b)	a##b
#define V_OF(T)		PASTE(wk_v_, T)
#define AS_BITS(fmt, v)	((V_OF(INT_##fmt))(v))

/* Any NaN becomes the canonical one; there is rarely one. */
#define PUT_FLOAT(fmt, value, nans) do {				\
	V_OF(INT_##fmt) _r = AS_BITS(fmt, value), _n = AS_BITS(fmt, nans); \
									\
	if (unlikely(MOVEMASK(MASK_##fmt, _n)))				\
		_r = (_r & ~_n) | (_n & NAN_##fmt);			\
	PUT(fmt, (wk_v_##fmt)_r);					\
} while (0)

#undef WK_V_FARITH
#define WK_V_FARITH(fmt, name, op)					\
	wk_v_##fmt a = VA_OF(fmt), b = VB_OF(fmt), r = a op b;		\
									\
	PUT_FLOAT(fmt, r, r != r);					\
	NEXT(1);

/* The instruction gives b when both are zeros or one is a NaN: both ways round, joined. */
#undef WK_V_FMINMAX
#define WK_V_FMINMAX(fmt, name, mnemonic, op)				\
	wk_v_##fmt a = VA_OF(fmt), b = VB_OF(fmt), r = a, s = b;	\
									\
	ASM(mnemonic, r, b);						\
	ASM(mnemonic, s, a);						\
	PUT_FLOAT(fmt, AS_BITS(fmt, r) op AS_BITS(fmt, s), (a != a) | (b != b)); \
	NEXT(1);
#undef WK_V_FCOMPARE
#define WK_V_FCOMPARE(fmt, name, op)					\
	wk_v_##fmt a = VA_OF(fmt), b = VB_OF(fmt);			\
									\
	PUT(fmt, (wk_v_##fmt)(a op b));				\
	NEXT(1);
#undef WK_V_FPICK
#define WK_V_FPICK(fmt, less, more)					\
	wk_v_##fmt a = VA_OF(fmt), b = VB_OF(fmt);			\
	V_OF(INT_##fmt) m = AS_BITS(fmt, less < more);			\
									\
	PUT(fmt, (wk_v_##fmt)((AS_BITS(fmt, b) & m) | (AS_BITS(fmt, a) & ~m)));	\
	NEXT(1);
#undef WK_V_FROOT
#define WK_V_FROOT(fmt, mnemonic)					\
	wk_v_##fmt r = VA_OF(fmt);					\
									\
	ASM(mnemonic, r, r);						\
	PUT_FLOAT(fmt, r, r != r);					\
	NEXT(1);

#undef WK_V_FLANES
#define WK_V_FLANES(T, fn)						\
	PUT(T, ((wk_v_##T)WK_V_FLANES_##T(fn)));			\
	NEXT(1);
#define WK_V_FLANES_u32(fn)						\
	{ WK_F(fn)(PA(u32)[0]), WK_F(fn)(PA(u32)[1]),			\
	  WK_F(fn)(PA(u32)[2]), WK_F(fn)(PA(u32)[3]) }
#define WK_V_FLANES_u64(fn)						\
	{ WK_F(fn)(PA(u64)[0]), WK_F(fn)(PA(u64)[1]) }
#undef WK_V_FNARROW
#define WK_V_FNARROW(R, T, fn)						\
	PUT(R, ((wk_v_##R){ WK_F(fn)(PA(T)[0]), WK_F(fn)(PA(T)[1]) }));	\
	NEXT(1);
#undef WK_V_FWIDEN
#define WK_V_FWIDEN(R, T, fn)						\
	PUT(R, ((wk_v_##R){ WK_F(fn)(PA(T)[0]), WK_F(fn)(PA(T)[1]) }));	\
	NEXT(1);

#endif /* _WK_WASM_SIMD_SSE2_H */
