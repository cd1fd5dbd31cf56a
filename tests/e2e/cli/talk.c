// SPDX-License-Identifier: GPL-2.0
/* A WASI program that does what its first argument says. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern char **environ;

static int args(int argc, char **argv)
{
	for (int i = 0; i < argc; i++)
		printf("arg %d: %s\n", i, argv[i]);
	for (char **e = environ; e && *e; e++)
		printf("env: %s\n", *e);
	return 0;
}

/* Numbered lines, so that what is lost or out of order shows. */
static int spam(long lines)
{
	for (long i = 0; i < lines; i++)
		printf("%08ld the quick brown fox jumps over the lazy dog\n", i);
	return 0;
}

/* As fast as can be, and every second byte is one that JSON has two for. */
static int flood(void)
{
	static char buf[1 << 18];

	for (size_t i = 0; i < sizeof(buf); i++)
		buf[i] = i % 2 ? '\n' : 'y';
	while (write(1, buf, sizeof(buf)) > 0)
		;
	return 1;
}

static int both(void)
{
	for (int i = 0; i < 200; i++) {
		dprintf(1, "out %d\n", i);
		dprintf(2, "err %d\n", i);
	}
	return 0;
}

static int cat(void)
{
	static char buf[5000];
	ssize_t n;

	while ((n = read(0, buf, sizeof(buf))) > 0)
		if (write(1, buf, (size_t)n) != n)
			return 1;
	return n < 0;
}

static int ask(void)
{
	char name[100];

	printf("name? ");
	fflush(stdout);
	if (!fgets(name, sizeof(name), stdin))
		return 1;
	printf("hello %s", name);
	return 0;
}

static int loop(void)
{
	printf("looping\n");
	fflush(stdout);
	for (volatile unsigned int i = 0;; i++)
		;
}

static int grow(void)
{
	size_t n = 0;

	volatile char *p;

	while ((p = malloc(1 << 16)) != NULL && !(*p = 0))
		n++;
	printf("%s\n", n > 100 && n < 200 ? "about 10 MB" : "something else");
	return 0;
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "args";
	const char *more = argc > 2 ? argv[2] : "0";

	if (!strcmp(what, "spam"))
		return spam(atol(more));
	if (!strcmp(what, "flood"))
		return flood();
	if (!strcmp(what, "both"))
		return both();
	if (!strcmp(what, "cat"))
		return cat();
	if (!strcmp(what, "ask"))
		return ask();
	if (!strcmp(what, "loop"))
		return loop();
	if (!strcmp(what, "grow"))
		return grow();
	if (!strcmp(what, "exit"))
		exit(atoi(more));
	return args(argc, argv);
}
