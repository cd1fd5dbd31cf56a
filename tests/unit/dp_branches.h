/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Walks every branch of a sampler and adds up the exact probability of each outcome.
 *
 * A test links the one file under test with its own versions of the layers below,
 * which call choose().  A loop that starts anew, remembering nothing, calls restart(): the
 * outcomes of one round, divided by the chance to end in it, are the outcomes of all.
 */
#ifndef _WK_TEST_DP_BRANCHES_H
#define _WK_TEST_DP_BRANCHES_H

#include <math.h>
#include <setjmp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BRANCH_MIN	1e-14L	/* a branch below that is not followed */
#define BRANCH_DEPTH	4096
#define BRANCH_OUTCOMES	4001

enum { BRANCH_DROPPED = 1, BRANCH_RESTART };

static struct { long choice, n; } path[BRANCH_DEPTH];
static int path_len, path_depth;
static long double path_mass, mass_restart, mass_dropped;
static long double mass_of[BRANCH_OUTCOMES];	/* of outcome k at k + BRANCH_OUTCOMES / 2 */
static jmp_buf path_end;
static int checks, failures;

static inline void report(bool ok, const char *name)
{
	failures += !ok;
	printf("%sok %d - %s\n", ok ? "" : "not ", ++checks, name);
}

/* One of @n outcomes, of probabilities @p, or equal ones. */
static inline long choose(long n, long double (*p)(long i))
{
	long c;

	if (path_depth == BRANCH_DEPTH)
		abort();
	if (path_depth == path_len) {
		path[path_len].choice = 0;
		path[path_len++].n = n;
	}
	c = path[path_depth++].choice;
	path_mass *= p ? p(c) : 1.0L / (long double)n;
	if (path_mass < BRANCH_MIN)
		longjmp(path_end, BRANCH_DROPPED);
	return c;
}

static inline void restart(void)
{
	longjmp(path_end, BRANCH_RESTART);
}

static inline bool next_path(void)
{
	path_len = path_depth;
	while (path_len && ++path[path_len - 1].choice == path[path_len - 1].n)
		path_len--;
	return path_len;
}

static inline void one_path(long (*run)(void))
{
	path_depth = 0;
	path_mass = 1;
	switch (setjmp(path_end)) {
	case 0: {
		long k = run();

		if (labs(k) > BRANCH_OUTCOMES / 2)
			mass_dropped += path_mass;
		else
			mass_of[k + BRANCH_OUTCOMES / 2] += path_mass;
		break;
	}
	case BRANCH_RESTART:
		mass_restart += path_mass;
		break;
	default:
		mass_dropped += path_mass;
	}
}

/* Compares what @run gives with @pmf, for outcomes from -@reach to @reach. */
static inline void check_branches(const char *name, long (*run)(void), long double (*pmf)(long k),
				  long reach)
{
	long double worst = 0, end;
	char text[200];

	memset(mass_of, 0, sizeof(mass_of));
	mass_restart = 0;
	mass_dropped = 0;
	path_len = 0;
	do
		one_path(run);
	while (next_path());
	end = 1 - mass_restart;
	for (long k = -reach; k <= reach; k++)
		worst = fmaxl(worst, fabsl(mass_of[k + BRANCH_OUTCOMES / 2] / end - pmf(k)));
	snprintf(text, sizeof(text), "%s: every branch (off by %.1Le, %.1Le not followed)", name,
		 worst, mass_dropped);
	/* What is missing is what was not followed, and nothing else. */
	report(worst <= mass_dropped / end + 1e-13L && mass_dropped < 2e-9L, text);
}

static inline int branches_done(void)
{
	printf("1..%d\n", checks);
	return failures != 0;
}

#endif /* _WK_TEST_DP_BRANCHES_H */
