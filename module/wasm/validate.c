// SPDX-License-Identifier: GPL-2.0
/*
 * Validation of a module (spec section 3.4): what every index refers to, and
 * that types fit. Syntax has been checked by decode.c, but for that of
 * function bodies, which validate_imm.c reads.
 */
#include "validate.h"

/* What is checked next, for messages. */
static void at_entry(struct wk_validator *v, u32 import, const char *section, u32 at)
{
	v->section = import == WK_NO_FUNC ? section : "import";
	v->at = at;
}

static int check_funcs(struct wk_validator *v)
{
	struct wk_module *m = v->m;
	u32 i;

	for (i = 0; i < m->nfuncs; i++) {
		struct wk_funcdef *f = &m->funcs[i];

		if (f->type_index >= m->ntypes) {
			at_entry(v, f->import, "function", f->at);
			v->func = i;
			return wk_valid_fail(v, WK_ERR_INVALID, "unknown type %u", f->type_index);
		}
		f->type = m->types[f->type_index].canon;
		if (!(~i & 0xfff))
			wk_cond_resched();
	}
	return 0;
}

static int check_limits(struct wk_validator *v, const struct wk_limits *limits)
{
	if (limits->has_max && limits->min > limits->max)
		return wk_valid_fail(v, WK_ERR_INVALID,
				     "size minimum must not be greater than maximum: %llu, found %llu",
				     (unsigned long long)limits->max,
				     (unsigned long long)limits->min);
	return 0;
}

static int check_tables(struct wk_validator *v)
{
	u32 i;

	for (i = 0; i < v->m->ntables; i++) {
		const struct wk_tabledef *t = &v->m->tables[i];

		at_entry(v, t->import, "table", t->at);
		if (check_limits(v, &t->type.limits))
			return -1;
	}
	return 0;
}

static int check_mems(struct wk_validator *v)
{
	u32 i;

	for (i = 0; i < v->m->nmems; i++) {
		const struct wk_memdef *mem = &v->m->mems[i];
		const struct wk_limits *limits = &mem->type.limits;

		at_entry(v, mem->import, "memory", mem->at);
		if (i >= WK_MAX_MEMORIES)
			return wk_valid_fail(v, WK_ERR_INVALID, "multiple memories");
		if (limits->min > WK_MAX_MEMORY_PAGES ||
		    (limits->has_max && limits->max > WK_MAX_MEMORY_PAGES))
			return wk_valid_fail(v, WK_ERR_INVALID,
					     "memory size must be at most %u pages (4GiB)",
					     WK_MAX_MEMORY_PAGES);
		if (check_limits(v, limits))
			return -1;
	}
	return 0;
}

static int check_globals(struct wk_validator *v)
{
	u32 i;

	for (i = 0; i < v->m->nglobals; i++) {
		const struct wk_globaldef *g = &v->m->globals[i];

		at_entry(v, g->import, "global", g->at);
		if (g->import == WK_NO_FUNC && wk_valid_const(v, &g->init, g->type.type))
			return -1;
		if (!(~i & 0xfff))
			wk_cond_resched();
	}
	return 0;
}

/* Does the export's index exist? A function that does may be named in code. */
static int check_export(struct wk_validator *v, const struct wk_export *export)
{
	static const char *const kinds[] = { "function", "table", "memory", "global" };
	struct wk_module *m = v->m;
	const u32 sizes[] = { m->nfuncs, m->ntables, m->nmems, m->nglobals };
	char name[64];

	v->at = export->at;
	if (export->index >= sizes[export->kind])
		return wk_valid_fail(v, WK_ERR_INVALID, "export \"%s\" of unknown %s %u",
				     wk_str_escape(name, sizeof(name), export->name.p,
						   export->name.len),
				     kinds[export->kind], export->index);
	if (export->kind == WK_EXTERN_FUNC)
		m->funcs[export->index].declared = true;
	return 0;
}

static bool same_name(const struct wk_str *a, const struct wk_str *b)
{
	return a->len == b->len && (!a->len || !memcmp(a->p, b->p, a->len));
}

static int check_exports(struct wk_validator *v)
{
	struct wk_module *m = v->m;
	char name[64];
	u32 i;

	v->section = "export";
	for (i = 0; i < m->nexports; i++) {
		const struct wk_export *export = &m->exports[m->export_order[i]];

		if (check_export(v, export))
			return -1;
		if (i && same_name(&m->exports[m->export_order[i - 1]].name, &export->name))
			return wk_valid_fail(v, WK_ERR_INVALID, "duplicate export name \"%s\"",
					     wk_str_escape(name, sizeof(name), export->name.p,
							   export->name.len));
	}
	return 0;
}

static int check_start(struct wk_validator *v)
{
	const struct wk_module *m = v->m;
	const struct wk_functype *t;

	if (!m->has_start)
		return 0;
	v->section = "start";
	v->at = m->start_at;
	if (m->start >= m->nfuncs)
		return wk_valid_fail(v, WK_ERR_INVALID, "unknown function %u", m->start);
	t = m->funcs[m->start].type;
	if (t->nparams || t->nresults)
		return wk_valid_fail(v, WK_ERR_INVALID,
				     "start function must have no parameters and no results, function %u has %u and %u",
				     m->start, t->nparams, t->nresults);
	return 0;
}

static int elem_active(struct wk_validator *v, const struct wk_elem *elem)
{
	const struct wk_module *m = v->m;

	if (elem->table >= m->ntables)
		return wk_valid_fail(v, WK_ERR_INVALID, "unknown table %u", elem->table);
	if (elem->type != m->tables[elem->table].type.type)
		return wk_valid_fail(v, WK_ERR_INVALID,
				     "element segment of %s for table %u of %s",
				     wk_type_name(elem->type), elem->table,
				     wk_type_name(m->tables[elem->table].type.type));
	return wk_valid_const(v, &elem->offset, WK_I32);
}

static int elem_items(struct wk_validator *v, const struct wk_elem *elem)
{
	struct wk_module *m = v->m;
	u32 i;

	for (i = 0; i < elem->n; i++) {
		if (elem->exprs) {
			if (wk_valid_const(v, &elem->exprs[i], elem->type))
				return -1;
		} else {
			if (elem->funcs[i] >= m->nfuncs)
				return wk_valid_fail(v, WK_ERR_INVALID, "unknown function %u",
						     elem->funcs[i]);
			m->funcs[elem->funcs[i]].declared = true;
		}
		if (!(~i & 0xfff))
			wk_cond_resched();
	}
	return 0;
}

static int check_elems(struct wk_validator *v)
{
	u32 i;

	v->section = "element";
	for (i = 0; i < v->m->nelems; i++) {
		const struct wk_elem *elem = &v->m->elems[i];

		v->at = elem->at;
		if (elem->mode == WK_SEGMENT_ACTIVE && elem_active(v, elem))
			return -1;
		v->at = elem->at;
		if (elem_items(v, elem))
			return -1;
	}
	return 0;
}

static int check_datas(struct wk_validator *v)
{
	u32 i;

	v->section = "data";
	for (i = 0; i < v->m->ndatas; i++) {
		const struct wk_data *data = &v->m->datas[i];

		if (data->mode != WK_SEGMENT_ACTIVE)
			continue;
		v->at = data->at;
		if (data->memory >= v->m->nmems)
			return wk_valid_fail(v, WK_ERR_INVALID, "unknown memory %u", data->memory);
		if (wk_valid_const(v, &data->offset, WK_I32))
			return -1;
	}
	return 0;
}

static int check_bodies(struct wk_validator *v)
{
	u32 i;

	v->section = "code";
	for (i = v->m->nimported_funcs; i < v->m->nfuncs; i++) {
		if (wk_valid_body(v, i))
			return -1;
		wk_cond_resched();
	}
	return 0;
}

/* Bodies last: they need to know which functions the rest has named. */
static int check_all(struct wk_validator *v)
{
	if (check_funcs(v) || check_tables(v) || check_mems(v) ||
	    check_globals(v) || check_exports(v) || check_start(v) || check_elems(v) ||
	    check_datas(v))
		return -1;
	return check_bodies(v);
}

int wk_validate(struct wk_module *m, struct wk_error *e)
{
	struct wk_validator *v = wk_alloc(1, sizeof(*v));
	int ret = -1;

	if (!v)
		return wk_error_nomem(e);
	v->m = m;
	v->e = e;
	v->func = WK_NO_FUNC;
	v->stack = wk_alloc(WK_MAX_FRAME_SLOTS, sizeof(*v->stack));
	if (v->stack)
		ret = check_all(v);
	else
		wk_error_nomem(e);
	wk_free(v->runs);
	wk_free(v->blocks);
	wk_free(v->stack);
	wk_free(v);
	return ret;
}
