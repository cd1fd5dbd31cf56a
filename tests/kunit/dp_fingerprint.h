/* SPDX-License-Identifier: GPL-2.0 */
/* The same words give the same noise, in user space and in the kernel. Both tests include this. */
#ifndef _WK_TEST_DP_FINGERPRINT_H
#define _WK_TEST_DP_FINGERPRINT_H

#include "../../module/dp/gaussian.h"
#include "../../module/dp/metric.h"

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

#define DP_KINDS_FINGERPRINT	0xf3a8f33e97dc4734ull

static inline u64 fingerprint_of(u32 kind)
{
	struct wk_dp_config c = {
		.kind = kind, .cells = kind == WK_DP_OPEN ? 5 : 1, .buckets = 64, .clip = 1,
		.windows = 16, .threshold = 90,
		.terms = { .cap = 10, .active = 16, .noise = { 50, 1 }, .labels = 4, .delta = 20,
			   .alarms = 3, .other = { 2, 1 }, .gaussian = kind == WK_DP_TOTAL },
	};
	struct wk_dp_metric *m = wk_dp_metric_new(&c, 5, 0);
	u64 hash = 14695981039346656037ull;
	u32 w, i;

	for (w = 0; m && w < 16; w++) {
		const struct wk_dp_release *r;

		for (i = 0; i < 400; i++)
			wk_dp_add(m, i % 67, i % (w + 1), 1);
		r = wk_dp_metric_release(m, 5, w + 1);
		for (i = 0; r && i < r->cells; i++)
			hash = (hash ^ (u64)r->values[i]) * 1099511628211ull;
	}
	wk_dp_metric_free(m);
	return hash;
}

/* Keyed-open, watch and running total. */
static inline u64 kinds_fingerprint(void)
{
	u64 hash;

	fingerprint_state = 0;
	wk_dp_tape = fingerprint_word;
	hash = fingerprint_of(WK_DP_OPEN);
	hash = hash * 31 + fingerprint_of(WK_DP_WATCH);
	return hash * 31 + fingerprint_of(WK_DP_TOTAL);
}

#endif /* _WK_TEST_DP_FINGERPRINT_H */
