/* SPDX-License-Identifier: GPL-2.0 */
/* Names that are almost right. */
#ifndef _WK_CLI_NEAR_H
#define _WK_CLI_NEAR_H

#include <stddef.h>

#define NEAR_TEXT	80	/* bytes of the longest suggestion */

/** near_name() - the name of row @i of such a table */
const char *near_name(const void *table, size_t size, size_t i);

/**
 * near_suggest() - which name of a table somebody may have meant
 * @wrong: what was written; no name of the table
 * @len: its length
 * @table: rows, the first member of each its name; or the names themselves
 * @n: how many
 * @size: bytes of a row
 * @buf: filled with ", did you mean NAME?", or with nothing when no name is near
 *
 * Return: @buf, for a message to end with.
 */
const char *near_suggest(const char *wrong, size_t len, const void *table, size_t n, size_t size,
			 char buf[NEAR_TEXT]);

#endif /* _WK_CLI_NEAR_H */
