// SPDX-License-Identifier: GPL-2.0
/* What is in a module, as JSON. */

#include <sha2.h>
#include <stdlib.h>
#include <string.h>

#include "hooks.h"
#include "inspect.h"

static const char * const kind_names[] = {
	[WK_EXTERN_FUNC] = "func",
	[WK_EXTERN_TABLE] = "table",
	[WK_EXTERN_MEMORY] = "memory",
	[WK_EXTERN_GLOBAL] = "global",
};

/* Spec section 5.5.2. */
static const char * const section_names[] = {
	"custom", "type", "import", "function", "table", "memory", "global", "export", "start",
	"element", "code", "data", "datacount",
};

static json_t *str_json(struct wk_str s)
{
	return cli_json_name(s.p, s.len);
}

/* ---- types ---- */

static json_t *types_json(const uint8_t *types, uint32_t n)
{
	json_t *list = json_array();

	for (uint32_t i = 0; i < n; i++)
		json_array_append_new(list, json_string(wk_type_name(types[i])));
	return list;
}

static json_t *functype_json(const struct wk_functype *t)
{
	return json_pack("{s:o, s:o}", "params", types_json(t->types, t->nparams), "results",
			 types_json(t->types + t->nparams, t->nresults));
}

static json_t *limits_json(const struct wk_limits *l)
{
	return json_pack("{s:I, s:o}", "min", (json_int_t)l->min, "max",
			 l->has_max ? json_integer((json_int_t)l->max) : json_null());
}

static json_t *tabletype_json(const struct wk_tabletype *t)
{
	json_t *obj = limits_json(&t->limits);

	json_object_set_new(obj, "element", json_string(wk_type_name(t->type)));
	return obj;
}

static json_t *globaltype_json(const struct wk_globaltype *t)
{
	return json_pack("{s:s, s:b}", "value", wk_type_name(t->type), "mutable", t->mutable);
}

/* Types of exports are looked up before anybody has checked their indices. */
static json_t *extern_json(const struct wk_module *m, uint8_t kind, uint32_t index)
{
	if (kind == WK_EXTERN_FUNC && index < m->nfuncs && m->funcs[index].type)
		return functype_json(m->funcs[index].type);
	if (kind == WK_EXTERN_TABLE && index < m->ntables)
		return tabletype_json(&m->tables[index].type);
	if (kind == WK_EXTERN_MEMORY && index < m->nmems)
		return limits_json(&m->mems[index].type.limits);
	if (kind == WK_EXTERN_GLOBAL && index < m->nglobals)
		return globaltype_json(&m->globals[index].type);
	return json_null();
}

/* ---- parts ---- */

static json_t *sections_json(const struct wk_module *m)
{
	json_t *list = json_array();

	for (uint32_t i = 0; i < m->nsections; i++) {
		const struct wk_section *s = &m->sections[i];

		json_array_append_new(list, json_pack("{s:s, s:I, s:I, s:I}",
			"name", s->id < 13 ? section_names[s->id] : "?",
			"offset", (json_int_t)s->offset, "size", (json_int_t)s->size,
			"entries", (json_int_t)s->count));
	}
	return list;
}

static json_t *imports_json(const struct wk_module *m)
{
	json_t *list = json_array();

	for (uint32_t i = 0; i < m->nimports; i++) {
		const struct wk_import *im = &m->imports[i];

		json_array_append_new(list, json_pack("{s:o, s:o, s:s, s:o}",
			"module", str_json(im->module), "name", str_json(im->name),
			"kind", kind_names[im->kind],
			"type", extern_json(m, im->kind, im->index)));
	}
	return list;
}

static json_t *exports_json(const struct wk_module *m)
{
	json_t *list = json_array();

	for (uint32_t i = 0; i < m->nexports; i++) {
		const struct wk_export *ex = &m->exports[i];

		json_array_append_new(list, json_pack("{s:o, s:s, s:I, s:o}",
			"name", str_json(ex->name), "kind", kind_names[ex->kind],
			"index", (json_int_t)ex->index,
			"type", extern_json(m, ex->kind, ex->index)));
	}
	return list;
}

static json_t *memories_json(const struct wk_module *m)
{
	json_t *list = json_array();

	for (uint32_t i = 0; i < m->nmems; i++)
		json_array_append_new(list, limits_json(&m->mems[i].type.limits));
	return list;
}

static json_t *tables_json(const struct wk_module *m)
{
	json_t *list = json_array();

	for (uint32_t i = 0; i < m->ntables; i++)
		json_array_append_new(list, tabletype_json(&m->tables[i].type));
	return list;
}

static json_t *customs_json(const struct wk_module *m)
{
	json_t *list = json_array();

	for (uint32_t i = 0; i < m->ncustoms; i++)
		json_array_append_new(list, json_pack("{s:o, s:I}",
			"name", str_json(m->customs[i].name),
			"size", (json_int_t)m->customs[i].bytes.len));
	return list;
}

static json_t *error_json(const struct wk_error *e)
{
	json_t *obj;

	if (!e)
		return json_null();
	obj = json_pack("{s:s, s:s}", "code", wk_errkind_name(e->kind), "text", e->text);
	if (e->offset != WK_NO_OFFSET)
		json_object_set_new(obj, "offset", json_integer(e->offset));
	if (e->func != WK_NO_FUNC)
		json_object_set_new(obj, "func", json_integer(e->func));
	return obj;
}

static json_t *digest_json(const struct wk_module *m)
{
	uint8_t digest[SHA256_DIGEST_LENGTH];
	char hex[SHA256_DIGEST_STRING_LENGTH];
	SHA2_CTX ctx;

	SHA256Init(&ctx);
	SHA256Update(&ctx, m->bytes, m->size);
	SHA256Final(digest, &ctx);
	return json_string(cli_hex(hex, digest, sizeof(digest)));
}

static json_t *counts_json(const struct wk_module *m)
{
	return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I}",
			 "types", (json_int_t)m->ntypes,
			 "imported_functions", (json_int_t)m->nimported_funcs,
			 "functions", (json_int_t)(m->nfuncs - m->nimported_funcs),
			 "globals", (json_int_t)(m->nglobals - m->nimported_globals),
			 "elements", (json_int_t)m->nelems, "data", (json_int_t)m->ndatas);
}

/* Nothing is looked up: the file may be meant for another machine. */
static json_t *hook_json(const struct wk_export *ex, const struct manifest *manifest)
{
	char text[HOOK_PATH + HOOK_TEXT], reason[CLI_WHY];
	json_t *obj = json_pack("{s:o}", "export", str_json(ex->name));
	char *name = strndup((const char *)ex->name.p, ex->name.len);
	struct hook_name hook;

	if (name && (hook_substitute(name, manifest, text, sizeof(text), reason) ||
		     hook_parse(text, &hook, reason)))
		json_object_set_new(obj, "error", cli_json_name(reason, strlen(reason)));
	else if (name && strcmp(name, text))
		json_object_set_new(obj, "means", cli_json_name(text, strlen(text)));
	free(name);
	return obj;
}

static json_t *hooks_json(const struct wk_module *m, const struct manifest *manifest)
{
	json_t *list = json_array();

	for (uint32_t i = 0; i < m->nexports; i++) {
		const struct wk_export *ex = &m->exports[i];

		if (hooks_meant(ex))
			json_array_append_new(list, hook_json(ex, manifest));
	}
	return list;
}

/* As it was written; null when there is none. */
static json_t *manifest_json(const struct manifest *manifest)
{
	return json_object_size(manifest->json) ? json_incref(manifest->json) : json_null();
}

json_t *cli_inspect_json(const struct wk_module *m, const struct wk_error *e,
			 const struct manifest *manifest, const char *trouble)
{
	return json_pack("{s:I, s:o, s:b, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, "
			 "s:o, s:o}",
			 "size", (json_int_t)m->size, "sha256", digest_json(m),
			 "valid", !e, "error", error_json(e),
			 "name", m->name.len ? str_json(m->name) : json_null(),
			 "start", m->has_start ? json_integer(m->start) : json_null(),
			 "counts", counts_json(m), "sections", sections_json(m),
			 "imports", imports_json(m), "exports", exports_json(m),
			 "memories", memories_json(m), "tables", tables_json(m),
			 "customs", customs_json(m), "hooks", hooks_json(m, manifest),
			 "manifest", manifest_json(manifest), "manifest_error",
			 trouble ? cli_json_name(trouble, strlen(trouble)) : json_null());
}
