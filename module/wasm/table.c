// SPDX-License-Identifier: GPL-2.0
/* Tables of references, and their bulk instructions (spec 4.4.6). */
#include "runtime.h"

bool wk_table_may_grow(const struct wk_table *t, u32 delta)
{
	return delta <= t->max - t->size && delta <= t->store->budget.table_elems;
}

/* Room doubles while the guest runs, so that growing entry by entry does not copy each time. */
static int reserve(struct wk_table *t, u32 n)
{
	u32 cap = t->elems ? min_t(u32, max_t(u32, n, 2 * t->cap), t->max) : n;
	u64 *p;

	if (n <= t->cap)
		return 0;
	p = wk_realloc(t->elems, t->size, cap, sizeof(*p));
	if (!p)
		return -1;
	t->elems = p;
	t->cap = cap;
	return 0;
}

u32 wk_table_grow(struct wk_table *t, u32 delta, u64 value)
{
	u32 old = t->size;

	if (!wk_table_may_grow(t, delta) || reserve(t, old + delta))
		return ~0u;
	t->size = old + delta;
	t->store->budget.table_elems -= delta;
	for (u32 i = old; i < t->size; i++)
		t->elems[i] = value;
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
