// SPDX-License-Identifier: GPL-2.0
/* What is in a module, for people. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "escape.h"
#include "inspect.h"
#include "units.h"

#define NAME_TEXT	128	/* longer names are cut */

static json_int_t num(const json_t *obj, const char *key)
{
	return json_integer_value(json_object_get(obj, key));
}

/* A name as printable ASCII in quotes. */
static const char *name(const json_t *obj, const char *key, char buf[NAME_TEXT])
{
	const json_t *s = json_object_get(obj, key);

	buf[0] = '"';
	wk_str_escape(buf + 1, NAME_TEXT - 2, (const u8 *)json_string_value(s),
		      json_string_length(s));
	strcat(buf, "\"");
	return buf;
}

static const char *text(const json_t *obj, const char *key)
{
	return json_string_value(json_object_get(obj, key));
}

/* ---- types ---- */

static void print_types(const json_t *list)
{
	const json_t *t;
	size_t i;

	json_array_foreach(list, i, t)
		printf("%s%s", i ? ", " : "", json_string_value(t));
}

static void print_functype(const json_t *t)
{
	const json_t *results = json_object_get(t, "results");
	size_t n = json_array_size(results);

	printf("(");
	print_types(json_object_get(t, "params"));
	printf(")");
	if (n)
		printf(" -> %s", n > 1 ? "(" : "");
	print_types(results);
	printf("%s", n > 1 ? ")" : "");
}

static void print_limits(const json_t *t, const char *unit)
{
	const json_t *max = json_object_get(t, "max");

	printf("%lld", (long long)num(t, "min"));
	if (json_is_integer(max))
		printf(" to %lld", (long long)json_integer_value(max));
	printf(" %s%s", unit, json_is_integer(max) ? "" : ", no maximum");
}

static void print_memory(const json_t *t)
{
	const json_t *max = json_object_get(t, "max");
	char buf[CLI_SIZE_TEXT];

	print_limits(t, "pages");
	printf(" (%s", cli_format_size(buf, (uint64_t)num(t, "min") << 16));
	if (json_is_integer(max))
		printf(" to %s", cli_format_size(buf, (uint64_t)json_integer_value(max) << 16));
	printf(")");
}

static void print_table(const json_t *t)
{
	printf("%s, ", text(t, "element"));
	print_limits(t, "entries");
}

static void print_extern(const char *kind, const json_t *t)
{
	if (!json_is_object(t))
		printf("?");
	else if (!strcmp(kind, "func"))
		print_functype(t);
	else if (!strcmp(kind, "table"))
		print_table(t);
	else if (!strcmp(kind, "memory"))
		print_memory(t);
	else
		printf("%s%s", json_is_true(json_object_get(t, "mutable")) ? "mutable " : "",
		       text(t, "value"));
}

/* ---- parts ---- */

static void print_head(const json_t *all, const char *path)
{
	const json_t *error = json_object_get(all, "error");
	char buf[NAME_TEXT];

	printf("%s: %lld bytes\n", path, (long long)num(all, "size"));
	printf("sha256  %s\n", text(all, "sha256"));
	if (json_is_string(json_object_get(all, "name")))
		printf("name    %s\n", name(all, "name", buf));
	if (json_is_null(error))
		printf("valid   yes\n");
	else
		printf("valid   no: %s: %s\n", text(error, "code"), text(error, "text"));
	if (json_is_integer(json_object_get(all, "start")))
		printf("start   func %lld\n", (long long)num(all, "start"));
}

/* "imported_functions" as "imported functions", or "imported function". */
static const char *count_text(const char *key, bool one, char buf[NAME_TEXT])
{
	size_t len = strlen(key);
	char *p;

	snprintf(buf, NAME_TEXT, "%s", key);
	if (one && buf[len - 1] == 's')
		buf[len - 1] = '\0';
	for (p = buf; *p; p++)
		if (*p == '_')
			*p = ' ';
	return buf;
}

static void print_counts(const json_t *all)
{
	char buf[NAME_TEXT];
	const char *key;
	json_t *n;
	bool any = false;

	json_object_foreach(json_object_get(all, "counts"), key, n) {
		if (!json_integer_value(n))
			continue;
		printf("%s%lld %s", any ? ", " : "counts  ", (long long)json_integer_value(n),
		       count_text(key, json_integer_value(n) == 1, buf));
		any = true;
	}
	if (any)
		printf("\n");
}

static void print_sections(const json_t *list)
{
	const json_t *s;
	size_t i;

	if (json_array_size(list))
		printf("\nSections\n  NAME           OFFSET      BYTES    ENTRIES\n");
	json_array_foreach(list, i, s)
		printf("  %-10s %#10llx %10lld %10lld\n", text(s, "name"),
		       (unsigned long long)num(s, "offset"), (long long)num(s, "size"),
		       (long long)num(s, "entries"));
}

static void print_imports(const json_t *list)
{
	char module[NAME_TEXT];
	char field[NAME_TEXT];
	const json_t *im;
	size_t i;

	if (json_array_size(list))
		printf("\nImports\n");
	json_array_foreach(list, i, im) {
		printf("  %-6s %s %s  ", text(im, "kind"), name(im, "module", module),
		       name(im, "name", field));
		print_extern(text(im, "kind"), json_object_get(im, "type"));
		printf("\n");
	}
}

static void print_exports(const json_t *list)
{
	char buf[NAME_TEXT];
	const json_t *ex;
	size_t i;

	if (json_array_size(list))
		printf("\nExports\n");
	json_array_foreach(list, i, ex) {
		printf("  %-6s %-5lld %s  ", text(ex, "kind"), (long long)num(ex, "index"),
		       name(ex, "name", buf));
		print_extern(text(ex, "kind"), json_object_get(ex, "type"));
		printf("\n");
	}
}

static void print_limited(const char *title, const json_t *list, void (*print)(const json_t *))
{
	const json_t *t;
	size_t i;

	if (json_array_size(list))
		printf("\n%s\n", title);
	json_array_foreach(list, i, t) {
		printf("  %-6zu ", i);
		print(t);
		printf("\n");
	}
}

static void print_customs(const json_t *list)
{
	char buf[NAME_TEXT];
	const json_t *c;
	size_t i;

	if (json_array_size(list))
		printf("\nCustom sections\n");
	json_array_foreach(list, i, c)
		printf("  %-28s %lld bytes\n", name(c, "name", buf), (long long)num(c, "size"));
}

static void print_hooks(const json_t *list)
{
	char buf[NAME_TEXT];
	const json_t *h;
	size_t i;

	if (json_array_size(list))
		printf("\nHooks\n");
	json_array_foreach(list, i, h) {
		printf("  %s", name(h, "export", buf));
		if (json_object_get(h, "means"))
			printf("  now %s", name(h, "means", buf));
		if (json_object_get(h, "error"))
			printf("  %s", name(h, "error", buf));
		printf("\n");
	}
}

static void print_fields(const json_t *list)
{
	const json_t *f;
	size_t i;

	json_array_foreach(list, i, f)
		printf("%s%s %s", i ? ", " : "", text(f, "type"), text(f, "name") ? text(f, "name") : "");
}

static void print_layout(const json_t *layout)
{
	if (json_is_string(layout))
		printf("%s", json_string_value(layout));
	else
		print_fields(layout);
}

static void print_map(const json_t *m)
{
	printf("  map %s: %s", text(m, "name"), text(m, "kind"));
	if (num(m, "entries"))
		printf(", %lld entries", (long long)num(m, "entries"));
	if (json_object_get(m, "key"))
		printf(", key ");
	print_layout(json_object_get(m, "key"));
	if (json_object_get(m, "value"))
		printf(", value ");
	print_layout(json_object_get(m, "value"));
	printf("\n");
}

static void print_param(const json_t *p)
{
	char *value = json_dumps(json_object_get(p, "default"), JSON_ENCODE_ANY | JSON_ENSURE_ASCII);

	printf("  parameter %s: %s", text(p, "name"), text(p, "type"));
	if (value)
		printf(", %s if not set", value);
	if (text(p, "help")) {
		printf("; ");
		cli_escape(stdout, text(p, "help"), strlen(text(p, "help")));
	}
	printf("\n");
	free(value);
}

static void print_manifest(const json_t *m, const json_t *error)
{
	const json_t *each;
	json_t *limit;
	const char *key;
	size_t i;

	if (!json_is_null(m) || json_is_string(error))
		printf("\nManifest\n");
	if (json_is_string(error)) {
		printf("  wrong: %s\n", json_string_value(error));
		return;
	}
	if (text(m, "name"))
		printf("  %s %s\n", text(m, "name"), text(m, "version") ? text(m, "version") : "");
	json_array_foreach(json_object_get(m, "records"), i, each) {
		printf("  record %lld %s: ", (long long)num(each, "id"), text(each, "name"));
		print_fields(json_object_get(each, "fields"));
		printf("\n");
	}
	json_array_foreach(json_object_get(m, "maps"), i, each)
		print_map(each);
	json_array_foreach(json_object_get(m, "params"), i, each)
		print_param(each);
	json_object_foreach((json_t *)json_object_get(m, "limits"), key, limit) {
		char *value = json_dumps(limit, JSON_ENCODE_ANY);

		printf("  limit %s: %s\n", key, value);
		free(value);
	}
}

void cli_inspect_print(const json_t *all, const char *path)
{
	print_head(all, path);
	print_counts(all);
	print_sections(json_object_get(all, "sections"));
	print_imports(json_object_get(all, "imports"));
	print_exports(json_object_get(all, "exports"));
	print_limited("Memories", json_object_get(all, "memories"), print_memory);
	print_limited("Tables", json_object_get(all, "tables"), print_table);
	print_customs(json_object_get(all, "customs"));
	print_hooks(json_object_get(all, "hooks"));
	print_manifest(json_object_get(all, "manifest"), json_object_get(all, "manifest_error"));
}
