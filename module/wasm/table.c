// SPDX-License-Identifier: GPL-2.0
/* Tables of references, and their bulk instructions (spec 4.4.6). */
#include "runtime.h"

u32 wk_table_grow(struct wk_table *t, u32 delta, u64 value)
{
	u32 old = t->size;
	u64 *p;

	if (delta > t->max - old || delta > t->store->budget.table_elems)
		return ~0u;
	if (!delta)
		return old;
	p = wk_realloc(t->elems, old, old + delta, sizeof(*p));
	if (!p)
		return ~0u;
	t->elems = p;
	t->size = old + delta;
	t->store->budget.table_elems -= delta;
	for (u32 i = old; i < t->size; i++)
		p[i] = value;
	return old;
}

static bool inside(u32 size, u32 at, u32 n)
{
	return (u64)at + n <= size;
}

enum wk_trap wk_bulk_table_fill(struct wk_table *t, u32 to, u64 value, u32 n)
{
	if (!inside(t->size, to, n))
		return WK_TRAP_TABLE;
	for (u32 i = 0; i < n; i++)
		t->elems[to + i] = value;
	return WK_TRAP_NONE;
}

enum wk_trap wk_bulk_table_copy(struct wk_table *t, const struct wk_table *s,
				u32 to, u32 from, u32 n)
{
	if (!inside(t->size, to, n) || !inside(s->size, from, n))
		return WK_TRAP_TABLE;
	if (n)
		memmove(t->elems + to, s->elems + from, n * sizeof(*t->elems));
	return WK_TRAP_NONE;
}

enum wk_trap wk_bulk_table_init(struct wk_table *t, const struct wk_segment *s,
				u32 to, u32 from, u32 n)
{
	if (!inside(t->size, to, n) || !inside(s->n, from, n))
		return WK_TRAP_TABLE;
	if (n)
		memcpy(t->elems + to, s->elems + from, n * sizeof(*t->elems));
	return WK_TRAP_NONE;
}
