// SPDX-License-Identifier: GPL-2.0
/*
 * The worst modules of a megabyte: what they cost in time and memory. The
 * time allowed is generous, so that only a cost that is not linear exceeds it.
 */
#include <time.h>

#include "decode_test.h"
#include "notation.h"

#define SIZE (1u << 20)
#define WIDE 1000		/* as WK_MAX_PARAMS and WK_MAX_RESULTS */

/* Memory of a byte: a function section is worst, one entry for each byte. */
#define BYTES_PER_BYTE 100
#define BYTES_FIXED (1u << 20)

#ifdef __SANITIZE_ADDRESS__
#define SECONDS 30.0
#else
#define SECONDS 1.0
#endif

static void section(struct wbuf *out, u8 id, struct wbuf *content)
{
	wbuf_u8(out, id);
	wbuf_sized(out, content);
	wbuf_free(content);
}

static void fill(struct wbuf *b, const char *piece, size_t size, size_t until)
{
	while (b->n < until)
		wbuf_bytes(b, piece, size);
}

#define FILL(b, piece) fill(b, piece, sizeof(piece) - 1, SIZE)

static void wide(struct wbuf *b, u32 n)
{
	wbuf_u32(b, n);
	while (n--)
		wbuf_u8(b, 0x7f);
}

/*
 * Types: 0 void, 1 nothing to wide, 2 wide to wide. Functions: 0 of type 1 and
 * 1 of type 2, both imported; 2, whose type is @type.
 */
static void wide_head(struct wbuf *out, u8 type)
{
	struct wbuf s = { 0 };

	wbuf_bytes(&s, "\3\x60\0\0\x60\0", 6);
	wide(&s, WIDE);
	wbuf_u8(&s, 0x60);
	wide(&s, WIDE);
	wide(&s, WIDE);
	section(out, 1, &s);
	notation(out, "02( 02 \"a\" \"b\" 00 01 \"a\" \"c\" 00 02 )");
	wbuf_bytes(&s, "\1", 1);
	wbuf_u8(&s, type);
	section(out, 3, &s);
}

/* The code section: one body, ended by unreachable so that nothing is left over. */
static void wide_code(struct wbuf *out, struct wbuf *body)
{
	struct wbuf s = { 0 };

	wbuf_bytes(body, "\0\x0b", 2);
	wbuf_u8(&s, 1);
	wbuf_sized(&s, body);
	wbuf_free(body);
	section(out, 10, &s);
}

static void wide_calls(struct wbuf *out)
{
	struct wbuf body = { 0 };

	wide_head(out, 0);
	wbuf_bytes(&body, "\0\x10\0", 3);
	FILL(&body, "\x10\1");
	wide_code(out, &body);
}

static void wide_tail_calls(struct wbuf *out)
{
	struct wbuf body = { 0 };

	wide_head(out, 1);
	wbuf_bytes(&body, "\0", 1);
	FILL(&body, "\x12\0");
	wide_code(out, &body);
}

static void wide_blocks(struct wbuf *out)
{
	struct wbuf body = { 0 };

	wide_head(out, 0);
	wbuf_bytes(&body, "\0\x10\0", 3);
	FILL(&body, "\x02\2\x0b");
	wide_code(out, &body);
}

static void wide_ifs(struct wbuf *out)
{
	struct wbuf body = { 0 };

	wide_head(out, 0);
	wbuf_bytes(&body, "\0\x10\0", 3);
	FILL(&body, "\x41\0\x04\2\x05\x0b");
	wide_code(out, &body);
}

static void wide_br_ifs(struct wbuf *out)
{
	struct wbuf body = { 0 };

	wide_head(out, 1);
	wbuf_bytes(&body, "\0\x10\0", 3);
	FILL(&body, "\x41\0\x0d\0");
	wide_code(out, &body);
}

/* Many tables of many targets: @before makes what they take. */
static void wide_br_tables(struct wbuf *out, const char *before, size_t n)
{
	struct wbuf body = { 0 };
	u32 i;

	wide_head(out, 1);
	wbuf_u8(&body, 0);
	while (body.n < SIZE) {
		wbuf_bytes(&body, "\2\1", 2);
		wbuf_bytes(&body, before, n);
		wbuf_bytes(&body, "\x41\0\x0e", 3);
		wbuf_u32(&body, 65000);
		for (i = 0; i <= 65000; i++)
			wbuf_u8(&body, i & 1);	/* two labels, their types in two places */
		wbuf_bytes(&body, "\x0b\0", 2);
	}
	wide_code(out, &body);
}

static void br_tables(struct wbuf *out)
{
	wide_br_tables(out, "\x10\0", 2);
}

static void br_tables_unreachable(struct wbuf *out)
{
	wide_br_tables(out, "\0\x10\0", 3);
}

/* Bodies of a few bytes, each with as many locals as there may be. */
static void many_locals(struct wbuf *out)
{
	struct wbuf funcs = { 0 }, code = { 0 }, body = { 0 };
	u32 i, n = SIZE / 14;

	notation(out, "01( 01 60()() )");
	wbuf_u32(&funcs, n);
	wbuf_u32(&code, n);
	wbuf_u8(&body, 1);
	wbuf_u32(&body, WK_MAX_LOCALS);
	wbuf_bytes(&body, "\x7f\x20\xcf\x86\3\x1a\x0b", 7);
	for (i = 0; i < n; i++) {
		wbuf_u8(&funcs, 0);
		wbuf_sized(&code, &body);
	}
	wbuf_free(&body);
	section(out, 3, &funcs);
	section(out, 10, &code);
}

/* As many runs of locals as there may be, and a search in them for each three bytes. */
static void many_runs(struct wbuf *out)
{
	struct wbuf body = { 0 }, s = { 0 };
	u32 i;

	notation(out, "01( 01 60()() ) 03( 01 00 )");
	wbuf_u32(&body, WK_MAX_LOCALS);
	for (i = 0; i < WK_MAX_LOCALS; i++) {
		wbuf_u8(&body, 1);
		wbuf_u8(&body, i & 1 ? 0x7f : 0x7e);
	}
	FILL(&body, "\x20\xcf\x86\3\x1a");
	wbuf_u8(&body, 0x0b);
	wbuf_u8(&s, 1);
	wbuf_sized(&s, &body);
	wbuf_free(&body);
	section(out, 10, &s);
}

/* Runs of no locals are not remembered. */
static void empty_runs(struct wbuf *out)
{
	struct wbuf body = { 0 }, s = { 0 };

	notation(out, "01( 01 60()() ) 03( 01 00 )");
	wbuf_u32(&body, SIZE / 2);
	fill(&body, "\0\x7f", 2, SIZE / 2 * 2 + body.n);
	wbuf_u8(&body, 0x0b);
	wbuf_u8(&s, 1);
	wbuf_sized(&s, &body);
	wbuf_free(&body);
	section(out, 10, &s);
}

static void deep_blocks(struct wbuf *out)
{
	struct wbuf body = { 0 }, s = { 0 };

	notation(out, "01( 01 60()() ) 03( 01 00 )");
	wbuf_u8(&body, 0);
	FILL(&body, "\2\x40");
	wbuf_u8(&s, 1);
	wbuf_sized(&s, &body);
	wbuf_free(&body);
	section(out, 10, &s);
}

/* Types that differ in the last place that is compared. */
static void alike_types(struct wbuf *out)
{
	struct wbuf s = { 0 };
	u32 i, k, n = SIZE / 24;

	wbuf_u32(&s, n);
	for (i = 0; i < n; i++) {
		wbuf_bytes(&s, "\x60\x14", 2);
		for (k = 0; k < 20; k++)
			wbuf_u8(&s, (n - i) >> (19 - k) & 1 ? 0x7f : 0x7e);
		wbuf_u8(&s, 0);
	}
	section(out, 1, &s);
}

static void alike_exports(struct wbuf *out)
{
	struct wbuf s = { 0 };
	char name[16];
	u32 i;

	notation(out, "05( 01 00 00 )");
	wbuf_u32(&s, 80000);
	for (i = 0; i < 80000; i++) {
		snprintf(name, sizeof(name), "export%06u", 80000 - i);
		wbuf_name(&s, name);
		wbuf_bytes(&s, "\2\0", 2);
	}
	section(out, 7, &s);
}

/* Sections whose vectors are as long as their bytes allow. */
static void only_section(struct wbuf *out, u8 id, const char *head, size_t n, u8 byte)
{
	struct wbuf s = { 0 };
	u32 i;

	wbuf_bytes(&s, head, n);
	wbuf_u32(&s, 1000000);
	for (i = 0; i < 1000000; i++)
		wbuf_u8(&s, byte);
	section(out, id, &s);
}

static void all_types(struct wbuf *out)
{
	only_section(out, 1, "", 0, 0x60);
}

static void all_funcs(struct wbuf *out)
{
	only_section(out, 3, "", 0, 0);
}

static void all_globals(struct wbuf *out)
{
	only_section(out, 6, "", 0, 0x7f);
}

static void all_elems(struct wbuf *out)
{
	only_section(out, 9, "\1\5\x70", 3, 0x0b);
}

/* One long constant expression: its array is grown again and again. */
static void long_const(struct wbuf *out)
{
	struct wbuf s = { 0 };

	wbuf_bytes(&s, "\1\x7f\0\x41\0", 5);
	FILL(&s, "\x6a");
	wbuf_u8(&s, 0x0b);
	section(out, 6, &s);
}

static void many_imports(struct wbuf *out)
{
	struct wbuf s = { 0 };
	u32 i;

	notation(out, "01( 01 60()() )");
	wbuf_u32(&s, WK_MAX_IMPORTS);
	for (i = 0; i < WK_MAX_IMPORTS; i++)
		wbuf_bytes(&s, "\0\0\0\0", 4);
	section(out, 2, &s);
}

static const struct {
	const char *name;
	void (*make)(struct wbuf *out);
	enum wk_errkind kind;
} rows[] = {
	{ "calls of a thousand parameters and results", wide_calls, WK_ERR_NONE },
	{ "tail calls of a thousand results", wide_tail_calls, WK_ERR_NONE },
	{ "blocks of a thousand parameters and results", wide_blocks, WK_ERR_NONE },
	{ "ifs and elses of the same", wide_ifs, WK_ERR_NONE },
	{ "br_ifs that take a thousand operands", wide_br_ifs, WK_ERR_NONE },
	{ "br_tables that take a thousand operands", br_tables, WK_ERR_NONE },
	{ "the same in unreachable code", br_tables_unreachable, WK_ERR_NONE },
	{ "small functions of fifty thousand locals", many_locals, WK_ERR_NONE },
	{ "fifty thousand runs of locals", many_runs, WK_ERR_NONE },
	{ "runs of no locals", empty_runs, WK_ERR_NONE },
	{ "blocks without end", deep_blocks, WK_ERR_LIMIT },
	{ "types that are nearly equal", alike_types, WK_ERR_NONE },
	{ "export names that are nearly equal", alike_exports, WK_ERR_NONE },
	{ "a million types of nothing", all_types, WK_ERR_MALFORMED },
	{ "a million functions without code", all_funcs, WK_ERR_MALFORMED },
	{ "a million globals of nothing", all_globals, WK_ERR_MALFORMED },
	{ "a million empty expressions", all_elems, WK_ERR_INVALID },
	{ "a million additions in one expression", long_const, WK_ERR_INVALID },
	{ "a hundred thousand imports without a name", many_imports, WK_ERR_NONE },
};

static void measure(size_t row)
{
	struct wbuf b = { 0 };
	struct wk_error e;
	enum wk_errkind kind;
	double seconds;
	clock_t start;

	wbuf_bytes(&b, "\0asm\1\0\0\0", 8);
	rows[row].make(&b);
	alloc_peak = alloc_live;
	start = clock();
	kind = verdict(&b, &e);
	seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
	if (kind != rows[row].kind)
		printf("# %s\n", e.text);
	check(kind == rows[row].kind && seconds < SECONDS &&
	      alloc_peak < (size_t)BYTES_PER_BYTE * b.n + BYTES_FIXED,
	      "%s: %zu bytes take %.0f ms and %zu KiB", rows[row].name, b.n, seconds * 1e3,
	      alloc_peak >> 10);
	wbuf_free(&b);
}

void test_hostile(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++)
		measure(i);
}
