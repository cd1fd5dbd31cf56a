// SPDX-License-Identifier: GPL-2.0
/* Noise inside the kernel: the words of a tape, and the kernel's own. */
#include <kunit/test.h>

#include "guest.h"
#include "dp_fingerprint.h"

/* The same as in user space, bit for bit: tests/unit/dp_words_test.c has the same number. */
static void same_noise(struct kunit *test)
{
	u64 print = fingerprint();

	wk_dp_tape = NULL;
	KUNIT_EXPECT_EQ(test, print, DP_FINGERPRINT);
}

static u64 ones(void)
{
	return ~0ull;
}

static u64 zeros(void)
{
	return 0;
}

static void fails_closed(struct kunit *test)
{
	struct wk_dp_ratio three = { 3, 1 };
	s64 noise = 1;

	wk_dp_tape = ones;
	KUNIT_EXPECT_EQ(test, wk_dp_laplace(three, &noise), -EIO);
	KUNIT_EXPECT_EQ(test, noise, 0);
	noise = 1;
	KUNIT_EXPECT_EQ(test, wk_dp_gaussian(three, &noise), -EIO);
	KUNIT_EXPECT_EQ(test, noise, 0);
	wk_dp_tape = zeros;
	KUNIT_EXPECT_EQ(test, wk_dp_laplace(three, &noise), -EIO);
	wk_dp_tape = NULL;
	KUNIT_EXPECT_EQ(test, wk_dp_laplace((struct wk_dp_ratio){ 0, 1 }, &noise), -ERANGE);
	KUNIT_EXPECT_EQ(test, wk_dp_gaussian((struct wk_dp_ratio){ 1, 0 }, &noise), -ERANGE);
}

/* Of 100000: tanh(1/2) e^-|k| for k from -3 to 3, and the rest. */
static const u32 expected[8] = { 2301, 6254, 17000, 46212, 17000, 6254, 2301, 2678 };

/* 7 degrees of freedom: above 40.5 in one run of a million. */
static void distribution(struct kunit *test)
{
	u32 seen[8] = { 0 };
	u64 thousandths = 0;
	s64 noise;
	int i;

	KUNIT_ASSERT_TRUE(test, wk_dp_random_ready());
	for (i = 0; i < 100000; i++) {
		KUNIT_ASSERT_EQ(test, wk_dp_laplace((struct wk_dp_ratio){ 1, 1 }, &noise), 0);
		seen[noise >= -3 && noise <= 3 ? noise + 3 : 7]++;
		cond_resched();
	}
	for (i = 0; i < 8; i++) {
		s64 off = (s64)seen[i] - expected[i];

		thousandths += (u64)(off * off) * 1000 / expected[i];
	}
	KUNIT_EXPECT_LT(test, thousandths, 40500);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(same_noise),
	KUNIT_CASE(fails_closed),
	KUNIT_CASE(distribution),
	{}
};

struct kunit_suite wk_dp_suite = {
	.name = "wk_dp",
	.test_cases = cases,
};
