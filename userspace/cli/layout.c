// SPDX-License-Identifier: GPL-2.0
/* Lists of fields, as a manifest has them. */

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "keys.h"
#include "layout.h"
#include "near.h"

struct type_row {
	const char *name;
	uint32_t size;
	unsigned int width;
};

static const struct type_row rows[] = {
#define FIELD_TYPE(name, ident, size, width, meaning) [FIELD_##ident] = { name, size, width },
#include "fieldtypes.def"
#undef FIELD_TYPE
};

const char *field_type_name(enum field_type type)
{
	return rows[type].name;
}

static bool from_header(enum field_type type)
{
	return rows[type].name[0] == '@';
}

/* Numbers that can say how many, or have names. */
static bool is_number(enum field_type type)
{
	return type <= FIELD_X64;
}

/* ---- "char[16]" ---- */

static int find_type(const char *name, size_t len)
{
	for (int i = 0; i < FIELD_TYPES; i++)
		if (strlen(rows[i].name) == len && !memcmp(rows[i].name, name, len))
			return i;
	return -1;
}

static int parse_count(struct field *f, const char *text, const char *bracket,
		       char reason[CLI_WHY])
{
	unsigned long n;
	char *end;

	if (!isdigit((unsigned char)bracket[1]))
		return why(reason, "\"%.60s\" is no type: what is in brackets is no number", text);
	errno = 0;
	n = strtoul(bracket + 1, &end, 10);
	if (errno || strcmp(end, "]") || !n || n > LAYOUT_MAX_SIZE)
		return why(reason, "\"%.60s\" is no type: 1 to %d elements are possible", text,
			   LAYOUT_MAX_SIZE);
	if (!f->size)
		return why(reason, "\"%.60s\" is no type: %s is never in brackets", text,
			   rows[f->type].name);
	f->count = (uint32_t)n;
	f->array = true;
	return 0;
}

static int parse_type(struct field *f, const char *text, char reason[CLI_WHY])
{
	const char *bracket = strchr(text, '[');
	size_t len = bracket ? (size_t)(bracket - text) : strlen(text);
	int type = find_type(text, len);
	char near[NEAR_TEXT];

	if (type < 0)
		return why(reason, "there is no type \"%.60s\"%s", text,
			   near_suggest(text, len, rows, FIELD_TYPES, sizeof(rows[0]), near));
	f->type = (enum field_type)type;
	f->size = rows[type].size;
	f->count = 1;
	f->width = rows[type].width;
	if (bracket && parse_count(f, text, bracket, reason))
		return -1;
	if (type == FIELD_CHAR || type == FIELD_BYTE)
		f->width = f->count * (type == FIELD_BYTE ? 2 : 1);
	else if (f->array)
		f->width = f->count * (f->width + 1);
	if (f->width > 60)
		f->width = 60;
	return 0;
}

/* ---- one field ---- */

static bool good_name(const char *name)
{
	if (!isalpha((unsigned char)*name) && *name != '_')
		return false;
	for (; *name; name++)
		if (!isalnum((unsigned char)*name) && *name != '_')
			return false;
	return true;
}

static int parse_length(const struct layout *l, struct field *f, const char *name,
			char reason[CLI_WHY])
{
	if (f->size || from_header(f->type))
		return why(reason, "field %s: its type has a length of its own", f->name);
	for (size_t i = 0; i < l->n; i++) {
		const struct field *by = &l->fields[i];

		if (strcmp(by->name, name))
			continue;
		if (!is_number(by->type) || by->array)
			return why(reason, "field %s: %s, its length, is no number", f->name, name);
		f->length = (int)i;
		return 0;
	}
	return why(reason, "field %s: there is no field %.60s before it", f->name, name);
}

static int parse_names(struct field *f, json_t *names, char reason[CLI_WHY])
{
	const char *key;
	json_t *name;

	if (!is_number(f->type) || f->array)
		return why(reason, "field %s: only a number can have \"values\"", f->name);
	json_object_foreach(names, key, name)
		if (!json_is_string(name))
			return why(reason, "field %s: \"values\" are texts", f->name);
	f->names = json_incref(names);
	return 0;
}

/* Where it lies, behind what there is. */
static int place(struct layout *l, struct field *f, char reason[CLI_WHY])
{
	uint64_t size = (uint64_t)f->size * f->count;
	uint32_t align = f->type == FIELD_IP ? 4 : f->type == FIELD_IPV6 ? 1 : f->size;

	f->offset = l->size;
	if (from_header(f->type))
		return 0;
	if (l->varying && (f->size || l->fields[l->n - 1].length < 0))
		return why(reason, "field %s: it follows one that takes all that is left", f->name);
	l->varying |= !f->size;
	if (!f->size)
		return 0;
	if (l->size % align)
		return why(reason, "field %s: it would begin at byte %u, which is no multiple of %u: put a pad[%u] before it",
			   f->name, l->size, align, align - l->size % align);
	if (l->size + size > LAYOUT_MAX_SIZE)
		return why(reason, "field %s: no more than %d bytes are possible", f->name,
			   LAYOUT_MAX_SIZE);
	l->size += (uint32_t)size;
	return 0;
}

static int parse_field(struct layout *l, struct field *f, const json_t *obj, char reason[CLI_WHY])
{
	static const char * const keys[] = { "name", "type", "size", "hidden", "width", "values",
					     "help" };
	const char *name = json_string_value(json_object_get(obj, "name"));
	const char *type = json_string_value(json_object_get(obj, "type"));
	const char *size = json_string_value(json_object_get(obj, "size"));
	json_t *names = json_object_get(obj, "values");
	json_t *width = json_object_get(obj, "width");

	f->length = -1;
	if (!type || (!name && strncmp(type, "pad", 3)))
		return why(reason, "field %zu has no \"name\" or no \"type\"", l->n);
	if (name && !good_name(name))
		return why(reason, "\"%.60s\" cannot name a field: letters, digits and _ can", name);
	f->name = strdup(name ? name : "");
	if (!f->name)
		return why(reason, "out of memory");
	if (KEYS_KNOWN(obj, f->name, keys, reason) || parse_type(f, type, reason))
		return -1;
	if (size && parse_length(l, f, size, reason))
		return -1;
	if (names && parse_names(f, names, reason))
		return -1;
	if (json_is_integer(width))
		f->width = (unsigned int)(json_integer_value(width) & 0xff);
	f->hidden = json_is_true(json_object_get(obj, "hidden")) || f->type == FIELD_PAD;
	return place(l, f, reason);
}

/* ---- all ---- */

static bool name_taken(const struct layout *l, const char *name)
{
	for (size_t i = 0; *name && i < l->n; i++)
		if (!strcmp(l->fields[i].name, name))
			return true;
	return false;
}

static int parse_list(const json_t *list, struct layout *l, char reason[CLI_WHY])
{
	const json_t *obj;
	size_t i;

	json_array_foreach(list, i, obj) {
		struct field *f = &l->fields[l->n];
		const char *name = json_string_value(json_object_get(obj, "name"));

		if (name && name_taken(l, name))
			return why(reason, "there are two fields %.60s", name);
		if (parse_field(l, f, obj, reason)) {
			free(f->name);
			json_decref(f->names);
			return -1;
		}
		l->n++;
	}
	return 0;
}

int layout_parse(const json_t *list, struct layout *l, char reason[CLI_WHY])
{
	json_t *single;
	int err;

	memset(l, 0, sizeof(*l));
	if (json_is_string(list)) {
		single = json_pack("[{s:s, s:O}]", "name", "value", "type", (json_t *)list);
		err = layout_parse(single, l, reason);
		json_decref(single);
		return err;
	}
	if (!json_is_array(list) || json_array_size(list) > LAYOUT_MAX_FIELDS)
		return why(reason, "fields are a list of at most %d", LAYOUT_MAX_FIELDS);
	l->fields = calloc(json_array_size(list) + 1, sizeof(*l->fields));
	if (!l->fields)
		return why(reason, "out of memory");
	return parse_list(list, l, reason);
}

void layout_clear(struct layout *l)
{
	for (size_t i = 0; i < l->n; i++) {
		free(l->fields[i].name);
		json_decref(l->fields[i].names);
	}
	free(l->fields);
	memset(l, 0, sizeof(*l));
}

json_t *layout_json(const struct layout *l)
{
	json_t *list = json_array();

	for (size_t i = 0; i < l->n; i++) {
		const struct field *f = &l->fields[i];
		char type[40];

		snprintf(type, sizeof(type), f->array ? "%s[%u]" : "%s", rows[f->type].name,
			 f->count);
		json_array_append_new(list, json_pack("{s:s, s:s, s:I, s:I}", "name", f->name,
			"type", type, "offset", (json_int_t)f->offset,
			"size", (json_int_t)f->size * f->count));
	}
	return list;
}
