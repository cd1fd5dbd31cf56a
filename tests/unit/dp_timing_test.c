// SPDX-License-Identifier: GPL-2.0
/*
 * How long a release takes does not tell of its noise, when that was drawn before; and it does when
 * it was not, or this would not be able to tell.
 *
 *   dp_timing_test [WINDOWS]    40000
 */
#include <math.h>
#include <stdio.h>
#include <sys/random.h>
#include <time.h>

#include "../../module/dp/metric.h"

static int checks, failures;

static void report(bool ok, const char *name)
{
	failures += !ok;
	printf("%sok %d - %s\n", ok ? "" : "not ", ++checks, name);
}

/**
 * struct sample - one release
 * @nsec: how long it took
 * @noise: how far from the truth it was
 */
struct sample {
	double nsec;
	double noise;
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return 1e9 * (double)t.tv_sec + (double)t.tv_nsec;
}

/* By chance one run in 25 million is beyond that. */
#define Z_MAX	5.5

/* 300 units fill all of 64 buckets. */
#define SUM	64

/*
 * A window goes on after its noise was drawn, and the worker sleeps.  Drawing leaves traces in the
 * caches, above all by asking the kernel for words, which more noise needs more often: so the
 * kernel is asked for words here in any case.  Without that the correlation is 0.1.
 */
static void collect(struct wk_dp_metric *m)
{
	static u8 words[4096];
	u32 i;

	for (i = 0; i < 300; i++)
		wk_dp_add(m, i, 0, 1);
	if (getrandom(words, sizeof(words), 0) != (ssize_t)sizeof(words))
		abort();
}

static void measure(struct sample *s, u32 n, bool before)
{
	struct wk_dp_config c = {
		.kind = WK_DP_COUNTER, .cells = 1, .buckets = 64, .clip = 1, .windows = 10000,
		.terms = { .cap = 1, .active = 10000, .noise = { 1000, 1 } },
	};
	struct wk_dp_metric *m = wk_dp_metric_new(&c, 0, 0);
	u32 i;

	for (i = 0; i < n; i++) {
		const struct wk_dp_release *r;
		u32 next = i + 1;

		if (before)
			wk_dp_metric_draw(m);
		collect(m);
		s[i].nsec = -now();
		r = wk_dp_metric_release(m, next / 10000, next % 10000);
		s[i].nsec += now();
		s[i].noise = fabs((double)r->values[0] - SUM);
	}
	wk_dp_metric_free(m);
}

static const double *by_value;

static int compare(const void *a, const void *b)
{
	double x = by_value[2 * *(const u32 *)a], y = by_value[2 * *(const u32 *)b];

	return (x > y) - (x < y);
}

/* Ranks take the place of values; equal ones share theirs. */
static void rank(double *values, u32 n)
{
	u32 *order = calloc(n, sizeof(*order)), i, j, k;
	double *ranks = calloc(n, sizeof(*ranks));

	for (i = 0; i < n; i++)
		order[i] = i;
	by_value = values;
	qsort(order, n, sizeof(*order), compare);
	for (i = 0; i < n; i = j) {
		for (j = i; j < n && values[2 * order[j]] == values[2 * order[i]]; j++)
			;
		for (k = i; k < j; k++)
			ranks[order[k]] = (i + j - 1) / 2.0;
	}
	for (i = 0; i < n; i++)
		values[2 * i] = ranks[i];
	free(order);
	free(ranks);
}

/* Spearman's: Pearson's of the ranks. */
static double correlation(struct sample *s, u32 n)
{
	double mean = (n - 1) / 2.0, xx = 0, yy = 0, xy = 0;
	u32 i;

	rank(&s[0].nsec, n);
	rank(&s[0].noise, n);
	for (i = 0; i < n; i++) {
		double x = s[i].nsec - mean, y = s[i].noise - mean;

		xx += x * x;
		yy += y * y;
		xy += x * y;
	}
	return xy / sqrt(xx * yy);
}

int main(int argc, char **argv)
{
	u32 n = argc > 1 ? (u32)atoi(argv[1]) : 40000;
	struct sample *s = calloc(n, sizeof(*s));
	double drawn, late, most = Z_MAX / sqrt(n);

	measure(s, n, true);
	drawn = correlation(s, n);
	measure(s, n, false);
	late = correlation(s, n);
	free(s);
	printf("# duration against noise, %u releases: %.4f when drawn before, %.4f when not; allowed %.4f\n",
	       n, drawn, late, most);
	report(fabs(drawn) < most, "how long a release takes does not tell of its noise");
	report(late > most, "it would, if noise were drawn then");
	printf("1..%d\n", checks);
	return failures != 0;
}
