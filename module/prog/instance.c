// SPDX-License-Identifier: GPL-2.0
#include <linux/slab.h>
#include <linux/string.h>

#include "../host/host.h"
#include "instance.h"

/* ---- imports ---- */

static struct wk_instance *find_registered(struct wk_space *s, const struct wk_str *name)
{
	struct wk_registration *r;

	list_for_each_entry(r, &s->registered, list)
		if (strlen(r->name) == name->len && !memcmp(r->name, name->p, name->len))
			return r->inst;
	return NULL;
}

static int resolve(struct wk_space *s, const struct wk_module *m, const struct wk_import *imp,
		   struct wk_extern *out, struct wk_error *e)
{
	const struct wk_host_env env = { .wasi = &s->wasi, .strict = s->config.strict };
	struct wk_instance *from = find_registered(s, &imp->module);
	char text[160];

	if (!from)
		return wk_host_resolve(s->store, imp, m, &env, out, e);
	if (wk_instance_export(from, imp->name.p, imp->name.len, out))
		return 0;
	return wk_error_set(e, WK_ERR_LINK, WK_NO_FUNC, imp->offset,
			    "unknown import: %s: instance %u, registered under that name, does not export it",
			    wk_host_import_text(text, sizeof(text), m, imp),
			    wk_instance_number(s, from));
}

/* Return: one extern for each import, to be freed with wk_free(); NULL with @e set. */
static struct wk_extern *resolve_all(struct wk_space *s, const struct wk_module *m,
				     struct wk_error *e)
{
	struct wk_extern *externs = wk_alloc(max_t(u32, m->nimports, 1), sizeof(*externs));
	u32 i;

	if (!externs) {
		wk_error_nomem(e);
		return NULL;
	}
	for (i = 0; i < m->nimports; i++) {
		if (resolve(s, m, &m->imports[i], &externs[i], e))
			goto err_resolve;
		cond_resched_tasks_rcu_qs();
	}
	return externs;

err_resolve:
	wk_free(externs);
	return NULL;
}

/* ---- numbers ---- */

static bool has_instance_of(struct wk_space *s, const struct wk_program *program)
{
	struct wk_space_instance *si;
	unsigned long id;

	xa_for_each(&s->instances, id, si)
		if (si->program == program)
			return true;
	return false;
}

static int number(struct wk_space *s, struct wk_space_instance *si)
{
	int err = -ENOSPC;

	mutex_lock(&s->lock);
	if (s->next_instance < WK_MAX_INSTANCES)
		err = xa_err(xa_store(&s->instances, s->next_instance + 1, si,
				      GFP_KERNEL_ACCOUNT));
	if (!err) {
		si->id = ++s->next_instance;
		refcount_inc(&si->program->refs);
	}
	mutex_unlock(&s->lock);
	return err;
}

static struct wk_instance *link_module(struct wk_space *s, const struct wk_module *m,
				       struct wk_error *e)
{
	struct wk_extern *externs = resolve_all(s, m, e);
	struct wk_instance *inst;

	if (!externs)
		return NULL;
	inst = wk_instance_new(s->store, m, externs, e);
	wk_free(externs);
	return inst;
}

struct wk_space_instance *wk_instance_make(struct wk_space *s, struct wk_program *program,
					   struct wk_error *e)
{
	struct wk_space_instance *si = kzalloc(sizeof(*si), GFP_KERNEL_ACCOUNT);
	struct wk_instance *inst;
	int err;

	if (!si) {
		wk_error_nomem(e);
		return NULL;
	}
	/*
	 * The number comes first: from wk_instance_new() on the store needs the
	 * program, and the table is what keeps the program alive.
	 */
	si->program = program;
	si->first = !has_instance_of(s, program);
	err = number(s, si);
	if (err) {
		kfree(si);
		if (err == -ENOSPC)
			wk_error_set(e, WK_ERR_LIMIT, WK_NO_FUNC, WK_NO_OFFSET,
				     "a space has at most %u instances, failed ones included",
				     WK_MAX_INSTANCES);
		else
			wk_error_nomem(e);
		return NULL;
	}
	if (si->first)
		atomic_inc(&program->spaces);
	inst = link_module(s, program->module, e);
	mutex_lock(&s->lock);
	si->inst = inst;
	mutex_unlock(&s->lock);
	return inst ? si : NULL;
}

struct wk_space_instance *wk_instance_find(struct wk_space *s, u32 id)
{
	struct wk_space_instance *si = xa_load(&s->instances, id);

	lockdep_assert_held(&s->lock);
	return si && si->ready ? si : NULL;
}

u32 wk_instance_number(struct wk_space *s, const struct wk_instance *inst)
{
	struct wk_space_instance *si;
	unsigned long id;

	xa_for_each(&s->instances, id, si)
		if (si->inst == inst)
			return id;
	return 0;
}

/* ---- names ---- */

int wk_instance_register(struct wk_space *s, u32 id, const char *name)
{
	struct wk_space_instance *si = wk_instance_find(s, id);
	struct wk_registration *r;

	lockdep_assert_held(&s->lock);
	if (!si)
		return -ENOENT;
	list_for_each_entry(r, &s->registered, list) {
		if (!strcmp(r->name, name)) {
			r->inst = si->inst;
			return 0;
		}
	}
	if (s->nregistered >= WK_MAX_REGISTERED)
		return -ENOSPC;
	r = kzalloc(sizeof(*r), GFP_KERNEL_ACCOUNT);
	if (!r)
		return -ENOMEM;
	r->inst = si->inst;
	strscpy(r->name, name, sizeof(r->name));
	list_add(&r->list, &s->registered);
	s->nregistered++;
	return 0;
}

static const char *name_of(struct wk_space *s, const struct wk_space_instance *si)
{
	struct wk_registration *r;

	list_for_each_entry(r, &s->registered, list)
		if (r->inst == si->inst)
			return r->name;
	return si->program->name;
}

/* ---- lists ---- */

/* Memory that an instance imports is counted where it was made. */
static u32 own_pages(const struct wk_space_instance *si)
{
	const struct wk_module *m = si->program->module;
	struct wk_memory *mem;

	if (!si->inst || !m->nmems || m->nimported_mems)
		return 0;
	mem = wk_instance_memory(si->inst);
	return mem ? wk_mem_pages(mem) : 0;
}

u32 wk_instances_pages(struct wk_space *s)
{
	struct wk_space_instance *si;
	unsigned long id;
	u32 pages = 0;

	lockdep_assert_held(&s->lock);
	xa_for_each(&s->instances, id, si)
		pages += own_pages(si);
	return pages;
}

u32 wk_instances_count(struct wk_space *s)
{
	struct wk_space_instance *si;
	unsigned long id;
	u32 n = 0;

	lockdep_assert_held(&s->lock);
	xa_for_each(&s->instances, id, si)
		n += si->ready;
	return n;
}

void wk_instance_describe(struct wk_space *s, const struct wk_space_instance *si,
			  struct wk_list_item *item)
{
	lockdep_assert_held(&s->lock);
	item->id = si->id;
	item->parent = s->id;
	item->owner = s->port;
	item->size = si->program->id;
	item->count = own_pages(si);
	strscpy(item->name, name_of(s, si), sizeof(item->name));
}

/* ---- end ---- */

void wk_instances_free(struct wk_space *s)
{
	struct wk_registration *r, *tmp;
	struct wk_space_instance *si;
	unsigned long id;

	list_for_each_entry_safe(r, tmp, &s->registered, list)
		kfree(r);
	xa_for_each(&s->instances, id, si) {
		if (si->first)
			atomic_dec(&si->program->spaces);
		wk_program_put(si->program);
		kfree(si);
	}
	xa_destroy(&s->instances);
}
