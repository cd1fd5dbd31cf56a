// SPDX-License-Identifier: GPL-2.0
/* Finding entries by key, and which one goes when there is no room. */
#include "layout.h"

static u64 mix(u64 h)
{
	h ^= h >> 32;
	h *= 0xd6e8feb86659fd93ull;
	h ^= h >> 32;
	h *= 0xd6e8feb86659fd93ull;
	return h ^ h >> 32;
}

/* The seed keeps whoever chooses the keys from choosing the buckets. */
u32 wk_map_hash(const struct wk_map *m, const void *key)
{
	u32 left = m->def.key_size;
	const u8 *p = key;
	u64 h = m->seed ^ left;

	for (; left >= 8; left -= 8, p += 8)
		h = mix(h ^ wk_get_le64(p));
	if (left) {
		u64 last = 0;

		memcpy(&last, p, left);
		h = mix(h ^ last);
	}
	return (u32)mix(h);
}

wk_map_lock_t *wk_map_bucket_lock(struct wk_map *m, u32 hash)
{
	return &m->locks[hash & (m->nlocks - 1)];
}

static u32 *bucket(struct wk_map *m, u32 hash)
{
	return &m->buckets[hash & (m->nbuckets - 1)];
}

static u32 number(const struct wk_map *m, const struct wk_map_entry *e)
{
	return (u32)(((const u8 *)e - m->data) / m->stride);
}

struct wk_map_entry *wk_map_find(struct wk_map *m, const void *key, u32 hash)
{
	u32 i = *bucket(m, hash);

	while (i != WK_MAP_NIL) {
		struct wk_map_entry *e = wk_map_entry_at(m, i);

		if (e->hash == hash && !memcmp(wk_map_key_of(e), key, m->def.key_size))
			return e;
		i = e->next;
	}
	return NULL;
}

bool wk_map_holds(struct wk_map *m, const struct wk_map_entry *e, u32 hash)
{
	u32 i = *bucket(m, hash);

	while (i != WK_MAP_NIL && i != number(m, e))
		i = wk_map_entry_at(m, i)->next;
	return i != WK_MAP_NIL;
}

/* ---- order of use ---- */

static void unlink_use(struct wk_map *m, struct wk_map_entry *e)
{
	if (e->newer == WK_MAP_NIL)
		m->newest = e->older;
	else
		wk_map_entry_at(m, e->newer)->older = e->older;
	if (e->older == WK_MAP_NIL)
		m->oldest = e->newer;
	else
		wk_map_entry_at(m, e->older)->newer = e->newer;
}

static void link_use(struct wk_map *m, struct wk_map_entry *e)
{
	e->newer = WK_MAP_NIL;
	e->older = m->newest;
	if (m->newest == WK_MAP_NIL)
		m->oldest = number(m, e);
	else
		wk_map_entry_at(m, m->newest)->newer = number(m, e);
	m->newest = number(m, e);
}

void wk_map_touch(struct wk_map *m, struct wk_map_entry *e)
{
	if (!m->lru || m->newest == number(m, e))
		return;
	unlink_use(m, e);
	link_use(m, e);
}

/* ---- coming and going ---- */

void wk_map_remove(struct wk_map *m, struct wk_map_entry *e)
{
	u32 *at = bucket(m, e->hash);

	while (*at != number(m, e))
		at = &wk_map_entry_at(m, *at)->next;
	*at = e->next;
	if (m->lru)
		unlink_use(m, e);
	wk_map_lock(&m->free_lock);
	e->next = m->free;
	m->free = number(m, e);
	m->used--;
	wk_map_unlock(&m->free_lock);
}

static struct wk_map_entry *take_free(struct wk_map *m)
{
	struct wk_map_entry *e = NULL;

	wk_map_lock(&m->free_lock);
	if (m->free != WK_MAP_NIL) {
		e = wk_map_entry_at(m, m->free);
		m->free = e->next;
		m->used++;
	}
	wk_map_unlock(&m->free_lock);
	return e;
}

/* An LRU map has one lock, so that any entry can go. */
static struct wk_map_entry *make_room(struct wk_map *m)
{
	if (!m->lru || m->oldest == WK_MAP_NIL) {
		wk_map_count(&m->full);
		return NULL;
	}
	wk_map_count(&m->evicted);
	wk_map_remove(m, wk_map_entry_at(m, m->oldest));
	return take_free(m);
}

struct wk_map_entry *wk_map_insert(struct wk_map *m, const void *key, u32 hash)
{
	struct wk_map_entry *e = take_free(m);

	if (!e)
		e = make_room(m);
	if (!e)
		return NULL;
	memset(e, 0, m->stride);
	memcpy(wk_map_key_of(e), key, m->def.key_size);
	e->hash = hash;
	e->next = *bucket(m, hash);
	*bucket(m, hash) = number(m, e);
	if (m->lru)
		link_use(m, e);
	return e;
}

void wk_map_clear(struct wk_map *m)
{
	u32 i;

	for (i = 0; i < m->nbuckets; i++)
		m->buckets[i] = WK_MAP_NIL;
	for (i = 0; i < m->def.entries; i++)
		wk_map_entry_at(m, i)->next = i + 1 < m->def.entries ? i + 1 : WK_MAP_NIL;
	m->free = 0;
	m->oldest = WK_MAP_NIL;
	m->newest = WK_MAP_NIL;
}
