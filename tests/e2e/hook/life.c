// SPDX-License-Identifier: GPL-2.0
/* Refusals, dry runs, traps, guards, storms, the end of sessions. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "hook.h"

static void refused(struct wk_client *c, uint32_t program, struct wk_client_hook h, int code,
		    const char *words)
{
	struct wk_client_attach cfg = { .program = program };
	uint32_t attach = 0;
	int err = wk_client_attach_new(c, &cfg, &attach);

	if (!err)
		err = wk_client_attach_hook(c, attach, &h, NULL);
	if (!err)
		err = wk_client_arm(c, attach, false);
	hook_expect(err == code && strstr(wk_client_fault(c)->text, words), "refused (%d): %s", err,
		    wk_client_fault(c)->text);
	wk_client_detach(c, attach, NULL);
}

static void refusals(struct wk_client *c, uint32_t program)
{
	struct wk_client_hook h = hook_of(WK_HOOK_KPROBE, "one");

	h.symbol = "no_such_function_here";
	refused(c, program, h, WK_C_HOOK, "no such symbol");
	h.symbol = "wk_hit";
	refused(c, program, h, WK_C_HOOK, "cannot attach to one (wk_hit)");
	h.symbol = "wk_verb_hello";
	refused(c, program, h, WK_C_HOOK, "part of wasm_kernel");
	h.symbol = "__x64_sys_getsid";
	h.function = "nothing";
	h.function_len = 7;
	refused(c, program, h, WK_C_HOOK, "exports no function");
	h.function = "badtype";
	refused(c, program, h, WK_C_HOOK, "parameters");
	h = hook_of(WK_HOOK_TRACEPOINT, "one");
	h.symbol = "no_such_tracepoint";
	refused(c, program, h, WK_C_HOOK, "no such");
	h = hook_of(WK_HOOK_UPROBE, "one");
	h.path = "/no/such/file";
	refused(c, program, h, WK_C_HOOK, "file");
	h = hook_of(WK_HOOK_TIMER, "one");
	h.interval_ns = 10;
	refused(c, program, h, WK_C_HOOK, "100 microseconds");
}

/* Two hooks, the second of which is not possible: nothing may be armed. */
static void all_or_nothing(struct wk_client *c, uint32_t program)
{
	struct wk_client_hook h = hook_of(WK_HOOK_SYSCALL, "none");
	struct wk_client_stats s;
	uint32_t attach;
	int err;

	h.nr = hook_nr;
	attach = hook_attach(c, program, &h, 0);
	h = hook_of(WK_HOOK_KPROBE, "none");
	h.symbol = "no_such_function_here";
	wk_client_attach_hook(c, attach, &h, NULL);
	err = wk_client_arm(c, attach, false);
	hook_calls(10);
	wk_client_detach(c, attach, &s);
	hook_expect(err == WK_C_HOOK && s.nprobes == 2 && !s.probes[0].hits, "all hooks or none");
	wk_client_stats_clear(&s);
}

static void dry(struct wk_client *c, uint32_t program)
{
	struct wk_client_hook h = hook_of(WK_HOOK_KPROBE, "none");
	struct wk_client_stats s;
	uint32_t attach;
	int err;

	h.symbol = "__x64_sys_getsid";
	attach = hook_attach(c, program, &h, 0);
	err = wk_client_arm(c, attach, true);
	hook_calls(10);
	wk_client_stats(c, attach, &s);
	hook_expect(!err && s.state == WK_ATTACH_NEW && !s.probes[0].hits, "a dry run arms nothing");
	wk_client_stats_clear(&s);
	err = wk_client_arm(c, attach, false);
	hook_calls(10);
	wk_client_detach(c, attach, &s);
	hook_expect(!err && s.probes[0].hits == 10, "and can be followed by a real one");
	wk_client_stats_clear(&s);
}

static void traps(struct wk_client *c, uint32_t program)
{
	struct wk_client_hook h = hook_of(WK_HOOK_SYSCALL, "sink");
	struct wk_client_stats s;
	uint32_t attach;

	h.nr = hook_nr;
	attach = hook_attach(c, program, &h, 0);
	h.kind = WK_HOOK_SYSRET;
	h.function = "level";
	h.function_len = 5;
	wk_client_attach_hook(c, attach, &h, NULL);
	wk_client_arm(c, attach, false);
	hook_calls(5000);
	wk_client_stats(c, attach, &s);
	hook_expect(s.nprobes == 2 && s.probes[0].traps == 5000 && s.trap == 1 && s.nframes == 1,
		    "5000 traps are counted, the first is kept (%s)",
		    s.nframes ? s.names[0] : "no frame");
	hook_expect(s.nprobes == 2 && s.probes[1].hits >= 4999 && !s.probes[1].traps,
		    "a trap puts the stack pointer back");
	wk_client_stats_clear(&s);
	wk_client_detach(c, attach, NULL);
	h = hook_of(WK_HOOK_SYSCALL, "grow");
	h.nr = hook_nr;
	attach = hook_attach(c, program, &h, 0);
	wk_client_arm(c, attach, false);
	hook_calls(10);
	wk_client_detach(c, attach, &s);
	hook_expect(s.nprobes == 1 && s.probes[0].hits == 10 && !s.probes[0].traps,
		    "memory does not grow in a hook");
	wk_client_stats_clear(&s);
}

static int count_item(void *data, const struct wk_list_item *item)
{
	(void)item;
	++*(int *)data;
	return 0;
}

static int attachments(struct wk_client *c)
{
	int n = 0;

	wk_client_list(c, WK_LIST_ATTACHMENTS, count_item, &n);
	return n;
}

/* A client that is killed with a program on a hook leaves nothing behind. */
static void killed(struct wk_client *c)
{
	int before = attachments(c), tries;
	pid_t pid = fork();

	if (!pid) {
		execl("/proc/self/exe", "wk-hook", "arm", (char *)NULL);
		_exit(1);
	}
	for (tries = 0; tries < 600 && attachments(c) == before; tries++)
		usleep(50000);
	hook_expect(attachments(c) == before + 1, "another session's attachment is listed");
	usleep(200000);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	for (tries = 0; tries < 600 && attachments(c) > before; tries++)
		usleep(50000);
	hook_expect(attachments(c) == before, "it goes with its session");
}

void hook_life(struct wk_client *c, uint32_t program)
{
	refusals(c, program);
	all_or_nothing(c, program);
	dry(c, program);
	traps(c, program);
	killed(c);
}

/* What it may use of a CPU until it is taken off. */
#define BURN_MAX	1.0

static double cpu_time(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

/*
 * Lets a program eat the CPU until it is taken off, or for 10 seconds. What it used is what the
 * kernel charges us for, in whose system calls it runs: not what the host gave to other
 * machines while we waited for an answer. Return: seconds of it
 */
static double eaten(struct wk_client *c, uint32_t program, const char *function, uint64_t fuel,
		    uint32_t reason)
{
	struct wk_client_hook h = hook_of(WK_HOOK_SYSCALL, function);
	struct wk_client_stats s = { 0 };
	uint32_t attach;
	double from, burnt, took = 0;

	h.nr = hook_nr;
	attach = hook_attach(c, program, &h, fuel);
	if (wk_client_arm(c, attach, false))
		printf("# %s\n", wk_client_fault(c)->text);
	from = hook_now();
	burnt = cpu_time();
	while (s.state != WK_ATTACH_DETACHED && took < 10) {
		hook_calls(20);
		wk_client_stats_clear(&s);
		wk_client_stats(c, attach, &s);
		took = hook_now() - from;
	}
	hook_expect(s.state == WK_ATTACH_DETACHED && s.reason == reason,
		    "%s: %s after %.2f s: %s", function, wk_reason_name(s.reason), took, s.text);
	burnt = cpu_time() - burnt;
	wk_client_stats_clear(&s);
	wk_client_detach(c, attach, NULL);
	return burnt;
}

/* That the host stands still in the middle of a hit counts, too, but not in each of three tries. */
static void taken_off(struct wk_client *c, uint32_t program, const char *function, uint64_t fuel,
		      uint32_t reason)
{
	double burnt = BURN_MAX;

	for (int tries = 0; tries < 3 && burnt >= BURN_MAX; tries++)
		burnt = eaten(c, program, function, fuel, reason);
	hook_expect(burnt < BURN_MAX, "%s: it used %.2f s of a CPU, of %.1f at most", function,
		    burnt, BURN_MAX);
}

void hook_guard(struct wk_client *c, uint32_t program)
{
	/* Ten of the first ones are over long before they have used too much time. */
	taken_off(c, program, "spin", 20000, WK_REASON_OVERRUN);
	taken_off(c, program, "burn", 20000000, WK_REASON_GUARD);
}
