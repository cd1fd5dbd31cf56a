/* SPDX-License-Identifier: GPL-2.0 */
/* Which keys an object of a manifest may have. */
#ifndef _WK_CLI_KEYS_H
#define _WK_CLI_KEYS_H

#include <jansson.h>

#include "why.h"

/**
 * keys_known() - refuses what is not in a table: it may be a slip of the pen
 * @what: the object, for the sentence: "a map"
 * @table: rows, the first member of each its name; or the names themselves
 * @n: how many
 * @size: bytes of a row
 *
 * Return: 0; -1 when it is no object, or has another key.
 */
int keys_known(const json_t *obj, const char *what, const void *table, size_t n, size_t size,
	       char reason[CLI_WHY]);

/* The same with an array of names. */
#define KEYS_KNOWN(obj, what, names, reason) \
	keys_known(obj, what, names, sizeof(names) / sizeof((names)[0]), sizeof((names)[0]), reason)

#endif /* _WK_CLI_KEYS_H */
