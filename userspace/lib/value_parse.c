// SPDX-License-Identifier: GPL-2.0
/* Text to typed values. */
#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "values.h"

#define F32_CANONICAL	0x00400000u
#define F64_CANONICAL	0x0008000000000000ull

static int refuse(const char *text, uint8_t type, const char *reason, char *why, size_t size)
{
	snprintf(why, size, "\"%.64s\" is %s %s", text, reason, wk_value_type_name(type));
	return -1;
}

/* Digits of a magnitude, decimal or 0x; the whole of @s. */
static int parse_magnitude(const char *s, uint64_t *v)
{
	int base = s[0] == '0' && (s[1] == 'x' || s[1] == 'X') ? 16 : 10;
	char *end;

	if (base == 16)
		s += 2;
	if (!isxdigit((unsigned char)*s))
		return EINVAL;
	errno = 0;
	*v = strtoull(s, &end, base);
	if (*end)
		return EINVAL;
	return errno;
}

/* -2^(bits-1) to 2^bits-1: both readings of the same bits. */
static int parse_int(const char *text, uint8_t type, unsigned int bits, struct wk_value *v,
		     char *why, size_t size)
{
	uint64_t max = bits == 64 ? UINT64_MAX : ((uint64_t)1 << bits) - 1;
	bool minus = *text == '-';
	uint64_t magnitude;
	int rc = parse_magnitude(text + (minus || *text == '+'), &magnitude);

	if (rc == EINVAL)
		return refuse(text, type, "not a value of type", why, size);
	if (rc || magnitude > max || (minus && magnitude > (uint64_t)1 << (bits - 1)))
		return refuse(text, type, "out of range for", why, size);
	v->bits = (minus ? -magnitude : magnitude) & max;
	return 0;
}

/* nan, nan:0xPAYLOAD; strtod would lose the payload. Return: was it one? */
static bool parse_nan(const char *s, bool wide, uint64_t *bits)
{
	uint64_t fraction = wide ? 0xfffffffffffffull : 0x7fffffull;
	uint64_t payload = wide ? F64_CANONICAL : F32_CANONICAL;
	uint64_t sign = 0;

	if (*s == '-' || *s == '+')
		sign = *s++ == '-';
	if (strncmp(s, "nan", 3))
		return false;
	if (s[3] == ':' && (parse_magnitude(s + 4, &payload) || !payload || payload > fraction))
		return false;
	if (s[3] && s[3] != ':')
		return false;
	*bits = wide ? sign << 63 | 0x7ff0000000000000ull | payload :
		       sign << 31 | 0x7f800000u | payload;
	return true;
}

static bool plain_float(const char *s)
{
	return *s && strspn(s, "+-0123456789.eExXpPabcdfABCDFinf") == strlen(s);
}

/* Bits of a number that is no NaN. Return: 0, EINVAL, or ERANGE beyond the largest float. */
static int parse_number(const char *text, bool wide, uint64_t *bits)
{
	bool inf = strchr(text, 'n');
	double d = 0;
	float f = 0;
	char *end;

	if (!plain_float(text))
		return EINVAL;
	*bits = 0;
	if (wide) {
		d = strtod(text, &end);
		memcpy(bits, &d, sizeof(d));
	} else {
		f = strtof(text, &end);
		memcpy(bits, &f, sizeof(f));	/* little-endian, like the module */
	}
	if (*end || end == text)
		return EINVAL;
	return !inf && (isinf(d) || isinf(f)) ? ERANGE : 0;
}

static int parse_float(const char *text, uint8_t type, struct wk_value *v, char *why, size_t size)
{
	bool wide = type == WK_VT_F64;
	uint64_t bits;
	int rc = 0;

	if (!parse_nan(text, wide, &bits))
		rc = parse_number(text, wide, &bits);
	if (rc)
		return refuse(text, type, rc == ERANGE ? "out of range for" :
			      "not a value of type", why, size);
	v->bits = bits;
	return 0;
}

static int parse_ref(const char *text, uint8_t type, struct wk_value *v, char *why, size_t size)
{
	if (!strcmp(text, "null")) {
		v->null = 1;
		return 0;
	}
	if (type != WK_VT_EXTERNREF)
		return refuse(text, type, "not null, the only value that can be given for", why,
			      size);
	return parse_int(text, type, 64, v, why, size);
}

/* ---- v128 ---- */

static const struct lanes {
	const char *name;
	uint8_t type;		/* of a lane */
	unsigned int bits;
} lane_kinds[] = {
	{ "i8x16:", WK_VT_I32, 8 }, { "i16x8:", WK_VT_I32, 16 }, { "i32x4:", WK_VT_I32, 32 },
	{ "i64x2:", WK_VT_I64, 64 }, { "f32x4:", WK_VT_F32, 32 }, { "f64x2:", WK_VT_F64, 64 },
};

static int parse_lane(const char *text, const struct lanes *kind, struct wk_value *v)
{
	char why[1];

	if (kind->type == WK_VT_F32 || kind->type == WK_VT_F64)
		return parse_float(text, kind->type, v, why, sizeof(why));
	return parse_int(text, kind->type, kind->bits, v, why, sizeof(why));
}

/* "1,2,3,4", as many as there are lanes, lane 0 first. */
static bool parse_lanes(const char *text, const struct lanes *kind, struct wk_value *v)
{
	unsigned int at = 0;

	for (; at < 128; at += kind->bits) {
		size_t n = strcspn(text, ",");
		struct wk_value lane = { 0 };
		char one[64];

		if (n >= sizeof(one))
			return false;
		memcpy(one, text, n);
		one[n] = '\0';
		if (parse_lane(one, kind, &lane))
			return false;
		if (at < 64)
			v->bits |= lane.bits << at;
		else
			v->high |= lane.bits << (at - 64);
		text += n;
		if (at + kind->bits < 128 && *text++ != ',')
			return false;
	}
	return !*text;
}

/* 0x and up to 32 digits: one number, the highest lane first. */
static bool parse_wide(const char *text, struct wk_value *v)
{
	size_t n = strlen(text), low = n > 18 ? 16 : n - 2;
	char half[17] = "";

	if (n < 3 || n > 34 || strncmp(text, "0x", 2) ||
	    strspn(text + 2, "0123456789abcdefABCDEF") != n - 2)
		return false;
	v->bits = strtoull(text + n - low, NULL, 16);
	memcpy(half, text + 2, n - 2 - low);
	v->high = strtoull(half, NULL, 16);
	return true;
}

static int parse_v128(const char *text, struct wk_value *v, char *why, size_t size)
{
	size_t i;

	for (i = 0; i < sizeof(lane_kinds) / sizeof(lane_kinds[0]); i++) {
		size_t n = strlen(lane_kinds[i].name);

		if (!strncmp(text, lane_kinds[i].name, n) &&
		    parse_lanes(text + n, &lane_kinds[i], v))
			return 0;
	}
	if (parse_wide(text, v))
		return 0;
	return refuse(text, WK_VT_V128, "not a value of type", why, size);
}

int wk_value_parse(const char *text, uint8_t type, struct wk_value *v, char *why, size_t size)
{
	memset(v, 0, sizeof(*v));
	v->type = type;
	switch (type) {
	case WK_VT_I32:
		return parse_int(text, type, 32, v, why, size);
	case WK_VT_I64:
		return parse_int(text, type, 64, v, why, size);
	case WK_VT_F32:
	case WK_VT_F64:
		return parse_float(text, type, v, why, size);
	case WK_VT_FUNCREF:
	case WK_VT_EXTERNREF:
		return parse_ref(text, type, v, why, size);
	case WK_VT_V128:
		return parse_v128(text, v, why, size);
	default:
		return refuse(text, type, "given for a parameter that cannot be typed in:", why,
			      size);
	}
}
