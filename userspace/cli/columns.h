/* SPDX-License-Identifier: GPL-2.0 */
/* A stream of records on standard output: columns, or a JSON object for each. */
#ifndef _WK_CLI_COLUMNS_H
#define _WK_CLI_COLUMNS_H

#include "manifest.h"
#include "record.h"

/**
 * struct columns - how a stream is shown
 * @manifest: says what records are
 * @json: objects, not columns
 * @headed: types whose head has been shown; as many as the manifest has
 */
struct columns {
	const struct manifest *manifest;
	bool json;
	bool *headed;
};

/** columns_init() - Return: 0, or -1 when memory is short */
int columns_init(struct columns *c, const struct manifest *m, bool json);

/** columns_clear() - frees what it owns */
void columns_clear(struct columns *c);

/**
 * columns_print() - shows one record
 * @type: its type
 * @bytes: all of it
 * @n: how many
 *
 * Of a type that the manifest does not have, the bytes are shown.
 *
 * Return: 0, or -1 when it cannot be written.
 */
int columns_print(struct columns *c, uint32_t type, const struct record_head *head,
		  const void *bytes, size_t n);

#endif /* _WK_CLI_COLUMNS_H */
