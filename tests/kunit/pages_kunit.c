// SPDX-License-Identifier: GPL-2.0
/* Linear memory in the kernel: grows in place of its contents, and fails whole. */
#include "guest.h"
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
	KUNIT_CASE(allocating),
	{ }
};

struct kunit_suite wk_pages_suite = {
	.name = "wasm_kernel_pages",
	.test_cases = cases,
};
