// SPDX-License-Identifier: GPL-2.0
/* Values of the suite's scripts: read, compared, shown. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "values.h"

enum {
	TYPE_I32 = 0x7f,
	TYPE_I64 = 0x7e,
	TYPE_F32 = 0x7d,
	TYPE_F64 = 0x7c,
	TYPE_V128 = 0x7b,
	TYPE_FUNCREF = 0x70,
	TYPE_EXTERNREF = 0x6f,
};

static const struct type_name {
	const char *name;
	uint8_t type;
} type_names[] = {
	{ "i32", TYPE_I32 }, { "i64", TYPE_I64 }, { "f32", TYPE_F32 }, { "f64", TYPE_F64 },
	{ "v128", TYPE_V128 }, { "funcref", TYPE_FUNCREF }, { "externref", TYPE_EXTERNREF },
};

/* Lanes of a v128; scalars are the lane of their whole width. */
static const struct lane_kind {
	const char *name;
	unsigned int bits;
	bool is_float;
} lane_kinds[] = {
	{ "i8", 8, false }, { "i16", 16, false }, { "i32", 32, false }, { "i64", 64, false },
	{ "f32", 32, true }, { "f64", 64, true },
};

static const char *field(const json_t *json, const char *key)
{
	const char *text = json_string_value(json_object_get(json, key));

	return text ? text : "";
}

static uint8_t type_of(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(type_names) / sizeof(type_names[0]); i++)
		if (!strcmp(name, type_names[i].name))
			return type_names[i].type;
	return 0;
}

static const char *type_name(uint8_t type)
{
	size_t i;

	for (i = 0; i < sizeof(type_names) / sizeof(type_names[0]); i++)
		if (type == type_names[i].type)
			return type_names[i].name;
	return "?";
}

static const struct lane_kind *lane_of(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(lane_kinds) / sizeof(lane_kinds[0]); i++)
		if (!strcmp(name, lane_kinds[i].name))
			return &lane_kinds[i];
	return NULL;
}

static uint64_t number(const char *text)
{
	return strtoull(text, NULL, 10);
}

static uint64_t lane_get(const struct spec_value *v, const struct lane_kind *lane, size_t i)
{
	unsigned int at = i * lane->bits;
	uint64_t half = at < 64 ? v->bits : v->high;

	return lane->bits == 64 ? half : half >> at % 64 & ((1ull << lane->bits) - 1);
}

static void lane_set(struct spec_value *v, const struct lane_kind *lane, size_t i, uint64_t bits)
{
	unsigned int at = i * lane->bits;

	*(at < 64 ? &v->bits : &v->high) |= bits << at % 64;
}

static bool parse_v128(const json_t *json, struct spec_value *v)
{
	const struct lane_kind *lane = lane_of(field(json, "lane_type"));
	const json_t *lanes = json_object_get(json, "value");
	size_t i;

	if (!lane || json_array_size(lanes) != 128 / lane->bits)
		return false;
	for (i = 0; i < json_array_size(lanes); i++)
		lane_set(v, lane, i, number(json_string_value(json_array_get(lanes, i))));
	return true;
}

bool spec_value_parse(const json_t *json, struct spec_value *v)
{
	const char *value = field(json, "value");

	*v = (struct spec_value){ .type = type_of(field(json, "type")) };
	switch (v->type) {
	case 0:
		return false;
	case TYPE_V128:
		return parse_v128(json, v);
	case TYPE_FUNCREF:
		v->null = true;
		return !strcmp(value, "null");
	case TYPE_EXTERNREF:
		v->null = !strcmp(value, "null");
		v->bits = v->null ? 0 : number(value) + 1;
		return true;
	default:
		v->bits = number(value);
		return true;
	}
}

/* Top bit of the mantissa set; canonical: no other bit of it. Any sign. */
static bool nan_matches(const char *pattern, unsigned int bits, uint64_t got)
{
	uint64_t quiet = bits == 32 ? 0x7fc00000 : 0x7ff8000000000000;
	uint64_t sign = 1ull << (bits - 1);

	if (bits == 32 && got >> 32)
		return false;
	if (!strcmp(pattern, "nan:canonical"))
		return (got & ~sign) == quiet;
	return !strcmp(pattern, "nan:arithmetic") && (got & quiet) == quiet;
}

static bool lane_matches(const char *expected, const struct lane_kind *lane, uint64_t got)
{
	if (lane->is_float && !strncmp(expected, "nan:", 4))
		return nan_matches(expected, lane->bits, got);
	return got == number(expected);
}

static bool v128_matches(const json_t *expected, const struct spec_value *got)
{
	const struct lane_kind *lane = lane_of(field(expected, "lane_type"));
	const json_t *lanes = json_object_get(expected, "value");
	size_t i;

	if (!lane || json_array_size(lanes) != 128 / lane->bits)
		return false;
	for (i = 0; i < json_array_size(lanes); i++)
		if (!lane_matches(json_string_value(json_array_get(lanes, i)), lane,
				  lane_get(got, lane, i)))
			return false;
	return true;
}

static bool is_ref(const struct spec_value *v)
{
	return v->type == TYPE_FUNCREF || v->type == TYPE_EXTERNREF;
}

static bool ref_matches(const json_t *expected, const struct spec_value *got)
{
	const char *value = json_string_value(json_object_get(expected, "value"));

	if (got->type != type_of(field(expected, "type")))
		return false;
	if (!value)
		return !got->null;
	if (!strcmp(value, "null"))
		return got->null;
	return !got->null && got->bits == number(value) + 1;
}

static bool either_matches(const json_t *choices, const struct spec_value *got)
{
	size_t i;

	for (i = 0; i < json_array_size(choices); i++)
		if (spec_value_matches(json_array_get(choices, i), got))
			return true;
	return false;
}

/* "refnull" is any null, "nullfuncref" the null of functions, and so on. */
static bool null_matches(const char *type, const struct spec_value *got)
{
	return is_ref(got) && got->null &&
	       (!strcmp(type, "refnull") || !strcmp(type + 4, type_name(got->type)));
}

bool spec_value_matches(const json_t *expected, const struct spec_value *got)
{
	const char *type = field(expected, "type");

	if (!strcmp(type, "either"))
		return either_matches(json_object_get(expected, "values"), got);
	if (!strcmp(type, "refnull") || !strncmp(type, "null", 4))
		return null_matches(type, got);
	if (is_ref(got))
		return ref_matches(expected, got);
	if (got->type != type_of(type))
		return false;
	if (got->type == TYPE_V128)
		return v128_matches(expected, got);
	return lane_matches(field(expected, "value"), lane_of(type), got->bits);
}

const char *spec_value_show(const struct spec_value *v, char *buf, size_t size)
{
	const char *name = type_name(v->type);
	unsigned long long bits = v->bits, high = v->high;

	if (v->null)
		snprintf(buf, size, "%s:null", name);
	else if (v->type == TYPE_V128)
		snprintf(buf, size, "%s:0x%016llx%016llx", name, high, bits);
	else if (v->type == TYPE_FUNCREF)
		snprintf(buf, size, "%s:ref", name);
	else if (v->type == TYPE_EXTERNREF)
		snprintf(buf, size, "%s:%llu", name, bits - 1);
	else
		snprintf(buf, size, "%s:%llu (0x%llx)", name, bits, bits);
	return buf;
}
