/* SPDX-License-Identifier: GPL-2.0 */
/* What the bytes of a record, a key or a value mean. */
#ifndef _WK_CLI_LAYOUT_H
#define _WK_CLI_LAYOUT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "why.h"

enum field_type {
#define FIELD_TYPE(name, ident, size, width, meaning) FIELD_##ident,
#include "fieldtypes.def"
#undef FIELD_TYPE
	FIELD_TYPES,
};

#define LAYOUT_MAX_FIELDS	256
#define LAYOUT_MAX_SIZE		65536	/* bytes of the fixed part */

/**
 * struct field - one field
 * @name: as in JSON
 * @type: what it is
 * @size: bytes of one element; 0: varying
 * @count: elements; 1 and not @array: a plain value
 * @array: written as TYPE[N]
 * @offset: where it begins; of a varying one: where the varying part begins
 * @length: index of the field that says how many bytes a varying one has, or -1
 * @hidden: not in columns
 * @width: columns it takes
 * @names: object, what each number is called; or NULL
 */
struct field {
	char *name;
	enum field_type type;
	uint32_t size;
	uint32_t count;
	bool array;
	uint32_t offset;
	int length;
	bool hidden;
	unsigned int width;
	json_t *names;
};

/**
 * struct layout - fields in order, without gaps
 * @fields: they
 * @n: how many
 * @size: bytes of the fixed part
 * @varying: more may follow
 */
struct layout {
	struct field *fields;
	size_t n;
	uint32_t size;
	bool varying;
};

/**
 * layout_parse() - reads a list of fields: [{"name": "pid", "type": "u32"}, ...], or a
 * single type: "u32"
 * @list: from a manifest
 * @l: filled; to be cleared with layout_clear() in any case
 * @reason: why it is refused
 *
 * Numbers must lie at multiples of their size, so that a C compiler puts them there, too.
 *
 * Return: 0 or -1.
 */
int layout_parse(const json_t *list, struct layout *l, char reason[CLI_WHY]);

/** layout_clear() - frees what it owns */
void layout_clear(struct layout *l);

/** layout_json() - the same back as JSON, with offsets, for people and programs */
json_t *layout_json(const struct layout *l);

/** field_type_name() - "u32"; never NULL */
const char *field_type_name(enum field_type type);

#endif /* _WK_CLI_LAYOUT_H */
