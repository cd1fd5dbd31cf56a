/* SPDX-License-Identifier: GPL-2.0 */
/* Value types, function types, limits: the vocabulary of a module. */
#ifndef _WK_WASM_TYPES_H
#define _WK_WASM_TYPES_H

#include "shim.h"

/* Value types, as they are encoded (spec section 5.3). */
enum wk_type {
	WK_I32 = 0x7f,
	WK_I64 = 0x7e,
	WK_F32 = 0x7d,
	WK_F64 = 0x7c,
	WK_V128 = 0x7b,
	WK_FUNCREF = 0x70,
	WK_EXTERNREF = 0x6f,
	WK_BOTTOM = 0,		/* validator only: any type, in unreachable code */
};

enum wk_extern_kind {
	WK_EXTERN_FUNC,
	WK_EXTERN_TABLE,
	WK_EXTERN_MEMORY,
	WK_EXTERN_GLOBAL,
};

/**
 * struct wk_str - bytes inside the module's binary; not NUL terminated
 * @p: first byte
 * @len: number of bytes
 */
struct wk_str {
	const u8 *p;
	u32 len;
};

/**
 * struct wk_functype - parameter and result types
 * @nparams: number of parameters
 * @nresults: number of results
 * @param_slots: 8-byte slots that the parameters take (v128 takes two)
 * @result_slots: 8-byte slots that the results take
 * @canon: the first equal type of the same module (itself, if it is that one)
 * @types: parameter types, then result types
 */
struct wk_functype {
	u32 nparams;
	u32 nresults;
	u32 param_slots;
	u32 result_slots;
	const struct wk_functype *canon;
	const u8 *types;
};

struct wk_limits {
	u64 min;
	u64 max;
	bool has_max;
};

struct wk_tabletype {
	u8 type;		/* WK_FUNCREF or WK_EXTERNREF */
	struct wk_limits limits;
};

struct wk_memtype {
	struct wk_limits limits;	/* in pages of 64 KiB */
};

struct wk_globaltype {
	u8 type;
	bool mutable;
};

/** wk_type_name() - "i32", "funcref", ...; never NULL */
const char *wk_type_name(u8 type);

/** wk_type_is_num() - i32, i64, f32, f64 */
static inline bool wk_type_is_num(u8 t)
{
	return t <= WK_I32 && t >= WK_F64;
}

static inline bool wk_type_is_ref(u8 t)
{
	return t == WK_FUNCREF || t == WK_EXTERNREF;
}

static inline bool wk_type_is_value(u8 t)
{
	return wk_type_is_num(t) || t == WK_V128 || wk_type_is_ref(t);
}

/** wk_type_slots() - 8-byte frame slots that a value of type @t takes */
static inline u32 wk_type_slots(u8 t)
{
	return t == WK_V128 ? 2 : 1;
}

/** wk_type_is_narrow() - has a value of type @t 32 bits? */
static inline bool wk_type_is_narrow(u8 t)
{
	return t == WK_I32 || t == WK_F32;
}

/** wk_functype_equal() - structural equality; either may belong to any module */
bool wk_functype_equal(const struct wk_functype *a, const struct wk_functype *b);

#endif /* _WK_WASM_TYPES_H */
