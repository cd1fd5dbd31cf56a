// SPDX-License-Identifier: GPL-2.0
/* What a program says about itself. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "keys.h"
#include "manifest.h"
#include "near.h"
#include "../lib/quantity.h"

/* As many as the kernel takes. */
#define MAX_RECORDS	256
#define MAX_MAPS	64
#define MAX_PARAMS	64
#define MAX_NAME	63

/* ---- pieces ---- */

static const char *text(const json_t *obj, const char *key)
{
	return json_string_value(json_object_get(obj, key));
}

/* Printable ASCII without blanks: such names travel in messages, options and columns. */
static bool good_name(const char *name)
{
	size_t len = name ? strlen(name) : 0;

	for (size_t i = 0; i < len; i++)
		if (name[i] <= ' ' || name[i] > '~' || name[i] == '=')
			return false;
	return len && len <= MAX_NAME;
}

/* A list of at most @max objects, and room for as many of @size; no list is an empty one. */
static int list_of(const json_t *all, const char *key, size_t max, size_t size, const json_t **list,
		   void **room, char reason[CLI_WHY])
{
	*list = json_object_get(all, key);
	if (*list && (!json_is_array(*list) || json_array_size(*list) > max))
		return why(reason, "\"%s\" is no list of at most %zu", key, max);
	*room = calloc(json_array_size(*list) + 1, size);
	return *room ? 0 : why(reason, "out of memory");
}

/* Where a reason is about: "record exec: ...". */
static int within(char reason[CLI_WHY], const char *what, const char *name)
{
	char inner[CLI_WHY];

	memcpy(inner, reason, CLI_WHY);
	return why(reason, "%s %s: %.300s", what, name, inner);
}

/* ---- records ---- */

static int parse_record(struct manifest *m, const json_t *obj, char reason[CLI_WHY])
{
	static const char *const keys[] = { "id", "name", "fields", "help", "private" };
	struct manifest_record *r = &m->records[m->nrecords];
	json_t *id = json_object_get(obj, "id");

	r->name = text(obj, "name");
	if (KEYS_KNOWN(obj, "a record", keys, reason))
		return -1;
	if (!good_name(r->name))
		return why(reason, "a record has no \"name\", or one with blanks");
	if (!json_is_integer(id) || json_integer_value(id) < 0 ||
	    json_integer_value(id) > UINT32_MAX)
		return why(reason, "record %s: \"id\" is no number from 0 to 2^32 - 1", r->name);
	r->id = (uint32_t)json_integer_value(id);
	if (manifest_record(m, r->id))
		return why(reason, "record %s: its id, %u, is that of %s, too", r->name, r->id,
			   manifest_record(m, r->id)->name);
	m->nrecords++;
	r->noisy = json_object_get(obj, "private");
	if (layout_parse(json_object_get(obj, "fields"), &r->layout, reason) ||
	    (r->noisy && private_parse(json_object_get(obj, "private"), &r->layout, &r->private,
				       reason)))
		return within(reason, "record", r->name);
	return 0;
}

static int parse_records(struct manifest *m, char reason[CLI_WHY])
{
	const json_t *list, *obj;
	size_t i;

	if (list_of(m->json, "records", MAX_RECORDS, sizeof(*m->records), &list,
		    (void **)&m->records, reason))
		return -1;
	json_array_foreach(list, i, obj)
		if (parse_record(m, obj, reason))
			return -1;
	return 0;
}

/* What has no noise would go out beside what has it. */
static int check_noise(const struct manifest *m, char reason[CLI_WHY])
{
	size_t noisy = 0;

	for (size_t i = 0; i < m->nrecords; i++)
		noisy += m->records[i].noisy;
	if (!noisy || (noisy == m->nrecords && !m->nmaps))
		return 0;
	return why(reason, "all records of a program are \"private\" or none, and then it has no maps");
}

/* ---- maps ---- */

/**
 * struct map_kind - which parts a kind of map has
 * @name: in the manifest
 * @number: in messages
 * @key: keys are the manifest's; else numbers from 0
 * @value: values are the manifest's; else counters
 */
struct map_kind {
	const char *name;
	uint32_t number;
	bool key;
	bool value;
};

static const struct map_kind map_kinds[] = {
	{ "hash", 1, true, true },
	{ "array", 2, false, true },
	{ "lru_hash", 3, true, true },
	{ "percpu_hash", 4, true, true },
	{ "percpu_array", 5, false, true },
	{ "histogram", MANIFEST_HISTOGRAM, false, false },
};

static const struct map_kind *find_kind(const char *name)
{
	for (size_t i = 0; name && i < sizeof(map_kinds) / sizeof(map_kinds[0]); i++)
		if (!strcmp(map_kinds[i].name, name))
			return &map_kinds[i];
	return NULL;
}

static int strange_kind(const char *map, const char *said, char reason[CLI_WHY])
{
	char near[NEAR_TEXT];

	near_suggest(said, strlen(said), map_kinds, sizeof(map_kinds) / sizeof(map_kinds[0]),
		     sizeof(map_kinds[0]), near);
	return why(reason, "map %s: there is no kind \"%.40s\"%s", map, said, near);
}

const char *manifest_kind_name(uint32_t number)
{
	for (size_t i = 0; i < sizeof(map_kinds) / sizeof(map_kinds[0]); i++)
		if (map_kinds[i].number == number)
			return map_kinds[i].name;
	return "unknown";
}

/* A number of a map; no number is 0. */
static int map_number(const struct manifest_map *map, const json_t *obj, const char *key,
		      uint64_t least, uint64_t most, uint64_t *n, char reason[CLI_WHY])
{
	json_t *value = json_object_get(obj, key);

	*n = (uint64_t)json_integer_value(value);
	if ((value && !json_is_integer(value)) || *n < least || *n > most)
		return why(reason, "map %s: \"%s\" is no number of at least %llu", map->name, key,
			   (unsigned long long)least);
	return 0;
}

/* A histogram without "entries" counts powers of two. */
static int parse_numbers(struct manifest_map *map, const json_t *obj, char reason[CLI_WHY])
{
	bool linear = map->number == MANIFEST_HISTOGRAM && json_object_get(obj, "entries");
	uint64_t entries;

	if (map_number(map, obj, "entries", map->number != MANIFEST_HISTOGRAM, UINT32_MAX, &entries,
		       reason) ||
	    map_number(map, obj, "min", 0, INT64_MAX, &map->min, reason) ||
	    map_number(map, obj, "step", linear, INT64_MAX, &map->step, reason))
		return -1;
	map->entries = (uint32_t)entries;
	if (!linear && (map->min || map->step))
		return why(reason, "map %s: only a histogram with \"entries\" has \"min\" and \"step\"",
			   map->name);
	return 0;
}

static int parse_layouts(struct manifest_map *map, const struct map_kind *kind, const json_t *obj,
			 char reason[CLI_WHY])
{
	json_t *index = json_string("u32");
	json_t *counter = json_string("u64");
	const json_t *key = kind->key ? json_object_get(obj, "key") : index;
	const json_t *value = kind->value ? json_object_get(obj, "value") : counter;
	int err = 0;

	if (!key || !value)
		err = why(reason, "\"%s\" is missing", key ? "value" : "key");
	else if (layout_parse(key, &map->key, reason) || layout_parse(value, &map->value, reason))
		err = -1;
	else if (map->key.varying || map->value.varying)
		err = why(reason, "keys and values have a fixed size");
	json_decref(index);
	json_decref(counter);
	return err;
}

static int parse_map(struct manifest *m, const json_t *obj, char reason[CLI_WHY])
{
	static const char *const keys[] = { "name", "kind", "key", "value", "entries", "min",
					    "step", "unit", "show", "help" };
	struct manifest_map *map = &m->maps[m->nmaps];
	const char *said = text(obj, "kind");
	const struct map_kind *kind = find_kind(said);

	if (KEYS_KNOWN(obj, "a map", keys, reason))
		return -1;
	map->name = text(obj, "name");
	if (!good_name(map->name) || manifest_map(m, map->name))
		return why(reason, "a map has no \"name\" of its own");
	m->nmaps++;
	if (!kind)
		return strange_kind(map->name, said ? said : "", reason);
	map->kind = kind->name;
	map->number = kind->number;
	map->unit = text(obj, "unit");
	map->show = json_is_true(json_object_get(obj, "show"));
	if (parse_numbers(map, obj, reason))
		return -1;
	if (parse_layouts(map, kind, obj, reason))
		return within(reason, "map", map->name);
	return 0;
}

static int parse_maps(struct manifest *m, char reason[CLI_WHY])
{
	const json_t *list, *obj;
	size_t i;

	if (list_of(m->json, "maps", MAX_MAPS, sizeof(*m->maps), &list, (void **)&m->maps, reason))
		return -1;
	json_array_foreach(list, i, obj)
		if (parse_map(m, obj, reason))
			return -1;
	return 0;
}

/* ---- parameters ---- */

static int parse_default(struct manifest_param *p, const json_t *value, char reason[CLI_WHY])
{
	bool fits = !value;

	switch (p->type) {
	case PARAM_NUMBER:
		fits |= json_is_integer(value);
		p->value = json_integer_value(value);
		break;
	case PARAM_BOOL:
		fits |= json_is_boolean(value);
		p->value = json_is_true(value);
		break;
	case PARAM_TEXT:
		fits |= json_is_string(value);
		p->text = strdup(value && fits ? json_string_value(value) : "");
		if (!p->text)
			return why(reason, "out of memory");
	}
	return fits ? 0 : why(reason, "parameter %s: its default has another type", p->name);
}

static int parse_param(struct manifest *m, const json_t *obj, char reason[CLI_WHY])
{
	static const char *const keys[] = { "name", "type", "default", "help" };
	static const char *const types[] = {
		[PARAM_NUMBER] = "number", [PARAM_BOOL] = "bool", [PARAM_TEXT] = "text",
	};
	struct manifest_param *p = &m->params[m->nparams];
	const char *type = text(obj, "type");
	size_t i = 0;

	if (KEYS_KNOWN(obj, "a parameter", keys, reason))
		return -1;
	p->name = text(obj, "name");
	if (!good_name(p->name) || manifest_param(m, p->name, strlen(p->name)))
		return why(reason, "a parameter has no \"name\" of its own");
	m->nparams++;
	p->help = text(obj, "help");
	while (type && i < 3 && strcmp(type, types[i]))
		i++;
	if (i == 3)
		return why(reason, "parameter %s: its type is number, bool or text", p->name);
	p->type = (enum param_type)i;
	return parse_default(p, json_object_get(obj, "default"), reason);
}

static int parse_params(struct manifest *m, char reason[CLI_WHY])
{
	const json_t *list, *obj;
	size_t i;

	if (list_of(m->json, "params", MAX_PARAMS, sizeof(*m->params), &list, (void **)&m->params,
		    reason))
		return -1;
	json_array_foreach(list, i, obj)
		if (parse_param(m, obj, reason))
			return -1;
	return 0;
}

static int set_param(struct manifest_param *p, const char *value, char reason[CLI_WHY])
{
	long long n;
	char *end, *copy;

	if (p->type == PARAM_TEXT) {
		copy = strdup(value);
		if (!copy)
			return why(reason, "out of memory");
		free(p->text);
		p->text = copy;
		return 0;
	}
	errno = 0;
	n = strtoll(value, &end, 0);
	if (p->type == PARAM_BOOL && (!strcmp(value, "true") || !strcmp(value, "yes")))
		n = 1;
	else if (p->type == PARAM_BOOL && (!strcmp(value, "false") || !strcmp(value, "no")))
		n = 0;
	else if (errno || *end || end == value || (p->type == PARAM_BOOL && (n < 0 || n > 1)))
		return why(reason, "parameter %s cannot be \"%.60s\": it is a %s", p->name, value,
			   p->type == PARAM_BOOL ? "bool" : "number");
	p->value = n;
	return 0;
}

/* Which ones there are, for who guessed wrong. */
static int no_param(const struct manifest *m, const char *assignment, size_t len,
		    char reason[CLI_WHY])
{
	char list[200] = "none";
	size_t n = 0;

	for (size_t i = 0; i < m->nparams && n < sizeof(list) - 70; i++)
		n += (size_t)snprintf(list + n, sizeof(list) - n, "%s%s", i ? ", " : "",
				      m->params[i].name);
	return why(reason, "the program has no parameter \"%.*s\"; it has %s",
		   (int)(len < 60 ? len : 60), assignment, list);
}

int manifest_set(struct manifest *m, const char *assignment, char reason[CLI_WHY])
{
	const char *eq = strchr(assignment, '=');
	size_t len = eq ? (size_t)(eq - assignment) : strlen(assignment);
	const struct manifest_param *p = manifest_param(m, assignment, len);

	if (!p)
		return no_param(m, assignment, len, reason);
	if (!eq)
		return why(reason, "parameter %s: to what? (%s=VALUE)", p->name, p->name);
	return set_param(&m->params[p - m->params], eq + 1, reason);
}

/* ---- limits ---- */

static int parse_limit(const char *key, const json_t *value, struct manifest_limits *l)
{
	char number[24];
	const char *said = json_string_value(value);
	uint64_t n;

	if (json_is_integer(value) && json_integer_value(value) > 0) {
		snprintf(number, sizeof(number), "%lld", (long long)json_integer_value(value));
		said = number;
	}
	if (!said)
		return -1;
	if (!strcmp(key, "memory"))
		return wk_quantity_pages(said, &l->pages);
	if (!strcmp(key, "ring"))
		return wk_quantity_bytes(said, &l->ring);
	if (wk_quantity_count(said, &n) || (n > UINT32_MAX && strcmp(key, "fuel")))
		return -1;
	if (!strcmp(key, "fuel"))
		l->fuel = n;
	else
		l->stack = (uint32_t)n;
	return 0;
}

static int parse_limits(struct manifest *m, char reason[CLI_WHY])
{
	static const char *const keys[] = { "fuel", "memory", "stack", "ring" };
	json_t *limits = json_object_get(m->json, "limits");
	const char *key;
	json_t *value;

	if (!limits)
		return 0;
	if (KEYS_KNOWN(limits, "\"limits\"", keys, reason))
		return -1;
	json_object_foreach(limits, key, value)
		if (parse_limit(key, value, &m->limits))
			return why(reason, "limit %s: neither a number above 0 nor a text like \"64K\"",
				   key);
	return 0;
}

/* ---- privacy ---- */

static int parse_policy(struct manifest *m, char reason[CLI_WHY])
{
	const json_t *policy = json_object_get(m->json, "policy");
	const char *said = json_string_value(policy);

	if (policy && (!said || strcmp(said, "dp-only")))
		return why(reason, "\"policy\" is \"dp-only\", or is not there");
	m->dp_only = policy;
	return 0;
}

static int parse_metrics(struct manifest *m, char reason[CLI_WHY])
{
	const json_t *list, *obj;
	size_t i;

	if (list_of(m->json, "metrics", METRICS_MAX, sizeof(*m->metrics), &list,
		    (void **)&m->metrics, reason))
		return -1;
	if (json_array_size(list) && !m->dp_only)
		return why(reason, "a program with \"metrics\" has to say \"policy\": \"dp-only\": what "
			   "it sees leaves it with noise, or not at all");
	if (m->dp_only && (m->nrecords || m->nmaps))
		return why(reason, "a program that is dp-only has no records and no maps");
	json_array_foreach(list, i, obj) {
		const char *name = text(obj, "name");

		if (!good_name(name))
			return why(reason, "a metric has no \"name\", or one with blanks");
		if (metric_parse(obj, &m->metrics[m->nmetrics], reason))
			return within(reason, "metric", name);
		m->nmetrics++;
	}
	return 0;
}

/* ---- all ---- */

static int parse_head(struct manifest *m, char reason[CLI_WHY])
{
	static const char *const keys[] = { "name", "version", "help", "records", "maps", "params",
					    "limits", "policy", "metrics" };
	json_t *name = json_object_get(m->json, "name");

	if (KEYS_KNOWN(m->json, "the manifest", keys, reason))
		return -1;
	m->name = json_string_value(name);
	m->version = text(m->json, "version");
	if (name && !good_name(m->name))
		return why(reason, "\"name\" is no text of at most %d characters, none a blank",
			   MAX_NAME);
	return 0;
}

static int parse_all(struct manifest *m, char reason[CLI_WHY])
{
	if (parse_head(m, reason) || parse_records(m, reason) || parse_maps(m, reason) ||
	    parse_params(m, reason) || parse_limits(m, reason) || parse_policy(m, reason) ||
	    parse_metrics(m, reason))
		return -1;
	return check_noise(m, reason);
}

int manifest_parse(const void *bytes, size_t len, struct manifest *m, char reason[CLI_WHY])
{
	json_error_t e;

	memset(m, 0, sizeof(*m));
	if (len > MANIFEST_MAX_BYTES)
		return why(reason, "the manifest has %zu bytes; %d are possible", len,
			   MANIFEST_MAX_BYTES);
	m->json = json_loadb(bytes, len, JSON_REJECT_DUPLICATES, &e);
	if (!m->json)
		return why(reason, "the manifest is no JSON: line %d, column %d: %s", e.line,
			   e.column, e.text);
	return parse_all(m, reason);
}

void manifest_clear(struct manifest *m)
{
	for (size_t i = 0; i < m->nrecords; i++)
		layout_clear(&m->records[i].layout);
	for (size_t i = 0; i < m->nmaps; i++) {
		layout_clear(&m->maps[i].key);
		layout_clear(&m->maps[i].value);
	}
	for (size_t i = 0; i < m->nparams; i++)
		free(m->params[i].text);
	free(m->records);
	free(m->maps);
	free(m->params);
	free(m->metrics);
	json_decref(m->json);
	memset(m, 0, sizeof(*m));
}

/* ---- where it is ---- */

static const struct wk_custom *find_section(const struct wk_module *module)
{
	for (u32 i = 0; i < module->ncustoms; i++) {
		struct wk_str name = module->customs[i].name;

		if (name.len == strlen(MANIFEST_SECTION) &&
		    !memcmp(name.p, MANIFEST_SECTION, name.len))
			return &module->customs[i];
	}
	return NULL;
}

static int parse_file(const char *path, struct manifest *m, char reason[CLI_WHY])
{
	char bytes[MANIFEST_MAX_BYTES + 1];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0 && errno == ENOENT)
		return manifest_parse("{}", 2, m, reason);
	n = fd < 0 ? -1 : read(fd, bytes, sizeof(bytes));
	if (n < 0)
		why(reason, "%s: %s", path, strerror(errno));
	if (fd >= 0)
		close(fd);
	if (n < 0)
		return -1;
	if (manifest_parse(bytes, (size_t)n, m, reason))
		return within(reason, "file", path);
	return 0;
}

int manifest_find(const struct wk_module *module, const char *path, struct manifest *m,
		  char reason[CLI_WHY])
{
	const struct wk_custom *section = find_section(module);
	const char *dot = path ? strrchr(path, '.') : NULL;
	char beside[4096];

	memset(m, 0, sizeof(*m));
	if (section)
		return manifest_parse(section->bytes.p, section->bytes.len, m, reason);
	if (!path || !strcmp(path, "-"))
		return manifest_parse("{}", 2, m, reason);
	if (!dot || strchr(dot, '/'))
		dot = path + strlen(path);
	snprintf(beside, sizeof(beside), "%.*s.json", (int)(dot - path), path);
	return parse_file(beside, m, reason);
}

/* ---- looking things up ---- */

const struct manifest_record *manifest_record(const struct manifest *m, uint32_t id)
{
	for (size_t i = 0; i < m->nrecords; i++)
		if (m->records[i].id == id)
			return &m->records[i];
	return NULL;
}

const struct manifest_map *manifest_map(const struct manifest *m, const char *name)
{
	for (size_t i = 0; i < m->nmaps; i++)
		if (!strcmp(m->maps[i].name, name))
			return &m->maps[i];
	return NULL;
}

const struct manifest_param *manifest_param(const struct manifest *m, const char *name, size_t len)
{
	for (size_t i = 0; i < m->nparams; i++)
		if (strlen(m->params[i].name) == len && !memcmp(m->params[i].name, name, len))
			return &m->params[i];
	return NULL;
}
