// SPDX-License-Identifier: GPL-2.0
/*
 * insmod and rmmod, $CYCLES times, while clients come and go and their guests run.
 *
 * The module stays for up to $STAY milliseconds, every second time until a guest runs. Each rmmod
 * may take $LIMIT seconds, most of which is the kernel's wait for RCU.
 */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client.h"

#define MODULE		"/wasm_kernel.ko"
#define SWARM		4

static bool insmod(void)
{
	int fd = open(MODULE, O_RDONLY | O_CLOEXEC);
	bool good = fd >= 0 && !syscall(SYS_finit_module, fd, "", 0);

	if (!good)
		printf("# insmod: %s\n", strerror(errno));
	close(fd);
	return good;
}

static bool rmmod(void)
{
	bool good = !syscall(SYS_delete_module, "wasm_kernel", O_NONBLOCK);

	if (!good)
		printf("# rmmod: %s\n", strerror(errno));
	return good;
}

static bool is_guest(const char *pid)
{
	char path[300], comm[32] = "";
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%s/comm", pid);
	f = fopen(path, "r");
	if (!f)
		return false;
	if (!fgets(comm, sizeof(comm), f))
		comm[0] = '\0';
	fclose(f);
	return !strncmp(comm, "wk_runner", 9);
}

static bool a_guest_runs(void)
{
	DIR *proc = opendir("/proc");
	struct dirent *entry;
	bool seen = false;

	while (proc && !seen && (entry = readdir(proc)))
		seen = isdigit(entry->d_name[0]) && is_guest(entry->d_name);
	if (proc)
		closedir(proc);
	return seen;
}

static bool wait_for_guest(int ms)
{
	double left = ms / 1000.0, since = now();

	while (!a_guest_runs()) {
		left -= step(&since);
		if (left <= 0)
			return false;
		usleep(5000);
	}
	return true;
}

static void swarm_start(pid_t *swarm)
{
	fflush(stdout);
	for (int i = 0; i < SWARM; i++) {
		swarm[i] = fork();
		if (swarm[i])
			continue;
		setpriority(PRIO_PROCESS, 0, 10);
		suite_swarm();
	}
}

static void swarm_stop(const pid_t *swarm)
{
	for (int i = 0; i < SWARM; i++)
		kill(swarm[i], SIGKILL);
	while (wait(NULL) > 0)
		;
}

/**
 * struct tally - what was seen
 * @done: whole cycles
 * @busy: of them, those in which a guest ran when its module went
 * @worst: seconds that the longest rmmod took
 */
struct tally {
	long done;
	long busy;
	double worst;
};

/* Different lengths: rmmod has to meet clients at every point of their visits. */
static bool one_cycle(struct tally *t, long stay)
{
	bool until_guest = t->done % 2;
	double begun, took;

	if (!insmod())
		return false;
	usleep(t->done * 7919 % stay * 1000 + 2000);
	t->busy += wait_for_guest(until_guest ? patience : 0);
	begun = awake();
	if (!rmmod())
		return false;
	took = awake() - begun;
	if (took > t->worst)
		t->worst = took;
	t->done++;
	return true;
}

static bool a_guest_ends(void)
{
	struct stage s;
	bool good = stage_open(&s) &&
		    start(s.c, s.space, s.inst, "exit", WK_VT_I32, 3, 0, 0) == WK_C_OK &&
		    wait_done(s.c, patience) == WK_C_EXIT;

	stage_close(&s);
	return good;
}

void suite_cycles(void)
{
	const long cycles = number("CYCLES", 100), limit = number("LIMIT", 5);
	const long stay = number("STAY", 400);
	struct tally t = { 0 };
	pid_t swarm[SWARM];
	double begun = now();

	swarm_start(swarm);
	while (t.done < cycles && one_cycle(&t, stay)) {
		if (t.done % 20)
			continue;
		printf("# %ld cycles, %.0f s\n", t.done, now() - begun);
		fflush(stdout);
	}
	swarm_stop(swarm);
	ok(t.done == cycles, "%ld of %ld cycles of insmod and rmmod under load", t.done, cycles);
	ok(t.busy > cycles / 3, "a guest was running in %ld of them", t.busy);
	ok(t.worst <= limit, "the longest rmmod took %.0f ms, at most %ld s", t.worst * 1000, limit);
	ok(insmod() && a_guest_ends(), "the module works afterwards");
	rmmod();
}
