/* SPDX-License-Identifier: GPL-2.0 */
/* Batches of a stream, taken apart into records. */
#ifndef _WK_CLI_PARTS_H
#define _WK_CLI_PARTS_H

#include <stddef.h>
#include <stdint.h>

#include "record.h"

/**
 * struct parts - a record of which not all has come yet
 * @bytes: what has
 * @len: of the whole record
 * @have: bytes that have come
 * @type: of it
 * @head: of it
 */
struct parts {
	unsigned char *bytes;
	uint32_t len;
	uint32_t have;
	uint32_t type;
	struct record_head head;
};

typedef int (*parts_fn)(void *data, uint32_t type, const struct record_head *head,
			const void *bytes, size_t n);

/**
 * parts_batch() - calls @each for every record that a batch completes
 * @p: zeroed at first; holds what the next batch goes on with
 * @batch: struct wk_wire_record, each with its bytes
 * @n: bytes of it
 *
 * Return: 0, -1 when the batch is not well formed, or what @each said.
 */
int parts_batch(struct parts *p, const void *batch, size_t n, parts_fn each, void *data);

/** parts_clear() - frees what it owns */
void parts_clear(struct parts *p);

#endif /* _WK_CLI_PARTS_H */
