// SPDX-License-Identifier: GPL-2.0
/*
 * How long a release takes does not tell of its noise, when that was drawn before; and it does when
 * it was not, or this would not be able to tell.
 *
 *   dp_timing_test [WINDOWS]    40000
 */
#include <math.h>
#include <stdio.h>
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

static struct wk_dp_metric *counter(void)
{
	struct wk_dp_config c = {
		.kind = WK_DP_COUNTER, .cells = 1, .buckets = 64, .clip = 1, .windows = 10000,
		.terms = { .cap = 1, .active = 10000, .noise = { 1000, 1 } },
	};

	return wk_dp_metric_new(&c, 0, 0);
}

static const struct wk_dp_release *release(struct wk_dp_metric *m, u32 i)
{
	return wk_dp_metric_release(m, i / 10000, i % 10000);
}

/* Of others, between the drawing of noise and its release. */
#define OTHERS	16

/*
 * A window goes on after its noise was drawn, and the worker sleeps.  Drawing leaves traces in
 * caches and branch predictors: what is drawn for others covers them, which have nothing to do with
 * this noise.  Without them the correlation is 0.1.
 */
static void collect(struct wk_dp_metric *m, struct wk_dp_metric *others, u32 n)
{
	u32 i;

	for (i = 0; i < 300; i++)
		wk_dp_add(m, i, 0, 1);
	for (i = 1; i <= OTHERS; i++)
		release(others, OTHERS * n + i);
}

static void measure(struct sample *s, u32 n, bool before)
{
	struct wk_dp_metric *m = counter(), *others = counter();
	u32 i;

	for (i = 0; i < n; i++) {
		const struct wk_dp_release *r;

		if (before)
			wk_dp_metric_draw(m);
		collect(m, others, i);
		s[i].nsec = -now();
		r = release(m, i + 1);
		s[i].nsec += now();
		s[i].noise = fabs((double)r->values[0] - SUM);
	}
	wk_dp_metric_free(m);
	wk_dp_metric_free(others);
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
