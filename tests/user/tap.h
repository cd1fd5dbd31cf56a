/* SPDX-License-Identifier: GPL-2.0 */
/* Results in the form that the test runner counts. */
#ifndef _WK_TESTS_TAP_H
#define _WK_TESTS_TAP_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

static int tap_count, tap_failed;

/*
 * One result; a failed one can say why in lines of tap_note() before it. With TAP_STOP in the
 * environment it is the last one: who hunts a mutant wants no more than one.
 */
__attribute__((format(printf, 2, 3), unused))
static bool tap_ok(bool ok, const char *fmt, ...)
{
	va_list ap;

	printf("%sok %d - ", ok ? "" : "not ", ++tap_count);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
	fflush(stdout);
	tap_failed += !ok;
	if (!ok && getenv("TAP_STOP"))
		_Exit(1);
	return ok;
}

__attribute__((format(printf, 1, 2), unused))
static void tap_note(const char *fmt, ...)
{
	va_list ap;

	printf("# ");
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
}

__attribute__((format(printf, 2, 3), unused))
static void tap_skip(const char *name, const char *why, ...)
{
	va_list ap;

	printf("ok %d - %s # SKIP ", ++tap_count, name);
	va_start(ap, why);
	vprintf(why, ap);
	va_end(ap);
	putchar('\n');
}

/* The plan; Return: exit status. */
__attribute__((unused))
static int tap_end(void)
{
	printf("1..%d\n", tap_count);
	return tap_failed != 0;
}

#endif /* _WK_TESTS_TAP_H */
