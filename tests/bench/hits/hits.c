// SPDX-License-Identifier: GPL-2.0
/*
 * usage: wk-hits plain NAME		instructions of a call, whatever is on it
 *	  wk-hits hits			with each of our programs, and eBPF's, on it
 *	  wk-hits work			instructions of a record, up to its reader
 *	  wk-hits rate			records per second
 *
 * The first three are for a machine that counts instructions.
 */
#include <dirent.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "hits.h"

#define CALLS	1000
#define ROUNDS	15

void die(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	exit(1);
}

uint64_t now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000000 + (uint64_t)ts.tv_nsec;
}

void calls(unsigned int n)
{
	while (n--)
		syscall(SYS_getsid, 0);
}

/* The best of some rounds: in the others a timer came in between. */
static void measure(const char *name)
{
	uint64_t best = ~0ull;

	for (int i = 0; i < ROUNDS; i++) {
		uint64_t start = now_ns();

		calls(CALLS);
		start = now_ns() - start;
		best = start < best ? start : best;
	}
	printf("hit %s %.1f\n", name, (double)best / CALLS);
	fflush(stdout);
}

static void with(const char *who, void (*on)(const char *, const char *), void (*off)(void),
		 const char *const *programs)
{
	static const char *const hooks[] = { "kprobe", "tracepoint" };
	char name[64];

	for (int h = 0; h < 2; h++) {
		for (int i = 0; programs[i]; i++) {
			on(hooks[h], programs[i]);
			snprintf(name, sizeof(name), "%s %s-%s", hooks[h], who, programs[i]);
			measure(name);
			off();
		}
	}
}

static void all_hits(void)
{
	static const char *const ours[] = { "empty", "own", "count", "call1", "call11",
					    NULL };
	static const char *const theirs[] = { "empty", "count", NULL };

	with("wk", wk_on, wk_off, ours);
	with("bpf", bpf_on, bpf_off, theirs);
}

/* ---- what a record takes ---- */

/* Time on a CPU, of a task: sleeping does not count. */
static uint64_t runtime_of(const char *pid)
{
	unsigned long long n = 0;
	char path[300];
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%s/schedstat", pid);
	f = fopen(path, "r");
	if (f && fscanf(f, "%llu", &n) != 1)
		n = 0;
	if (f)
		fclose(f);
	return n;
}

static bool is_worker(const char *pid)
{
	char path[300], name[32] = "";
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%s/comm", pid);
	f = fopen(path, "r");
	if (f && !fgets(name, sizeof(name), f))
		name[0] = '\0';
	if (f)
		fclose(f);
	return !strcmp(name, "wk_stream\n");
}

/* Ours, and that of the thread that drains. */
static uint64_t all_runtime(void)
{
	uint64_t sum = runtime_of("self");
	DIR *d = opendir("/proc");
	struct dirent *e;

	while (d && (e = readdir(d)))
		if (e->d_name[0] >= '0' && e->d_name[0] <= '9' && is_worker(e->d_name))
			sum += runtime_of(e->d_name);
	if (d)
		closedir(d);
	return sum;
}

#define BURST	500
#define BURSTS	40

static uint64_t burst_work(const struct source *s)
{
	uint64_t start = all_runtime(), emitted = 0;

	for (int i = 0; i < BURSTS; i++) {
		calls(BURST);
		emitted += BURST;
		while (s && s->take(1000) + s->lost() < emitted)
			;
	}
	return all_runtime() - start;
}

static void work(const char *name, const struct source *s)
{
	uint64_t without = burst_work(NULL), took;
	uint64_t lost;

	s->start();
	took = burst_work(s);
	lost = s->lost();
	s->stop();
	printf("work %s %.0f lost %llu\n", name, (double)(took - without) / (BURST * BURSTS),
	       (unsigned long long)lost);
	fflush(stdout);
}

/* ---- how many get through ---- */

#define RATE_MS	3000

static volatile bool done;
static uint64_t emitted;

static void *emit(void *unused)
{
	(void)unused;
	while (!done) {
		calls(100);
		emitted += 100;
	}
	return NULL;
}

static void rate(const char *name, const struct source *s)
{
	uint64_t start, got = 0, ns;
	pthread_t thread;

	done = false;
	emitted = 0;
	s->start();
	start = now_ns();
	if (pthread_create(&thread, NULL, emit, NULL))
		die("thread");
	while (now_ns() - start < RATE_MS * 1000000ull)
		got = s->take(100);
	ns = now_ns() - start;
	done = true;
	pthread_join(thread, NULL);
	printf("rate %s %.0f of %.0f\n", name, (double)got * 1e9 / (double)ns,
	       (double)emitted * 1e9 / (double)ns);
	fflush(stdout);
	s->stop();
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";

	if (!strcmp(what, "plain") && argc == 3) {
		measure(argv[2]);
	} else if (!strcmp(what, "hits")) {
		all_hits();
	} else if (!strcmp(what, "work")) {
		work("wk", &wk_source);
		work("bpf", &bpf_source);
	} else if (!strcmp(what, "rate")) {
		rate("wk", &wk_source);
		rate("bpf", &bpf_source);
	} else {
		return 2;
	}
	return 0;
}
