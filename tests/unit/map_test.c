// SPDX-License-Identifier: GPL-2.0
/* Maps, against a plain model; and with threads that play CPUs. */
#include <pthread.h>

#include "../../module/map/layout.h"
#include "../user/tap.h"

#define CPUS	WK_MAP_HOST_CPUS

static struct wk_map *make(u32 kind, u32 key, u32 value, u32 entries)
{
	const struct wk_map_def def = {
		.kind = kind, .key_size = key, .value_size = value, .entries = entries,
	};
	struct wk_map *m = wk_map_new(&def);

	if (!m)
		abort();
	return m;
}

/* ---- definitions ---- */

static bool refused(struct wk_map_def def)
{
	const char *why = NULL;

	return !wk_map_size(&def, &why) && why && !wk_map_new(&def);
}

static void test_definitions(void)
{
	tap_ok(refused((struct wk_map_def){ 0, 4, 4, 4, 0, 0 }) &&
	       refused((struct wk_map_def){ 7, 4, 4, 4, 0, 0 }), "no such kind");
	tap_ok(refused((struct wk_map_def){ WK_MAP_HASH, 0, 4, 4, 0, 0 }) &&
	       refused((struct wk_map_def){ WK_MAP_HASH, 513, 4, 4, 0, 0 }) &&
	       refused((struct wk_map_def){ WK_MAP_ARRAY, 8, 4, 4, 0, 0 }), "sizes of keys");
	tap_ok(refused((struct wk_map_def){ WK_MAP_HASH, 4, 0, 4, 0, 0 }) &&
	       refused((struct wk_map_def){ WK_MAP_HASH, 4, 65537, 4, 0, 0 }), "sizes of values");
	tap_ok(refused((struct wk_map_def){ WK_MAP_HASH, 4, 4, 0, 0, 0 }) &&
	       refused((struct wk_map_def){ WK_MAP_HASH, 4, 4, ~0u, 0, 0 }) &&
	       refused((struct wk_map_def){ WK_MAP_HASH, 4, 65536, 1 << 20, 0, 0 }),
	       "numbers of entries, and memory");
	tap_ok(refused((struct wk_map_def){ WK_MAP_HISTOGRAM, 0, 0, 10, 0, 0 }) &&
	       refused((struct wk_map_def){ WK_MAP_HISTOGRAM, 0, 0, 2, 0, 1 }) &&
	       refused((struct wk_map_def){ WK_MAP_HISTOGRAM, 0, 4, 0, 0, 0 }), "histograms");
}

/* ---- one CPU against a model ---- */

#define KEYS	24
#define ENTRIES	16

struct model {
	bool there[KEYS];
	u64 value[KEYS];
	u32 used;
};

static u64 state = 88172645463325252ull;

static u32 rnd(u32 n)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (u32)(state >> 20) % n;
}

static int model_update(struct model *md, u32 k, u64 v, u64 flags)
{
	if (md->there[k] && flags == WK_MAP_NOEXIST)
		return -EEXIST;
	if (!md->there[k] && flags == WK_MAP_EXIST)
		return -ENOENT;
	if (!md->there[k] && md->used == ENTRIES)
		return -ENOSPC;
	md->used += !md->there[k];
	md->there[k] = true;
	md->value[k] = v;
	return 0;
}

static void make_key(u8 *key, u32 size, u32 k)
{
	memset(key, 0x5a, size);
	key[size - 1] = (u8)k;
}

static bool step(struct wk_map *m, struct model *md, u32 key_size)
{
	u32 k = rnd(KEYS), flags = rnd(3);
	u64 v = state, got = 0;
	u8 key[WK_MAP_KEY_MAX];
	bool there = md->there[k];

	make_key(key, key_size, k);
	switch (rnd(4)) {
	case 0:
		return wk_map_update(m, key, &v, flags) == model_update(md, k, v, flags);
	case 1:
		md->there[k] = false;
		md->used -= there;
		return wk_map_delete(m, key) == (there ? 0 : -ENOENT);
	case 2:
		if (!there && md->used == ENTRIES)
			return wk_map_add(m, key, 5) == -ENOSPC;
		if (!there)
			model_update(md, k, 0, WK_MAP_ANY);
		md->value[k] += 5;
		return wk_map_add(m, key, 5) == 0;
	default:
		return wk_map_lookup(m, key, &got) == (there ? 0 : -ENOENT) &&
		       (!there || got == md->value[k]);
	}
}

/* What a reader sees is what there is. */
static bool same(struct wk_map *m, struct model *md, u32 key_size)
{
	u8 key[WK_MAP_KEY_MAX];
	u64 cursor = 0, value[CPUS];
	u32 n = 0, k;

	while (wk_map_next(m, &cursor, key, value) == 1) {
		k = key[key_size - 1];
		if (k >= KEYS || !md->there[k] || value[0] != md->value[k])
			return false;
		n++;
	}
	return n == md->used;
}

static void test_model(void)
{
	static const u32 key_sizes[] = { 1, 3, 4, 8, 9, 512 };
	u32 i, n;

	for (i = 0; i < ARRAY_SIZE(key_sizes); i++) {
		u32 kind = i % 2 ? WK_MAP_PERCPU_HASH : WK_MAP_HASH;
		struct wk_map *m = make(kind, key_sizes[i], 8, ENTRIES);
		struct model md = { 0 };
		bool good = true;

		for (n = 0; n < 20000 && good; n++) {
			good = step(m, &md, key_sizes[i]);
			if (n % 100 == 0)
				good &= same(m, &md, key_sizes[i]);
		}
		tap_ok(good, "hash with keys of %u bytes does what a model does", key_sizes[i]);
		wk_map_free(m);
	}
}

static void test_array(void)
{
	struct wk_map *m = make(WK_MAP_ARRAY, 0, 12, 5);
	u8 value[16] = "hello world", got[16] = "";
	struct wk_map_stats stats;
	u32 key = 4, far = 5;

	tap_ok(!wk_map_lookup(m, &key, got) && !got[0], "array: zero at first");
	tap_ok(!wk_map_update(m, &key, value, WK_MAP_ANY) && !wk_map_lookup(m, &key, got) &&
	       !memcmp(got, value, 12), "array: keeps a value");
	tap_ok(wk_map_update(m, &far, value, 0) == -E2BIG && wk_map_lookup(m, &far, got) == -ENOENT,
	       "array: behind its end");
	tap_ok(wk_map_update(m, &key, value, WK_MAP_NOEXIST) == -EEXIST &&
	       wk_map_update(m, &key, value, 3) == -EINVAL && wk_map_delete(m, &key) == -EINVAL,
	       "array: what it refuses");
	wk_map_inside = 1;
	tap_ok(wk_map_lookup(m, &key, got) == -EBUSY && wk_map_add(m, &key, 1) == -EBUSY,
	       "who is inside already is turned away");
	wk_map_inside = 0;
	wk_map_get_stats(m, &stats);
	tap_ok(stats.busy == 2 && stats.used == 5, "and counted");
	wk_map_free(m);
}

static void test_lru(void)
{
	struct wk_map *m = make(WK_MAP_LRU_HASH, 4, 8, 4);
	struct wk_map_stats stats;
	u64 v = 7;
	u32 k, gone = 0;

	for (k = 0; k < 4; k++)
		wk_map_update(m, &k, &v, 0);
	k = 0;
	wk_map_lookup(m, &k, &v);	/* so that 1 is the oldest */
	k = 9;
	tap_ok(!wk_map_update(m, &k, &v, 0), "lru: there is always room");
	k = 1;
	tap_ok(wk_map_lookup(m, &k, &v) == -ENOENT, "lru: the one not used for longest goes");
	for (k = 0; k < 4; k++)
		gone += wk_map_lookup(m, &k, &v) != 0;
	wk_map_get_stats(m, &stats);
	tap_ok(gone == 1 && stats.evicted == 1 && stats.used == 4, "lru: and no other");
	for (k = 100; k < 1000; k++)
		wk_map_update(m, &k, &v, 0);
	wk_map_get_stats(m, &stats);
	tap_ok(stats.used == 4 && stats.evicted == 901, "lru: it stays full");
	wk_map_free(m);
}

static u64 bucket_count(struct wk_map *m, u32 i)
{
	u64 cursor = i, value[CPUS];
	u32 key;

	return wk_map_next(m, &cursor, &key, value) == 1 && key == i ? value[0] : ~0ull;
}

static void test_histogram(void)
{
	const struct wk_map_def linear = { WK_MAP_HISTOGRAM, 0, 0, 5, 10, 10 };
	struct wk_map *m = make(WK_MAP_HISTOGRAM, 0, 0, 0), *l = wk_map_new(&linear);
	u32 key = 0;
	u64 v;

	for (v = 0; v < 8; v++)
		wk_map_observe(m, v, 2);
	wk_map_observe(m, ~0ull, 1);
	tap_ok(bucket_count(m, 0) == 2 && bucket_count(m, 1) == 2 && bucket_count(m, 2) == 4 &&
	       bucket_count(m, 3) == 8 && bucket_count(m, 64) == 1 && bucket_count(m, 65) == ~0ull,
	       "log2: 0, 1, 2-3, 4-7 ... 2^63");
	wk_map_cpu = 3;
	for (v = 0; v < 60; v++)
		wk_map_observe(l, v, 1);
	wk_map_cpu = 0;
	tap_ok(bucket_count(l, 0) == 10 && bucket_count(l, 1) == 10 && bucket_count(l, 3) == 10 &&
	       bucket_count(l, 4) == 20, "linear: below, steps, and above");
	tap_ok(wk_map_add(m, &key, 1) == -EINVAL && wk_map_lookup(m, &key, &v) == -EINVAL &&
	       wk_map_update(m, &key, &v, 0) == -EINVAL, "a histogram only observes");
	wk_map_free(m);
	wk_map_free(l);
}

static void test_percpu(void)
{
	struct wk_map *m = make(WK_MAP_PERCPU_HASH, 4, 8, 8);
	u64 values[CPUS], cursor = 0, v = 0;
	u32 key = 3, cpu;

	for (cpu = 0; cpu < CPUS; cpu++) {
		wk_map_cpu = cpu;
		wk_map_add(m, &key, cpu + 1);
	}
	wk_map_cpu = 1;
	tap_ok(!wk_map_lookup(m, &key, &v) && v == 2, "each CPU sees its own value");
	tap_ok(!wk_map_lookup_cpu(m, &key, 3, &v) && v == 4 &&
	       wk_map_lookup_cpu(m, &key, CPUS, &v) == -EINVAL, "and asks for another's");
	wk_map_cpu = 0;
	tap_ok(wk_map_next(m, &cursor, &key, values) == 1 && key == 3 && values[0] == 1 &&
	       values[3] == 4 && !wk_map_next(m, &cursor, &key, values), "a reader sees all");
	wk_map_free(m);
}

/* ---- all CPUs at once ---- */

#define TURNS	20000

static struct wk_map *shared, *lru, *histogram;

static void *cpu_thread(void *arg)
{
	u32 cpu = (u32)(uintptr_t)arg, n, key;
	u64 seed = cpu + 1, v;

	wk_map_cpu = cpu;
	for (n = 0; n < TURNS; n++) {
		seed = seed * 6364136223846793005ull + 1442695040888963407ull;
		key = (u32)(seed >> 40) % 32;
		wk_map_add(shared, &key, 1);
		wk_map_observe(histogram, key, 1);
		key = (u32)(seed >> 33) % 500;
		v = key;
		if (seed >> 63)
			wk_map_update(lru, &key, &v, 0);
		else if (!wk_map_lookup(lru, &key, &v) && v != key)
			abort();
		if (n % 16 == 0)
			wk_map_delete(lru, &key);
	}
	return NULL;
}

static void test_storm(void)
{
	pthread_t t[CPUS];
	u64 cursor, sum = 0, total = 0, values[CPUS], fixed = 0;
	u32 i, key, seen, rounds = 0;
	bool once = true;

	shared = make(WK_MAP_HASH, 4, 8, 33);
	lru = make(WK_MAP_LRU_HASH, 4, 8, 64);
	histogram = make(WK_MAP_HISTOGRAM, 0, 0, 0);
	key = 1000;
	wk_map_update(shared, &key, &fixed, 0);
	for (i = 0; i < CPUS; i++)
		pthread_create(&t[i], NULL, cpu_thread, (void *)(uintptr_t)i);
	for (rounds = 0; rounds < 200; rounds++) {
		seen = 0;
		for (cursor = 0; wk_map_next(shared, &cursor, &key, values) == 1;)
			seen += key == 1000;
		once &= seen == 1;
	}
	for (i = 0; i < CPUS; i++)
		pthread_join(t[i], NULL);
	for (cursor = 0; wk_map_next(shared, &cursor, &key, values) == 1;)
		sum += values[0];
	for (cursor = 0; wk_map_next(histogram, &cursor, &key, values) == 1;)
		total += values[0];
	tap_ok(sum == CPUS * TURNS, "no addition is lost: %llu", (unsigned long long)sum);
	tap_ok(total == CPUS * TURNS, "no observation is lost: %llu", (unsigned long long)total);
	tap_ok(once, "an entry that is always there is seen once");
	wk_map_free(shared);
	wk_map_free(lru);
	wk_map_free(histogram);
}

int main(void)
{
	test_definitions();
	test_model();
	test_array();
	test_lru();
	test_histogram();
	test_percpu();
	test_storm();
	return tap_end();
}
