/* SPDX-License-Identifier: GPL-2.0 */
/* The same words give the same noise, in user space and in the kernel. Both tests include this. */
#ifndef _WK_TEST_DP_FINGERPRINT_H
#define _WK_TEST_DP_FINGERPRINT_H

#include "../../module/dp/gaussian.h"

#define DP_FINGERPRINT	0x156d3319058bca40ull

static u64 fingerprint_state;

/* splitmix64 */
static u64 fingerprint_word(void)
{
	u64 z = fingerprint_state += 0x9e3779b97f4a7c15ull;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
	return z ^ (z >> 31);
}

static inline u64 fingerprint(void)
{
	u64 hash = 14695981039346656037ull;
	s64 k = 0;
	int n;

	fingerprint_state = 0;
	wk_dp_tape = fingerprint_word;
	for (n = 0; n < 2000; n++) {
		if (wk_dp_laplace((struct wk_dp_ratio){ 7, 2 }, &k))
			return 0;
		hash = (hash ^ (u64)k) * 1099511628211ull;
		if (wk_dp_gaussian((struct wk_dp_ratio){ 1000000007, 3 }, &k))
			return 0;
		hash = (hash ^ (u64)k) * 1099511628211ull;
	}
	return hash;
}

#endif /* _WK_TEST_DP_FINGERPRINT_H */
