// SPDX-License-Identifier: GPL-2.0
/* The small parts: numbers, names, the table of instructions, look-ups. */
#include "decode_test.h"
#include "notation.h"
#include "opcode.h"
#include "reader.h"

/* ---- LEB128 ---- */

enum { U32, S32, S33, S64 };

struct number {
	int format;
	const char *bytes;	/* notation */
	int status;
	s64 value;
};

static const struct number numbers[] = {
	{ U32, "00", WK_READ_OK, 0 },
	{ U32, "7f", WK_READ_OK, 127 },
	{ U32, "80 01", WK_READ_OK, 128 },
	{ U32, "80 80 80 80 00", WK_READ_OK, 0 },
	{ U32, "ff ff ff ff 0f", WK_READ_OK, 0xffffffff },
	{ U32, "ff ff ff ff 1f", WK_READ_LARGE, 0 },
	{ U32, "80 80 80 80 10", WK_READ_LARGE, 0 },
	{ U32, "80 80 80 80 70", WK_READ_LARGE, 0 },
	{ U32, "80 80 80 80 80 00", WK_READ_LONG, 0 },
	{ U32, "ff ff ff ff 8f", WK_READ_LONG, 0 },
	{ U32, "80", WK_READ_END, 0 },
	{ U32, "80 80 80 80", WK_READ_END, 0 },
	{ U32, "", WK_READ_END, 0 },
	{ S32, "3f", WK_READ_OK, 63 },
	{ S32, "40", WK_READ_OK, -64 },
	{ S32, "7f", WK_READ_OK, -1 },
	{ S32, "c0 00", WK_READ_OK, 64 },
	{ S32, "ff ff ff ff 07", WK_READ_OK, 0x7fffffff },
	{ S32, "80 80 80 80 78", WK_READ_OK, -0x80000000ll },
	{ S32, "ff ff ff ff 7f", WK_READ_OK, -1 },
	{ S32, "ff ff ff ff 0f", WK_READ_LARGE, 0 },
	{ S32, "80 80 80 80 70", WK_READ_LARGE, 0 },
	{ S32, "80 80 80 80 08", WK_READ_LARGE, 0 },
	{ S32, "80 80 80 80 80 00", WK_READ_LONG, 0 },
	{ S32, "80", WK_READ_END, 0 },
	{ S33, "7f", WK_READ_OK, -1 },
	{ S33, "ff ff ff ff 0f", WK_READ_OK, 0xffffffff },
	{ S33, "80 80 80 80 70", WK_READ_OK, -0x100000000ll },
	{ S33, "80 80 80 80 10", WK_READ_LARGE, 0 },
	{ S33, "80 80 80 80 60", WK_READ_LARGE, 0 },
	{ S33, "80 80 80 80 80 00", WK_READ_LONG, 0 },
	{ S64, "7f", WK_READ_OK, -1 },
	{ S64, "ff ff ff ff ff ff ff ff ff 00", WK_READ_OK, 0x7fffffffffffffffll },
	{ S64, "80 80 80 80 80 80 80 80 80 7f", WK_READ_OK, -0x7fffffffffffffffll - 1 },
	{ S64, "80 80 80 80 80 80 80 80 80 01", WK_READ_LARGE, 0 },
	{ S64, "80 80 80 80 80 80 80 80 80 7e", WK_READ_LARGE, 0 },
	{ S64, "80 80 80 80 80 80 80 80 80 80 00", WK_READ_LONG, 0 },
	{ S64, "80 80 80 80 80 80 80 80 80", WK_READ_END, 0 },
};

static int read_number(struct wk_reader *r, int format, s64 *v)
{
	u32 u32v = 0;
	s32 s32v = 0;
	int status;

	switch (format) {
	case U32:
		status = wk_read_u32(r, &u32v);
		*v = u32v;
		return status;
	case S32:
		status = wk_read_s32(r, &s32v);
		*v = s32v;
		return status;
	case S33:
		return wk_read_leb_s33(r, v);
	default:
		return wk_read_s64(r, v);
	}
}

static void test_numbers(void)
{
	static const char *const names[] = { "u32", "s32", "s33", "s64" };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(numbers); i++) {
		const struct number *n = &numbers[i];
		struct wbuf b = { 0 };
		struct wk_reader r;
		s64 v = 0;
		int status;

		notation(&b, n->bytes);
		r = (struct wk_reader){ .base = b.p, .end = b.n };
		status = read_number(&r, n->format, &v);
		check(status == n->status && (status || (v == n->value && r.pos == b.n)),
		      "%s %s: %s", names[n->format], n->bytes, wk_read_reason(n->status));
		wbuf_free(&b);
	}
}

/* ---- names in messages ---- */

static void escaped(size_t size, const char *bytes, size_t n, const char *want)
{
	char buf[64];

	memset(buf, 'x', sizeof(buf));
	wk_str_escape(buf, size, (const u8 *)bytes, n);
	check(!strcmp(buf, want) && strlen(buf) < size && buf[size] == 'x',
	      "escaped into %zu bytes: %s", size, want);
}

static void test_escape(void)
{
	escaped(32, "", 0, "");
	escaped(32, "fib", 3, "fib");
	escaped(32, "a\"b\\c", 5, "a\\x22b\\x5cc");
	escaped(32, "\0\x1f\x7f\xff", 4, "\\x00\\x1f\\x7f\\xff");
	escaped(6, "abcde", 5, "abcde");
	escaped(6, "abcdef", 6, "ab...");
	escaped(8, "abc\n", 4, "abc\\x0a");
	escaped(7, "abc\n", 4, "abc...");
	escaped(8, "a\n\n", 3, "a...");
	escaped(4, "abcd", 4, "...");
	escaped(3, "abcd", 4, "..");
	escaped(1, "abcd", 4, "");
}

/* ---- the table of instructions ---- */

static const struct {
	u32 code;
	const char *text;
	const char *sig;
} ops[] = {
#define WK_OP(code, ident, text, imm, sig) { code, text, sig },
#include "opcode.def"
#undef WK_OP
};

static char letter(u8 type)
{
	switch (type) {
	case WK_I32:
		return 'i';
	case WK_I64:
		return 'l';
	case WK_F32:
		return 'f';
	case WK_F64:
		return 'd';
	case WK_V128:
		return 'v';
	default:
		return '?';
	}
}

/* The sig that a row of the compact table stands for. */
static const char *sig_text(const struct wk_opsig *sig, char *buf)
{
	char *p = buf;
	int i;

	if (sig->status != WK_OP_TYPED)
		return NULL;
	for (i = 0; i < sig->npops; i++)
		*p++ = letter(sig->pops[i]);
	*p++ = ':';
	if (sig->push)
		*p++ = letter(sig->push);
	*p = '\0';
	return buf;
}

static void test_opcodes(void)
{
	size_t i, slots = 0;
	bool ok = true;
	char buf[8];

	for (i = 0; i < ARRAY_SIZE(ops); i++) {
		const struct wk_opinfo *info = wk_op_info(ops[i].code);
		const char *sig = sig_text(&wk_op_sigs[WK_OP_SLOT(ops[i].code)], buf);

		ok = ok && info && info->code == ops[i].code && !strcmp(info->text, ops[i].text);
		ok = ok && !sig == !ops[i].sig && (!sig || !strcmp(sig, ops[i].sig));
		ok = ok && (!i || ops[i - 1].code < ops[i].code);
	}
	check(ok, "%zu instructions are sorted, and their sigs are taken apart", i);
	for (i = 0; i < WK_OP_SLOTS; i++)
		slots += wk_op_sigs[i].status != WK_OP_UNKNOWN;
	check(slots == ARRAY_SIZE(ops), "no two instructions share a slot");
	check(!wk_op_info(0x06) && !wk_op_info(0xff) && !wk_op_info(0xfc012) &&
	      !wk_op_info(0xfc020) && !wk_op_info(0xfd09a) && !wk_op_info(0xfd100) &&
	      !wk_op_info(0x100) && !wk_op_info(0xffffffff), "unknown codes have no row");
}

/* ---- look-ups in a module ---- */

static void test_names(void)
{
	struct wbuf b = { 0 };
	struct wk_error e;
	struct wk_module *m;
	char buf[80];

	rich_module(&b);
	m = parse(b.p, b.n, &e);
	check(m->name.len == 4 && !memcmp(m->name.p, "rich", 4), "the module has its name");
	check(!strcmp(wk_module_func_label(m, 1, buf, sizeof(buf)), "1 \"run\""),
	      "a function with a name: %s", buf);
	check(!strcmp(wk_module_func_label(m, 2, buf, sizeof(buf)), "2"),
	      "a function without: %s", buf);
	check(!strcmp(wk_module_func_label(m, 99, buf, sizeof(buf)), "99"),
	      "a function that is not there: %s", buf);
	check(!strcmp(wk_module_func_label(m, 0, buf, 11), "0 \"imp...\"") ||
	      !strcmp(buf, "0 \"im...\""), "a name that is cut: %s", buf);
	check(m->funcs[1].declared && m->funcs[5].declared && m->funcs[2].declared &&
	      !m->funcs[0].declared, "functions that code may name are marked");
	check(m->max_const_stack == 2, "the deepest constant expression is known");
	check(m->elems[4].exprs[0].ops[0].op == 0xd2 && m->elems[4].exprs[0].ops[0].index == 1 &&
	      m->globals[3].init.n == 3 && m->globals[3].init.ops[1].value == 2 &&
	      m->datas[2].offset.ops[0].value == 16, "constant expressions are linked");
	wk_module_free(m);
	wbuf_free(&b);
}

static int find(const struct wk_module *m, const char *name)
{
	const struct wk_export *export = wk_module_export(m, (const u8 *)name, strlen(name));

	return export ? (int)export->index : -1;
}

static void test_exports(void)
{
	struct wbuf b = { 0 };
	struct wk_error e;
	struct wk_module *m;

	notation(&b, "wasm 01( 01 60()() ) 03( 04 00 00 00 00 ) 07( 04 \"bb\" 00 00 \"\" 00 01"
		     " \"a\" 00 02 \"ba\" 00 03 ) 0a( 04 (00 0b) (00 0b) (00 0b) (00 0b) )");
	m = parse(b.p, b.n, &e);
	check(m && find(m, "bb") == 0 && find(m, "") == 1 && find(m, "a") == 2 &&
	      find(m, "ba") == 3, "every export is found");
	check(m && find(m, "b") == -1 && find(m, "bc") == -1 && find(m, "aaa") == -1,
	      "and nothing else");
	wk_module_free(m);
	wbuf_free(&b);
}

static void test_types(void)
{
	struct wbuf b = { 0 };
	struct wk_error e;
	struct wk_module *m;

	notation(&b, "wasm 01( 06 60(7f)() 60()(7f) 60(7f)() 60(7f 7e)() 60()(7f) 60(7f)(7e) )");
	m = parse(b.p, b.n, &e);
	check(m && m->types[0].canon == &m->types[0] && m->types[1].canon == &m->types[1] &&
	      m->types[2].canon == &m->types[0] && m->types[3].canon == &m->types[3] &&
	      m->types[4].canon == &m->types[1] && m->types[5].canon == &m->types[5],
	      "each type knows the first that equals it");
	check(m && wk_functype_equal(&m->types[0], &m->types[2]) &&
	      !wk_functype_equal(&m->types[0], &m->types[5]) &&
	      !wk_functype_equal(&m->types[0], &m->types[1]), "types are compared");
	wk_module_free(m);
	wbuf_free(&b);
}

void test_parts(void)
{
	test_numbers();
	test_escape();
	test_opcodes();
	test_names();
	test_exports();
	test_types();
}
