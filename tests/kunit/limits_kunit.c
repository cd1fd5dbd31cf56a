// SPDX-License-Identifier: GPL-2.0
/* Every limit of the loader inside the kernel: at its edge, and one beyond. */
#include "guest.h"

/**
 * struct bytes - a module being written
 * @p: room for @cap bytes
 * @n: bytes written
 */
struct bytes {
	u8 *p;
	u32 n;
	u32 cap;
};

static void put(struct bytes *b, u8 v)
{
	if (b->n < b->cap)
		b->p[b->n] = v;
	b->n++;
}

static void put_all(struct bytes *b, const u8 *p, u32 n)
{
	while (n--)
		put(b, *p++);
}

static void put_leb(struct bytes *b, u32 v)
{
	for (; v >= 0x80; v >>= 7)
		put(b, v | 0x80);
	put(b, v);
}

static u32 leb_size(u32 v)
{
	u32 n = 1;

	for (; v >= 0x80; v >>= 7)
		n++;
	return n;
}

static void repeat(struct bytes *b, u32 times, const u8 *p, u32 n)
{
	while (times--)
		put_all(b, p, n);
}

/* A section that is a vector of @count equal entries. */
static void section(struct bytes *b, u8 id, u32 count, const u8 *entry, u32 n)
{
	put(b, id);
	put_leb(b, leb_size(count) + count * n);
	put_leb(b, count);
	repeat(b, count, entry, n);
}

#define SECTION(b, id, count, ...) do {					\
	static const u8 _e[] = { __VA_ARGS__ };				\
									\
	section(b, id, count, _e, sizeof(_e));				\
} while (0)
#define REPEAT(b, times, ...) do {					\
	static const u8 _e[] = { __VA_ARGS__ };				\
									\
	repeat(b, times, _e, sizeof(_e));				\
} while (0)

static void header(struct bytes *b)
{
	REPEAT(b, 1, 0, 'a', 's', 'm', 1, 0, 0, 0);
}

/* One function of type () -> () whose body, locals included, has @size bytes. */
static void begin_body(struct bytes *b, u32 size)
{
	SECTION(b, 1, 1, 0x60, 0, 0);
	SECTION(b, 3, 1, 0);
	put(b, 10);
	put_leb(b, 1 + leb_size(size) + size);
	put(b, 1);
	put_leb(b, size);
}

static void many_types(struct bytes *b, u32 n)
{
	SECTION(b, 1, n, 0x60, 0, 0);
}

static void many_params(struct bytes *b, u32 n)
{
	put(b, 1);
	put_leb(b, 3 + leb_size(n) + n);
	REPEAT(b, 1, 1, 0x60);
	put_leb(b, n);
	REPEAT(b, n, WK_I32);
	put(b, 0);
}

static void many_results(struct bytes *b, u32 n)
{
	put(b, 1);
	put_leb(b, 3 + leb_size(n) + n);
	REPEAT(b, 1, 1, 0x60, 0);
	put_leb(b, n);
	REPEAT(b, n, WK_I32);
}

static void many_imports(struct bytes *b, u32 n)
{
	SECTION(b, 1, 1, 0x60, 0, 0);
	SECTION(b, 2, n, 0, 0, 0, 0);
}

static void many_tables(struct bytes *b, u32 n)
{
	SECTION(b, 4, n, WK_FUNCREF, 0, 0);
}

static void many_datas(struct bytes *b, u32 n)
{
	SECTION(b, 11, n, 1, 0);
}

static void many_elems(struct bytes *b, u32 n)
{
	SECTION(b, 9, n, 1, 0, 0);
}

static void many_customs(struct bytes *b, u32 n)
{
	REPEAT(b, n, 0, 1, 0);
}

static void many_locals(struct bytes *b, u32 n)
{
	begin_body(b, 3 + leb_size(n));
	put(b, 1);
	put_leb(b, n);
	REPEAT(b, 1, WK_I64, 0x0b);
}

/* The function itself is the first block. */
static void deep_nesting(struct bytes *b, u32 n)
{
	begin_body(b, 1 + 3 * (n - 1) + 1);
	put(b, 0);
	REPEAT(b, n - 1, 0x02, 0x40);
	REPEAT(b, n, 0x0b);
}

/* i32.const 0, br_table, n targets and the default. */
static void wide_brtable(struct bytes *b, u32 n)
{
	begin_body(b, 1 + 3 + leb_size(n) + n + 1 + 1);
	REPEAT(b, 1, 0, 0x41, 0, 0x0e);
	put_leb(b, n);
	REPEAT(b, n + 1, 0);
	put(b, 0x0b);
}

/* Constants on the operand stack, above h = 0, the return address. */
static void large_frame(struct bytes *b, u32 n)
{
	begin_body(b, 1 + 3 * (n - 1) + 1);
	put(b, 0);
	REPEAT(b, n - 1, 0x41, 0);
	REPEAT(b, n - 1, 0x1a);
	put(b, 0x0b);
}

/* nop until the body is n bytes long. */
static void long_body(struct bytes *b, u32 n)
{
	begin_body(b, n);
	put(b, 0);
	REPEAT(b, n - 2, 0x01);
	put(b, 0x0b);
}

static const struct limit {
	const char *name;
	u32 max;
	void (*make)(struct bytes *b, u32 n);
} limits[] = {
	{ "types", WK_MAX_TYPES, many_types },
	{ "params", WK_MAX_PARAMS, many_params },
	{ "results", WK_MAX_RESULTS, many_results },
	{ "imports", WK_MAX_IMPORTS, many_imports },
	{ "tables", WK_MAX_TABLES, many_tables },
	{ "datas", WK_MAX_DATAS, many_datas },
	{ "elems", WK_MAX_ELEMS, many_elems },
	{ "customs", WK_MAX_CUSTOMS, many_customs },
	{ "locals", WK_MAX_LOCALS, many_locals },
	{ "nesting", WK_MAX_NESTING, deep_nesting },
	{ "brtable", WK_MAX_BRTABLE, wide_brtable },
	{ "frame", WK_MAX_FRAME_SLOTS, large_frame },
	{ "body", WK_MAX_BODY_BYTES, long_body },
};

static void describe(const struct limit *l, char *desc)
{
	strscpy(desc, l->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(limit, limits, describe);

/* The module that @l makes for @n; written twice, the first time to measure. */
static struct wk_module *load(struct kunit *test, const struct limit *l, u32 n,
			      struct wk_error *e)
{
	struct bytes b = { 0 };

	header(&b);
	l->make(&b, n);
	b.cap = b.n;
	b.n = 0;
	b.p = wk_alloc(b.cap, 1);
	KUNIT_ASSERT_NOT_NULL(test, b.p);
	header(&b);
	l->make(&b, n);
	return wk_module_load(b.p, b.cap, e);
}

static void at_the_edge(struct kunit *test)
{
	const struct limit *l = test->param_value;
	struct wk_error e = { 0 };
	struct wk_module *m = load(test, l, l->max, &e);

	KUNIT_EXPECT_NOT_NULL_MSG(test, m, "%s", e.text);
	if (m)
		wk_module_free(m);
}

static void one_beyond(struct kunit *test)
{
	const struct limit *l = test->param_value;
	struct wk_error e = { 0 };
	struct wk_module *m = load(test, l, l->max + 1, &e);

	KUNIT_EXPECT_NULL(test, m);
	KUNIT_EXPECT_EQ_MSG(test, e.kind, WK_ERR_LIMIT, "%s", e.text);
	if (m)
		wk_module_free(m);
}

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(at_the_edge, limit_gen_params),
	KUNIT_CASE_PARAM(one_beyond, limit_gen_params),
	{ }
};

struct kunit_suite wk_limits_suite = {
	.name = "wasm_kernel_limits",
	.test_cases = cases,
};
