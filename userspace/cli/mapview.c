// SPDX-License-Identifier: GPL-2.0
/* Maps of an attachment, read and shown. */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "encode.h"
#include "mapview.h"
#include "record.h"

#define BAR	40	/* columns of the longest bar */

/**
 * struct view - a map being read
 * @common: command line
 * @wire: what the kernel says it is
 * @map: what the manifest says, or NULL
 * @key: layout of keys
 * @value: layout of values
 * @entries: JSON of what has come
 */
struct view {
	const struct cli_common *common;
	struct wk_wire_map wire;
	const struct manifest_map *map;
	struct layout key;
	struct layout value;
	json_t *entries;
};

/* ---- values of several CPUs ---- */

static size_t padded(uint32_t size)
{
	return ((size_t)size + 7) & ~(size_t)7;
}

/* One number of 4 or 8 bytes: the values of all CPUs have a sum. */
static bool summable(const struct layout *l)
{
	const struct field *f = l->n == 1 ? &l->fields[0] : NULL;

	return f && !f->array && !f->names && (f->size == 4 || f->size == 8) &&
	       f->type <= FIELD_I64;
}

static uint64_t sum_of(const struct view *v, const unsigned char *values, uint32_t cpus)
{
	uint64_t sum = 0;

	for (uint32_t i = 0; i < cpus; i++) {
		const unsigned char *p = values + i * padded(v->wire.value_size);
		uint64_t one = 0;

		for (uint32_t b = v->wire.value_size; b--;)
			one = one << 8 | p[b];
		sum += one;
	}
	return sum;
}

static json_t *cpus_json(const struct view *v, const unsigned char *values, uint32_t cpus)
{
	json_t *list = json_array();

	for (uint32_t i = 0; i < cpus; i++)
		json_array_append_new(list, record_value_json(&v->value,
			values + i * padded(v->wire.value_size), v->wire.value_size));
	return list;
}

static int take_entry(void *data, const void *key, const void *values, uint32_t cpus)
{
	struct view *v = data;
	uint32_t key_size = v->wire.key_size ? v->wire.key_size : 4;
	json_t *e = json_pack("{s:o}", "key", record_value_json(&v->key, key, key_size));
	char *text = record_value_text(&v->key, key, key_size);

	json_object_set_new(e, "#", cli_json_name(text ? text : "?", text ? strlen(text) : 1));
	free(text);
	if (cpus > 1 && summable(&v->value))
		json_object_set_new(e, "value", cli_json_u64(sum_of(v, values, cpus)));
	if (cpus > 1)
		json_object_set_new(e, "cpus", cpus_json(v, values, cpus));
	else
		json_object_set_new(e, "value",
				    record_value_json(&v->value, values, v->wire.value_size));
	return json_array_append_new(v->entries, e);
}

/* ---- histograms ---- */

/* Where bucket @i begins; where it ends is before the next one. Without steps: powers of two. */
static uint64_t bucket_start(const struct wk_wire_map *m, uint32_t i)
{
	if (m->step)
		return i ? m->min + (i - 1) * m->step : 0;
	return i ? 1ull << (i - 1) : 0;
}

static bool is_last(const struct wk_wire_map *m, uint32_t i)
{
	return i + 1 >= m->entries;
}

static int take_bucket(void *data, const void *key, const void *values, uint32_t cpus)
{
	struct view *v = data;
	uint64_t count;
	uint32_t i;

	(void)cpus;
	memcpy(&i, key, sizeof(i));
	memcpy(&count, values, sizeof(count));
	if (!count)
		return 0;
	return json_array_append_new(v->entries, json_pack("{s:I, s:o, s:o, s:o}",
		"bucket", (json_int_t)i, "from", cli_json_u64(bucket_start(&v->wire, i)),
		"to", is_last(&v->wire, i) ? json_null()
					   : cli_json_u64(bucket_start(&v->wire, i + 1) - 1),
		"count", cli_json_u64(count)));
}

static uint64_t count_at(const json_t *entries, uint32_t bucket)
{
	const json_t *e;
	size_t i;

	json_array_foreach(entries, i, e)
		if (json_integer_value(json_object_get(e, "bucket")) == bucket)
			return (uint64_t)json_integer_value(json_object_get(e, "count"));
	return 0;
}

static uint64_t highest(const json_t *entries, uint64_t *total)
{
	const json_t *e;
	uint64_t max = 0;
	size_t i;

	*total = 0;
	json_array_foreach(entries, i, e) {
		uint64_t n = (uint64_t)json_integer_value(json_object_get(e, "count"));

		*total += n;
		max = n > max ? n : max;
	}
	return max;
}

static void print_bucket(const struct view *v, uint32_t i, uint64_t max)
{
	uint64_t count = count_at(v->entries, i);
	size_t stars = max ? (size_t)((double)count * BAR / (double)max) : 0;
	char range[48];

	if (is_last(&v->wire, i))
		snprintf(range, sizeof(range), "%" PRIu64 " and more", bucket_start(&v->wire, i));
	else
		snprintf(range, sizeof(range), "%" PRIu64 " -> %" PRIu64, bucket_start(&v->wire, i),
			 bucket_start(&v->wire, i + 1) - 1);
	printf("%24s : %-10" PRIu64 " |%.*s%*s|\n", range, count, (int)stars,
	       "****************************************", (int)(BAR - stars), "");
}

static void print_histogram(const struct view *v)
{
	size_t n = json_array_size(v->entries);
	const json_t *first = json_array_get(v->entries, 0);
	const json_t *last = n ? json_array_get(v->entries, n - 1) : NULL;
	uint64_t total, max = highest(v->entries, &total);
	uint32_t from = (uint32_t)json_integer_value(json_object_get(first, "bucket"));
	uint32_t to = (uint32_t)json_integer_value(json_object_get(last, "bucket"));

	printf("%s: %" PRIu64 " in all\n", v->wire.name, total);
	if (!n)
		return;
	printf("%24s : %-10s |distribution\n", v->map && v->map->unit ? v->map->unit : "from -> to",
	       "count");
	for (uint32_t i = from; i <= to; i++)
		print_bucket(v, i, max);
}

/* ---- entries ---- */

static void print_entry(const json_t *e)
{
	const json_t *value = json_object_get(e, "value");
	char *text;

	if (!value)
		value = json_object_get(e, "cpus");
	text = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY | JSON_ENSURE_ASCII |
			  JSON_PRESERVE_ORDER);
	printf("  %-24s %s\n", json_string_value(json_object_get(e, "#")), text ? text : "?");
	free(text);
}

static void print_entries(const struct view *v)
{
	const json_t *e;
	size_t i;

	printf("%s: %zu entr%s\n", v->wire.name, json_array_size(v->entries),
	       json_array_size(v->entries) == 1 ? "y" : "ies");
	json_array_foreach(v->entries, i, e)
		print_entry(e);
}

/* ---- all ---- */

static int print_json(struct view *v)
{
	bool histogram = v->wire.kind == MANIFEST_HISTOGRAM;
	uint64_t total;
	json_t *e, *obj;
	size_t i;

	json_array_foreach(v->entries, i, e)
		json_object_del(e, "#");
	obj = json_pack("{s:s, s:s, s:O}", "map", v->wire.name, "kind",
			manifest_kind_name(v->wire.kind),
			histogram ? "buckets" : "entries", v->entries);
	if (histogram) {
		highest(v->entries, &total);
		json_object_set_new(obj, "total", cli_json_u64(total));
	}
	return cli_json(obj);
}

/* Without a manifest, or with another one: bytes. */
static int raw_layout(uint32_t size, struct layout *l)
{
	char type[24], reason[CLI_WHY];
	json_t *text;
	int err;

	snprintf(type, sizeof(type), "byte[%u]", size ? size : 4);
	text = json_string(type);
	err = layout_parse(text, l, reason);
	json_decref(text);
	return err;
}

static int choose_layouts(struct view *v, bool *own)
{
	const struct wk_wire_map *w = &v->wire;

	*own = !v->map || (w->key_size && v->map->key.size != w->key_size) ||
	       v->map->value.size != w->value_size;
	if (!*own) {
		v->key = v->map->key;
		v->value = v->map->value;
		return 0;
	}
	return raw_layout(w->key_size, &v->key) || raw_layout(w->value_size, &v->value);
}

static int find_map(struct view *v, struct wk_client *c, uint32_t attach, const char *name)
{
	struct wk_client_attach_info info;
	bool found = false;

	if (wk_client_attach_info(c, attach, &info))
		return cli_fault(v->common, c, NULL);
	for (size_t i = 0; i < info.nmaps && !found; i++) {
		found = !strcmp(info.maps[i].name, name);
		v->wire = info.maps[i];
	}
	wk_client_attach_info_clear(&info);
	if (found)
		return 0;
	return cli_fail(v->common, WK_EXIT_NO_OBJECT, "attachment %u has no map %s", attach, name);
}

static int dump(struct view *v, struct wk_client *c, uint32_t attach, const char *name)
{
	bool histogram = v->wire.kind == MANIFEST_HISTOGRAM;

	if (wk_client_map_dump(c, attach, name, &v->wire, histogram ? take_bucket : take_entry, v))
		return cli_fault(v->common, c, NULL);
	if (v->common->json)
		return print_json(v);
	if (histogram)
		print_histogram(v);
	else
		print_entries(v);
	return 0;
}

int mapview_print(const struct cli_common *common, struct wk_client *c, uint32_t attach,
		  const struct manifest *m, const char *name)
{
	struct view v = { .common = common, .map = manifest_map(m, name) };
	bool own = false;
	int exit = find_map(&v, c, attach, name);

	if (exit)
		return exit;
	v.entries = json_array();
	exit = choose_layouts(&v, &own) ? cli_fail(common, WK_EXIT_LIMIT, "out of memory")
					: dump(&v, c, attach, name);
	json_decref(v.entries);
	if (own) {
		layout_clear(&v.key);
		layout_clear(&v.value);
	}
	return exit;
}

/* ---- changes ---- */

static int send_change(const struct view *v, struct wk_client *c, uint32_t attach,
		       const unsigned char *key, const unsigned char *value)
{
	int err;

	if (value)
		err = wk_client_map_update(c, attach, v->wire.name, key, v->wire.key_size, value,
					   v->wire.value_size);
	else
		err = wk_client_map_delete(c, attach, v->wire.name, key, v->wire.key_size);
	return err ? cli_fault(v->common, c, NULL) : 0;
}

static int change(const struct view *v, struct wk_client *c, uint32_t attach, const char *key,
		  const char *value)
{
	unsigned char *bytes = calloc(1, (size_t)v->wire.key_size + v->wire.value_size + 1);
	unsigned char *at;
	char reason[CLI_WHY];
	int exit;

	if (!bytes)
		return cli_fail(v->common, WK_EXIT_LIMIT, "out of memory");
	at = bytes + v->wire.key_size;
	if (encode_text(&v->key, key, bytes, v->wire.key_size, reason))
		exit = cli_fail(v->common, WK_EXIT_USAGE, "key: %s", reason);
	else if (value && encode_text(&v->value, value, at, v->wire.value_size, reason))
		exit = cli_fail(v->common, WK_EXIT_USAGE, "value: %s", reason);
	else
		exit = send_change(v, c, attach, bytes, value ? at : NULL);
	free(bytes);
	return exit;
}

int mapview_change(const struct cli_common *common, struct wk_client *c, uint32_t attach,
		   const struct manifest *m, const char *name, const char *key,
		   const char *value)
{
	struct view v = { .common = common, .map = manifest_map(m, name) };
	bool own = false;
	int exit = find_map(&v, c, attach, name);

	if (exit)
		return exit;
	exit = choose_layouts(&v, &own) ? cli_fail(common, WK_EXIT_LIMIT, "out of memory")
					: change(&v, c, attach, key, value);
	if (own) {
		layout_clear(&v.key);
		layout_clear(&v.value);
	}
	return exit;
}
