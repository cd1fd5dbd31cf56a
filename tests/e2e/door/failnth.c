// SPDX-License-Identifier: GPL-2.0
/*
 * Fault injection (debug kernel): each allocation of a load, a run and an unload
 * fails once in the client's context, by fail-nth; and those of the runner one after
 * the other, by failslab and fail_page_alloc below the function of that thread.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client.h"

#define DEBUG "/sys/kernel/debug/"

/* Of what is answered; of what may be lost, a second. */
#define PATIENCE	30000

static bool put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY);
	bool good = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);

	if (fd >= 0)
		close(fd);
	return good;
}

static long get(const char *path)
{
	char text[32] = { 0 };
	int fd = open(path, O_RDONLY);

	if (fd >= 0 && read(fd, text, sizeof(text) - 1) < 0)
		text[0] = '\0';
	if (fd >= 0)
		close(fd);
	return strtol(text, NULL, 0);
}

#define FAIL_NTH "/proc/thread-self/fail-nth"

/*
 * One load, run and unload; with @nth, that allocation of ours fails. The sockets are
 * there already: that theirs may fail is not our business. Return: was all well?
 */
static bool one_round(int nth, bool *hit)
{
	struct stage s = { .c = client_sockets() };
	char text[16];
	bool all;

	snprintf(text, sizeof(text), "%d", nth);
	if (nth)
		put(FAIL_NTH, text);
	all = stage_fill(&s) &&
	      start(s.c, s.space, s.inst, "floats", WK_VT_F64, 0, 0, 0) == WK_C_OK &&
	      wait_done(s.c, patience) == WK_C_OK &&
	      ask_u32(s.c, WK_V_SPACE_DEL, WK_A_SPACE, s.space) == WK_C_OK &&
	      ask_u32(s.c, WK_V_UNLOAD, WK_A_PROGRAM, s.program) == WK_C_OK;
	if (nth) {
		*hit = get(FAIL_NTH) == 0;
		put(FAIL_NTH, "0");
	}
	stage_close(&s);
	return all;
}

static void by_task(void)
{
	bool hit = true;
	int nth, hits = 0;

	for (nth = 1; nth < 5000; nth++) {
		one_round(nth, &hit);
		if (!hit)
			break;
		hits++;
		if (nth % 50 == 0) {
			printf("# %d allocations have failed\n", nth);
			fflush(stdout);
		}
	}
	/* Who waits only a moment for what was lost may be too short of time for what was not. */
	patience = PATIENCE;
	ok(hits > 50 && nth < 5000, "each of %d allocations of a whole run failed once", hits);
	ok(one_round(0, NULL), "and when none does, the run is whole");
}

static void set_fail(const char *fault, const char *file, const char *text)
{
	char path[128];

	snprintf(path, sizeof(path), DEBUG "%s/%s", fault, file);
	put(path, text);
}

/* A function of the module: where it begins, and where the next one does. */
struct range {
	unsigned long from;
	unsigned long to;
};

static unsigned long next_symbol(FILE *f, const char *wanted, unsigned long above)
{
	unsigned long best = 0, at;
	char name[128], module[64];
	char line[256];

	rewind(f);
	while (fgets(line, sizeof(line), f)) {
		if (sscanf(line, "%lx %*c %127s [%63[^]]]", &at, name, module) != 3 ||
		    strcmp(module, "wasm_kernel"))
			continue;
		if (wanted && !strcmp(name, wanted))
			return at;
		if (!wanted && at > above && (!best || at < best))
			best = at;
	}
	return best;
}

/* The runner thread's function, the root of all its stacks. */
static struct range find_runner(void)
{
	FILE *f = fopen("/proc/kallsyms", "r");
	struct range r = { 0, 0 };

	if (!f)
		return r;
	r.from = next_symbol(f, "runner", 0);
	r.to = next_symbol(f, NULL, r.from);
	fclose(f);
	return r;
}

/* Fails one allocation made by runners, about the @nth from now on. */
static void arm(const char *fault, const struct range *runner, int nth)
{
	char text[32];

	set_fail(fault, "task-filter", "N");
	set_fail(fault, "verbose", "0");
	set_fail(fault, "ignore-gfp-wait", "N");
	set_fail(fault, "ignore-gfp-highmem", "N");
	set_fail(fault, "stacktrace-depth", "32");
	snprintf(text, sizeof(text), "0x%lx", runner->from);
	set_fail(fault, "require-start", text);
	snprintf(text, sizeof(text), "0x%lx", runner->to);
	set_fail(fault, "require-end", text);
	snprintf(text, sizeof(text), "%d", nth);
	set_fail(fault, "interval", text);
	set_fail(fault, "times", "1");
	set_fail(fault, "probability", "100");
}

/*
 * The kernel fails an allocation when its count reaches a multiple of the interval, and stops
 * counting then: @base is where it stopped, so that the @nth from there is the next multiple of
 * @base + @nth. Interval 1 does not count. Return: did it come to that?
 */
static bool fail_once(const char *fault, const struct range *runner, int nth, int *base,
		      int *whole)
{
	char path[64];

	arm(fault, runner, *base + nth);
	*whole += one_round(0, NULL);
	set_fail(fault, "probability", "0");
	if (*base + nth > 1)
		*base += nth;
	snprintf(path, sizeof(path), DEBUG "%s/times", fault);
	return get(path) == 0;
}

static void by_runner(const char *fault, int step)
{
	struct range runner = find_runner();
	int nth = 1, base = 0, hits = 0, whole = 0;
	double t = now();

	while (nth < 2000 && fail_once(fault, &runner, nth, &base, &whole)) {
		hits++;
		nth += nth < 40 ? 1 : step;
		if (hits % 20 == 0) {
			printf("# %s: %d failures, %.1f s\n", fault, hits, now() - t);
			fflush(stdout);
		}
	}
	ok(runner.from && hits > 5 && whole < hits,
	   "%s: %d of about %d allocations of the runner failed, %d runs were whole all the same",
	   fault, hits, nth, whole);
}

void suite_failnth(void)
{
	patience = PATIENCE;
	if (!ok(one_round(0, NULL), "a run without faults is whole"))
		return;
	patience = 1000;
	put(DEBUG "failslab/ignore-gfp-wait", "N");
	put(DEBUG "fail_page_alloc/ignore-gfp-wait", "N");
	put(DEBUG "fail_page_alloc/min-order", "0");
	put(DEBUG "failslab/verbose", "0");
	put(DEBUG "fail_page_alloc/verbose", "0");
	by_task();
	patience = 1000;
	by_runner("failslab", 1);
	by_runner("fail_page_alloc", 23);
	patience = PATIENCE;
	ok(one_round(0, NULL), "afterwards a run is whole again");
	ok(all_gone(WK_LIST_SPACES, patience) && all_gone(WK_LIST_PROGRAMS, patience),
	   "and nothing is left");
}
