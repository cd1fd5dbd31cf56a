// SPDX-License-Identifier: GPL-2.0
/* Keys and values that people write, as bytes. */

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "encode.h"
#include "ksyms.h"

/* ---- bytes ---- */

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)tolower((unsigned char)c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static int encode_hex(const char *hex, unsigned char *bytes, uint32_t size, char reason[CLI_WHY])
{
	if (strlen(hex) != 2 * (size_t)size)
		return why(reason, "%u bytes in hex are %u digits, not %zu", size, 2 * size,
			   strlen(hex));
	for (uint32_t i = 0; i < size; i++) {
		int high = digit(hex[2 * i]);
		int low = digit(hex[2 * i + 1]);

		if (high < 0 || low < 0)
			return why(reason, "\"%.40s\" is not hex", hex);
		bytes[i] = (unsigned char)(high << 4 | low);
	}
	return 0;
}

/* ---- numbers ---- */

static bool is_signed(enum field_type t)
{
	return t >= FIELD_I8 && t <= FIELD_I64;
}

static bool is_number(enum field_type t)
{
	return t <= FIELD_DURATION;
}

/* JSON has no more than i64; what is larger, or in hex, is a text. */
static int number_of(const struct field *f, const json_t *v, int64_t *n, char reason[CLI_WHY])
{
	const char *text = json_string_value(v);
	char *end;

	if (json_is_integer(v) || json_is_boolean(v)) {
		*n = json_is_integer(v) ? json_integer_value(v) : json_is_true(v);
		return 0;
	}
	if (f->type == FIELD_SYSCALL && text && syscall_number(text) >= 0) {
		*n = syscall_number(text);
		return 0;
	}
	if (!text || !*text)
		return why(reason, "%s wants a number", field_type_name(f->type));
	errno = 0;
	if (*text == '-')
		*n = strtoll(text, &end, 0);
	else
		*n = (int64_t)strtoull(text, &end, 0);
	if (errno || *end)
		return why(reason, "\"%.40s\" is no number", text);
	return 0;
}

static bool fits(const struct field *f, int64_t n, bool negative)
{
	unsigned int bits = 8 * f->size;

	if (bits >= 64)
		return !negative || is_signed(f->type);
	if (is_signed(f->type))
		return n >= -(1ll << (bits - 1)) && n < 1ll << (bits - 1);
	return !negative && (uint64_t)n >> bits == 0;
}

static int encode_number(const struct field *f, const json_t *v, unsigned char *to,
			 char reason[CLI_WHY])
{
	const char *text = json_string_value(v);
	int64_t n = 0;

	if (number_of(f, v, &n, reason))
		return -1;
	if (!fits(f, n, text ? *text == '-' : n < 0))
		return why(reason, "a number is too large for %s", field_type_name(f->type));
	for (uint32_t i = 0; i < f->size; i++)
		to[i] = (unsigned char)((uint64_t)n >> 8 * i);
	return 0;
}

/* ---- fields ---- */

static int encode_chars(const struct field *f, const json_t *v, unsigned char *to,
			char reason[CLI_WHY])
{
	const char *text = json_string_value(v);

	if (!text)
		return why(reason, "char[%u] wants a text", f->count);
	if (strlen(text) > f->count)
		return why(reason, "\"%.40s\" is too long for char[%u]", text, f->count);
	memcpy(to, text, strlen(text));
	return 0;
}

static int encode_list(const struct field *f, const json_t *v, unsigned char *to,
		       char reason[CLI_WHY])
{
	const json_t *item;
	size_t i;

	if (json_array_size(v) != f->count)
		return why(reason, "%s[%u] wants a list of as many", field_type_name(f->type),
			   f->count);
	json_array_foreach(v, i, item)
		if (encode_number(f, item, to + i * f->size, reason))
			return -1;
	return 0;
}

static int encode_field(const struct field *f, const json_t *v, unsigned char *to,
			char reason[CLI_WHY])
{
	if (f->type == FIELD_CHAR)
		return encode_chars(f, v, to, reason);
	if (f->type == FIELD_BYTE && json_string_value(v))
		return encode_hex(json_string_value(v), to, f->count, reason);
	if (!is_number(f->type))
		return why(reason, "%s cannot be written: use hex:...", field_type_name(f->type));
	return f->array ? encode_list(f, v, to, reason) : encode_number(f, v, to, reason);
}

static int encode_object(const struct layout *l, json_t *obj, unsigned char *bytes,
			 char reason[CLI_WHY])
{
	const char *name;
	json_t *v;

	if (!json_is_object(obj))
		return why(reason, "it has %zu fields: {\"%s\": ..., ...} is wanted", l->n,
			   l->fields[0].name);
	json_object_foreach(obj, name, v) {
		size_t i = 0;

		while (i < l->n && strcmp(l->fields[i].name, name))
			i++;
		if (i == l->n)
			return why(reason, "there is no field \"%.40s\"", name);
		if (encode_field(&l->fields[i], v, bytes + l->fields[i].offset, reason))
			return -1;
	}
	return 0;
}

/* Return: JSON that is meant; a bare word is a text. */
static json_t *parse(const struct layout *l, const char *text)
{
	json_t *v = json_loads(text, JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, NULL);
	bool bare = l->n == 1 && l->fields[0].type == FIELD_CHAR && !json_is_string(v);

	if (v && !bare)
		return v;
	json_decref(v);
	return json_string(text);
}

int encode_text(const struct layout *l, const char *text, unsigned char *bytes, uint32_t size,
		char reason[CLI_WHY])
{
	json_t *v;
	int err;

	memset(bytes, 0, size);
	if (!strncmp(text, "hex:", 4))
		return encode_hex(text + 4, bytes, size, reason);
	if (l->varying || l->size != size || !l->n)
		return why(reason, "nothing is known about it: use hex:...");
	v = parse(l, text);
	if (!v)
		return why(reason, "\"%.40s\" is not UTF-8", text);
	err = l->n == 1 ? encode_field(&l->fields[0], v, bytes, reason)
			: encode_object(l, v, bytes, reason);
	json_decref(v);
	return err;
}
