// SPDX-License-Identifier: GPL-2.0
/* What guests do with maps, and readers. Each operation is one stay inside, with one lock. */
#include "layout.h"

/**
 * struct visit - an operation that has its CPU, and the lock of its key
 * @flags: of wk_map_enter()
 * @lock: held; NULL: what belongs to a CPU needs none
 * @hash: of the key
 * @index: of an array
 */
struct visit {
	unsigned long flags;
	wk_map_lock_t *lock;
	u32 hash;
	u32 index;
};

static int begin(struct wk_map *m, const void *key, struct visit *v)
{
	v->index = 0;
	v->hash = 0;
	if (!m->hash)
		v->index = wk_get_le32(key);
	if (!m->hash && v->index >= m->def.entries)
		return -E2BIG;
	if (!wk_map_enter(&v->flags)) {
		wk_map_count(&m->busy);
		return -EBUSY;
	}
	v->hash = m->hash ? wk_map_hash(m, key) : v->index;
	v->lock = NULL;
	if (!m->hash && m->cpus > 1)
		return 0;
	v->lock = wk_map_bucket_lock(m, v->hash);
	wk_map_lock(v->lock);
	return 0;
}

static int end(struct visit *v, int err)
{
	if (v->lock)
		wk_map_unlock(v->lock);
	wk_map_leave(v->flags);
	return err;
}

/* The value of this CPU, or NULL. */
static u8 *find(struct wk_map *m, const void *key, const struct visit *v, u32 cpu)
{
	struct wk_map_entry *e;

	if (!m->hash)
		return wk_map_cell(m, v->index, cpu);
	e = wk_map_find(m, key, v->hash);
	if (!e)
		return NULL;
	wk_map_touch(m, e);
	return wk_map_value_of(m, e, cpu);
}

static int lookup(struct wk_map *m, const void *key, u32 cpu, void *value)
{
	struct visit v;
	int err = begin(m, key, &v);
	u8 *place;

	if (err)
		return err == -E2BIG ? -ENOENT : err;
	place = find(m, key, &v, cpu);
	if (place)
		memcpy(value, place, m->def.value_size);
	return end(&v, place ? 0 : -ENOENT);
}

int wk_map_lookup(struct wk_map *m, const void *key, void *value)
{
	if (m->def.kind == WK_MAP_HISTOGRAM)
		return -EINVAL;
	return lookup(m, key, wk_map_this_cpu(), value);
}

int wk_map_lookup_cpu(struct wk_map *m, const void *key, u32 cpu, void *value)
{
	if (m->def.kind == WK_MAP_HISTOGRAM || cpu >= m->cpus || m->cpus == 1)
		return -EINVAL;
	return lookup(m, key, cpu, value);
}

/* Finds the value or makes it; *@err says why there is none. */
static u8 *find_or_make(struct wk_map *m, const void *key, const struct visit *v, u64 flags,
			int *err)
{
	u32 cpu = wk_map_this_cpu();
	u8 *place = find(m, key, v, cpu);
	struct wk_map_entry *e;

	*err = 0;
	if (place && flags != WK_MAP_NOEXIST)
		return place;
	*err = place ? -EEXIST : -ENOENT;
	if (place || flags == WK_MAP_EXIST)
		return NULL;
	e = wk_map_insert(m, key, v->hash);
	*err = e ? 0 : -ENOSPC;
	return e ? wk_map_value_of(m, e, cpu) : NULL;
}

int wk_map_update(struct wk_map *m, const void *key, const void *value, u64 flags)
{
	struct visit v;
	u8 *place;
	int err;

	if (m->def.kind == WK_MAP_HISTOGRAM || flags > WK_MAP_EXIST)
		return -EINVAL;
	err = begin(m, key, &v);
	if (err)
		return err;
	place = find_or_make(m, key, &v, flags, &err);
	if (place)
		memcpy(place, value, m->def.value_size);
	return end(&v, err);
}

int wk_map_delete(struct wk_map *m, const void *key)
{
	struct wk_map_entry *e;
	struct visit v;
	int err;

	if (!m->hash)
		return -EINVAL;
	err = begin(m, key, &v);
	if (err)
		return err;
	e = wk_map_find(m, key, v.hash);
	if (e)
		wk_map_remove(m, e);
	return end(&v, e ? 0 : -ENOENT);
}

static void add(u8 *place, u32 size, u64 delta)
{
	if (size >= 8)
		*(u64 *)place += delta;
	else
		*(u32 *)place += (u32)delta;
}

static int add_to(struct wk_map *m, const void *key, u64 delta)
{
	struct visit v;
	int err = begin(m, key, &v);
	u8 *place;

	if (err)
		return err;
	place = find_or_make(m, key, &v, WK_MAP_ANY, &err);
	if (place)
		add(place, m->def.value_size, delta);
	return end(&v, err);
}

int wk_map_add(struct wk_map *m, const void *key, u64 delta)
{
	if (m->def.kind == WK_MAP_HISTOGRAM || m->def.value_size < 4)
		return -EINVAL;
	return add_to(m, key, delta);
}

static u32 bucket_of(const struct wk_map_def *d, u64 value)
{
	u64 i;

	if (!d->step)
		return value ? 64 - (u32)__builtin_clzll(value) : 0;
	if (value < d->min)
		return 0;
	i = (value - d->min) / d->step + 1;
	return i < d->entries ? (u32)i : d->entries - 1;
}

int wk_map_observe(struct wk_map *m, u64 value, u64 n)
{
	u8 key[4];
	u32 i;

	if (m->def.kind != WK_MAP_HISTOGRAM)
		return -EINVAL;
	i = bucket_of(&m->def, value);
	key[0] = (u8)i;
	key[1] = (u8)(i >> 8);
	key[2] = (u8)(i >> 16);
	key[3] = (u8)(i >> 24);
	return add_to(m, key, n);
}

/* ---- for readers ---- */

static void sum_up(const struct wk_map *m, u32 i, void *to)
{
	u64 sum = 0;
	u32 cpu;

	for (cpu = 0; cpu < m->cpus; cpu++)
		sum += *(u64 *)wk_map_cell(m, i, cpu);
	memcpy(to, &sum, sizeof(sum));
}

static void copy_out(struct wk_map *m, u32 i, struct wk_map_entry *e, void *key, void *values)
{
	u8 *to = values;
	u32 cpu;

	if (e)
		memcpy(key, wk_map_key_of(e), m->def.key_size);
	else
		memcpy(key, &i, sizeof(i));
	if (m->def.kind == WK_MAP_HISTOGRAM) {
		sum_up(m, i, values);
		return;
	}
	for (cpu = 0; cpu < m->cpus; cpu++, to += m->value_room)
		memcpy(to, e ? wk_map_value_of(m, e, cpu) : wk_map_cell(m, i, cpu),
		       m->value_room);
}

/* Entry @i, if there is one. Return: 1, 0 or -EBUSY. */
static int visit_entry(struct wk_map *m, u32 i, void *key, void *values)
{
	struct wk_map_entry *e = m->hash ? wk_map_entry_at(m, i) : NULL;
	unsigned long flags;
	wk_map_lock_t *lock;
	int found = 1;
	u32 hash;

	if (!wk_map_enter(&flags))
		return -EBUSY;
	hash = e ? READ_ONCE(e->hash) : i;
	lock = wk_map_bucket_lock(m, hash);
	wk_map_lock(lock);
	/* Until then it may have become another's: then that one was not there all the time. */
	if (e && !wk_map_holds(m, e, hash))
		found = 0;
	if (found)
		copy_out(m, i, e, key, values);
	wk_map_unlock(lock);
	wk_map_leave(flags);
	return found;
}

int wk_map_next(struct wk_map *m, u64 *cursor, void *key, void *values)
{
	while (*cursor < m->def.entries) {
		int found = visit_entry(m, (u32)*cursor, key, values);

		if (found < 0)
			return found;
		++*cursor;
		if (found)
			return 1;
		wk_cond_resched();
	}
	return 0;
}
