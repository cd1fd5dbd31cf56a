// SPDX-License-Identifier: GPL-2.0
/*
 * Fault injection (debug kernel): each allocation of a load, a run and an unload
 * fails once, in the client's context by fail-nth, in the runner's by failslab
 * for allocations made below the module's code.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client.h"

#define DEBUG "/sys/kernel/debug/"

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

/* Whatever fails may fail; whatever answers must answer with a code of our list. */
static void one_round(bool *all)
{
	struct stage s;

	*all = stage_open(&s) &&
	       start(s.c, s.space, s.inst, "floats", WK_VT_F64, 0, 0, 0) == WK_C_OK &&
	       wait_done(s.c, patience) == WK_C_OK;
	if (*all) {
		ask_u32(s.c, WK_V_SPACE_DEL, WK_A_SPACE, s.space);
		ask_u32(s.c, WK_V_UNLOAD, WK_A_PROGRAM, s.program);
	}
	stage_close(&s);
}

static void by_task(void)
{
	bool all = false;
	int nth, hits = 0;
	char text[16];

	for (nth = 1; nth < 5000; nth++) {
		snprintf(text, sizeof(text), "%d", nth);
		if (!put("/proc/thread-self/fail-nth", text))
			break;
		one_round(&all);
		if (get("/proc/thread-self/fail-nth")) {
			put("/proc/thread-self/fail-nth", "0");
			break;
		}
		hits++;
		if (nth % 50 == 0) {
			printf("# %d allocations have failed\n", nth);
			fflush(stdout);
		}
	}
	ok(hits > 50 && nth < 5000, "each of %d allocations of a whole run failed once", hits);
	ok(all, "and when none does, the run is whole");
}

static void set_fail(const char *fault, const char *file, const char *text)
{
	char path[128];

	snprintf(path, sizeof(path), DEBUG "%s/%s", fault, file);
	put(path, text);
}

/* Fails one allocation made below module code, the @nth from now on, in any task. */
static void arm(const char *fault, int nth)
{
	char text[32];

	set_fail(fault, "task-filter", "N");
	set_fail(fault, "verbose", "0");
	set_fail(fault, "ignore-gfp-wait", "N");
	set_fail(fault, "stacktrace-depth", "32");
	snprintf(text, sizeof(text), "0x%lx", get("/sys/module/wasm_kernel/sections/.text"));
	set_fail(fault, "require-start", text);
	snprintf(text, sizeof(text), "0x%lx",
		 get("/sys/module/wasm_kernel/sections/.text") + (1 << 20));
	set_fail(fault, "require-end", text);
	snprintf(text, sizeof(text), "%d", nth);
	set_fail(fault, "interval", text);
	set_fail(fault, "times", "1");
	set_fail(fault, "probability", "100");
}

static void by_module(const char *fault)
{
	int nth, hits = 0, whole = 0;
	bool all;

	for (nth = 2; nth < 160; nth++) {
		char path[64];

		arm(fault, nth);
		one_round(&all);
		set_fail(fault, "probability", "0");
		snprintf(path, sizeof(path), DEBUG "%s/times", fault);
		hits += get(path) == 0;
		whole += all;
	}
	ok(hits > 20, "%s: %d allocations failed below the module's code, %d runs were whole",
	   fault, hits, whole);
}

void suite_failnth(void)
{
	bool all;

	patience = 1000;
	one_round(&all);
	if (!ok(all, "a run without faults is whole"))
		return;
	put(DEBUG "failslab/ignore-gfp-wait", "N");
	put(DEBUG "fail_page_alloc/ignore-gfp-wait", "N");
	put(DEBUG "fail_page_alloc/min-order", "0");
	put(DEBUG "failslab/verbose", "0");
	put(DEBUG "fail_page_alloc/verbose", "0");
	by_task();
	by_module("failslab");
	by_module("fail_page_alloc");
	patience = 5000;
	one_round(&all);
	ok(all, "afterwards a run is whole again");
	ok(all_gone(WK_LIST_SPACES, patience) && all_gone(WK_LIST_PROGRAMS, patience),
	   "and nothing is left");
}
