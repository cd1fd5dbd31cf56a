// SPDX-License-Identifier: GPL-2.0
/* Bytes of a record, key or value, by their layout. */

#include <arpa/inet.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "clock.h"
#include "escape.h"
#include "ksyms.h"
#include "msgpack.h"
#include "record.h"

/* ---- where a field is ---- */

/**
 * struct span - bytes of a field
 * @p: they; NULL: the record ends before
 * @n: how many
 */
struct span {
	const unsigned char *p;
	size_t n;
};

static uint64_t number(const unsigned char *p, uint32_t size)
{
	uint64_t v = 0;

	while (size--)
		v = v << 8 | p[size];
	return v;
}

/* What a varying field says of itself, or all that is left. */
static size_t said_length(const struct layout *l, const struct field *f, const unsigned char *bytes,
			  size_t n, size_t left)
{
	const struct field *by = f->length < 0 ? NULL : &l->fields[f->length];
	uint64_t said;

	if (!by || by->offset + by->size > n)
		return left;
	said = number(bytes + by->offset, by->size);
	return said < left ? (size_t)said : left;
}

static struct span find(const struct layout *l, size_t field, const unsigned char *bytes, size_t n)
{
	const struct field *f = &l->fields[field];
	size_t at = l->size;

	if (f->size) {
		uint64_t end = f->offset + (uint64_t)f->size * f->count;

		if (end > n)
			return (struct span){ 0 };
		return (struct span){ bytes + f->offset, f->size * f->count };
	}
	if (at > n)
		return (struct span){ 0 };
	for (size_t i = 0; i < field; i++)
		if (!l->fields[i].size && field_type_name(l->fields[i].type)[0] != '@')
			at += said_length(l, &l->fields[i], bytes, n, n - at);
	return (struct span){ bytes + at, said_length(l, f, bytes, n, n - at) };
}

/* Where the last field ends: what follows was not announced. */
static size_t end_of(const struct layout *l, const unsigned char *bytes, size_t n)
{
	size_t at = l->size;

	for (size_t i = 0; i < l->n && at <= n; i++)
		if (!l->fields[i].size && field_type_name(l->fields[i].type)[0] != '@')
			at += said_length(l, &l->fields[i], bytes, n, n - at);
	return at;
}

static size_t text_length(struct span s)
{
	return strnlen((const char *)s.p, s.n);
}

static int64_t sign_extend(uint64_t v, uint32_t size)
{
	unsigned int shift = 64 - 8 * size;

	return (int64_t)(v << shift) >> shift;
}

/* The name that the manifest gives to a number, or NULL. */
static const json_t *name_of(const struct field *f, uint64_t v)
{
	char key[24];

	if (!f->names)
		return NULL;
	if (f->type >= FIELD_I8 && f->type <= FIELD_I64)
		snprintf(key, sizeof(key), "%" PRId64, sign_extend(v, f->size));
	else
		snprintf(key, sizeof(key), "%" PRIu64, v);
	return json_object_get(f->names, key);
}

static const char *call_name(uint64_t v)
{
	return v <= INT32_MAX ? syscall_name((int)v) : NULL;
}

static void call_text(FILE *to, uint64_t v)
{
	if (call_name(v))
		fputs(call_name(v), to);
	else
		fprintf(to, "%" PRIu64, v);
}

/* ---- addresses ---- */

static const char *address_text(const struct field *f, const unsigned char *p,
				char buf[INET6_ADDRSTRLEN])
{
	int family = AF_INET6;

	if (f->type == FIELD_IPV4)
		family = AF_INET;
	if (f->type == FIELD_IP) {
		/* 2 and 10 on every machine, whatever AF_INET6 is on this one. */
		uint64_t said = number(p, 4);

		p += 4;
		if (said == 2)
			family = AF_INET;
		else if (said != 10)
			return "?";
	}
	inet_ntop(family, p, buf, INET6_ADDRSTRLEN);
	return buf;
}

/* ---- JSON ---- */

static json_t *hex_json(struct span s)
{
	char *hex = malloc(2 * s.n + 1);
	json_t *text;

	if (!hex)
		return json_null();
	hex[0] = '\0';
	text = json_string(cli_hex(hex, s.p, s.n));
	free(hex);
	return text;
}

static json_t *strings_json(struct span s)
{
	json_t *list = json_array();

	while (s.n) {
		size_t len = text_length(s);

		json_array_append_new(list, cli_json_name(s.p, len));
		len += len < s.n;
		s.p += len;
		s.n -= len;
	}
	return list;
}

static json_t *msgpack_field_json(struct span s)
{
	json_t *value = msgpack_json(s.p, s.n);

	return value ? value : json_pack("{s:o}", "malformed", hex_json(s));
}

static json_t *number_json(const struct field *f, const unsigned char *p)
{
	uint64_t v = number(p, f->size);
	const json_t *name = name_of(f, v);
	char buf[INET6_ADDRSTRLEN > CLOCK_TEXT ? INET6_ADDRSTRLEN : CLOCK_TEXT];

	if (name)
		return json_incref((json_t *)name);
	switch (f->type) {
	case FIELD_I8: case FIELD_I16: case FIELD_I32: case FIELD_I64:
		return json_integer(sign_extend(v, f->size));
	case FIELD_X8: case FIELD_X16: case FIELD_X32: case FIELD_X64:
		snprintf(buf, sizeof(buf), "%#" PRIx64, v);
		return json_string(buf);
	case FIELD_BOOL:
		return json_boolean(v);
	case FIELD_SYSCALL:
		return call_name(v) ? json_string(call_name(v)) : cli_json_u64(v);
	case FIELD_TIME:
		return json_string(clock_monotonic_iso(buf, v));
	case FIELD_IPV4: case FIELD_IPV6: case FIELD_IP:
		return json_string(address_text(f, p, buf));
	case FIELD_PORT:
		return json_integer(ntohs((uint16_t)v));
	default:
		return cli_json_u64(v);
	}
}

static json_t *array_json(const struct field *f, struct span s)
{
	json_t *list = json_array();

	for (uint32_t i = 0; i < f->count; i++)
		json_array_append_new(list, number_json(f, s.p + (size_t)i * f->size));
	return list;
}

static json_t *field_json(const struct field *f, struct span s)
{
	if (!s.p)
		return json_null();
	switch (f->type) {
	case FIELD_CHAR:
	case FIELD_TEXT:
		return cli_json_name(s.p, text_length(s));
	case FIELD_BYTE:
	case FIELD_BYTES:
		return hex_json(s);
	case FIELD_STRINGS:
		return strings_json(s);
	case FIELD_MSGPACK:
		return msgpack_field_json(s);
	default:
		return f->array ? array_json(f, s) : number_json(f, s.p);
	}
}

static json_t *head_json(const struct field *f, const struct record_head *head)
{
	char buf[CLOCK_TEXT];

	if (!head)
		return json_null();
	if (f->type == FIELD_AT_TIME)
		return json_string(clock_monotonic_iso(buf, head->nsec));
	return cli_json_u64(f->type == FIELD_AT_CPU ? head->cpu : head->seq);
}

void record_json(const struct layout *l, const void *bytes, size_t n,
		 const struct record_head *head, json_t *obj)
{
	size_t end = end_of(l, bytes, n);

	for (size_t i = 0; i < l->n; i++) {
		const struct field *f = &l->fields[i];

		if (f->type == FIELD_PAD)
			continue;
		json_object_set_new(obj, f->name, f->type >= FIELD_AT_TIME ?
				    head_json(f, head) : field_json(f, find(l, i, bytes, n)));
	}
	if (end < n)
		json_object_set_new(obj, "@rest", hex_json((struct span){
			(const unsigned char *)bytes + end, n - end }));
}

json_t *record_value_json(const struct layout *l, const void *bytes, size_t n)
{
	json_t *obj;

	if (l->n == 1 && n >= l->size)
		return field_json(&l->fields[0], find(l, 0, bytes, n));
	obj = json_object();
	record_json(l, bytes, n, NULL, obj);
	return obj;
}

/* ---- text ---- */

static void hex_text(FILE *to, struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		fprintf(to, "%02x", s.p[i]);
}

static void strings_text(FILE *to, struct span s)
{
	for (bool first = true; s.n; first = false) {
		size_t len = text_length(s);

		if (!first)
			fputc(' ', to);
		cli_escape(to, s.p, len);
		len += len < s.n;
		s.p += len;
		s.n -= len;
	}
}

static void msgpack_text(FILE *to, struct span s)
{
	json_t *value = msgpack_field_json(s);

	json_dumpf(value, to, JSON_COMPACT | JSON_ENCODE_ANY | JSON_ENSURE_ASCII);
	json_decref(value);
}

static void number_text(FILE *to, const struct field *f, const unsigned char *p)
{
	uint64_t v = number(p, f->size);
	const json_t *name = name_of(f, v);
	char buf[INET6_ADDRSTRLEN > CLOCK_TEXT ? INET6_ADDRSTRLEN : CLOCK_TEXT];

	if (name) {
		cli_escape(to, json_string_value(name), json_string_length(name));
		return;
	}
	switch (f->type) {
	case FIELD_I8: case FIELD_I16: case FIELD_I32: case FIELD_I64:
		fprintf(to, "%" PRId64, sign_extend(v, f->size));
		break;
	case FIELD_X8: case FIELD_X16: case FIELD_X32: case FIELD_X64:
		fprintf(to, "%#" PRIx64, v);
		break;
	case FIELD_BOOL:
		fputs(v ? "yes" : "no", to);
		break;
	case FIELD_SYSCALL:
		call_text(to, v);
		break;
	case FIELD_TIME:
		fputs(clock_monotonic_day(buf, v), to);
		break;
	case FIELD_DURATION:
		fputs(clock_duration(buf, v), to);
		break;
	case FIELD_IPV4: case FIELD_IPV6: case FIELD_IP:
		fputs(address_text(f, p, buf), to);
		break;
	case FIELD_PORT:
		fprintf(to, "%u", ntohs((uint16_t)v));
		break;
	default:
		fprintf(to, "%" PRIu64, v);
	}
}

static void array_text(FILE *to, const struct field *f, struct span s)
{
	for (uint32_t i = 0; i < f->count; i++) {
		if (i)
			fputc(',', to);
		number_text(to, f, s.p + (size_t)i * f->size);
	}
}

static void field_text(FILE *to, const struct field *f, struct span s)
{
	if (!s.p) {
		fputc('-', to);
		return;
	}
	switch (f->type) {
	case FIELD_CHAR:
	case FIELD_TEXT:
		cli_escape(to, s.p, text_length(s));
		break;
	case FIELD_BYTE:
	case FIELD_BYTES:
		hex_text(to, s);
		break;
	case FIELD_STRINGS:
		strings_text(to, s);
		break;
	case FIELD_MSGPACK:
		msgpack_text(to, s);
		break;
	case FIELD_PAD:
		break;
	default:
		array_text(to, f, s);
	}
}

static void head_text(FILE *to, const struct field *f, const struct record_head *head)
{
	char buf[CLOCK_TEXT];

	if (!head)
		fputc('-', to);
	else if (f->type == FIELD_AT_TIME)
		fputs(clock_monotonic_day(buf, head->nsec), to);
	else
		fprintf(to, "%" PRIu64, f->type == FIELD_AT_CPU ? head->cpu : head->seq);
}

char *record_text(const struct layout *l, size_t field, const void *bytes, size_t n,
		  const struct record_head *head)
{
	const struct field *f = &l->fields[field];
	char *text = NULL;
	size_t len;
	FILE *to = open_memstream(&text, &len);

	if (!to)
		return NULL;
	if (f->type >= FIELD_AT_TIME)
		head_text(to, f, head);
	else
		field_text(to, f, find(l, field, bytes, n));
	fclose(to);
	return text;
}

char *record_value_text(const struct layout *l, const void *bytes, size_t n)
{
	char *text = NULL;
	size_t len;
	FILE *to = open_memstream(&text, &len);
	bool any = false;

	if (!to)
		return NULL;
	for (size_t i = 0; i < l->n; i++) {
		if (l->fields[i].hidden)
			continue;
		fputs(any ? ", " : "", to);
		field_text(to, &l->fields[i], find(l, i, bytes, n));
		any = true;
	}
	fclose(to);
	return text;
}
