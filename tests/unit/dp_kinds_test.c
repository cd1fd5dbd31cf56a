// SPDX-License-Identifier: GPL-2.0
/*
 * Keyed-open, watch and running total, each against its definition in docs/dp.md; and neighbouring
 * streams are no further apart than what the ledger charges for.
 */
#include <pthread.h>

#include "../../module/dp/gaussian.h"
#include "../../module/dp/ledger.h"
#include "../../module/dp/metric.h"
#include "../kunit/dp_fingerprint.h"
#include "dp_tape.h"

/* Noise of these scales is 0. */
#define NONE	{ 1, 100 }

#define WINDOWS	16

static struct wk_dp_config config(u32 kind)
{
	return (struct wk_dp_config){
		.kind = kind, .cells = 1, .buckets = 64, .clip = 1, .windows = WINDOWS,
		.threshold = 50,
		.terms = { .cap = 10, .active = WINDOWS, .noise = NONE, .labels = 4, .delta = 30,
			   .alarms = 3, .other = NONE, .gaussian = kind == WK_DP_TOTAL },
	};
}

static struct wk_dp_metric *fresh(const struct wk_dp_config *c)
{
	rewind_tape(1);
	return wk_dp_metric_new(c, 5, 0);
}

/* The key of the hash comes from the tape, too: so everybody knows who is in which bucket. */
#define UNITS	400

static u32 bucket_of[UNITS], unit_of[64];

static void find_buckets(void)
{
	struct wk_dp_epoch *e;
	u32 i;

	rewind_tape(1);
	e = wk_dp_epoch_new(5, 64, 1, 0);
	for (i = UNITS; i--;) {
		bucket_of[i] = wk_dp_bucket(e, i);
		unit_of[bucket_of[i]] = i;
	}
	wk_dp_epoch_free(e);
}

/* ---- keyed-open ---- */

static bool faults(void)
{
	struct wk_dp_config c, d;
	bool ok = true;

#define REFUSED(change) do { d = c; d.change; ok = ok && wk_dp_config_fault(&d); } while (0)
#define ALLOWED(change) do { d = c; d.change; ok = ok && !wk_dp_config_fault(&d); } while (0)
	c = config(WK_DP_OPEN);
	ALLOWED(cells = 341);
	REFUSED(cells = 342);
	REFUSED(cells = 0);
	REFUSED(clip = 2);
	ALLOWED(terms.labels = 16);
	REFUSED(terms.labels = 17);
	REFUSED(terms.labels = 0);
	REFUSED(buckets = 32768);
	REFUSED(terms.gaussian = true);
	REFUSED(terms.delta = 19);
	REFUSED(terms.delta = 64);
	ALLOWED(terms.delta = 63);
	REFUSED(terms.other.num = 0);
	ALLOWED(terms.other.num = ((1ull << 30) - 1) * 100);
	REFUSED(terms.other.num = ((1ull << 30) - 1) * 100 + 1);
	c = config(WK_DP_WATCH);
	ALLOWED(clip = 10);
	REFUSED(cells = 2);
	REFUSED(terms.alarms = 0);
	REFUSED(terms.alarms = 101);
	REFUSED(terms.gaussian = true);
	REFUSED(terms.other.den = 0);
	ALLOWED(threshold = 1ull << 60);
	REFUSED(threshold = (1ull << 60) + 1);
	c = config(WK_DP_TOTAL);
	ALLOWED(clip = 10);
	REFUSED(cells = 2);
	REFUSED(terms.gaussian = false);
#undef REFUSED
#undef ALLOWED
	return ok;
}

/* Four keys have a place, each with its events, under one cap; the rest leaves no trace. */
static bool places(void)
{
	struct wk_dp_config c = config(WK_DP_OPEN);
	struct wk_dp_metric *m = fresh(&c);
	u64 seen[4];
	u32 i, at = bucket_of[7] * 4;
	bool ok;

	for (i = 0; i < 6; i++)
		wk_dp_add(m, 7, 0xffffffff - i, 99);
	for (i = 0; i < 20; i++)
		wk_dp_add(m, 7, 0xfffffffe, 0);
	for (i = 0; i < 4; i++)
		seen[i] = wk_dp_metric_label(m, at + i);
	ok = seen[0] == 0xffffffff00000001ull && seen[1] == 0xfffffffe00000007ull &&
	     seen[2] == 0xfffffffd00000001ull && seen[3] == 0xfffffffc00000001ull;
	for (i = 0; i < 64 * 4; i++)
		ok = ok && (i / 4 == bucket_of[7] || !wk_dp_metric_label(m, i));
	wk_dp_metric_free(m);
	return ok;
}

static void add_units(struct wk_dp_metric *m, u32 key, u32 first, u32 n, u32 events)
{
	u32 i, e;

	for (i = first; i < first + n; i++)
		for (e = 0; e < events; e++)
			wk_dp_add(m, unit_of[i], key, 0);
}

static bool same(const s64 *values, const s64 *wanted, u32 n)
{
	return !memcmp(values, wanted, n * sizeof(*values));
}

/* With no noise to speak of: tau is 1 + 32 ln 2/100, so 2. Key 0 is a key as well. */
static bool released(void)
{
	static const s64 wanted[] = { 0, 2, 2, 9, 3, 6, 70, 64, 128, -1, 0, 0 };
	struct wk_dp_config c = config(WK_DP_OPEN);
	const struct wk_dp_release *r;
	struct wk_dp_metric *m;
	bool ok;

	c.cells = 4;
	m = fresh(&c);
	add_units(m, 70, 0, 64, 2);
	add_units(m, 9, 1, 3, 2);
	add_units(m, 8, 5, 1, 9);
	add_units(m, 0, 62, 2, 1);
	r = wk_dp_metric_release(m, 5, 1);
	c.terms.other = (struct wk_dp_ratio){ 100, 1 };
	ok = wk_dp_threshold(&c.terms) == 1 + 2219;
	c.terms.other = (struct wk_dp_ratio)NONE;
	ok = ok && wk_dp_threshold(&c.terms) == 2 && r->cells == 12 && r->flags == WK_DP_STAMPED &&
	     wk_dp_release_bytes(m) == sizeof(*r) + 96 && same(r->values, wanted, 12);
	r = wk_dp_metric_release(m, 5, 2);
	ok = ok && r->values[0] == -1 && r->values[9] == -1 && !r->values[1] && !r->values[11];
	wk_dp_metric_free(m);
	return ok;
}

/* More keys than fit: those that most units have; then by key. */
static bool crowded(void)
{
	static const s64 wanted[] = { 10, 5, 5, 11, 5, 5, 40, 9, 9 };
	struct wk_dp_config c = config(WK_DP_OPEN);
	struct wk_dp_metric *m;
	u32 i;
	bool ok;

	c.cells = 3;
	c.terms.labels = 6;
	m = fresh(&c);
	add_units(m, 40, 20, 9, 1);
	for (i = 30; i >= 10; i--)
		add_units(m, i, i, 5, 1);
	ok = same(wk_dp_metric_release(m, 5, 1)->values, wanted, 9);
	wk_dp_metric_free(m);
	return ok;
}

/* Every place taken by another key, or by pairs of buckets: none is lost in the table. */
static bool full(u32 share)
{
	struct wk_dp_config c = config(WK_DP_OPEN);
	const struct wk_dp_release *r;
	struct wk_dp_metric *m;
	u32 bucket, i;
	bool ok = true;

	c.terms.labels = 16;
	c.terms.cap = 100;
	c.buckets = 64;
	c.cells = 341;
	m = fresh(&c);
	for (bucket = 0; bucket < 64; bucket++)
		for (i = 0; i < 16; i++)
			wk_dp_add(m, unit_of[bucket], (bucket / share * 16 + i) * 0x10001, 0);
	r = wk_dp_metric_release(m, 5, 1);
	for (i = 0; i < 341; i++) {
		s64 wanted[] = { i * 0x10001, share, share }, none[] = { -1, 0, 0 };

		ok = ok && same(r->values + 3 * i, share > 1 && i < 1024 / share ? wanted : none,
				3);
	}
	wk_dp_metric_free(m);
	return ok;
}

/* Noise of the right scale, once each: two for every place, those on units first. */
static bool noises(void)
{
	struct wk_dp_config c = config(WK_DP_OPEN);
	struct wk_dp_metric *m;
	s64 units[256], events[256], wanted[3] = { 77 };
	bool ok;
	u32 i;

	c.terms.other = (struct wk_dp_ratio){ 1, 3 };
	c.terms.noise = (struct wk_dp_ratio){ 5, 1 };
	c.cells = 1;
	m = fresh(&c);
	add_units(m, 77, 0, 64, 3);
	rewind_tape(99);
	wk_dp_metric_draw(m);
	ok = same(wanted, wk_dp_metric_release(m, 5, 1)->values, 1);
	rewind_tape(99);
	for (i = 0; i < 256; i++)
		wk_dp_laplace(c.terms.other, &units[i]);
	for (i = 0; i < 256; i++)
		wk_dp_laplace(c.terms.noise, &events[i]);
	wanted[1] = 64 + units[0];
	wanted[2] = 192 + events[0];
	ok = ok && same(wanted, wk_dp_metric_again(m, 5, 0)->values, 3) && events[0];
	wk_dp_metric_free(m);
	return ok;
}

/* ---- watch ---- */

static void add_sum(struct wk_dp_metric *m, u32 sum)
{
	u32 i;

	/* At most ten from a bucket; in one step where values count. */
	for (i = 0; sum; i++) {
		u32 part = min_t(u32, sum, 10);

		wk_dp_add(m, unit_of[i], 0, part);
		sum -= part;
	}
}

/**
 * struct model - a watch as docs/dp.md defines it
 */
struct model {
	s64 shift;
	u32 left;
	bool renew;
};

static void model_step(struct model *w, const struct wk_dp_config *c, u32 sum, s64 out[2])
{
	s64 query, threshold;

	wk_dp_laplace(c->terms.noise, &query);
	wk_dp_laplace(c->terms.other, &threshold);
	if (w->renew)
		w->shift = threshold;
	w->renew = false;
	out[0] = w->left && (s64)sum + query >= (s64)c->threshold + w->shift;
	w->left -= (u32)out[0];
	w->renew = out[0];
	out[1] = w->left;
}

/* 16 windows, with a new charge before one of them. */
static bool watch_run(struct wk_dp_config *c, u32 rearm)
{
	struct wk_dp_metric *m = fresh(c);
	struct model w = { .left = c->terms.alarms, .renew = true };
	u32 i, sums[WINDOWS];
	s64 wanted[WINDOWS][2];
	bool ok = true;

	rewind_tape(luck(1000000));
	for (i = 0; i < WINDOWS; i++) {
		if (i == rearm)
			w = (struct model){ .left = c->terms.alarms, .renew = true };
		sums[i] = (u32)luck(100);
		model_step(&w, c, sums[i], wanted[i]);
	}
	/* The same words. */
	tape_state -= tape_words * 0x9e3779b97f4a7c15ull;
	for (i = 0; i < WINDOWS; i++) {
		/* It has all of them while no alarm has been, and again once it is rearmed. */
		ok = ok && wk_dp_metric_armed(m) == (!i || wanted[i - 1][1] == c->terms.alarms);
		if (i == rearm)
			ok = ok && !wk_dp_metric_rearm(m) && wk_dp_metric_armed(m);
		add_sum(m, sums[i]);
		ok = ok && same(wk_dp_metric_release(m, 5, i + 1)->values, wanted[i], 2);
	}
	wk_dp_metric_free(m);
	return ok;
}

static bool watches(void)
{
	struct wk_dp_config c = config(WK_DP_WATCH);
	u32 i;

	c.clip = 10;
	for (i = 0; i < 300; i++) {
		c.terms.noise.num = 1 + luck(1000);
		c.terms.other.num = 1 + luck(1000);
		c.terms.alarms = (u32)(1 + luck(4));
		if (!watch_run(&c, i % 3 ? WINDOWS : (u32)luck(WINDOWS)))
			return false;
	}
	return true;
}

/* Always above: so many alarms, then silence, until the next epoch. */
static bool alarms_end(void)
{
	struct wk_dp_config c = config(WK_DP_WATCH);
	struct wk_dp_metric *m;
	const struct wk_dp_release *r;
	u32 i, rung = 0;
	bool ok = true;

	c.threshold = 0;
	m = fresh(&c);
	for (i = 0; i < WINDOWS; i++) {
		r = wk_dp_metric_release(m, i == WINDOWS - 1 ? 6 : 5, (i + 1) % WINDOWS);
		rung += (u32)r->values[0];
		ok = ok && r->values[1] == 3 - rung && r->cells == 2 &&
		     wk_dp_metric_armed(m) == (i == WINDOWS - 1);
	}
	ok = ok && rung == 3;
	r = wk_dp_metric_release(m, 6, 1);
	ok = ok && r->values[0] == 1 && r->values[1] == 2;
	wk_dp_metric_free(m);
	c.kind = WK_DP_COUNTER;
	m = fresh(&c);
	ok = ok && wk_dp_metric_rearm(m) == -EINVAL && !wk_dp_metric_armed(m);
	wk_dp_metric_free(m);
	return ok;
}

/* A counter counts events, whatever value comes with them; with a clip values are summed. */
static bool counts_or_sums(u32 kind)
{
	struct wk_dp_config c = config(kind);
	struct wk_dp_metric *m = fresh(&c);
	bool ok;

	wk_dp_add(m, 1, 99, 7);
	wk_dp_add(m, 1, 0, 0);
	ok = wk_dp_metric_exact(m, 0) == 2;
	wk_dp_metric_free(m);
	c.clip = 5;
	m = fresh(&c);
	wk_dp_add(m, 1, 99, 7);
	wk_dp_add(m, 1, 0, 1);
	ok = ok && wk_dp_metric_exact(m, 0) == 6;
	wk_dp_metric_free(m);
	return ok;
}

/* ---- running total ---- */

/* Window t, from 1, brings the interval of as many windows as its lowest digit 1. */
static bool totals(void)
{
	struct wk_dp_config c = config(WK_DP_TOTAL);
	struct wk_dp_metric *m;
	s64 noise[1001], sum[1001] = { 0 };
	u32 t, rest;
	bool ok = true;

	c.windows = 1000;
	c.terms.noise = (struct wk_dp_ratio){ 10000, 1 };
	c.clip = 10;
	c.terms.active = 1000;
	m = fresh(&c);
	rewind_tape(7);
	for (t = 1; t <= 1000; t++)
		wk_dp_gaussian(c.terms.noise, &noise[t]);
	rewind_tape(7);
	for (t = 1; t <= 1000; t++) {
		u32 x = (u32)luck(500);
		s64 wanted;

		add_sum(m, x);
		sum[t] = sum[t - 1] + x;
		for (wanted = sum[t], rest = t; rest; rest &= rest - 1)
			wanted += noise[rest];
		ok = ok && wk_dp_metric_release(m, 5, t)->values[0] == wanted;
	}
	ok = ok && wk_dp_metric_release(m, 5, 1001)->flags & WK_DP_FAILED;
	ok = ok && wk_dp_metric_release(m, 6, 0)->flags & WK_DP_FAILED;
	wk_dp_metric_release(m, 6, 1);
	add_sum(m, 3);
	ok = ok && wk_dp_metric_release(m, 6, 2)->values[0] < 3 + 10000 &&
	     !(wk_dp_metric_again(m, 6, 1)->flags & WK_DP_FAILED);
	wk_dp_metric_free(m);
	return ok;
}

static bool new_epoch(void)
{
	struct wk_dp_config c = config(WK_DP_TOTAL);
	struct wk_dp_metric *m = fresh(&c);
	bool ok;

	wk_dp_add(m, 1, 0, 0);
	wk_dp_metric_release(m, 5, 1);
	wk_dp_add(m, 1, 0, 0);
	ok = wk_dp_metric_release(m, 6, 0)->values[0] == 2;
	wk_dp_add(m, 1, 0, 0);
	ok = ok && wk_dp_metric_release(m, 6, 1)->values[0] == 1;
	wk_dp_metric_free(m);
	return ok;
}

/* Noise that fails in window 2 is missing in 2 and 3, and no longer needed in 4. */
static bool failures_end(void)
{
	struct wk_dp_config c = config(WK_DP_TOTAL);
	struct wk_dp_metric *m;
	bool ok = true;
	u32 t;

	c.terms.noise = (struct wk_dp_ratio){ 9, 1 };
	m = fresh(&c);
	for (t = 1; t <= 8; t++) {
		const struct wk_dp_release *r;

		wk_dp_add(m, 1, 0, 0);
		tape_bad = t == 2;
		wk_dp_metric_draw(m);
		tape_bad = false;
		r = wk_dp_metric_release(m, 5, t);
		ok = ok && !(r->flags & WK_DP_FAILED) == (t != 2 && t != 3) &&
		     (t == 2 || t == 3 ? !r->values[0] : llabs((long long)r->values[0] - t) < 100);
	}
	wk_dp_metric_free(m);
	return ok;
}

/* Keyed-open and watch without noise: nothing comes out, and the watch keeps its alarms. */
static bool fails_closed(u32 kind)
{
	struct wk_dp_config c = config(kind);
	const struct wk_dp_release *r;
	struct wk_dp_metric *m;
	bool ok;

	c.threshold = 0;
	c.terms.other = (struct wk_dp_ratio){ 3, 1 };
	m = fresh(&c);
	add_units(m, 9, 0, 64, 1);
	tape_bad = true;
	wk_dp_metric_draw(m);
	tape_bad = false;
	r = wk_dp_metric_release(m, 5, 1);
	ok = r->flags == (WK_DP_FAILED | WK_DP_STAMPED) && !r->values[0] && !r->values[1];
	add_units(m, 9, 0, 64, 1);
	r = wk_dp_metric_release(m, 5, 2);
	ok = ok && r->flags == WK_DP_STAMPED && r->values[kind == WK_DP_WATCH] > 1;
	wk_dp_metric_free(m);
	return ok;
}

/* ---- neighbours: the same words, one bucket's events replaced by any others ---- */

#define EVENTS_MAX	800
#define KEYS		12

/**
 * struct event - something that happens
 */
struct event {
	u32 unit;
	u32 window;
	u32 key;
	u32 value;
};

/**
 * struct seen - what can be seen of a run, and what cannot
 * @units: of each window and key: buckets that have it
 * @events: of each window and key; or the sum in [0]
 * @words: drawn until the end of each window
 */
struct seen {
	u64 units[WINDOWS][KEYS];
	u64 events[WINDOWS][KEYS];
	u64 words[WINDOWS];
};

static struct event events[2][EVENTS_MAX];
static u32 nevents[2];

static void make_neighbours(void)
{
	u32 replaced = (u32)luck(64), i, which;

	nevents[0] = nevents[1] = 0;
	for (i = 0; i < EVENTS_MAX / 2; i++) {
		struct event e = { unit_of[luck(64)], (u32)luck(WINDOWS), (u32)luck(KEYS),
				   (u32)luck(9) };

		if (bucket_of[e.unit] == replaced)
			continue;
		events[0][nevents[0]++] = e;
		events[1][nevents[1]++] = e;
	}
	for (which = 0; which < 2; which++) {
		for (i = (u32)luck(EVENTS_MAX / 2); i; i--)
			events[which][nevents[which]++] = (struct event){
				unit_of[replaced], (u32)luck(WINDOWS), (u32)luck(KEYS),
				(u32)luck(9) };
	}
}

static void look(const struct wk_dp_config *c, const struct wk_dp_metric *m, u32 w, struct seen *s)
{
	u32 i;

	if (c->kind != WK_DP_OPEN) {
		s->events[w][0] = wk_dp_metric_exact(m, 0);
		return;
	}
	for (i = 0; i < c->buckets * c->terms.labels; i++) {
		u64 label = wk_dp_metric_label(m, i);

		if (!label)
			continue;
		s->units[w][label >> 32]++;
		s->events[w][label >> 32] += (u32)label;
	}
}

static void record(const struct wk_dp_config *c, u32 which, struct seen *seen)
{
	struct wk_dp_metric *m = fresh(c);
	u32 w, i;

	memset(seen, 0, sizeof(*seen));
	for (w = 0; w < WINDOWS; w++) {
		for (i = 0; i < nevents[which]; i++) {
			const struct event *e = &events[which][i];

			if (e->window == w)
				wk_dp_add(m, e->unit, e->key, e->value);
		}
		look(c, m, w, seen);
		wk_dp_metric_draw(m);
		wk_dp_metric_release(m, 5, w + 1);
		seen->words[w] = tape_words;
	}
	wk_dp_metric_free(m);
}

static u64 apart(u64 a, u64 b)
{
	return a > b ? a - b : b - a;
}

static u64 most_apart[3];

static void keep_most(u32 i, u64 d, u64 most)
{
	most_apart[i] = max_t(u64, most_apart[i], most ? 100 * d / most : 0);
}

/* Numbers of buckets and of events, each as far as the cost has it with the other's noise huge. */
static bool open_declared(const struct wk_dp_config *c, const struct seen *a, const struct seen *b)
{
	struct wk_dp_terms t = wk_dp_terms_of(c);
	u64 units = 0, sum = 0, most[2];
	u32 w, i;

	for (w = 0; w < WINDOWS; w++) {
		for (i = 0; i < KEYS; i++) {
			units += apart(a->units[w][i], b->units[w][i]);
			sum += apart(a->events[w][i], b->events[w][i]);
		}
	}
	t.other = (struct wk_dp_ratio){ 1, 1 };
	t.noise = (struct wk_dp_ratio){ 1ull << 40, 1 };
	wk_dp_cost(&t, WINDOWS, WK_DP_PURE, &most[0]);
	t.noise = (struct wk_dp_ratio){ 1, 1 };
	t.other = (struct wk_dp_ratio){ 1ull << 40, 1 };
	wk_dp_cost(&t, WINDOWS, WK_DP_PURE, &most[1]);
	keep_most(0, units, most[0] / WK_DP_NANO);
	keep_most(1, sum, most[1] / WK_DP_NANO);
	return units <= most[0] / WK_DP_NANO && sum <= most[1] / WK_DP_NANO;
}

/* The intervals that are noised, and the squares of their differences. */
static bool total_declared(const struct wk_dp_config *c, const struct seen *a, const struct seen *b)
{
	struct wk_dp_terms t = wk_dp_terms_of(c);
	u64 squares = 0, most;
	u32 end, w;

	for (end = 1; end <= WINDOWS; end++) {
		s64 d = 0;

		for (w = end & (end - 1); w < end; w++)
			d += (s64)(a->events[w][0] - b->events[w][0]);
		squares += (u64)(d * d);
	}
	t.noise = (struct wk_dp_ratio){ 1, 2 };
	wk_dp_cost(&t, WINDOWS, WK_DP_ZCDP, &most);
	most /= WK_DP_NANO;
	keep_most(2, squares, most);
	return squares <= most;
}

static bool watch_declared(const struct wk_dp_config *c, const struct seen *a, const struct seen *b)
{
	u32 w;

	for (w = 0; w < WINDOWS; w++)
		if (apart(a->events[w][0], b->events[w][0]) > c->terms.cap)
			return false;
	return true;
}

static bool neighbours(u32 kind)
{
	static struct seen a, b;
	u32 i;

	for (i = 0; i < 1000; i++) {
		struct wk_dp_config c = config(kind);
		bool ok;

		c.terms.cap = (u32)(1 + luck(8));
		c.terms.active = (u32)(1 + luck(WINDOWS));
		c.terms.labels = (u32)(1 + luck(6));
		c.clip = kind == WK_DP_OPEN ? 1 : (u32)(1 + luck(c.terms.cap));
		make_neighbours();
		record(&c, 0, &a);
		record(&c, 1, &b);
		ok = kind == WK_DP_OPEN ? open_declared(&c, &a, &b) :
		     kind == WK_DP_TOTAL ? total_declared(&c, &a, &b) : watch_declared(&c, &a, &b);
		if (!ok || memcmp(a.words, b.words, sizeof(a.words)))
			return false;
	}
	return true;
}

/* One bucket in one window each: the first, and one that shares the fewest intervals with it. */
static u64 total_pair(u32 first, u32 second)
{
	static struct seen a, b;
	struct wk_dp_config c = config(WK_DP_TOTAL);

	c.terms.active = 1;
	nevents[0] = nevents[1] = 1;
	events[0][0] = (struct event){ 0, first, 0, 1 };
	events[1][0] = (struct event){ 0, second, 0, 1 };
	c.terms.cap = 1;
	record(&c, 0, &a);
	record(&c, 1, &b);
	most_apart[2] = 0;
	return total_declared(&c, &a, &b) ? most_apart[2] : 1000;
}

static bool total_tight(void)
{
	u64 most = 0;
	u32 i;

	for (i = 1; i < WINDOWS; i++)
		most = max_t(u64, most, total_pair(0, i));
	printf("# running total, active in one window: neighbours reach %llu%% of the declared L2 squared\n",
	       (unsigned long long)most);
	return most >= 70 && most <= 100;
}

/* ---- everybody at once ---- */

#define SWARM		8
#define SWARM_EVENTS	40000

static struct wk_dp_metric *swarm_metric;

static void *swarm_add(void *data)
{
	u32 unit = *(const u32 *)data, i;

	for (i = 0; i < SWARM_EVENTS; i++)
		wk_dp_add(swarm_metric, unit, i % 7, 0);
	return NULL;
}

/* What is in the places; no key may have two of one bucket. */
static u64 count_labels(u32 nlabels, u32 *keys)
{
	u64 sum = 0;
	u32 i, j;

	*keys = 0;
	for (i = 0; i < 64 * nlabels; i++) {
		u64 label = wk_dp_metric_label(swarm_metric, i);

		if (!label)
			continue;
		++*keys;
		sum += (u32)label;
		for (j = i / nlabels * nlabels; j < i; j++)
			if (wk_dp_metric_label(swarm_metric, j) >> 32 == label >> 32)
				return 0;
	}
	return sum;
}

static bool swarm(u32 cap, u32 nlabels, bool one)
{
	struct wk_dp_config c = config(WK_DP_OPEN);
	u32 units[SWARM], i, keys;
	pthread_t id[SWARM];
	u64 sum;

	c.terms.cap = cap;
	c.terms.labels = nlabels;
	swarm_metric = fresh(&c);
	for (i = 0; i < SWARM; i++) {
		units[i] = unit_of[one ? 0 : i];
		pthread_create(&id[i], NULL, swarm_add, &units[i]);
	}
	for (i = 0; i < SWARM; i++)
		pthread_join(id[i], NULL);
	sum = count_labels(nlabels, &keys);
	wk_dp_metric_free(swarm_metric);
	if (one && nlabels < 7)
		return keys == nlabels && sum <= cap && sum > cap * 9ull / 10;
	return keys == (one ? 7 : SWARM * 7) && sum == (one ? cap : SWARM * SWARM_EVENTS);
}

int main(void)
{
	find_buckets();
	report(faults(), "what makes no sense is refused");
	report(places(), "open: a bucket has so many keys, and its cap over all of them");
	report(released(), "open: keys that enough buckets have, by key, and their events");
	report(crowded(), "open: when they are too many, those that most have");
	report(full(1) && full(2) && full(4), "open: the table holds whatever buckets can have");
	report(noises(), "open: noise on units and noise on events, each with its scale");
	report(watches(), "watch: alarms as defined, word for word");
	report(alarms_end(), "watch: so many alarms in an epoch");
	report(counts_or_sums(WK_DP_WATCH) && counts_or_sums(WK_DP_TOTAL),
	       "watch, total: events are counted, or values summed");
	report(totals(), "total: the noise of one interval for each digit");
	report(new_epoch(), "total: begins anew with an epoch");
	report(failures_end(), "total: no noise, no release, as long as it is needed");
	report(fails_closed(WK_DP_OPEN) && fails_closed(WK_DP_WATCH), "open, watch: no noise, no release");
	report(kinds_fingerprint() == DP_KINDS_FINGERPRINT, "releases have the fingerprint that the kernel's have");
	report(neighbours(WK_DP_OPEN), "open: neighbours, same draws, no further apart than declared");
	report(neighbours(WK_DP_WATCH), "watch: the same");
	report(neighbours(WK_DP_TOTAL), "total: the same");
	printf("# the furthest pairs: %llu%% of the declared numbers of units, %llu%% of events, %llu%% of L2 squared\n",
	       (unsigned long long)most_apart[0], (unsigned long long)most_apart[1],
	       (unsigned long long)most_apart[2]);
	report(total_tight(), "total: and there are neighbours nearly that far apart");
	report(swarm(1u << 30, 7, false), "open: eight threads, nothing is lost or counted twice");
	report(swarm(5000, 7, true), "open: eight threads in one bucket, its cap to the last one");
	report(swarm(100000, 3, true), "open: eight threads and more keys than places");
	printf("1..%d\n", checks);
	return failures != 0;
}
