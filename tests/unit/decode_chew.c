// SPDX-License-Identifier: GPL-2.0
/*
 * Damaged modules: cut off at every byte, every byte replaced, memory short at
 * every allocation. Each must be judged, with a sound error, and leave nothing.
 */
#include "decode_test.h"
#include "notation.h"

#define MAX_CUTS 4096		/* of one file */
#define MAX_FLIPS 4096

void rich_module(struct wbuf *out)
{
	notation(out,
		 "wasm"
		 "00( \"note\" 01 02 03 )"
		 "01( 05 60()() 60(7f 7f)(7f) 60(7e)(7e 7d) 60(7c 70 6f)() 60()(7f) )"
		 "02( 04 \"m\" \"f\" 00 01"
		 "       \"m\" \"t\" 01 70 01 01 08"
		 "       \"m\" \"g\" 03 7f 00"
		 "       \"m\" \"v\" 03 7e 01 )"
		 "03( 05 00 01 02 03 04 )"
		 "04( 01 6f 00 02 )"
		 "05( 01 01 01 02 )"
		 "06( 05 7f 01 23 00 0b"
		 "       7e 00 42 01 42 02 7c 0b"
		 "       7d 00 43 00 00 80 3f 0b"
		 "       7c 00 44 00 00 00 00 00 00 f0 3f 0b"
		 "       70 01 d2 01 0b )"
		 "07( 04 \"run\" 00 01 \"tab\" 01 00 \"mem\" 02 00 \"glob\" 03 00 )"
		 "08( 01 )"
		 "09( 08 00 41 00 0b ( 01 02 )"
		 "       01 00 ( 01 )"
		 "       02 00 41 01 0b 00 ( 03 )"
		 "       03 00 ( 04 )"
		 "       04 41 02 0b 02 d2 01 0b d0 70 0b"
		 "       05 70 01 d2 05 0b"
		 "       06 01 41 00 0b 6f 01 d0 6f 0b"
		 "       07 70 01 d0 70 0b )"
		 "0c( 03 )"
		 "0a( 05"
		 /* void: blocks, branches, calls, tables, memory */
		 "( 02 02 7f 01 7e"
		 "  02 40 03 40 41 00 0d 01 20 00 0e 02 00 01 00 0b 0b"
		 "  20 00 04 7f 41 01 05 41 02 0b 21 00"
		 "  41 01 41 02 10 00 1a 41 01 41 02 41 03 11 01 00 22 01 1a"
		 "  41 00 25 00 d1 1a 41 00 d0 70 26 00"
		 "  41 00 41 00 41 00 fc 08 01 00 fc 09 01"
		 "  41 00 41 00 41 00 fc 0a 00 00 41 00 41 00 41 00 fc 0b 00"
		 "  41 00 41 00 41 00 fc 0c 01 00 fc 0d 01"
		 "  41 00 41 00 41 00 fc 0e 00 00"
		 "  d0 70 41 01 fc 0f 00 1a fc 10 01 1a"
		 "  41 00 d0 70 41 00 fc 11 00"
		 "  3f 00 40 00 1a 20 02 24 01 23 00 1a 0f 0b )"
		 /* i32 i32 -> i32: memory access, select, tail call */
		 "( 00 20 00 28 02 10 20 01 6a 20 00 20 01 36 02 00"
		 "  41 01 41 02 1b 20 00 20 01 20 00 1c 01 7f 6a 20 01 12 00 0b )"
		 /* i64 -> i64 f32 */
		 "( 00 20 00 50 04 00 0b 20 00 c3 43 00 00 00 00 0b )"
		 /* f64 funcref externref -> void */
		 "( 00 20 00 fc 02 ac 50 1a d2 01 1a 20 01 d1 1a 20 02 1a 00 0b )"
		 /* -> i32: a block type with an index, br_if with a value */
		 "( 01 01 7f 41 07 20 00 0d 00 02 04 41 01 0b 6a 0b ) )"
		 "0b( 03 00 41 08 0b ( 68 69 ) 01 ( 21 ) 02 00 41 10 0b () )"
		 "00( \"name\" 00( \"rich\" ) 01( 02 00 \"imported\" 01 \"run\" ) )");
}

/* Judges a copy of n bytes at @p; nothing may be left. Return: as it should be? */
static bool judge(const u8 *p, size_t n, enum wk_errkind *kind)
{
	struct wk_error e;
	size_t before = alloc_live;
	struct wk_module *m = parse(p, n, &e);

	wk_module_free(m);
	*kind = e.kind;
	return alloc_live == before && !m == (e.kind != WK_ERR_NONE) &&
	       (m || sound_error(&e, n));
}

/* Is @cut behind the header or behind a section of the whole module @m? */
static bool between_sections(const struct wk_module *m, size_t cut)
{
	u32 i;

	if (cut == 8)
		return true;
	for (i = 0; i < m->nsections; i++)
		if (m->sections[i].offset + m->sections[i].size == cut)
			return true;
	return false;
}

/* A part of a valid module is a module only if no section is cut through. */
static long truncate_all(const u8 *p, size_t n, const struct wk_module *whole)
{
	size_t step = 1 + n / MAX_CUTS, cut;
	enum wk_errkind kind;
	long tried = 0;

	for (cut = 0; cut < n; cut += step, tried++) {
		/* Of its own size, so that a sanitizer sees the first byte too many. */
		u8 *part = malloc(cut ? cut : 1);
		bool ok;

		memcpy(part, p, cut);
		ok = judge(part, cut, &kind);
		free(part);
		if (!ok || (kind == WK_ERR_NONE && whole && !between_sections(whole, cut)))
			return -1;
	}
	return tried;
}

/* Every byte replaced by @values - 1 others; 256 means by all others. */
static long replace_all(u8 *p, size_t n, unsigned int values)
{
	size_t step = 1 + n / MAX_FLIPS, i;
	unsigned int value;
	enum wk_errkind kind;
	long tried = 0;

	for (i = 0; i < n; i += step) {
		u8 old = p[i];

		for (value = 1; value < values; value++, tried++) {
			p[i] = values == 256 ? old ^ value : old ^ (value * 37 + i) % 256;
			if (!judge(p, n, &kind))
				return -1;
		}
		p[i] = old;
	}
	return tried;
}

static long chew(u8 *p, size_t n, unsigned int values)
{
	struct wk_error e;
	struct wk_module *whole = parse(p, n, &e);
	long cuts = truncate_all(p, n, whole);
	long flips = cuts < 0 ? -1 : replace_all(p, n, values);

	wk_module_free(whole);
	return flips < 0 ? -1 : cuts + flips;
}

long chew_file(const char *path)
{
	size_t n;
	u8 *p = read_file(path, &n);
	long tried = p ? chew(p, n, 3) : -1;

	free(p);
	return tried;
}

/* Every allocation fails once; each time the error says so and nothing is left. */
static void test_no_memory(const struct wbuf *b)
{
	struct wk_error e;
	struct wk_module *m = NULL;
	bool ok = true;
	long i;

	for (i = 0; !m && i < 1000; i++) {
		u8 *copy = wk_alloc(b->n, 1);

		memcpy(copy, b->p, b->n);
		memset(&e, 0, sizeof(e));
		alloc_fail_at = i;
		m = wk_module_parse(copy, b->n, &e);
		alloc_fail_at = -1;
		ok = ok && (m || (e.kind == WK_ERR_NOMEM && sound_error(&e, b->n) && !alloc_live));
	}
	wk_module_free(m);
	check(ok && m && i > 20 && !alloc_live, "each of %ld allocations may fail", i - 1);
}

void test_chewed(void)
{
	struct wbuf b = { 0 };
	struct wk_error e;
	long tried;

	rich_module(&b);
	check(verdict(&b, &e) == WK_ERR_NONE, "the rich module is valid: %s", e.text);
	tried = chew(b.p, b.n, 256);
	check(tried > 100000, "it is judged soundly in %ld damaged forms", tried);
	test_no_memory(&b);
	wbuf_free(&b);
}
