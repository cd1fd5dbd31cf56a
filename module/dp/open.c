// SPDX-License-Identifier: GPL-2.0
/*
 * Keyed-open: keys that nobody gave beforehand, as soon as enough buckets have them.
 *
 * Each bucket keeps a few keys of its own (window.c), so that what happens to an event depends on
 * no other bucket.  Here, when nobody adds any more, they are put together: a key is released
 * when the number of buckets that have it, with noise, reaches a threshold that one bucket alone
 * does not reach.  Twice as many places as buckets can have keys: the table cannot fill up.
 */
#include "kind.h"
#include "random.h"

/**
 * struct entry - a key
 * @key: as it was counted
 * @units: buckets that have it
 * @events: of all of them
 */
struct entry {
	u32 key;
	u32 units;
	u64 events;
};

/**
 * struct table - the keys of a window, by the order in which buckets have them
 * @n: how many
 * @mask: places - 1
 * @entries: keys
 * @place: of each hash: index of an entry plus one, or 0
 */
struct table {
	u32 n;
	u32 mask;
	struct entry *entries;
	u32 *place;
};

static u32 keys_at_most(const struct wk_dp_config *c)
{
	return c->buckets * c->terms.labels;
}

static u32 places(const struct wk_dp_config *c)
{
	u32 n = 1;

	while (n < 2 * keys_at_most(c))
		n *= 2;
	return n;
}

static const char *noise_fault(const struct wk_dp_terms *t)
{
	if (t->gaussian)
		return "keys are chosen with Laplace noise";
	if (!wk_dp_laplace_valid(t->other))
		return "noise on numbers of units cannot be drawn with that scale";
	if (t->delta < WK_DP_DELTA_MIN || t->delta > WK_DP_DELTA_MAX)
		return "delta is from 2^-63 to 2^-20";
	/* The proof needs 1/(b + 1) >= 2^-k. */
	if (t->other.num + t->other.den > (wk_u128)t->other.den << t->delta)
		return "such a scale needs a smaller delta";
	return NULL;
}

static const char *fault(const struct wk_dp_config *c)
{
	if (!c->cells || c->cells > WK_DP_CELLS_MAX / WK_DP_OPEN_VALUES)
		return "1 to 341 keys can be released";
	if (!c->terms.labels || c->terms.labels > WK_DP_LABELS_MAX)
		return "a unit has 1 to 16 keys in one window";
	if (keys_at_most(c) > WK_DP_BUCKETS_MAX)
		return "buckets times keys of each are at most 65536";
	return noise_fault(&c->terms);
}

static u32 values(const struct wk_dp_config *c)
{
	return WK_DP_OPEN_VALUES * c->cells;
}

static u32 draws(const struct wk_dp_config *c)
{
	return 2 * keys_at_most(c);
}

static int draw(const struct wk_dp_config *c, u32 i, s64 *noise)
{
	return wk_dp_laplace(i < keys_at_most(c) ? c->terms.other : c->terms.noise, noise);
}

static size_t state_bytes(const struct wk_dp_config *c)
{
	return keys_at_most(c) * sizeof(struct entry) + places(c) * sizeof(u32);
}

/* ---- putting together ---- */

/* Units are numbers of at least 32 bits; the set bit keeps keys apart from them. */
static struct entry *find(struct table *t, const struct wk_dp_epoch *e, u32 key)
{
	u32 at = (u32)wk_dp_siphash(&e->key, 1ull << 63 | key) & t->mask;

	while (t->place[at]) {
		struct entry *entry = &t->entries[t->place[at] - 1];

		if (entry->key == key)
			return entry;
		at = (at + 1) & t->mask;
	}
	t->place[at] = ++t->n;
	t->entries[t->n - 1].key = key;
	return &t->entries[t->n - 1];
}

static void put_together(struct table *t, const struct wk_dp_fill *f)
{
	u32 i, n = keys_at_most(f->config);

	memset(f->state, 0, state_bytes(f->config));
	*t = (struct table){
		.mask = places(f->config) - 1,
		.entries = f->state,
		.place = f->state + n * sizeof(struct entry),
	};
	for (i = 0; i < n; i++) {
		u64 label = f->window->labels[i];
		struct entry *e;

		if (!(u32)label)
			continue;
		e = find(t, f->window->epoch, (u32)(label >> 32));
		e->units++;
		e->events += (u32)label;
		if (!(i % 1024))
			wk_cond_resched();
	}
}

/* ---- choosing: from here on nothing but what has passed is looked at ---- */

/* @a, an entry of values, goes before @b: more units, or the smaller key. */
static bool before(const s64 *a, const s64 *b)
{
	return a[1] != b[1] ? a[1] > b[1] : a[0] < b[0];
}

/* Keeps the best @room of those that were offered, best first. Return: how many there are. */
static u32 offer(s64 *values, u32 n, u32 room, const s64 *value)
{
	u32 at = n < room ? n : room - 1;
	s64 *last = values + WK_DP_OPEN_VALUES * at;

	if (n == room && !before(value, last))
		return n;
	for (; at && before(value, last - WK_DP_OPEN_VALUES); at--, last -= WK_DP_OPEN_VALUES)
		memcpy(last, last - WK_DP_OPEN_VALUES, WK_DP_OPEN_VALUES * sizeof(*last));
	memcpy(last, value, WK_DP_OPEN_VALUES * sizeof(*last));
	return n < room ? n + 1 : n;
}

static void sort_by_key(s64 *values, u32 n)
{
	u32 i, at;

	for (i = 1; i < n; i++) {
		s64 moved[WK_DP_OPEN_VALUES];

		memcpy(moved, values + WK_DP_OPEN_VALUES * i, sizeof(moved));
		for (at = i; at && values[WK_DP_OPEN_VALUES * (at - 1)] > moved[0]; at--)
			memcpy(values + WK_DP_OPEN_VALUES * at,
			       values + WK_DP_OPEN_VALUES * (at - 1), sizeof(moved));
		memcpy(values + WK_DP_OPEN_VALUES * at, moved, sizeof(moved));
	}
}

static u32 choose(const struct table *t, const struct wk_dp_fill *f)
{
	s64 least = (s64)wk_dp_threshold(&f->config->terms);
	const s64 *more = f->noise + keys_at_most(f->config);
	u32 i, n = 0;

	for (i = 0; i < t->n; i++) {
		const struct entry *e = &t->entries[i];
		s64 value[WK_DP_OPEN_VALUES] = { e->key, wk_dp_noised(e->units, f->noise[i]),
						 wk_dp_noised(e->events, more[i]) };

		if (value[1] >= least)
			n = offer(f->values, n, f->config->cells, value);
		if (!(i % 1024))
			wk_cond_resched();
	}
	return n;
}

static bool fill(const struct wk_dp_fill *f)
{
	struct table t;
	u32 i, n;

	if (f->failed)
		return false;
	put_together(&t, f);
	n = choose(&t, f);
	sort_by_key(f->values, n);
	for (i = n; i < f->config->cells; i++)
		f->values[WK_DP_OPEN_VALUES * i] = -1;
	wk_dp_wipe(f->state, state_bytes(f->config));
	return true;
}

const struct wk_dp_kind_ops wk_dp_open_ops = {
	.form = WK_DP_BY_LABEL,
	.vector = true,
	.fault = fault,
	.values = values,
	.draws = draws,
	.noise = draw,
	.state = state_bytes,
	.fill = fill,
};
