// SPDX-License-Identifier: GPL-2.0
#include <linux/string.h>

#include "result.h"

u32 wk_code_of_error(const struct wk_error *e)
{
	switch (e->kind) {
	case WK_ERR_MALFORMED:
		return WK_C_MALFORMED;
	case WK_ERR_INVALID:
		return WK_C_INVALID;
	case WK_ERR_UNSUPPORTED:
		return WK_C_UNSUPPORTED;
	case WK_ERR_LIMIT:
		return WK_C_LIMIT;
	case WK_ERR_NOMEM:
		return WK_C_NOMEM;
	case WK_ERR_LINK:
		return WK_C_LINK;
	default:
		return WK_C_INTERNAL;
	}
}

u32 wk_code_of_trap(enum wk_trap trap)
{
	switch (trap) {
	case WK_TRAP_NONE:
		return WK_C_OK;
	case WK_TRAP_FUEL:
		return WK_C_FUEL;
	case WK_TRAP_KILLED:
		return WK_C_KILLED;
	case WK_TRAP_TIMEOUT:
		return WK_C_TIMEOUT;
	case WK_TRAP_EXIT:
		return WK_C_EXIT;
	default:
		return WK_C_TRAP;
	}
}

void wk_result_error(struct wk_result *r, const struct wk_error *e)
{
	r->code = wk_code_of_error(e);
	strscpy(r->text, e->text, sizeof(r->text));
}

void wk_value_store(u8 type, const struct wk_value *v, u64 *slots)
{
	slots[0] = v->bits;
	if (type == WK_EXTERNREF)
		slots[0] = v->null ? 0 : v->bits + 1;
	if (type == WK_V128)
		slots[1] = v->high;
}

void wk_value_load(u8 type, const u64 *slots, struct wk_value *v)
{
	*v = (struct wk_value){ .type = type, .bits = slots[0] };
	if (wk_type_is_ref(type)) {
		v->null = !slots[0];
		v->bits = type == WK_EXTERNREF && slots[0] ? slots[0] - 1 : 0;
	}
	if (type == WK_V128)
		v->high = slots[1];
}
