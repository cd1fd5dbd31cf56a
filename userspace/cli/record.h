/* SPDX-License-Identifier: GPL-2.0 */
/* Bytes of a record, key or value, by their layout: as JSON and as text. */
#ifndef _WK_CLI_RECORD_H
#define _WK_CLI_RECORD_H

#include "layout.h"

/**
 * struct record_head - what the kernel says about a record
 * @nsec: CLOCK_MONOTONIC
 * @seq: its number on that CPU
 * @cpu: where it was written
 * @insecure: by a test build of the module
 */
struct record_head {
	uint64_t nsec;
	uint64_t seq;
	uint32_t cpu;
	bool insecure;
};

/**
 * record_json() - sets a member of @obj for each field
 * @bytes: any
 * @n: how many; what is missing becomes null, what is left over goes to "@rest" in hex
 * @head: NULL for keys and values
 */
void record_json(const struct layout *l, const void *bytes, size_t n,
		 const struct record_head *head, json_t *obj);

/** record_value_json() - the value itself when there is but one field, else an object */
json_t *record_value_json(const struct layout *l, const void *bytes, size_t n);

/**
 * record_text() - one field for a column
 *
 * Return: text of its own, to be freed; NULL when memory is short.
 */
char *record_text(const struct layout *l, size_t field, const void *bytes, size_t n,
		  const struct record_head *head);

/** record_value_text() - all fields, ", " between them; to be freed */
char *record_value_text(const struct layout *l, const void *bytes, size_t n);

#endif /* _WK_CLI_RECORD_H */
