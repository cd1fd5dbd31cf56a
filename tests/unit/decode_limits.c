// SPDX-License-Identifier: GPL-2.0
/*
 * Every limit of limits.h that loading enforces, at its edge and one beyond;
 * every row of the table makes a module of a given size in some respect.
 */
#include "decode_test.h"

static void section(struct wbuf *out, u8 id, struct wbuf *content)
{
	wbuf_u8(out, id);
	wbuf_sized(out, content);
	wbuf_free(content);
}

/* A section of @n entries, all of them the same bytes. */
static void repeat(struct wbuf *out, u8 id, u32 n, const char *entry, size_t size)
{
	struct wbuf s = { 0 };
	u32 i;

	wbuf_u32(&s, n);
	for (i = 0; i < n; i++)
		wbuf_bytes(&s, entry, size);
	section(out, id, &s);
}

#define REPEAT(out, id, n, entry)	repeat(out, id, n, entry, sizeof(entry) - 1)
#define TYPE_VOID(out)			REPEAT(out, 1, 1, "\x60\0\0")

/* A module whose only function, without parameters and results, has this body. */
static void one_body(struct wbuf *out, struct wbuf *body)
{
	struct wbuf s = { 0 };

	TYPE_VOID(out);
	REPEAT(out, 3, 1, "\0");
	wbuf_u8(&s, 1);
	wbuf_sized(&s, body);
	wbuf_free(body);
	section(out, 10, &s);
}

/* ---- one function per limit: appends the sections to what has a header ---- */

static void module_bytes(struct wbuf *out, u32 n)
{
	struct wbuf s = { 0 };
	u8 *zeros = calloc(1, n);

	wbuf_u8(&s, 0);			/* a name of no bytes */
	wbuf_bytes(&s, zeros, n - out->n - 6);
	wbuf_u8(out, 0);
	wbuf_u32(out, s.n);
	wbuf_bytes(out, s.p, s.n);
	wbuf_free(&s);
	free(zeros);
}

static void types(struct wbuf *out, u32 n)
{
	REPEAT(out, 1, n, "\x60\0\0");
}

static void funcs(struct wbuf *out, u32 n)
{
	TYPE_VOID(out);
	REPEAT(out, 2, 1, "\1a\1b\0\0");	/* an import counts, too */
	REPEAT(out, 3, n - 1, "\0");
	REPEAT(out, 10, n - 1, "\2\0\x0b");
}

static void imports(struct wbuf *out, u32 n)
{
	TYPE_VOID(out);
	REPEAT(out, 2, n, "\1a\1b\0\0");
}

static void exports(struct wbuf *out, u32 n)
{
	struct wbuf s = { 0 };
	char name[16];
	u32 i;

	REPEAT(out, 5, 1, "\0\0");
	wbuf_u32(&s, n);
	for (i = 0; i < n; i++) {
		snprintf(name, sizeof(name), "%u", i);
		wbuf_name(&s, name);
		wbuf_bytes(&s, "\2\0", 2);
	}
	section(out, 7, &s);
}

static void globals(struct wbuf *out, u32 n)
{
	REPEAT(out, 2, 1, "\1a\1b\3\x7f\0");
	REPEAT(out, 6, n - 1, "\x7f\0\x41\0\x0b");
}

static void datas(struct wbuf *out, u32 n)
{
	REPEAT(out, 11, n, "\1\0");
}

static void elems(struct wbuf *out, u32 n)
{
	REPEAT(out, 9, n, "\1\0\0");
}

static void elem_items(struct wbuf *out, u32 n)
{
	struct wbuf s = { 0 };
	u32 i;

	wbuf_bytes(&s, "\1\5\x70", 3);
	wbuf_u32(&s, n);
	for (i = 0; i < n; i++)
		wbuf_bytes(&s, "\xd0\x70\x0b", 3);
	section(out, 9, &s);
}

static void customs(struct wbuf *out, u32 n)
{
	u32 i;

	for (i = 0; i < n; i++)
		wbuf_bytes(out, "\0\1\0", 3);
}

static void tables(struct wbuf *out, u32 n)
{
	REPEAT(out, 2, 1, "\1a\1b\1\x70\0\0");
	REPEAT(out, 4, n - 1, "\x70\0\0");
}

static void imported_tables(struct wbuf *out, u32 n)
{
	REPEAT(out, 2, n, "\1a\1b\1\x70\0\0");
}

static void signature(struct wbuf *out, u32 params, u32 results)
{
	struct wbuf s = { 0 };
	u32 i;

	wbuf_bytes(&s, "\1\x60", 2);
	wbuf_u32(&s, params);
	for (i = 0; i < params; i++)
		wbuf_u8(&s, 0x7f);
	wbuf_u32(&s, results);
	for (i = 0; i < results; i++)
		wbuf_u8(&s, 0x7f);
	section(out, 1, &s);
}

static void params(struct wbuf *out, u32 n)
{
	signature(out, n, 0);
}

static void results(struct wbuf *out, u32 n)
{
	signature(out, 0, n);
}

static void body_bytes(struct wbuf *out, u32 n)
{
	struct wbuf body = { 0 };
	u8 *nops = malloc(n);

	memset(nops, 1, n);
	wbuf_u8(&body, 0);
	wbuf_bytes(&body, nops, n - 2);
	wbuf_u8(&body, 0x0b);
	free(nops);
	one_body(out, &body);
}

/* Two runs, as one alone could be checked by itself. */
static void locals(struct wbuf *out, u32 n)
{
	struct wbuf body = { 0 };

	wbuf_u8(&body, 2);
	wbuf_u32(&body, 2);
	wbuf_u8(&body, 0x7f);
	wbuf_u32(&body, n - 2);
	wbuf_u8(&body, 0x7e);
	wbuf_u8(&body, 0x0b);
	one_body(out, &body);
}

/* @n blocks are open at a time: the body, and others inside. */
static void nesting(struct wbuf *out, u32 n)
{
	struct wbuf body = { 0 };
	u32 i;

	wbuf_u8(&body, 0);
	for (i = 1; i < n; i++)
		wbuf_bytes(&body, "\2\x40", 2);
	for (i = 0; i < n; i++)
		wbuf_u8(&body, 0x0b);
	one_body(out, &body);
}

static void br_table(struct wbuf *out, u32 n)
{
	struct wbuf body = { 0 };
	u32 i;

	wbuf_bytes(&body, "\0\x41\0\x0e", 4);
	wbuf_u32(&body, n);
	for (i = 0; i <= n; i++)
		wbuf_u8(&body, 0);
	wbuf_u8(&body, 0x0b);
	one_body(out, &body);
}

/* Half of the frame locals, half operands; all of them gone by unreachable. */
static void frame_slots(struct wbuf *out, u32 n)
{
	struct wbuf body = { 0 };
	u32 i;

	wbuf_u8(&body, 1);
	wbuf_u32(&body, n / 2);
	wbuf_u8(&body, 0x7f);
	for (i = n / 2; i < n; i++)
		wbuf_bytes(&body, "\x41\0", 2);
	wbuf_bytes(&body, "\0\x0b", 2);
	one_body(out, &body);
}

/* The operands all come from a call. */
static void frame_slots_called(struct wbuf *out, u32 n)
{
	struct wbuf s = { 0 };
	u32 i;

	signature(out, 0, 1000);
	REPEAT(out, 2, 1, "\1a\1b\0\0");
	REPEAT(out, 3, 1, "\0");
	wbuf_bytes(&s, "\1", 1);
	{
		struct wbuf body = { 0 };

		wbuf_u8(&body, 1);
		wbuf_u32(&body, n % 1000);
		wbuf_u8(&body, 0x7f);
		for (i = 0; i < n / 1000; i++)
			wbuf_bytes(&body, "\x10\0", 2);
		wbuf_bytes(&body, "\0\x0b", 2);
		wbuf_sized(&s, &body);
		wbuf_free(&body);
	}
	section(out, 10, &s);
}

static void const_stack(struct wbuf *out, u32 n)
{
	struct wbuf s = { 0 };
	u32 i;

	wbuf_bytes(&s, "\1\x7f\0", 3);
	for (i = 0; i < n; i++)
		wbuf_bytes(&s, "\x41\1", 2);
	for (i = 1; i < n; i++)
		wbuf_u8(&s, 0x6a);
	wbuf_u8(&s, 0x0b);
	section(out, 6, &s);
}

static const struct {
	const char *name;
	void (*make)(struct wbuf *out, u32 n);
	u32 limit;
} rows[] = {
	{ "WK_MAX_MODULE_BYTES", module_bytes, WK_MAX_MODULE_BYTES },
	{ "WK_MAX_TYPES", types, WK_MAX_TYPES },
	{ "WK_MAX_FUNCS", funcs, WK_MAX_FUNCS },
	{ "WK_MAX_IMPORTS", imports, WK_MAX_IMPORTS },
	{ "WK_MAX_EXPORTS", exports, WK_MAX_EXPORTS },
	{ "WK_MAX_GLOBALS", globals, WK_MAX_GLOBALS },
	{ "WK_MAX_DATAS", datas, WK_MAX_DATAS },
	{ "WK_MAX_ELEMS", elems, WK_MAX_ELEMS },
	{ "WK_MAX_TABLE_ELEMS, elements of a segment", elem_items, WK_MAX_TABLE_ELEMS },
	{ "WK_MAX_CUSTOMS", customs, WK_MAX_CUSTOMS },
	{ "WK_MAX_TABLES", tables, WK_MAX_TABLES },
	{ "WK_MAX_TABLES, imported", imported_tables, WK_MAX_TABLES },
	{ "WK_MAX_PARAMS", params, WK_MAX_PARAMS },
	{ "WK_MAX_RESULTS", results, WK_MAX_RESULTS },
	{ "WK_MAX_BODY_BYTES", body_bytes, WK_MAX_BODY_BYTES },
	{ "WK_MAX_LOCALS", locals, WK_MAX_LOCALS },
	{ "WK_MAX_NESTING", nesting, WK_MAX_NESTING },
	{ "WK_MAX_BRTABLE", br_table, WK_MAX_BRTABLE },
	{ "WK_MAX_FRAME_SLOTS", frame_slots, WK_MAX_FRAME_SLOTS },
	{ "WK_MAX_FRAME_SLOTS, results of calls", frame_slots_called, WK_MAX_FRAME_SLOTS },
	{ "WK_MAX_FRAME_SLOTS, constant expression", const_stack, WK_MAX_FRAME_SLOTS },
};

static enum wk_errkind made(size_t row, u32 n, struct wk_error *e)
{
	struct wbuf b = { 0 };
	enum wk_errkind kind;

	wbuf_bytes(&b, "\0asm\1\0\0\0", 8);
	rows[row].make(&b, n);
	kind = verdict(&b, e);
	if (kind != WK_ERR_NONE && !sound_error(e, b.n))
		kind = WK_ERR_LINK;	/* no case expects it */
	wbuf_free(&b);
	return kind;
}

void test_limits(void)
{
	struct wk_error e;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		enum wk_errkind kind = made(i, rows[i].limit, &e);

		check(kind == WK_ERR_NONE, "%s: %u %s", rows[i].name, rows[i].limit,
		      kind ? e.text : "are accepted");
		kind = made(i, rows[i].limit + 1, &e);
		check(kind == WK_ERR_LIMIT, "%s + 1: %s", rows[i].name, e.text);
	}
}
