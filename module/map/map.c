// SPDX-License-Identifier: GPL-2.0
/* Maps are made and freed. */
#include "layout.h"

static bool is_hash(u32 kind)
{
	return kind == WK_MAP_HASH || kind == WK_MAP_LRU_HASH || kind == WK_MAP_PERCPU_HASH;
}

static bool is_percpu(u32 kind)
{
	return kind == WK_MAP_PERCPU_HASH || kind == WK_MAP_PERCPU_ARRAY ||
	       kind == WK_MAP_HISTOGRAM;
}

static u32 up8(u32 n)
{
	return (n + 7) & ~7u;
}

/* Fills in what a kind implies. Return: what is wrong, or NULL. */
static const char *fill_in(struct wk_map_def *d)
{
	if (d->kind < WK_MAP_HASH || d->kind > WK_MAP_HISTOGRAM)
		return "no such kind of map";
	if (d->kind == WK_MAP_HISTOGRAM) {
		if ((d->key_size && d->key_size != 4) || (d->value_size && d->value_size != 8))
			return "a histogram has keys of 4 bytes and values of 8";
		if (d->entries && (!d->step || d->entries < 3))
			return "a linear histogram needs a step, and 3 buckets at least";
		d->entries = d->step ? d->entries : WK_MAP_LOG2_BUCKETS;
		d->value_size = 8;
	}
	if (!is_hash(d->kind)) {
		if (d->key_size && d->key_size != 4)
			return "an array's key is an index of 4 bytes";
		d->key_size = 4;
	}
	if (!d->key_size || d->key_size > WK_MAP_KEY_MAX)
		return "keys have 1 to 512 bytes";
	if (!d->value_size || d->value_size > WK_MAP_VALUE_MAX)
		return "values have 1 to 65536 bytes";
	if (!d->entries || d->entries > WK_MAP_ENTRIES_MAX)
		return "a map has 1 to 4194304 entries";
	return NULL;
}

static void lay_out(struct wk_map *m)
{
	const struct wk_map_def *d = &m->def;

	m->hash = is_hash(d->kind);
	m->lru = d->kind == WK_MAP_LRU_HASH;
	m->cpus = is_percpu(d->kind) ? wk_map_all_cpus() : 1;
	m->value_room = up8(d->value_size);
	m->key_room = m->hash ? up8(d->key_size) : 0;
	m->stride = m->cpus * m->value_room;
	if (m->hash)
		m->stride += sizeof(struct wk_map_entry) + m->key_room;
	m->nbuckets = m->hash ? roundup_pow_of_two(d->entries) : 0;
	m->nlocks = m->lru ? 1 : min_t(u32, WK_MAP_LOCKS, roundup_pow_of_two(d->entries));
}

static u64 bytes_of(const struct wk_map *m)
{
	return sizeof(*m) + (u64)m->def.entries * m->stride + (u64)m->nbuckets * sizeof(u32) +
	       m->nlocks * sizeof(wk_map_lock_t);
}

u64 wk_map_size(const struct wk_map_def *def, const char **why)
{
	struct wk_map m = { .def = *def };
	const char *wrong = fill_in(&m.def);

	if (!wrong) {
		lay_out(&m);
		if (bytes_of(&m) > WK_MAP_BYTES_MAX)
			wrong = "a map takes 256 MiB at most";
	}
	if (why)
		*why = wrong;
	return wrong ? 0 : bytes_of(&m);
}

static bool allocate(struct wk_map *m)
{
	u32 i;

	m->data = wk_alloc(m->def.entries, m->stride);
	m->locks = wk_alloc(m->nlocks, sizeof(*m->locks));
	if (m->hash)
		m->buckets = wk_alloc(m->nbuckets, sizeof(*m->buckets));
	if (!m->data || !m->locks || (m->hash && !m->buckets))
		return false;
	for (i = 0; i < m->nlocks; i++)
		wk_map_lock_init(&m->locks[i]);
	wk_map_lock_init(&m->free_lock);
	m->seed = wk_map_seed();
	if (m->hash)
		wk_map_clear(m);
	return true;
}

struct wk_map *wk_map_new(const struct wk_map_def *def)
{
	struct wk_map *m;

	if (!wk_map_size(def, NULL))
		return NULL;
	m = wk_alloc(1, sizeof(*m));
	if (!m)
		return NULL;
	m->def = *def;
	fill_in(&m->def);
	lay_out(m);
	if (allocate(m))
		return m;
	wk_map_free(m);
	return NULL;
}

void wk_map_free(struct wk_map *m)
{
	if (!m)
		return;
	wk_free(m->data);
	wk_free(m->locks);
	wk_free(m->buckets);
	wk_free(m);
}

const struct wk_map_def *wk_map_def(const struct wk_map *m)
{
	return &m->def;
}

u32 wk_map_cpus(const struct wk_map *m)
{
	return m->def.kind == WK_MAP_HISTOGRAM ? 1 : m->cpus;
}

void wk_map_get_stats(struct wk_map *m, struct wk_map_stats *stats)
{
	stats->used = m->hash ? READ_ONCE(m->used) : m->def.entries;
	stats->busy = wk_map_counted(&m->busy);
	stats->full = wk_map_counted(&m->full);
	stats->evicted = wk_map_counted(&m->evicted);
}
