/* SPDX-License-Identifier: GPL-2.0 */
/* What the files of decode_test share. */
#ifndef _WK_DECODE_TEST_H
#define _WK_DECODE_TEST_H

#include "../gen/wbuf.h"
#include "wasm.h"

/* ---- decode_test.c ---- */

/** check() - one line of TAP */
void check(bool ok, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/** parse() - decodes and validates a copy of n bytes at @p; @e is cleared first */
struct wk_module *parse(const void *p, size_t n, struct wk_error *e);

/** verdict() - the kind of error that @b ends in; the module is freed */
enum wk_errkind verdict(const struct wbuf *b, struct wk_error *e);

/** sound_error() - is @e what an error of a module of @size bytes must look like? */
bool sound_error(const struct wk_error *e, size_t size);

/** read_file() - a file and its size, to be freed; NULL when it cannot be read */
u8 *read_file(const char *path, size_t *n);

/* ---- decode_alloc.c: the engine's memory, counted ---- */

extern size_t alloc_live;	/* bytes */
extern size_t alloc_peak;	/* bytes, since it was last set to alloc_live */
extern long alloc_fail_at;	/* allocations until one fails; -1: none */

/* ---- one group of tests each ---- */
void test_parts(void);		/* decode_parts.c: readers, names, tables, look-ups */
void test_cases(void);		/* decode_cases.c: small modules and their verdicts */
void test_limits(void);		/* decode_limits.c: every limit at its edge and beyond */
void test_hostile(void);	/* decode_hostile.c: cost of the worst modules */
void test_chewed(void);		/* decode_chew.c: truncated and damaged modules */

/** chew_file() - as test_chewed(), for a file; Return: modules tried, or -1 when wrong */
long chew_file(const char *path);

/** rich_module() - a small valid module with something of everything */
void rich_module(struct wbuf *out);

#endif /* _WK_DECODE_TEST_H */
