// SPDX-License-Identifier: GPL-2.0
/*
 * Which slots the locals of a function are: simply counted, unless there are v128
 * among them, which take two. What this costs is linear in the size of the
 * module, whatever types and functions there are.
 */
#include "compile.h"

u16 wk_return_slot(const struct wk_compiler *c)
{
	return (u16)max_t(u32, c->type->param_slots, c->type->result_slots);
}

/* The first local that is no parameter. */
static u32 first_slot(const struct wk_compiler *c)
{
	return wk_return_slot(c) + 1u;
}

static const struct wk_slot_run *find_run(const struct wk_compiler *c, u32 index)
{
	u32 lo = 0, hi = c->locals.nruns - 1;

	while (lo < hi) {
		u32 mid = lo + (hi - lo) / 2;

		if (c->locals.runs[mid].end > index)
			hi = mid;
		else
			lo = mid + 1;
	}
	return &c->locals.runs[lo];
}

static bool type_has_pairs(const struct wk_functype *t)
{
	return t->param_slots != t->nparams;
}

static u16 slot_among_pairs(const struct wk_compiler *c, u32 index)
{
	const struct wk_slot_run *run;
	u32 start;

	if (index < c->type->nparams)
		return type_has_pairs(c->type) ?
		       c->locals.param_slots[c->type->types - c->m->type_pool + index] :
		       (u16)index;
	run = find_run(c, index);
	start = run > c->locals.runs ? run[-1].end : c->type->nparams;
	return (u16)(run->slot + (index - start) * (run->pair ? 2 : 1));
}

u16 wk_local_slot(const struct wk_compiler *c, u32 index)
{
	if (unlikely(c->locals.pairs))
		return slot_among_pairs(c, index);
	if (index < c->type->nparams)
		return (u16)index;
	return (u16)(first_slot(c) + index - c->type->nparams);
}

bool wk_local_is_pair(const struct wk_compiler *c, u32 index)
{
	if (likely(!c->locals.pairs))
		return false;
	if (index < c->type->nparams)
		return c->type->types[index] == WK_V128;
	return find_run(c, index)->pair;
}

int wk_locals_module(struct wk_compiler *c)
{
	const struct wk_module *m = c->m;
	const struct wk_functype *t, *last = NULL;
	u16 *slots;

	for (u32 i = 0; i < m->ntypes; i++)
		last = type_has_pairs(&m->types[i]) ? &m->types[i] : last;
	if (!last)
		return 0;
	slots = wk_alloc(last->types - m->type_pool + last->nparams, sizeof(*slots));
	if (!slots)
		return wk_error_nomem(c->emit.e);
	c->locals.param_slots = slots;
	for (t = m->types; t <= last; t++) {
		u32 slot = 0;

		for (u32 i = 0; i < t->nparams; i++) {
			slots[t->types - m->type_pool + i] = (u16)slot;
			slot += wk_type_slots(t->types[i]);
		}
		wk_cond_resched();
	}
	return 0;
}

void wk_locals_free(struct wk_compiler *c)
{
	wk_free(c->locals.param_slots);
	wk_free(c->locals.runs);
}

/* Counts the slots that the locals take; are there v128 among them? */
static u32 count(struct wk_compiler *c, bool *pairs)
{
	u32 runs = wk_body_u32(c), slots = 0;

	*pairs = false;
	while (runs--) {
		u32 n = wk_body_u32(c);

		*pairs |= *c->p == WK_V128;
		slots += n * wk_type_slots(*c->p++);
	}
	return slots;
}

static int add_run(struct wk_compiler *c, u32 end, u32 slot, bool pair)
{
	struct wk_locals *l = &c->locals;

	if (l->nruns == l->cap_runs) {
		u32 cap = l->cap_runs ? l->cap_runs * 2 : 16;
		void *p = wk_realloc(l->runs, l->cap_runs, cap, sizeof(*l->runs));

		if (!p)
			return wk_error_nomem(c->emit.e);
		l->runs = p;
		l->cap_runs = cap;
	}
	l->runs[l->nruns++] = (struct wk_slot_run){ .end = end, .slot = (u16)slot, .pair = pair };
	return 0;
}

/* Once more, noting where each run lies. */
static int read_runs(struct wk_compiler *c)
{
	u32 runs = wk_body_u32(c), index = c->type->nparams, slot = first_slot(c);

	c->locals.nruns = 0;
	while (runs--) {
		u32 n = wk_body_u32(c);
		u8 type = *c->p++;

		index += n;
		if (n && add_run(c, index, slot, type == WK_V128))
			return -1;
		slot += n * wk_type_slots(type);
	}
	return 0;
}

int wk_locals_begin(struct wk_compiler *c, u32 *slots)
{
	const u8 *start = c->p;
	bool pairs;

	*slots = count(c, &pairs);
	c->locals.pairs = pairs || type_has_pairs(c->type);
	if (!c->locals.pairs)
		return 0;
	c->p = start;
	return read_runs(c);
}
