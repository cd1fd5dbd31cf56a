/* SPDX-License-Identifier: GPL-2.0 */
/* What a map looks like inside. */
#ifndef _WK_MAP_LAYOUT_H
#define _WK_MAP_LAYOUT_H

#include "map.h"
#include "shim.h"

#define WK_MAP_NIL	(~0u)

/* Of a map with one list of all entries there can be only one lock. */
#define WK_MAP_LOCKS	64

/**
 * struct wk_map_entry - an entry of a hash; its key follows, then its values
 * @next: in its bucket, or in the list of free ones
 * @hash: of its key
 * @older: in the order of use, LRU maps only
 * @newer: the same
 */
struct wk_map_entry {
	u32 next;
	u32 hash;
	u32 older;
	u32 newer;
};

/**
 * struct wk_map - a map
 * @def: what it was made from
 * @hash: entries are found by key, not by index
 * @lru: and the one not used for longest may be given up
 * @cpus: values of each entry
 * @value_room: bytes of a value, rounded up to 8
 * @key_room: of a key
 * @stride: of an entry
 * @data: entries: of a hash struct wk_map_entry, key, values; of an array the values of
 *        the first CPU, then those of the second, ...
 * @buckets: first entry of each
 * @nbuckets: a power of two
 * @locks: of the buckets, or of the entries of an array
 * @nlocks: a power of two
 * @free_lock: of @free and @used; taken inside of @locks
 * @free: first free entry
 * @used: entries in use
 * @oldest: LRU maps: the next one to go
 * @newest: and the last
 * @seed: of the hash
 * @busy: and so on: see struct wk_map_stats
 */
struct wk_map {
	struct wk_map_def def;
	bool hash;
	bool lru;
	u32 cpus;
	u32 value_room;
	u32 key_room;
	u32 stride;
	u8 *data;
	u32 *buckets;
	u32 nbuckets;
	wk_map_lock_t *locks;
	u32 nlocks;
	wk_map_lock_t free_lock;
	u32 free;
	u32 used;
	u32 oldest;
	u32 newest;
	u64 seed;
	wk_map_count_t busy;
	wk_map_count_t full;
	wk_map_count_t evicted;
};

static inline struct wk_map_entry *wk_map_entry_at(const struct wk_map *m, u32 i)
{
	return (struct wk_map_entry *)(m->data + (u64)i * m->stride);
}

static inline u8 *wk_map_key_of(struct wk_map_entry *e)
{
	return (u8 *)(e + 1);
}

static inline u8 *wk_map_value_of(const struct wk_map *m, struct wk_map_entry *e, u32 cpu)
{
	return wk_map_key_of(e) + m->key_room + (u64)(m->cpus > 1 ? cpu : 0) * m->value_room;
}

static inline u8 *wk_map_cell(const struct wk_map *m, u32 i, u32 cpu)
{
	return m->data + ((u64)(m->cpus > 1 ? cpu : 0) * m->def.entries + i) * m->value_room;
}

/* ---- hash.c: the CPU is ours (wk_map_enter()) ---- */

u32 wk_map_hash(const struct wk_map *m, const void *key);
wk_map_lock_t *wk_map_bucket_lock(struct wk_map *m, u32 hash);

/** wk_map_find() - with the bucket's lock held; Return: the entry, or NULL */
struct wk_map_entry *wk_map_find(struct wk_map *m, const void *key, u32 hash);

/** wk_map_holds() - is @e in use, with that hash? lock held */
bool wk_map_holds(struct wk_map *m, const struct wk_map_entry *e, u32 hash);

/** wk_map_insert() - a new entry, all zero, or NULL when the map is full; lock held */
struct wk_map_entry *wk_map_insert(struct wk_map *m, const void *key, u32 hash);

/** wk_map_remove() - takes an entry out; lock held */
void wk_map_remove(struct wk_map *m, struct wk_map_entry *e);

/** wk_map_touch() - it has been used; lock held */
void wk_map_touch(struct wk_map *m, struct wk_map_entry *e);

/** wk_map_clear() - makes all buckets empty and all entries free */
void wk_map_clear(struct wk_map *m);

#endif /* _WK_MAP_LAYOUT_H */
