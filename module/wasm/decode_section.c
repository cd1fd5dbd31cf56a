// SPDX-License-Identifier: GPL-2.0
/* One function for each section but the segments: entries to tables. */
#include "decode.h"
#include "sort.h"

/* ---- type section ---- */

/* A vector of value types, appended to the pool. */
static int type_list(struct wk_decoder *d, const char *what, u32 limit, u32 *n, u32 *slots)
{
	u32 i;
	u8 t;

	if (wk_decode_count(d, what, limit, n))
		return -1;
	for (i = 0; i < *n; i++) {
		if (wk_decode_valtype(d, &t))
			return -1;
		d->m->type_pool[d->npool++] = t;
		*slots += wk_type_slots(t);
	}
	return 0;
}

static int functype(struct wk_decoder *d, struct wk_functype *t)
{
	u8 form;

	if (wk_decode_u8(d, "function type", &form))
		return -1;
	if (form != 0x60)
		return wk_decode_fail(d, WK_ERR_MALFORMED, d->r.pos - 1,
				      "malformed function type 0x%02x", form);
	t->types = d->m->type_pool + d->npool;
	if (type_list(d, "number of parameters", WK_MAX_PARAMS, &t->nparams, &t->param_slots))
		return -1;
	return type_list(d, "number of results", WK_MAX_RESULTS, &t->nresults, &t->result_slots);
}

static int compare_types(const void *of, u32 a, u32 b)
{
	const struct wk_functype *x = (const struct wk_functype *)of + a;
	const struct wk_functype *y = (const struct wk_functype *)of + b;

	if (x->nparams != y->nparams)
		return x->nparams < y->nparams ? -1 : 1;
	if (x->nresults != y->nresults)
		return x->nresults < y->nresults ? -1 : 1;
	return memcmp(x->types, y->types, (size_t)x->nparams + x->nresults);
}

/* Finds the first equal type of each: a stable sort puts it in front. */
static int canonize(struct wk_decoder *d)
{
	struct wk_functype *types = d->m->types, *first = NULL;
	const struct wk_order order = { .compare = compare_types, .of = types };
	u32 *sorted = wk_sort_indices(d->m->ntypes, &order);
	u32 i;

	if (!sorted)
		return wk_error_nomem(d->e);
	for (i = 0; i < d->m->ntypes; i++) {
		if (!first || compare_types(types, first - types, sorted[i]))
			first = &types[sorted[i]];
		types[sorted[i]].canon = first;
	}
	wk_free(sorted);
	return 0;
}

int wk_decode_types(struct wk_decoder *d, u32 *count)
{
	struct wk_module *m = d->m;
	u32 i;

	if (wk_decode_count(d, "number of types", WK_MAX_TYPES, count))
		return -1;
	m->types = wk_decode_array(d, *count, sizeof(*m->types));
	if (!m->types)
		return -1;
	/* No more value types than bytes left. */
	m->type_pool = wk_decode_array(d, d->r.end - d->r.pos, 1);
	if (!m->type_pool)
		return -1;
	m->ntypes = *count;
	for (i = 0; i < *count; i++)
		if (functype(d, &m->types[i]))
			return -1;
	return canonize(d);
}

/* ---- index spaces: room for @n more entries, imported or defined ---- */

static int grow_funcs(struct wk_decoder *d, u32 n)
{
	struct wk_module *m = d->m;
	void *p = wk_decode_grow(d, m->funcs, &d->cap_funcs, m->nfuncs + n, sizeof(*m->funcs));

	if (!p)
		return -1;
	m->funcs = p;
	return 0;
}

static int grow_tables(struct wk_decoder *d, u32 n)
{
	struct wk_module *m = d->m;
	void *p = wk_decode_grow(d, m->tables, &d->cap_tables, m->ntables + n, sizeof(*m->tables));

	if (!p)
		return -1;
	m->tables = p;
	return 0;
}

static int grow_mems(struct wk_decoder *d, u32 n)
{
	struct wk_module *m = d->m;
	void *p = wk_decode_grow(d, m->mems, &d->cap_mems, m->nmems + n, sizeof(*m->mems));

	if (!p)
		return -1;
	m->mems = p;
	return 0;
}

static int grow_globals(struct wk_decoder *d, u32 n)
{
	struct wk_module *m = d->m;
	void *p = wk_decode_grow(d, m->globals, &d->cap_globals, m->nglobals + n,
				 sizeof(*m->globals));

	if (!p)
		return -1;
	m->globals = p;
	return 0;
}

/* ---- import section ---- */

static int import_func(struct wk_decoder *d, struct wk_import *import, u32 i)
{
	struct wk_module *m = d->m;
	struct wk_funcdef *f;

	if (grow_funcs(d, 1))
		return -1;
	import->index = m->nfuncs++;
	f = &m->funcs[import->index];
	f->import = i;
	f->at = import->offset;
	m->nimported_funcs++;
	return wk_decode_u32(d, "type index", &f->type_index);
}

static int import_table(struct wk_decoder *d, struct wk_import *import, u32 i)
{
	struct wk_module *m = d->m;

	if (m->ntables == WK_MAX_TABLES)
		return wk_decode_fail(d, WK_ERR_LIMIT, import->offset,
				      "more tables than the limit of %u", WK_MAX_TABLES);
	if (grow_tables(d, 1))
		return -1;
	import->index = m->ntables++;
	m->tables[import->index].import = i;
	m->tables[import->index].at = import->offset;
	m->nimported_tables++;
	return wk_decode_tabletype(d, &m->tables[import->index].type);
}

static int import_mem(struct wk_decoder *d, struct wk_import *import, u32 i)
{
	struct wk_module *m = d->m;

	if (grow_mems(d, 1))
		return -1;
	import->index = m->nmems++;
	m->mems[import->index].import = i;
	m->mems[import->index].at = import->offset;
	m->nimported_mems++;
	return wk_decode_limits(d, &m->mems[import->index].type.limits);
}

static int import_global(struct wk_decoder *d, struct wk_import *import, u32 i)
{
	struct wk_module *m = d->m;

	if (grow_globals(d, 1))
		return -1;
	import->index = m->nglobals++;
	m->globals[import->index].import = i;
	m->globals[import->index].at = import->offset;
	m->nimported_globals++;
	return wk_decode_globaltype(d, &m->globals[import->index].type);
}

static int decode_import(struct wk_decoder *d, u32 i)
{
	struct wk_import *import = &d->m->imports[i];

	import->offset = d->r.pos;
	if (wk_decode_name(d, "module name", &import->module) ||
	    wk_decode_name(d, "import name", &import->name) ||
	    wk_decode_u8(d, "import kind", &import->kind))
		return -1;
	switch (import->kind) {
	case WK_EXTERN_FUNC:
		return import_func(d, import, i);
	case WK_EXTERN_TABLE:
		return import_table(d, import, i);
	case WK_EXTERN_MEMORY:
		return import_mem(d, import, i);
	case WK_EXTERN_GLOBAL:
		return import_global(d, import, i);
	default:
		return wk_decode_fail(d, WK_ERR_MALFORMED, d->r.pos - 1,
				      "malformed import kind 0x%02x", import->kind);
	}
}

int wk_decode_imports(struct wk_decoder *d, u32 *count)
{
	struct wk_module *m = d->m;
	u32 i;

	if (wk_decode_count(d, "number of imports", WK_MAX_IMPORTS, count))
		return -1;
	m->imports = wk_decode_array(d, *count, sizeof(*m->imports));
	if (!m->imports)
		return -1;
	for (i = 0; i < *count; i++, m->nimports++)
		if (decode_import(d, i))
			return -1;
	return 0;
}

/* ---- function, table, memory and global sections ---- */

int wk_decode_funcs(struct wk_decoder *d, u32 *count)
{
	struct wk_module *m = d->m;
	u32 i;

	if (wk_decode_count(d, "number of functions", WK_MAX_FUNCS - m->nfuncs, count) ||
	    grow_funcs(d, *count))
		return -1;
	for (i = 0; i < *count; i++) {
		struct wk_funcdef *f = &m->funcs[m->nfuncs++];

		f->import = WK_NO_FUNC;
		f->at = d->r.pos;
		if (wk_decode_u32(d, "type index", &f->type_index))
			return -1;
	}
	return 0;
}

int wk_decode_tables(struct wk_decoder *d, u32 *count)
{
	struct wk_module *m = d->m;
	u32 i;

	if (wk_decode_count(d, "number of tables", WK_MAX_TABLES - m->ntables, count) ||
	    grow_tables(d, *count))
		return -1;
	for (i = 0; i < *count; i++) {
		struct wk_tabledef *t = &m->tables[m->ntables++];

		t->import = WK_NO_FUNC;
		t->at = d->r.pos;
		if (wk_decode_tabletype(d, &t->type))
			return -1;
	}
	return 0;
}

int wk_decode_mems(struct wk_decoder *d, u32 *count)
{
	struct wk_module *m = d->m;
	u32 i;

	/* Validation refuses the second one; this only bounds the array. */
	if (wk_decode_count(d, "number of memories", WK_MAX_TABLES, count) ||
	    grow_mems(d, *count))
		return -1;
	for (i = 0; i < *count; i++) {
		struct wk_memdef *mem = &m->mems[m->nmems++];

		mem->import = WK_NO_FUNC;
		mem->at = d->r.pos;
		if (wk_decode_limits(d, &mem->type.limits))
			return -1;
	}
	return 0;
}

int wk_decode_globals(struct wk_decoder *d, u32 *count)
{
	struct wk_module *m = d->m;
	u32 i;

	if (wk_decode_count(d, "number of globals", WK_MAX_GLOBALS - m->nglobals, count) ||
	    grow_globals(d, *count))
		return -1;
	for (i = 0; i < *count; i++) {
		struct wk_globaldef *g = &m->globals[m->nglobals++];

		g->import = WK_NO_FUNC;
		g->at = d->r.pos;
		if (wk_decode_globaltype(d, &g->type) || wk_decode_expr(d, &g->init))
			return -1;
	}
	return 0;
}

/* ---- export and start sections ---- */

static int compare_exports(const void *of, u32 a, u32 b)
{
	const struct wk_str *x = &((const struct wk_export *)of + a)->name;
	const struct wk_str *y = &((const struct wk_export *)of + b)->name;

	if (x->len != y->len)
		return x->len < y->len ? -1 : 1;
	return x->len ? memcmp(x->p, y->p, x->len) : 0;
}

static int decode_export(struct wk_decoder *d, struct wk_export *export)
{
	export->at = d->r.pos;
	if (wk_decode_name(d, "export name", &export->name) ||
	    wk_decode_u8(d, "export kind", &export->kind))
		return -1;
	if (export->kind > WK_EXTERN_GLOBAL)
		return wk_decode_fail(d, WK_ERR_MALFORMED, d->r.pos - 1,
				      "malformed export kind 0x%02x", export->kind);
	return wk_decode_u32(d, "export index", &export->index);
}

int wk_decode_exports(struct wk_decoder *d, u32 *count)
{
	struct wk_module *m = d->m;
	struct wk_order by_name = { .compare = compare_exports };
	u32 i;

	if (wk_decode_count(d, "number of exports", WK_MAX_EXPORTS, count))
		return -1;
	m->exports = wk_decode_array(d, *count, sizeof(*m->exports));
	if (!m->exports)
		return -1;
	for (i = 0; i < *count; i++, m->nexports++)
		if (decode_export(d, &m->exports[i]))
			return -1;
	by_name.of = m->exports;
	m->export_order = wk_sort_indices(*count, &by_name);
	return m->export_order ? 0 : wk_error_nomem(d->e);
}

int wk_decode_start(struct wk_decoder *d, u32 *count)
{
	*count = 0;
	d->m->has_start = true;
	d->m->start_at = d->r.pos;
	return wk_decode_u32(d, "start function", &d->m->start);
}

/* ---- code and custom sections ---- */

static int decode_code(struct wk_decoder *d)
{
	struct wk_funcdef *f = &d->m->funcs[d->func];
	const u8 *p;
	u32 size;

	if (wk_decode_u32(d, "body size", &size))
		return -1;
	f->body = d->r.pos;
	if (wk_decode_bytes(d, "body", size, &p))
		return -1;
	f->body_end = d->r.pos;
	if (size > WK_MAX_BODY_BYTES)
		return wk_decode_fail(d, WK_ERR_LIMIT, f->body,
				      "body of %u bytes is larger than the limit of %u", size,
				      WK_MAX_BODY_BYTES);
	return 0;
}

int wk_decode_codes(struct wk_decoder *d, u32 *count)
{
	struct wk_module *m = d->m;
	u32 at = d->r.pos, defined = m->nfuncs - m->nimported_funcs;

	if (wk_decode_u32(d, "number of bodies", count))
		return -1;
	if (*count != defined)
		return wk_decode_fail(d, WK_ERR_MALFORMED, at,
				      "function and code section have inconsistent lengths: functions %u, bodies %u",
				      defined, *count);
	for (d->func = m->nimported_funcs; d->func < m->nfuncs; d->func++)
		if (decode_code(d))
			return -1;
	d->func = WK_NO_FUNC;
	return 0;
}

int wk_decode_custom(struct wk_decoder *d, u32 *count)
{
	struct wk_module *m = d->m;
	struct wk_custom *custom;
	void *p;

	*count = 0;
	if (m->ncustoms == WK_MAX_CUSTOMS)
		return wk_decode_fail(d, WK_ERR_LIMIT, d->r.pos,
				      "more custom sections than the limit of %u", WK_MAX_CUSTOMS);
	p = wk_decode_grow(d, m->customs, &d->cap_customs, m->ncustoms + 1, sizeof(*m->customs));
	if (!p)
		return -1;
	m->customs = p;
	custom = &m->customs[m->ncustoms++];
	if (wk_decode_name(d, "section name", &custom->name))
		return -1;
	custom->bytes.len = d->r.end - d->r.pos;
	return wk_decode_bytes(d, "contents", custom->bytes.len, &custom->bytes.p);
}
