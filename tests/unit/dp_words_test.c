// SPDX-License-Identifier: GPL-2.0
/* How words become numbers: every word once, the edges, and what happens when words run out. */
#include <stdio.h>

#include "../../module/dp/bernoulli.h"
#include "../../module/dp/gaussian.h"
#include "../../module/dp/geometric.h"
#include "../../userspace/lib/ratio.h"
#include "../kunit/dp_fingerprint.h"

static u64 tape[8];
static u32 tape_len, tape_used, tape_total;
static int checks, failures;

static void report(bool ok, const char *name)
{
	failures += !ok;
	printf("%sok %d - %s\n", ok ? "" : "not ", ++checks, name);
}

/* What is on the tape, then its last word for ever. */
static u64 play(void)
{
	u64 w = tape[tape_used < tape_len ? tape_used : tape_len - 1];

	tape_used++;
	tape_total++;
	return w;
}

static void rewind_to(u64 first, u64 rest)
{
	tape[0] = first;
	tape[1] = rest;
	tape_len = 2;
	tape_used = 0;
}

static wk_u128 below(wk_u128 m)
{
	struct wk_dp_rng r;

	wk_dp_rng_start(&r);
	return wk_dp_below(&r, m);
}

static u32 bits(u64 last)
{
	return last ? 64 - (u32)__builtin_clzll(last) : 0;
}

/* Each word of the low bits gives itself, or is drawn again; what is above them does not matter. */
static bool every_word(u64 m)
{
	u64 w, size = 1ull << bits(m - 1);
	static const u64 noise[] = { 0, ~0ull, 0x5555555555555555ull };

	for (w = 0; w < size; w++) {
		u64 high = noise[w % 3] & ~(size - 1);

		rewind_to(w | high, high);
		if (below(m) != (w < m ? w : 0) || tape_used != (m == 1 ? 0 : w < m ? 1 : 2))
			return false;
	}
	return true;
}

static bool every_word_all(void)
{
	u64 m;

	for (m = 1; m <= 1025; m++)
		if (!every_word(m))
			return false;
	return every_word(1 << 16) && every_word((1 << 16) + 1);
}

/* Two words: the first is the high half, masked to the bits of the last number's high half. */
static bool wide_words(void)
{
	wk_u128 m = ((wk_u128)5 << 64) + 3;

	rewind_to(~7ull | 4, 9);
	if (below(m) != (((wk_u128)4 << 64) | 9) || tape_used != 2)
		return false;
	rewind_to(5, 2);
	if (below(m) != m - 1 || tape_used != 2)
		return false;
	/* 5:3 is one too large: again, with 2:3. */
	tape[0] = 5;
	tape[1] = 3;
	tape[2] = 2;
	tape[3] = 3;
	tape_len = 4;
	tape_used = 0;
	return below(m) == (((wk_u128)2 << 64) | 3) && tape_used == 4;
}

static bool edges(void)
{
	rewind_to(~0ull, 0);
	if (below((wk_u128)1 << 64) != ~0ull || tape_used != 1)
		return false;
	rewind_to(1ull << 63, 7);
	if (below(1ull << 63) != 0 || tape_used != 1)
		return false;
	rewind_to((1ull << 63) + 4, 1);
	return below((1ull << 63) + 5) == (1ull << 63) + 4 && tape_used == 1;
}

/* All words alike: none is ever right, or all coins come true for ever. Nothing may come out. */
static bool fails(u64 word, struct wk_dp_ratio scale, struct wk_dp_ratio sigma2)
{
	s64 a = 1, b = 1;
	bool ok;

	rewind_to(word, word);
	ok = wk_dp_laplace(scale, &a) == -EIO && !a && tape_used <= WK_DP_DRAWS;
	rewind_to(word, word);
	return ok && wk_dp_gaussian(sigma2, &b) == -EIO && !b && tape_used <= WK_DP_DRAWS;
}

static bool out_of_words(void)
{
	struct wk_dp_rng r;

	wk_dp_rng_start(&r);
	rewind_to(~0ull, ~0ull);
	if (wk_dp_below(&r, 3) != 0 || !r.failed || r.left || tape_used != WK_DP_DRAWS)
		return false;
	return fails(~0ull, (struct wk_dp_ratio){ 3, 1 }, (struct wk_dp_ratio){ 5, 1 }) &&
	       fails(0, (struct wk_dp_ratio){ 1, 1 }, (struct wk_dp_ratio){ 1, 2 }) &&
	       fails(0, (struct wk_dp_ratio){ 1ull << 40, 1 },
		     (struct wk_dp_ratio){ 1ull << 48, 1 });
}

static bool refused(void)
{
	static const struct wk_dp_ratio laplace[] = {
		{ 0, 1 }, { 1, 0 }, { (1ull << 40) + 1, 1 }, { 1, 1ull << 32 }, { ~0ull, ~0ull },
	};
	static const struct wk_dp_ratio gaussian[] = {
		{ 0, 1 }, { 1, 0 }, { (1ull << 48) + 1, 1 }, { 1, (1ull << 48) + 1 },
	};
	s64 k;
	size_t i;

	tape_total = 0;
	for (i = 0; i < ARRAY_SIZE(laplace); i++)
		if (wk_dp_laplace(laplace[i], &k) != -ERANGE)
			return false;
	for (i = 0; i < ARRAY_SIZE(gaussian); i++)
		if (wk_dp_gaussian(gaussian[i], &k) != -ERANGE)
			return false;
	return !tape_total;
}

/* The largest and smallest that are allowed: no overflow (UBSan), no end. */
static u64 weak(void)
{
	static u64 s = 1;

	s ^= s << 13;
	s ^= s >> 7;
	s ^= s << 17;
	return s;
}

static bool extremes(void)
{
	static const struct wk_dp_ratio laplace[] = {
		{ 1ull << 40, 1 }, { 1, (1ull << 32) - 1 }, { 1ull << 40, (1ull << 32) - 1 },
	};
	static const struct wk_dp_ratio gaussian[] = {
		{ 1ull << 48, 1 }, { 1, 1ull << 48 }, { 1ull << 48, 1ull << 48 },
		{ (1ull << 48) - 1, (1ull << 24) + 1 }, { 1ull << 48, 3 },
	};
	s64 k, far = 0;
	size_t i;
	int n;

	for (n = 0; n < 3000; n++) {
		for (i = 0; i < ARRAY_SIZE(laplace); i++)
			if (wk_dp_laplace(laplace[i], &k) || k > 1ll << 47 || k < -(1ll << 47))
				return false;
		for (i = 0; i < ARRAY_SIZE(gaussian); i++) {
			if (wk_dp_gaussian(gaussian[i], &k))
				return false;
			far = max_t(s64, far, k < 0 ? -k : k);
		}
	}
	/* Sigma is 2^24: of 3000 some are beyond two sigma, none beyond eight. */
	return far > 1ll << 25 && far < 1ll << 27;
}

static bool ratio(const char *text, u64 num, u64 den)
{
	uint64_t n = 0, d = 0;

	return wk_ratio_parse(text, &n, &d) ? !num : n == num && d == den;
}

static bool ratios(void)
{
	return ratio("7/2", 7, 2) && ratio("14/4", 7, 2) && ratio("3", 3, 1) &&
	       ratio("0.25", 1, 4) && ratio("1.5", 3, 2) && ratio("007/002", 7, 2) &&
	       ratio("18446744073709551615", ~0ull, 1) && ratio("18446744073709551616", 0, 0) &&
	       ratio("0.00000000000000000001", 0, 0) && ratio("0", 0, 0) && ratio("1/0", 0, 0) &&
	       ratio("", 0, 0) && ratio("-1", 0, 0) && ratio("1/-2", 0, 0) && ratio("1e3", 0, 0) &&
	       ratio("1/2/3", 0, 0) && ratio("1.", 0, 0) && ratio(".5", 0, 0) &&
	       ratio(" 1", 0, 0) && ratio("1 ", 0, 0) && ratio("1.5/2", 0, 0);
}

int main(void)
{
	u64 print;

	wk_dp_tape = play;
	report(every_word_all(), "below: every word, for each number of outcomes up to 1025");
	report(wide_words(), "below: more than 64 bits");
	report(edges(), "below: powers of two and their neighbours");
	report(out_of_words(), "running out of words fails, and nothing comes out");
	report(refused(), "parameters out of range are refused before a word is drawn");
	wk_dp_tape = weak;
	report(extremes(), "the largest and smallest parameters");
	print = fingerprint();
	report(print == DP_FINGERPRINT, "the same words give the same noise as ever");
	if (print != DP_FINGERPRINT)
		printf("# fingerprint %#llx\n", (unsigned long long)print);
	report(ratios(), "rational numbers are read exactly, or refused");
	printf("1..%d\n", checks);
	return failures != 0;
}
