/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Maps: data that a program's instances share, and that others can read.
 *
 * Everything is allocated when a map is made.  Guests get copies, never pointers into a map.
 * Operations marked "any context" neither sleep nor allocate nor wait for their own CPU: when the
 * same CPU is already inside a map (a probe inside of a map's code, an NMI) they answer
 * -EBUSY, which is counted.
 *
 * Freestanding: it builds for the kernel and for user space.
 */
#ifndef _WK_MAP_MAP_H
#define _WK_MAP_MAP_H

#include "../wasm/shim.h"

struct wk_map;

/* Numbers are part of the protocol. */
enum wk_map_kind {
	WK_MAP_HASH = 1,
	WK_MAP_ARRAY = 2,		/* key: u32 index; every entry exists, zero at first */
	WK_MAP_LRU_HASH = 3,		/* full: the entry not used for longest goes */
	WK_MAP_PERCPU_HASH = 4,		/* each CPU has its own values; readers see all */
	WK_MAP_PERCPU_ARRAY = 5,
	WK_MAP_HISTOGRAM = 6,		/* u64 counters of each CPU, summed by readers */
};

enum {
	WK_MAP_KEY_MAX = 512,
	WK_MAP_VALUE_MAX = 64 << 10,
	WK_MAP_ENTRIES_MAX = 4 << 20,
	WK_MAP_BYTES_MAX = 256 << 20,

	/* Buckets of a log2 histogram: 0, 1, 2-3, 4-7, ..., 2^63 and more. */
	WK_MAP_LOG2_BUCKETS = 65,
};

enum wk_map_flags {
	WK_MAP_ANY = 0,
	WK_MAP_NOEXIST = 1,		/* only if there is no such key */
	WK_MAP_EXIST = 2,		/* only if there is one */
};

/**
 * struct wk_map_def - what a map is to be
 * @kind: enum wk_map_kind
 * @key_size: bytes of a key: 1 to WK_MAP_KEY_MAX; arrays: 4 (or 0); histogram: 0
 * @value_size: bytes of a value: 1 to WK_MAP_VALUE_MAX; histogram: 8 (or 0)
 * @entries: how many at most; histogram: 0 for log2, else the number of linear buckets,
 *           the first of which counts what is below @min and the last what lies behind
 * @min: linear histogram: where its second bucket begins
 * @step: linear histogram: width of a bucket
 */
struct wk_map_def {
	u32 kind;
	u32 key_size;
	u32 value_size;
	u32 entries;
	u64 min;
	u64 step;
};

/**
 * struct wk_map_stats - how a map is doing
 * @used: entries; arrays and histograms: all of them
 * @busy: operations refused because their CPU was inside a map already
 * @full: updates refused for want of room
 * @evicted: entries that an LRU map gave up
 */
struct wk_map_stats {
	u64 used;
	u64 busy;
	u64 full;
	u64 evicted;
};

/**
 * wk_map_size() - memory that a map of that definition takes
 * @def: definition
 * @why: where to say what is wrong with it; may be NULL
 *
 * Context: any. Return: bytes, or 0 when the definition is wrong.
 */
u64 wk_map_size(const struct wk_map_def *def, const char **why);

/**
 * wk_map_new() - makes a map
 * @def: copied
 *
 * Context: may sleep; charged to the current task's group.
 * Return: the map, or NULL when memory is short or the definition wrong (see wk_map_size()).
 */
struct wk_map *wk_map_new(const struct wk_map_def *def);

/** wk_map_free() - nothing uses it any more; NULL is allowed. Context: may sleep. */
void wk_map_free(struct wk_map *m);

/** wk_map_def() - what it was made from, with sizes filled in */
const struct wk_map_def *wk_map_def(const struct wk_map *m);

/* ---- for guests: any context; per-CPU kinds work on this CPU's value ---- */

/** wk_map_lookup() - copies a value. Return: 0, -ENOENT, -EBUSY, -EINVAL (histogram) */
int wk_map_lookup(struct wk_map *m, const void *key, void *value);

/**
 * wk_map_lookup_cpu() - copies the value that another CPU has; of an array, it may be changing
 * Return: as wk_map_lookup(); -EINVAL for a kind that is not per-CPU, or no such CPU.
 */
int wk_map_lookup_cpu(struct wk_map *m, const void *key, u32 cpu, void *value);

/**
 * wk_map_update() - sets a value
 * @flags: enum wk_map_flags
 * Return: 0, -ENOENT, -EEXIST, -ENOSPC (full), -EBUSY, -EINVAL, -E2BIG (index behind the end).
 */
int wk_map_update(struct wk_map *m, const void *key, const void *value, u64 flags);

/** wk_map_delete() - Return: 0, -ENOENT, -EBUSY, -EINVAL (arrays and histograms cannot) */
int wk_map_delete(struct wk_map *m, const void *key);

/**
 * wk_map_add() - adds to the u64 (or u32) at the start of a value, in one piece
 * @delta: two's complement; a new entry starts at zero
 * Return: as wk_map_update(); -EINVAL for values smaller than 4 bytes.
 */
int wk_map_add(struct wk_map *m, const void *key, u64 delta);

/** wk_map_observe() - counts @n times @value. Return: 0, -EBUSY, -EINVAL (no histogram) */
int wk_map_observe(struct wk_map *m, u64 value, u64 n);

/* ---- for readers ---- */

/** wk_map_cpus() - values that a reader gets for each key: 1, or the number of possible CPUs */
u32 wk_map_cpus(const struct wk_map *m);

/**
 * wk_map_next() - the next entry of a map that others may be changing
 * @m: map
 * @cursor: 0 at first; opaque
 * @key: room for a key; arrays and histograms: the u32 index
 * @values: room for wk_map_cpus() values, each rounded up to 8 bytes; histograms: the sum
 *
 * An entry that exists all the time is seen exactly once.
 * Context: process; does not sleep. Return: 1, 0 at the end, -EBUSY to be tried again.
 */
int wk_map_next(struct wk_map *m, u64 *cursor, void *key, void *values);

/** wk_map_get_stats() - Context: process */
void wk_map_get_stats(struct wk_map *m, struct wk_map_stats *stats);

#endif /* _WK_MAP_MAP_H */
