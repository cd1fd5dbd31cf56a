// SPDX-License-Identifier: GPL-2.0
/* Typed values as text, both ways; amounts on a command line; UTF-8 in JSON. */
#include <stdlib.h>
#include <string.h>

#include "../../userspace/lib/exitcodes.h"
#include "../../userspace/lib/quantity.h"
#include "../../userspace/lib/values.h"
#include "../user/tap.h"

struct good {
	const char *text;
	uint8_t type;
	uint64_t bits;
	const char *back;	/* NULL: as @text */
	uint64_t high;
};

static const struct good goods[] = {
	{ "0", WK_VT_I32, 0, NULL },
	{ "-1", WK_VT_I32, 0xffffffff, NULL },
	{ "4294967295", WK_VT_I32, 0xffffffff, "-1" },
	{ "-2147483648", WK_VT_I32, 0x80000000, NULL },
	{ "0xFFFFFFFF", WK_VT_I32, 0xffffffff, "-1" },
	{ "-0x80000000", WK_VT_I32, 0x80000000, "-2147483648" },
	{ "+7", WK_VT_I32, 7, "7" },
	{ "010", WK_VT_I32, 10, "10" },
	{ "18446744073709551615", WK_VT_I64, ~0ull, "-1" },
	{ "-9223372036854775808", WK_VT_I64, 1ull << 63, NULL },
	{ "0x123456789abcdef0", WK_VT_I64, 0x123456789abcdef0, "1311768467463790320" },
	{ "1.5", WK_VT_F32, 0x3fc00000, NULL },
	{ "0.1", WK_VT_F32, 0x3dcccccd, NULL },
	{ "16777217", WK_VT_F32, 0x4b800000, "16777216" },
	{ "1e-45", WK_VT_F32, 1, NULL },
	{ "3.4028235e38", WK_VT_F32, 0x7f7fffff, "3.4028235e+38" },
	{ "-0", WK_VT_F32, 0x80000000, NULL },
	{ "inf", WK_VT_F32, 0x7f800000, NULL },
	{ "nan", WK_VT_F32, 0x7fc00000, NULL },
	{ "-nan:0x1", WK_VT_F32, 0xff800001, NULL },
	{ "nan:0x400000", WK_VT_F32, 0x7fc00000, "nan" },
	{ "0.1", WK_VT_F64, 0x3fb999999999999a, NULL },
	{ "1e308", WK_VT_F64, 0x7fe1ccf385ebc8a0, "1e+308" },
	{ "5e-324", WK_VT_F64, 1, NULL },
	{ "0x1.8p1", WK_VT_F64, 0x4008000000000000, "3" },
	{ "-inf", WK_VT_F64, 0xfff0000000000000, NULL },
	{ "nan:0xfffffffffffff", WK_VT_F64, 0x7fffffffffffffff, NULL },
	{ "-nan", WK_VT_F64, 0xfff8000000000000, NULL },
	{ "17", WK_VT_EXTERNREF, 17, NULL },
	{ "0x0123456789abcdeffedcba9876543210", WK_VT_V128, 0xfedcba9876543210, NULL,
	  0x0123456789abcdef },
	{ "0x0", WK_VT_V128, 0, "0x00000000000000000000000000000000" },
	{ "0x1ffffffffffffffff", WK_VT_V128, ~0ull, "0x0000000000000001ffffffffffffffff", 1 },
	{ "i32x4:1,-1,0x10,4294967295", WK_VT_V128, 0xffffffff00000001,
	  "0xffffffff00000010ffffffff00000001", 0xffffffff00000010 },
	{ "i8x16:0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,-1", WK_VT_V128, 0x0706050403020100,
	  "0xff0e0d0c0b0a09080706050403020100", 0xff0e0d0c0b0a0908 },
	{ "f64x2:1,-0", WK_VT_V128, 0x3ff0000000000000, "0x80000000000000003ff0000000000000",
	  1ull << 63 },
	{ "f32x4:1,nan,inf,0.5", WK_VT_V128, 0x7fc000003f800000,
	  "0x3f0000007f8000007fc000003f800000", 0x3f0000007f800000 },
};

static const struct {
	const char *text;
	uint8_t type;
	const char *why;
} bads[] = {
	{ "", WK_VT_I32, "\"\" is not a value of type i32" },
	{ "4294967296", WK_VT_I32, "\"4294967296\" is out of range for i32" },
	{ "-2147483649", WK_VT_I32, "\"-2147483649\" is out of range for i32" },
	{ "0x100000000", WK_VT_I32, "\"0x100000000\" is out of range for i32" },
	{ "12x", WK_VT_I32, "\"12x\" is not a value of type i32" },
	{ " 1", WK_VT_I32, "\" 1\" is not a value of type i32" },
	{ "--1", WK_VT_I32, "\"--1\" is not a value of type i32" },
	{ "0x", WK_VT_I32, "\"0x\" is not a value of type i32" },
	{ "1.5", WK_VT_I32, "\"1.5\" is not a value of type i32" },
	{ "18446744073709551616", WK_VT_I64, "\"18446744073709551616\" is out of range for i64" },
	{ "", WK_VT_F32, "\"\" is not a value of type f32" },
	{ "1,5", WK_VT_F32, "\"1,5\" is not a value of type f32" },
	{ "1e39", WK_VT_F32, "\"1e39\" is out of range for f32" },
	{ "1e309", WK_VT_F64, "\"1e309\" is out of range for f64" },
	{ "nan:0x800000", WK_VT_F32, "\"nan:0x800000\" is not a value of type f32" },
	{ "nan:0x0", WK_VT_F64, "\"nan:0x0\" is not a value of type f64" },
	{ "nano", WK_VT_F64, "\"nano\" is not a value of type f64" },
	{ "nan(1)", WK_VT_F64, "\"nan(1)\" is not a value of type f64" },
	{ "1", WK_VT_FUNCREF, "\"1\" is not null, the only value that can be given for funcref" },
	{ "1", WK_VT_V128, "\"1\" is not a value of type v128" },
	{ "0x", WK_VT_V128, "\"0x\" is not a value of type v128" },
	{ "0x123456789012345678901234567890123", WK_VT_V128,
	  "\"0x123456789012345678901234567890123\" is not a value of type v128" },
	{ "i64x2:1", WK_VT_V128, "\"i64x2:1\" is not a value of type v128" },
	{ "i64x2:1,2,3", WK_VT_V128, "\"i64x2:1,2,3\" is not a value of type v128" },
	{ "i16x8:1,2,3,4,5,6,7,65536", WK_VT_V128,
	  "\"i16x8:1,2,3,4,5,6,7,65536\" is not a value of type v128" },
	{ "i32x4:1,2,3,1.5", WK_VT_V128, "\"i32x4:1,2,3,1.5\" is not a value of type v128" },
	{ "1", 0x40, "\"1\" is given for a parameter that cannot be typed in: ?" },
};

static void test_values(void)
{
	char buf[WK_VALUE_TEXT], why[200];
	struct wk_value v;
	size_t i;

	for (i = 0; i < sizeof(goods) / sizeof(goods[0]); i++) {
		const struct good *g = &goods[i];
		bool fine = !wk_value_parse(g->text, g->type, &v, why, sizeof(why)) &&
			    v.bits == g->bits && v.high == g->high &&
			    v.type == g->type && !v.null &&
			    !strcmp(wk_value_format(&v, buf), g->back ? g->back : g->text);

		tap_ok(fine, "value %s of %s", g->text, wk_value_type_name(g->type));
	}
	for (i = 0; i < sizeof(bads) / sizeof(bads[0]); i++) {
		bool bad = wk_value_parse(bads[i].text, bads[i].type, &v, why, sizeof(why)) &&
			   !strcmp(why, bads[i].why);

		tap_ok(bad, "value %s", bads[i].why);
	}
	tap_ok(!wk_value_parse("null", WK_VT_FUNCREF, &v, why, sizeof(why)) && v.null &&
	       !strcmp(wk_value_format(&v, buf), "null"), "value null");
}

/* Any bits survive printing and reading. */
static void test_round_trip(void)
{
	static const uint8_t types[] = { WK_VT_I32, WK_VT_I64, WK_VT_F32, WK_VT_F64 };
	uint64_t x = 88172645463325252ull;
	char buf[WK_VALUE_TEXT], why[200];
	struct wk_value in = { 0 }, out;
	bool fine = true;
	int i;

	for (i = 0; i < 200000 && fine; i++) {
		x ^= x << 13;
		x ^= x >> 7;
		x ^= x << 17;
		in.type = types[i & 3];
		in.bits = i & 1 ? x : x & 0xffffffff;
		in.bits = in.type == WK_VT_F32 || in.type == WK_VT_I32 ? in.bits & 0xffffffff : x;
		wk_value_format(&in, buf);
		fine = !wk_value_parse(buf, in.type, &out, why, sizeof(why)) && out.bits == in.bits;
		if (!fine)
			tap_note("%s of %s", buf, wk_value_type_name(in.type));
	}
	tap_ok(fine, "value: 200000 random values survive printing and reading");
}

static void test_quantities(void)
{
	uint32_t v;
	uint64_t n;

	tap_ok(!wk_quantity_pages("3", &v) && v == 3 && !wk_quantity_pages("1K", &v) && v == 1 &&
	       !wk_quantity_pages("65m", &v) && v == 1040 && !wk_quantity_pages("4G", &v) &&
	       v == 65536, "quantity: memory");
	tap_ok(wk_quantity_pages("0", &v) && wk_quantity_pages("65537", &v) &&
	       wk_quantity_pages("5G", &v) && wk_quantity_pages("1T", &v) &&
	       wk_quantity_pages("1KB", &v) && wk_quantity_pages("-1", &v) &&
	       wk_quantity_pages("99999999999999999999", &v), "quantity: no memory");
	tap_ok(!wk_quantity_ms("2", &v) && v == 2000 && !wk_quantity_ms("0.25", &v) && v == 250 &&
	       !wk_quantity_ms("7ms", &v) && v == 7 && !wk_quantity_ms("1.5m", &v) && v == 90000,
	       "quantity: time");
	tap_ok(wk_quantity_ms("0", &v) && wk_quantity_ms("-1", &v) && wk_quantity_ms("1h", &v) &&
	       wk_quantity_ms("", &v) && wk_quantity_ms("99999999", &v) && wk_quantity_ms("inf", &v),
	       "quantity: no time");
	tap_ok(!wk_quantity_count("18446744073709551615", &n) && n == ~0ull &&
	       wk_quantity_count("18446744073709551616", &n) && wk_quantity_count("0", &n) &&
	       wk_quantity_count("1e3", &n), "quantity: counts");
}

static bool json_is(const char *bytes, size_t len, const char *want)
{
	char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);
	bool same;

	wk_json_string(f, bytes, len);
	fclose(f);
	same = !strcmp(text, want);
	free(text);
	return same;
}

static void test_json(void)
{
	tap_ok(json_is("a\"\\\n\x01\x7f", 6, "\"a\\\"\\\\\\n\\u0001\\u007f\""), "json: escapes");
	tap_ok(json_is("\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80", 9,
		       "\"\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80\""), "json: UTF-8 as it is");
	tap_ok(json_is("\xc0\x80", 2, "\"\\ufffd\\ufffd\"") &&
	       json_is("\xed\xa0\x80", 3, "\"\\ufffd\\ufffd\\ufffd\"") &&
	       json_is("\xf4\x90\x80\x80", 4, "\"\\ufffd\\ufffd\\ufffd\\ufffd\"") &&
	       json_is("\xc3", 1, "\"\\ufffd\""), "json: what is not UTF-8");
}

static bool is_ours(int exit)
{
	bool ours = false;

#define WK_EXITCODE(number, ident, name, meaning) ours |= exit == (number);
	WK_EXITCODES(WK_EXITCODE)
#undef WK_EXITCODE
	return ours;
}

/* A good end leaves the program's code alone; all others are ours. */
static bool exit_fits(uint32_t code)
{
	bool good = code == WK_C_OK || code == WK_C_EXIT;

	return good ? wk_code_exit(code) == WK_EXIT_OK : is_ours(wk_code_exit(code));
}

static void test_codes(void)
{
	bool fine = true;
	int i;

#define WK_CODE(number, ident, name, meaning) fine &= exit_fits(number);
#include "../../include/wasm_kernel/codes.def"
#undef WK_CODE
	for (i = 1000; i < 1003; i++)
		fine &= wk_code_exit(i) == WK_EXIT_INTERNAL && wk_code_meaning(i);
	tap_ok(fine, "codes: each has an exit code of its own range");
}

int main(void)
{
	test_values();
	test_round_trip();
	test_quantities();
	test_json();
	test_codes();
	return tap_end();
}
