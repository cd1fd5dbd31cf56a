/* SPDX-License-Identifier: GPL-2.0 */
/* Small computations that rows of ops.def name. */
#ifndef _WK_WASM_INTERP_OPS_H
#define _WK_WASM_INTERP_OPS_H

#include "runtime.h"
#include "softfloat.h"

/* Linear memory is little-endian. */
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define wk_le_u16(v)	__builtin_bswap16(v)
#define wk_le_u32(v)	__builtin_bswap32(v)
#define wk_le_u64(v)	__builtin_bswap64(v)
#define wk_le_s16(v)	((s16)__builtin_bswap16((u16)(v)))
#define wk_le_s32(v)	((s32)__builtin_bswap32((u32)(v)))
#else
#define wk_le_u16(v)	(v)
#define wk_le_u32(v)	(v)
#define wk_le_u64(v)	(v)
#define wk_le_s16(v)	(v)
#define wk_le_s32(v)	(v)
#endif
#define wk_le_u8(v)	(v)
#define wk_le_s8(v)	(v)
#define wk_le_F32(v)	wk_le_u32(v)
#define wk_le_F64(v)	wk_le_u64(v)

/* Sideways addition (Knuth 7.1.3): __builtin_popcount may call a library. */
static inline u64 wk_popcount64(u64 x)
{
	x -= (x >> 1) & 0x5555555555555555ull;
	x = (x & 0x3333333333333333ull) + ((x >> 2) & 0x3333333333333333ull);
	x = (x + (x >> 4)) & 0x0f0f0f0f0f0f0f0full;
	return (x * 0x0101010101010101ull) >> 56;
}

static inline enum wk_trap wk_div_check32(u32 a, u32 b)
{
	if (!b)
		return WK_TRAP_DIV_ZERO;
	return a == 0x80000000u && b == ~0u ? WK_TRAP_OVERFLOW : WK_TRAP_NONE;
}

static inline enum wk_trap wk_div_check64(u64 a, u64 b)
{
	if (!b)
		return WK_TRAP_DIV_ZERO;
	return a == 1ull << 63 && b == ~0ull ? WK_TRAP_OVERFLOW : WK_TRAP_NONE;
}

static inline enum wk_trap wk_trunc_trap(int error)
{
	if (likely(error == WK_FLOAT_OK))
		return WK_TRAP_NONE;
	return error == WK_FLOAT_INVALID ? WK_TRAP_CONVERSION : WK_TRAP_OVERFLOW;
}

#endif /* _WK_WASM_INTERP_OPS_H */
