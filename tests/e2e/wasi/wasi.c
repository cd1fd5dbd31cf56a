// SPDX-License-Identifier: GPL-2.0
/* A WASI program that does one thing per run, as its first argument says. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static int do_args(int argc, char **argv)
{
	int i;

	for (i = 0; i < argc; i++)
		printf("[%s]", argv[i]);
	for (i = 0; environ[i]; i++)
		printf("{%s}", environ[i]);
	putchar('\n');
	return 0;
}

static int do_cat(int argc, char **argv)
{
	char buf[5000];
	ssize_t n;

	(void)argc;
	(void)argv;
	while ((n = read(0, buf, sizeof(buf))) > 0)
		if (fwrite(buf, 1, (size_t)n, stdout) != (size_t)n)
			return 1;
	return n < 0;
}

/* Numbered lines, every hundredth to stderr: none may be lost or change places. */
static int do_flood(int argc, char **argv)
{
	int i, n = argc > 2 ? atoi(argv[2]) : 10;

	for (i = 0; i < n; i++)
		fprintf(i % 100 == 99 ? stderr : stdout, "line %d of the flood\n", i);
	return 0;
}

static long long now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000ll + t.tv_nsec / 1000000;
}

static int do_sleep(int argc, char **argv)
{
	const struct timespec t = { .tv_nsec = 300000000 };
	long long begin = now_ms(), took;

	(void)argc;
	(void)argv;
	nanosleep(&t, NULL);
	took = now_ms() - begin;
	puts(took >= 300 && took < 20000 ? "slept" : "slept wrongly");
	return 0;
}

static int do_time(int argc, char **argv)
{
	struct timespec t, cpu, res;

	(void)argc;
	(void)argv;
	if (clock_gettime(CLOCK_REALTIME, &t) || clock_getres(CLOCK_MONOTONIC, &res) ||
	    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu))
		return 1;
	printf("%lld %d\n", (long long)t.tv_sec, res.tv_sec == 0 && res.tv_nsec > 0);
	return 0;
}

static int do_random(int argc, char **argv)
{
	unsigned char buf[256] = { 0 }, seen[256] = { 0 };
	int i, kinds = 0;

	(void)argc;
	(void)argv;
	if (getentropy(buf, sizeof(buf)))
		return 1;
	for (i = 0; i < 256; i++)
		kinds += !seen[buf[i]]++;
	puts(kinds > 100 ? "random" : "not random");
	return 0;
}

static int do_exit(int argc, char **argv)
{
	printf("before");
	exit(argc > 2 ? atoi(argv[2]) : 0);
}

static int do_abort(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	fputs("before\n", stderr);
	abort();
}

static int do_files(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	printf("%d %d\n", fopen("/etc/passwd", "r") != NULL, lseek(1, 0, SEEK_SET) != -1);
	fflush(stdout);
	return close(1) != 0 || write(1, "lost", 4) != -1 || errno != EBADF;
}

static int do_tty(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	printf("%d\n", isatty(1));
	return 0;
}

static int do_loop(int argc, char **argv)
{
	volatile unsigned int n = 0;

	(void)argc;
	(void)argv;
	for (;;)
		n++;
}

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
} things[] = {
	{ "args", do_args }, { "cat", do_cat }, { "flood", do_flood }, { "sleep", do_sleep },
	{ "time", do_time }, { "random", do_random }, { "exit", do_exit }, { "abort", do_abort },
	{ "files", do_files }, { "tty", do_tty }, { "loop", do_loop },
};

int main(int argc, char **argv)
{
	size_t i;

	for (i = 0; argc > 1 && i < sizeof(things) / sizeof(things[0]); i++)
		if (!strcmp(things[i].name, argv[1]))
			return things[i].run(argc, argv);
	return 99;
}
