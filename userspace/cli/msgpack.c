// SPDX-License-Identifier: GPL-2.0
/* MessagePack as JSON, by libmsgpack-c. */

#include <math.h>
#include <msgpack.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "clock.h"
#include "msgpack.h"

#define MAX_DEPTH	30	/* libmsgpack-c has room for 32 */
#define MAX_KEY		200	/* bytes of a key that is no string */
#define MAX_CUT		15	/* bytes of what stands for the rest, with its NUL */

/* ---- does it fit? The library allocates for as many elements as a header claims ---- */

struct scan {
	const unsigned char *p;
	size_t n;
};

static uint64_t take(struct scan *s, size_t bytes)
{
	uint64_t v = 0;

	for (; bytes && s->n; bytes--, s->n--)
		v = v << 8 | *s->p++;
	return bytes ? UINT64_MAX : v;
}

static bool skip(struct scan *s, uint64_t bytes)
{
	if (bytes > s->n)
		return false;
	s->p += bytes;
	s->n -= bytes;
	return true;
}

static bool scan_value(struct scan *s, int depth);

static bool scan_many(struct scan *s, uint64_t count, int depth)
{
	if (count > s->n || depth == MAX_DEPTH)
		return false;
	while (count--)
		if (!scan_value(s, depth + 1))
			return false;
	return true;
}

/* Heads from 0xc0 to 0xdf, in groups that differ in the size of a length. */
static bool scan_long(struct scan *s, unsigned int head, int depth)
{
	static const unsigned char fixed[] = {
		[0xca - 0xc0] = 4, 8, 1, 2, 4, 8, 1, 2, 4, 8, 2, 3, 5, 9, 17,
	};

	if (head <= 0xc3)
		return head != 0xc1;
	if (head <= 0xc6)
		return skip(s, take(s, 1u << (head - 0xc4)));
	if (head <= 0xc9) {
		uint64_t len = take(s, 1u << (head - 0xc7));

		return len < UINT32_MAX && skip(s, len + 1);
	}
	if (head <= 0xd8)
		return skip(s, fixed[head - 0xc0]);
	if (head <= 0xdb)
		return skip(s, take(s, 1u << (head - 0xd9)));
	if (head <= 0xdd)
		return scan_many(s, take(s, 2u << (head - 0xdc)), depth);
	head = (unsigned int)(2u << (head - 0xde));
	return scan_many(s, 2 * (take(s, head) & UINT32_MAX), depth);
}

static bool scan_value(struct scan *s, int depth)
{
	unsigned int head = (unsigned int)take(s, 1) & 0x1ff;

	if (head < 0x80 || (head >= 0xe0 && head <= 0xff))
		return true;
	if (head < 0x90)
		return scan_many(s, 2 * (head & 15), depth);
	if (head < 0xa0)
		return scan_many(s, head & 15, depth);
	if (head < 0xc0)
		return skip(s, head & 31);
	return head <= 0xff && scan_long(s, head, depth);
}

/* ---- values ---- */

static json_t *hex_json(const void *bytes, size_t n)
{
	char *hex = malloc(2 * n + 1);
	json_t *s;

	if (!hex)
		return json_null();
	hex[0] = '\0';
	s = json_string(cli_hex(hex, bytes, n));
	free(hex);
	return s;
}

static uint32_t be32(const void *p)
{
	const unsigned char *b = p;

	return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

static json_t *time_json(int64_t sec, uint32_t nsec)
{
	char buf[CLOCK_TEXT];

	return json_string(clock_iso(buf, sec, nsec));
}

static json_t *ext_json(const msgpack_object_ext *e)
{
	const unsigned char *p = (const unsigned char *)e->ptr;
	uint64_t both;

	if (e->type == 0 && e->size == 8)
		return time_json(be32(p), be32(p + 4));
	if (e->type == -1 && e->size == 4)
		return time_json(be32(p), 0);
	if (e->type == -1 && e->size == 8) {
		both = (uint64_t)be32(p) << 32 | be32(p + 4);
		return time_json((int64_t)(both & 0x3ffffffff), (uint32_t)(both >> 34));
	}
	if (e->type == -1 && e->size == 12)
		return time_json((int64_t)((uint64_t)be32(p + 4) << 32 | be32(p + 8)), be32(p));
	return json_pack("{s:i, s:o}", "ext", e->type, "data", hex_json(p, e->size));
}

static json_t *value_json(const msgpack_object *o);

/*
 * A key that is no string becomes its JSON. Quotes and backslashes of keys in keys double at each
 * level, so what is long is cut, and numbered to stay different from others.
 */
static char *key_text(const json_t *key, uint32_t number)
{
	char *text = json_dumps(key, JSON_COMPACT | JSON_ENCODE_ANY | JSON_SORT_KEYS |
				JSON_ENSURE_ASCII);

	if (text && strlen(text) > MAX_KEY)
		sprintf(text + MAX_KEY - MAX_CUT, "...#%u", number);
	return text;
}

static void set_member(json_t *map, const msgpack_object_kv *kv, uint32_t number)
{
	json_t *key = value_json(&kv->key);
	char *text = NULL;

	if (!json_is_string(key))
		text = key_text(key, number);
	if (text)
		json_object_set_new(map, text, value_json(&kv->val));
	else if (json_is_string(key))
		json_object_setn_new(map, json_string_value(key), json_string_length(key),
				     value_json(&kv->val));
	free(text);
	json_decref(key);
}

static json_t *many_json(const msgpack_object *o)
{
	json_t *all = o->type == MSGPACK_OBJECT_MAP ? json_object() : json_array();

	for (uint32_t i = 0; o->type == MSGPACK_OBJECT_MAP && i < o->via.map.size; i++)
		set_member(all, &o->via.map.ptr[i], i);
	for (uint32_t i = 0; o->type == MSGPACK_OBJECT_ARRAY && i < o->via.array.size; i++)
		json_array_append_new(all, value_json(&o->via.array.ptr[i]));
	return all;
}

static json_t *value_json(const msgpack_object *o)
{
	switch (o->type) {
	case MSGPACK_OBJECT_BOOLEAN:
		return json_boolean(o->via.boolean);
	case MSGPACK_OBJECT_POSITIVE_INTEGER:
		return cli_json_u64(o->via.u64);
	case MSGPACK_OBJECT_NEGATIVE_INTEGER:
		return json_integer(o->via.i64);
	case MSGPACK_OBJECT_FLOAT32:
	case MSGPACK_OBJECT_FLOAT64:
		if (isfinite(o->via.f64))
			return json_real(o->via.f64);
		return json_string(isnan(o->via.f64) ? "nan" : o->via.f64 > 0 ? "inf" : "-inf");
	case MSGPACK_OBJECT_STR:
		return cli_json_name(o->via.str.ptr, o->via.str.size);
	case MSGPACK_OBJECT_BIN:
		return json_pack("{s:o}", "bin", hex_json(o->via.bin.ptr, o->via.bin.size));
	case MSGPACK_OBJECT_EXT:
		return ext_json(&o->via.ext);
	case MSGPACK_OBJECT_MAP:
	case MSGPACK_OBJECT_ARRAY:
		return many_json(o);
	default:
		return json_null();
	}
}

/* ---- all ---- */

static bool fits(const void *bytes, size_t n)
{
	struct scan s = { .p = bytes, .n = n };

	while (s.n)
		if (!scan_value(&s, 0))
			return false;
	return n > 0;
}

json_t *msgpack_json(const void *bytes, size_t n)
{
	msgpack_unpacked one;
	json_t *all, *first;
	size_t at = 0;

	if (!fits(bytes, n))
		return NULL;
	all = json_array();
	msgpack_unpacked_init(&one);
	while (at < n && msgpack_unpack_next(&one, bytes, n, &at) > 0)
		json_array_append_new(all, value_json(&one.data));
	msgpack_unpacked_destroy(&one);
	if (json_array_size(all) != 1)
		return all;
	first = json_incref(json_array_get(all, 0));
	json_decref(all);
	return first;
}
