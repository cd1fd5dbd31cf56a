// SPDX-License-Identifier: GPL-2.0
/* Stores: what lives and dies together at run time. */
#include "runtime.h"

struct wk_store *wk_store_new(const struct wk_budget *budget)
{
	struct wk_store *s = wk_alloc(1, sizeof(*s));

	if (s)
		s->budget = *budget;
	return s;
}

/* What has no budget cannot grow. */
void wk_store_seal(struct wk_store *s)
{
	s->budget.memory_pages = 0;
	s->budget.table_elems = 0;
}

u64 *wk_instance_stack_pointer(struct wk_instance *inst)
{
	const struct wk_module *m = inst->module;
	const struct wk_globaltype *t;

	if (!m->nglobals || m->nimported_globals)
		return NULL;
	t = &inst->globals[0]->type;
	return t->type == WK_I32 && t->mutable ? inst->globals[0]->value : NULL;
}

struct wk_func *wk_func_new_host(struct wk_store *s, const struct wk_functype *type,
				 const struct wk_hostfunc *host)
{
	struct wk_func *f = wk_alloc(1, sizeof(*f));

	if (!f)
		return NULL;
	f->type = type;
	f->host = *host;
	f->next = s->hosts;
	s->hosts = f;
	return f;
}

void wk_store_free(struct wk_store *s)
{
	if (!s)
		return;
	while (s->instances) {
		struct wk_instance *inst = s->instances;

		s->instances = inst->next;
		wk_instance_free(inst);
		wk_cond_resched();
	}
	while (s->hosts) {
		struct wk_func *f = s->hosts;

		s->hosts = f->next;
		wk_free(f);
	}
	wk_free(s);
}

const struct wk_functype *wk_func_type(const struct wk_func *f)
{
	return f->type;
}

const struct wk_globaltype *wk_global_type(const struct wk_global *g)
{
	return &g->type;
}

u64 *wk_global_slots(struct wk_global *g)
{
	return g->value;
}
