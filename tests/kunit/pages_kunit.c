// SPDX-License-Identifier: GPL-2.0
/* Linear memory in the kernel: grows in place of its contents, and fails whole. */
#include "guest.h"
#include "module/wasm/buffer.h"
#include "module/wasm/pages.h"

#define UNIT 65536ull

static void growing_keeps_contents(struct kunit *test)
{
	struct wk_pages p = { 0 };

	for (u64 n = 1; n <= 64; n *= 2) {
		KUNIT_ASSERT_EQ(test, wk_pages_grow(&p, n * UNIT), 0);
		KUNIT_EXPECT_EQ(test, p.bytes, n * UNIT);
		/* New bytes are zero, old ones are what they were. */
		KUNIT_EXPECT_EQ(test, p.base[p.bytes - 1], 0);
		for (u64 i = 1; i < n; i *= 2)
			KUNIT_EXPECT_EQ(test, p.base[i * UNIT - 1], (u8)i);
		p.base[p.bytes - 1] = n;
	}
	wk_pages_free(&p);
	KUNIT_EXPECT_NULL(test, p.base);
	KUNIT_EXPECT_EQ(test, p.bytes, 0);
}

/* More than the machine has: the old memory stays as it was. */
static void failing_changes_nothing(struct kunit *test)
{
	struct wk_pages p = { 0 };
	u8 *base;

	KUNIT_ASSERT_EQ(test, wk_pages_grow(&p, UNIT), 0);
	p.base[5] = 55;
	base = p.base;
	KUNIT_EXPECT_EQ(test, wk_pages_grow(&p, totalram_pages() * PAGE_SIZE * 2), -1);
	KUNIT_EXPECT_PTR_EQ(test, p.base, base);
	KUNIT_EXPECT_EQ(test, p.bytes, UNIT);
	KUNIT_EXPECT_EQ(test, p.base[5], 55);
	wk_pages_free(&p);
	wk_pages_free(&p);
}

/* From nothing through one allocation to pages, in odd steps: what was written is there. */
static void buffers_keep_contents(struct kunit *test)
{
	struct wk_buffer b = { 0 };
	u8 *p;

	for (u64 n = 1; n < 40 * PAGE_SIZE; n += n / 3 + 1) {
		u64 old = b.bytes;

		KUNIT_ASSERT_EQ(test, wk_buffer_grow(&b, n), 0);
		KUNIT_ASSERT_EQ(test, b.bytes, n);
		p = b.base;
		KUNIT_EXPECT_NULL(test, memchr_inv(p + old, 0, n - old));
		if (old)
			KUNIT_EXPECT_NULL(test, memchr_inv(p, 7, old));
		memset(p + old, 7, n - old);
	}
	KUNIT_EXPECT_PTR_EQ(test, b.base, (void *)b.large.base);
	KUNIT_EXPECT_EQ(test, wk_buffer_trim(&b, PAGE_SIZE), 0);
	KUNIT_EXPECT_NULL(test, memchr_inv(b.base, 7, PAGE_SIZE));
	wk_buffer_free(&b);
	KUNIT_EXPECT_NULL(test, b.base);
}

/* What is not needed of one allocation is given back; nothing becomes a place to point to. */
static void buffers_are_trimmed(struct kunit *test)
{
	struct wk_buffer b = { 0 };

	KUNIT_ASSERT_EQ(test, wk_buffer_grow(&b, 1000), 0);
	memset(b.base, 9, 1000);
	KUNIT_ASSERT_EQ(test, wk_buffer_trim(&b, 500), 0);
	KUNIT_EXPECT_EQ(test, b.bytes, 500);
	KUNIT_EXPECT_NULL(test, memchr_inv(b.base, 9, 500));
	wk_buffer_free(&b);
	KUNIT_ASSERT_EQ(test, wk_buffer_trim(&b, 0), 0);
	KUNIT_EXPECT_NOT_NULL(test, b.base);
	wk_buffer_free(&b);
}

static void allocating(struct kunit *test)
{
	u32 *p = wk_alloc(4, sizeof(*p)), *q;

	KUNIT_ASSERT_NOT_NULL(test, p);
	p[3] = 7;
	q = wk_realloc(p, 4, 4096, sizeof(*p));
	KUNIT_ASSERT_NOT_NULL(test, q);
	KUNIT_EXPECT_EQ(test, q[3], 7);
	KUNIT_EXPECT_EQ(test, q[4], 0);
	KUNIT_EXPECT_EQ(test, q[4095], 0);
	wk_free(q);
	KUNIT_EXPECT_NULL(test, wk_alloc(SIZE_MAX / 2, 4));
	KUNIT_EXPECT_NULL(test, wk_realloc(NULL, 0, SIZE_MAX / 2, 4));
	wk_free(NULL);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(growing_keeps_contents),
	KUNIT_CASE(failing_changes_nothing),
	KUNIT_CASE(buffers_keep_contents),
	KUNIT_CASE(buffers_are_trimmed),
	KUNIT_CASE(allocating),
	{ }
};

struct kunit_suite wk_pages_suite = {
	.name = "wasm_kernel_pages",
	.test_cases = cases,
};
