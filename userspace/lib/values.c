// SPDX-License-Identifier: GPL-2.0
/* Typed values to text. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "values.h"

const char *wk_value_type_name(uint8_t type)
{
	switch (type) {
	case WK_VT_I32:
		return "i32";
	case WK_VT_I64:
		return "i64";
	case WK_VT_F32:
		return "f32";
	case WK_VT_F64:
		return "f64";
	case WK_VT_V128:
		return "v128";
	case WK_VT_FUNCREF:
		return "funcref";
	case WK_VT_EXTERNREF:
		return "externref";
	default:
		return "?";
	}
}

static void format_nan(bool minus, uint64_t payload, uint64_t canonical, char *buf)
{
	if (payload == canonical)
		snprintf(buf, WK_VALUE_TEXT, "%snan", minus ? "-" : "");
	else
		snprintf(buf, WK_VALUE_TEXT, "%snan:0x%" PRIx64, minus ? "-" : "", payload);
}

static void format_f32(uint32_t bits, char *buf)
{
	float f, back;
	int digits;

	if ((bits & 0x7fffffff) > 0x7f800000) {
		format_nan(bits >> 31, bits & 0x7fffff, 0x400000, buf);
		return;
	}
	memcpy(&f, &bits, sizeof(f));
	for (digits = 1; digits <= 9; digits++) {
		snprintf(buf, WK_VALUE_TEXT, "%.*g", digits, f);
		back = strtof(buf, NULL);
		if (!memcmp(&back, &f, sizeof(f)))
			break;
	}
}

static void format_f64(uint64_t bits, char *buf)
{
	double f, back;
	int digits;

	if ((bits & ~(1ull << 63)) > 0x7ff0000000000000ull) {
		format_nan(bits >> 63, bits & 0xfffffffffffffull, 0x8000000000000ull, buf);
		return;
	}
	memcpy(&f, &bits, sizeof(f));
	for (digits = 1; digits <= 17; digits++) {
		snprintf(buf, WK_VALUE_TEXT, "%.*g", digits, f);
		back = strtod(buf, NULL);
		if (!memcmp(&back, &f, sizeof(f)))
			break;
	}
}

const char *wk_value_format(const struct wk_value *v, char *buf)
{
	switch (v->type) {
	case WK_VT_I32:
		snprintf(buf, WK_VALUE_TEXT, "%" PRId32, (int32_t)v->bits);
		break;
	case WK_VT_I64:
		snprintf(buf, WK_VALUE_TEXT, "%" PRId64, (int64_t)v->bits);
		break;
	case WK_VT_F32:
		format_f32(v->bits, buf);
		break;
	case WK_VT_F64:
		format_f64(v->bits, buf);
		break;
	case WK_VT_V128:
		snprintf(buf, WK_VALUE_TEXT, "0x%016" PRIx64 "%016" PRIx64,
			 (uint64_t)v->high, (uint64_t)v->bits);
		break;
	case WK_VT_EXTERNREF:
		snprintf(buf, WK_VALUE_TEXT, v->null ? "null" : "%" PRIu64, (uint64_t)v->bits);
		break;
	default:
		snprintf(buf, WK_VALUE_TEXT, "%s", v->null ? "null" : "ref");
	}
	return buf;
}
