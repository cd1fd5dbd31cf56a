// SPDX-License-Identifier: GPL-2.0
/* Names and equality of types. */
#include "types.h"

const char *wk_type_name(u8 type)
{
	switch (type) {
	case WK_I32:
		return "i32";
	case WK_I64:
		return "i64";
	case WK_F32:
		return "f32";
	case WK_F64:
		return "f64";
	case WK_V128:
		return "v128";
	case WK_FUNCREF:
		return "funcref";
	case WK_EXTERNREF:
		return "externref";
	case WK_BOTTOM:
		return "any type";
	default:
		return "unknown type";
	}
}

bool wk_functype_equal(const struct wk_functype *a, const struct wk_functype *b)
{
	if (a == b || (a->canon && a->canon == b->canon))
		return true;
	return a->nparams == b->nparams && a->nresults == b->nresults &&
	       !memcmp(a->types, b->types, (size_t)a->nparams + a->nresults);
}
