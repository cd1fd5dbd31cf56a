/* SPDX-License-Identifier: GPL-2.0 */
/* What tests of module/dp share: results, words that come again, and luck that does. */
#ifndef _WK_TEST_DP_TAPE_H
#define _WK_TEST_DP_TAPE_H

#include <stdio.h>

#include "../../module/dp/random.h"

static int checks, failures;

static inline void report(bool ok, const char *name)
{
	failures += !ok;
	printf("%sok %d - %s\n", ok ? "" : "not ", ++checks, name);
}

static u64 tape_state, tape_words;
static bool tape_bad;

static u64 tape(void)
{
	u64 z = tape_state += 0x9e3779b97f4a7c15ull;

	tape_words++;
	if (tape_bad)
		return ~0ull;
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
	return z ^ (z >> 31);
}

static inline void rewind_tape(u64 at)
{
	tape_state = at;
	tape_words = 0;
	tape_bad = false;
	wk_dp_tape = tape;
}

static u64 luck_state = 1;

static inline u64 luck(u64 below)
{
	luck_state ^= luck_state << 13;
	luck_state ^= luck_state >> 7;
	luck_state ^= luck_state << 17;
	return (luck_state >> 11) % below;
}

#endif /* _WK_TEST_DP_TAPE_H */
