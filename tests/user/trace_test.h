/* SPDX-License-Identifier: GPL-2.0 */
/* What the files of this test share. */
#ifndef _WK_TESTS_TRACE_TEST_H
#define _WK_TESTS_TRACE_TEST_H

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "tap.h"

/* Results are counted in one place. */
#define tap_ok(ok, ...)	trace_ok((ok), __VA_ARGS__)
__attribute__((format(printf, 2, 3)))
bool trace_ok(bool ok, const char *fmt, ...);

/* Programs, libraries and types in @dir. */
void test_files(const char *dir);

/* Rows of "metrics", and releases. */
void test_metrics(void);

__attribute__((unused))
static bool same(const char *got, const char *want)
{
	if (got && !strcmp(got, want))
		return true;
	tap_note("got  %s", got ? got : "(nothing)");
	tap_note("want %s", want);
	return false;
}

/* Does the sentence have that in it? */
__attribute__((unused))
static bool says(const char *sentence, const char *part)
{
	if (strstr(sentence, part))
		return true;
	tap_note("\"%s\" says nothing of \"%s\"", sentence, part);
	return false;
}

__attribute__((unused))
static char *dump(json_t *j)
{
	char *text = j ? json_dumps(j, JSON_COMPACT | JSON_ENCODE_ANY | JSON_PRESERVE_ORDER) : NULL;

	json_decref(j);
	return text;
}

/* Bytes in a place of exactly their size, so that one too many is noticed. */
__attribute__((unused))
static void *exactly(const void *bytes, size_t n)
{
	void *copy = malloc(n ? n : 1);

	memcpy(copy, bytes, n);
	return n ? copy : realloc(copy, 1);
}

#endif /* _WK_TESTS_TRACE_TEST_H */
