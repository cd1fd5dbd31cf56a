// SPDX-License-Identifier: GPL-2.0
/*
 * v128 is decoded, and typed like everything else, but refused: nothing behind
 * the validator knows it. This is the only place that says so.
 */
#include "validate.h"

int wk_valid_v128_op(struct wk_validator *v)
{
	return wk_valid_fail(v, WK_ERR_UNSUPPORTED, "v128 instruction %s is not supported",
			     wk_valid_op_name(v));
}

int wk_valid_v128_type(struct wk_validator *v)
{
	return wk_valid_fail(v, WK_ERR_UNSUPPORTED, "value type v128 is not supported");
}
