// SPDX-License-Identifier: GPL-2.0
/* Import matching (spec 4.5.3, 3.4 of the 2.0 edition: external types). */
#include "runtime.h"

#define TYPE_TEXT 96
#define NAME_TEXT 48

static const char *const kind_names[] = { "function", "table", "memory", "global" };

/* "(param i32 i64) (result i32)", cut where it becomes long. */
static const char *type_text(const struct wk_functype *t, char *buf, size_t size)
{
	size_t n = scnprintf(buf, size, "(param");

	for (u32 i = 0; i < t->nparams && n + 16 < size; i++)
		n += scnprintf(buf + n, size - n, " %s", wk_type_name(t->types[i]));
	n += scnprintf(buf + n, size - n, ") (result");
	for (u32 i = 0; i < t->nresults && n + 16 < size; i++)
		n += scnprintf(buf + n, size - n, " %s", wk_type_name(t->types[t->nparams + i]));
	scnprintf(buf + n, size - n, ")");
	return buf;
}

static int mismatch(const struct wk_instance *inst, u32 i, const char *why, struct wk_error *e)
{
	const struct wk_import *im = &inst->module->imports[i];
	char module[NAME_TEXT], name[NAME_TEXT];

	return wk_error_set(e, WK_ERR_LINK, WK_NO_FUNC, im->offset,
			    "import %u \"%s\" \"%s\": incompatible import type: %s", i,
			    wk_str_escape(module, sizeof(module), im->module.p, im->module.len),
			    wk_str_escape(name, sizeof(name), im->name.p, im->name.len), why);
}

/* Does an actual size fit the declared limits? */
static bool limits_fit(const struct wk_limits *want, u64 size, const struct wk_limits *have)
{
	if (size < want->min)
		return false;
	if (!want->has_max)
		return true;
	return have->has_max && have->max <= want->max;
}

static int link_func(struct wk_instance *inst, u32 i, struct wk_func *f, struct wk_error *e)
{
	u32 index = inst->module->imports[i].index;
	const struct wk_functype *want = inst->module->funcs[index].type;
	char a[TYPE_TEXT / 2 + 8], b[TYPE_TEXT / 2 + 8], why[TYPE_TEXT + 32];

	inst->funcs[index] = f;
	if (f->type == want || wk_functype_equal(f->type, want))
		return 0;
	scnprintf(why, sizeof(why), "expected %s, found %s", type_text(want, a, sizeof(a)),
		  type_text(f->type, b, sizeof(b)));
	return mismatch(inst, i, why, e);
}

static int link_table(struct wk_instance *inst, u32 i, struct wk_table *t, struct wk_error *e)
{
	u32 index = inst->module->imports[i].index;
	const struct wk_tabletype *want = &inst->module->tables[index].type;

	inst->tables[index] = t;
	if (t->type.type != want->type)
		return mismatch(inst, i, "tables of different element types", e);
	if (!limits_fit(&want->limits, t->size, &t->type.limits))
		return mismatch(inst, i, "the table's size or maximum does not fit", e);
	return 0;
}

static int link_memory(struct wk_instance *inst, u32 i, struct wk_memory *m, struct wk_error *e)
{
	u32 index = inst->module->imports[i].index;

	inst->mem = m;
	if (!limits_fit(&inst->module->mems[index].type.limits, wk_mem_pages(m), &m->type.limits))
		return mismatch(inst, i, "the memory's size or maximum does not fit", e);
	return 0;
}

static int link_global(struct wk_instance *inst, u32 i, struct wk_global *g, struct wk_error *e)
{
	u32 index = inst->module->imports[i].index;
	const struct wk_globaltype *want = &inst->module->globals[index].type;
	char why[64];

	inst->globals[index] = g;
	if (g->type.type == want->type && g->type.mutable == want->mutable)
		return 0;
	scnprintf(why, sizeof(why), "expected %s%s, found %s%s", want->mutable ? "mutable " : "",
		  wk_type_name(want->type), g->type.mutable ? "mutable " : "",
		  wk_type_name(g->type.type));
	return mismatch(inst, i, why, e);
}

static int link_one(struct wk_instance *inst, u32 i, const struct wk_extern *x, struct wk_error *e)
{
	u8 want = inst->module->imports[i].kind;
	char why[64];

	if (x->kind != want) {
		scnprintf(why, sizeof(why), "expected a %s, found a %s", kind_names[want],
			  kind_names[x->kind]);
		return mismatch(inst, i, why, e);
	}
	switch (want) {
	case WK_EXTERN_FUNC:
		return link_func(inst, i, x->func, e);
	case WK_EXTERN_TABLE:
		return link_table(inst, i, x->table, e);
	case WK_EXTERN_MEMORY:
		return link_memory(inst, i, x->memory, e);
	default:
		return link_global(inst, i, x->global, e);
	}
}

int wk_instance_link(struct wk_instance *inst, const struct wk_extern *imports,
		     struct wk_error *e)
{
	for (u32 i = 0; i < inst->module->nimports; i++)
		if (link_one(inst, i, &imports[i], e))
			return -1;
	return 0;
}
