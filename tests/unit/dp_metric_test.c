// SPDX-License-Identifier: GPL-2.0
/*
 * Caps, windows and releases: what one unit's bucket does changes a release by as much as declared,
 * and nothing else of what can be seen.
 *
 *   dp_metric_test [STREAMS [EVENTS]]    pairs of neighbouring streams (2000), events of the swarm
 */
#include <pthread.h>

#include "../../module/dp/ledger.h"
#include "../../module/dp/metric.h"
#include "dp_tape.h"

/* ---- one metric ---- */

static struct wk_dp_config config(u32 kind, u32 cells)
{
	return (struct wk_dp_config){
		.kind = kind, .cells = cells, .buckets = 64, .clip = 1, .windows = 16,
		.terms = { .cap = 10, .active = 16, .noise = { 1, 100 } },
	};
}

static struct wk_dp_metric *fresh(const struct wk_dp_config *c)
{
	rewind_tape(1);
	return wk_dp_metric_new(c, 5, 0);
}

static bool vectors(void)
{
	struct wk_dp_key key = { { 0x0706050403020100ull, 0x0f0e0d0c0b0a0908ull } };

	return wk_dp_siphash(&key, 0x0706050403020100ull) == 0x93f5f5799a932462ull;
}

static bool caps(void)
{
	struct wk_dp_config c = config(WK_DP_COUNTER, 1);
	struct wk_dp_metric *m = fresh(&c);
	bool ok;
	int i;

	for (i = 0; i < 1000; i++)
		wk_dp_add(m, 1000, 99, 77);
	ok = wk_dp_metric_exact(m, 0) == 10;
	wk_dp_metric_release(m, 5, 1);
	for (i = 0; i < 7; i++)
		wk_dp_add(m, 1000, 0, 0);
	ok = ok && wk_dp_metric_exact(m, 0) == 7;
	wk_dp_metric_free(m);
	return ok;
}

static bool sums(void)
{
	struct wk_dp_config c = config(WK_DP_SUM, 1);
	struct wk_dp_metric *m;
	bool ok;

	c.clip = 4;
	m = fresh(&c);
	wk_dp_add(m, 1, 0, 3);
	ok = wk_dp_metric_exact(m, 0) == 3;
	wk_dp_add(m, 1, 0, 0);
	ok = ok && wk_dp_metric_exact(m, 0) == 3;
	wk_dp_add(m, 1, 0, ~0u);
	ok = ok && wk_dp_metric_exact(m, 0) == 7;
	wk_dp_add(m, 1, 0, 4);
	ok = ok && wk_dp_metric_exact(m, 0) == 10;
	wk_dp_metric_free(m);
	return ok;
}

static bool cells(void)
{
	struct wk_dp_config c = config(WK_DP_HISTOGRAM, 3);
	struct wk_dp_metric *m = fresh(&c);
	bool ok;

	wk_dp_add(m, 1, 1, 0);
	wk_dp_add(m, 1, 3, 0);
	wk_dp_add(m, 1, ~0u, 0);
	ok = !wk_dp_metric_exact(m, 0) && wk_dp_metric_exact(m, 1) == 1 &&
	     !wk_dp_metric_exact(m, 2);
	wk_dp_metric_free(m);
	c.kind = WK_DP_KEYED;
	m = fresh(&c);
	wk_dp_add(m, 1, 2, 0);
	wk_dp_add(m, 1, ~0u, 0);
	ok = ok && wk_dp_metric_exact(m, 2) == 2;
	wk_dp_metric_free(m);
	return ok;
}

/* Active in three windows of an epoch, whichever; and again in the next epoch. */
static bool participation(void)
{
	struct wk_dp_config c = config(WK_DP_COUNTER, 1);
	struct wk_dp_metric *m;
	u32 w, active = 0;
	bool ok = true;

	c.terms.active = 3;
	m = fresh(&c);
	for (w = 0; w < 16; w++) {
		wk_dp_add(m, 1, 0, 0);
		wk_dp_add(m, 1, 0, 0);
		active += wk_dp_metric_exact(m, 0) == 2;
		ok = ok && wk_dp_metric_exact(m, 0) == (w < 3 ? 2 : 0);
		wk_dp_metric_release(m, w == 15 ? 6 : 5, (w + 1) % 16);
	}
	wk_dp_add(m, 1, 0, 0);
	ok = ok && active == 3 && wk_dp_metric_exact(m, 0) == 1;
	wk_dp_metric_free(m);
	return ok;
}

/*
 * Metrics that end together: what comes between is of the next window. Noise of scale 1/100 is 0.
 * The last one is freed as the end of an attachment frees it, in the middle.
 */
static bool together(void)
{
	struct wk_dp_config c = config(WK_DP_COUNTER, 1);
	struct wk_dp_metric *m[3] = { fresh(&c), fresh(&c), fresh(&c) };
	bool ok = true;
	s64 i;

	for (i = 0; i < 3; i++) {
		wk_dp_add(m[i], 1, 0, 0);
		ok = ok && !wk_dp_metric_turn(m[i], i == 1 ? 5 : 6, 1);
	}
	wk_dp_metrics_settle();
	for (i = 0; i < 3; i++) {
		wk_dp_add(m[i], 1, 0, 0);
		wk_dp_add(m[i], 2, 0, 0);
	}
	for (i = 0; i < 2; i++) {
		const struct wk_dp_release *r = wk_dp_metric_close(m[i]);

		ok = ok && r->values[0] == 1 && r->epoch == 5 && r->window == 0 &&
		     wk_dp_metric_exact(m[i], 0) == 2 && !wk_dp_metric_close(m[i]);
	}
	for (i = 0; i < 3; i++)
		wk_dp_metric_free(m[i]);
	return ok;
}

/* Times between two events of one bucket, by slot. */
static bool times(void)
{
	struct wk_dp_config c = config(WK_DP_HISTOGRAM, 8);
	struct wk_dp_metric *m;
	bool ok;

	c.slots = 2;
	m = fresh(&c);
	wk_dp_end(m, 1, 0, 100);			/* nothing began */
	wk_dp_begin(m, 1, 0, 100);
	wk_dp_end(m, 2, 0, 104);			/* somebody else */
	wk_dp_end(m, 1, 1, 104);			/* another slot */
	ok = !wk_dp_metric_exact(m, 0) && !wk_dp_metric_exact(m, 3);
	wk_dp_end(m, 1, 2, 104);			/* slots share a place */
	wk_dp_end(m, 1, 0, 104);			/* it has ended */
	ok = ok && wk_dp_metric_exact(m, 3) == 1;
	wk_dp_begin(m, 1, 0, 100);
	wk_dp_begin(m, 1, 0, 110);			/* begins anew */
	wk_dp_end(m, 1, 0, 111);
	wk_dp_begin(m, 1, 1, 120);
	wk_dp_end(m, 1, 1, 119);			/* clocks of two CPUs */
	ok = ok && wk_dp_metric_exact(m, 1) == 1 && wk_dp_metric_exact(m, 0) == 1;
	wk_dp_begin(m, 1, 0, 130);
	wk_dp_metric_release(m, 5, 1);
	wk_dp_end(m, 1, 0, 131);			/* in the next window */
	ok = ok && wk_dp_metric_exact(m, 1) == 1;
	wk_dp_begin(m, 1, 0, 140);
	wk_dp_metric_release(m, 6, 0);
	wk_dp_end(m, 1, 0, 141);			/* not in the next epoch */
	ok = ok && !wk_dp_metric_exact(m, 1);
	wk_dp_metric_free(m);
	return ok;
}

static bool configs(void)
{
	struct wk_dp_config c = config(WK_DP_COUNTER, 1), d;
	bool ok = !wk_dp_config_fault(&c);

#define REFUSED(change) do { d = c; d.change; ok = ok && wk_dp_config_fault(&d); } while (0)
	REFUSED(kind = 0);
	REFUSED(kind = 8);
	REFUSED(cells = 2);
	REFUSED(buckets = 32);
	REFUSED(buckets = 65);
	REFUSED(buckets = 131072);
	REFUSED(clip = 2);
	REFUSED(windows = 0);
	REFUSED(windows = 15);
	REFUSED(windows = 10001);
	REFUSED(terms.cap = 0);
	REFUSED(terms.cap = (1u << 30) + 1);
	REFUSED(terms.active = 0);
	REFUSED(terms.noise.num = 0);
	REFUSED(terms.noise.num = 1ull << 41);
	c.kind = WK_DP_HISTOGRAM;
	c.cells = 1024;
	ok = ok && !wk_dp_config_fault(&c);
	REFUSED(cells = 1025);
	REFUSED(cells = 1);
#undef REFUSED
	return ok;
}

/* ---- releases ---- */

static bool again(void)
{
	struct wk_dp_config c = config(WK_DP_HISTOGRAM, 8);
	struct wk_dp_metric *m = fresh(&c);
	u32 bytes = wk_dp_release_bytes(m), i;
	u8 copy[sizeof(struct wk_dp_release) + 64];
	u64 words;
	bool ok;

	memcpy(copy, wk_dp_metric_release(m, 5, 1), bytes);
	words = tape_words;
	for (i = 0, ok = bytes == sizeof(copy); i < 1000; i++)
		ok = ok && !memcmp(wk_dp_metric_again(m, 5, 0), copy, bytes);
	ok = ok && tape_words == words && !wk_dp_metric_again(m, 5, 1) &&
	     !wk_dp_metric_again(m, 4, 0);
	for (i = 0; i < WK_DP_KEPT - 1; i++)
		wk_dp_metric_release(m, 6 + i, 0);
	ok = ok && !memcmp(wk_dp_metric_again(m, 5, 0), copy, bytes);
	wk_dp_metric_release(m, 100, 0);
	ok = ok && !wk_dp_metric_again(m, 5, 0);
	wk_dp_metric_free(m);
	return ok;
}

static bool fails_closed(void)
{
	struct wk_dp_config c = config(WK_DP_COUNTER, 1);
	struct wk_dp_metric *m;
	const struct wk_dp_release *r;
	bool ok;

	c.terms.noise = (struct wk_dp_ratio){ 3, 1 };
	m = fresh(&c);
	wk_dp_add(m, 1, 0, 0);
	tape_bad = true;
	wk_dp_metric_draw(m);
	tape_bad = false;
	r = wk_dp_metric_release(m, 5, 1);
	ok = r->flags == (WK_DP_FAILED | WK_DP_STAMPED) && r->values[0] == 0;
	r = wk_dp_metric_release(m, 5, 2);
	ok = ok && r->flags == WK_DP_STAMPED;
	wk_dp_metric_free(m);
	return ok;
}

/* A copy of the machine has the noise that was drawn: other words are used. */
static bool forgotten(void)
{
	struct wk_dp_config c = config(WK_DP_COUNTER, 1);
	struct wk_dp_metric *m;
	bool differ = false;
	u32 i;

	c.terms.noise = (struct wk_dp_ratio){ 1ull << 30, 1 };
	for (i = 0; i < 2; i++) {
		s64 first;

		m = fresh(&c);
		wk_dp_metric_draw(m);
		if (i)
			wk_dp_metric_forget(m);
		first = wk_dp_metric_release(m, 5, 1)->values[0];
		wk_dp_metric_free(m);
		m = fresh(&c);
		differ = wk_dp_metric_release(m, 5, 1)->values[0] != first;
		wk_dp_metric_free(m);
		if (differ != i)
			return false;
	}
	return true;
}

/* All words of a window are drawn by wk_dp_metric_draw(): what was counted comes after that. */
static bool drawn_before(void)
{
	struct wk_dp_config c = config(WK_DP_HISTOGRAM, 8);
	struct wk_dp_metric *m = fresh(&c);
	u64 words;
	bool ok;

	wk_dp_metric_draw(m);
	words = tape_words;
	wk_dp_add(m, 1, 0, 0);
	wk_dp_metric_draw(m);
	wk_dp_metric_release(m, 5, 1);
	ok = tape_words == words;
	wk_dp_metric_draw(m);
	ok = ok && tape_words > words;
	wk_dp_metric_free(m);
	return ok;
}

/* ---- neighbours: the same words, one bucket's events replaced by any others ---- */

#define EVENTS_MAX	600
#define UNITS		200
#define CELLS		5

/**
 * struct event - something that happens
 * @unit: who
 * @bucket: of @unit
 * @window: when
 * @cell: what
 * @value: how much
 */
struct event {
	u32 unit;
	u32 bucket;
	u32 window;
	u32 cell;
	u32 value;
};

/**
 * struct seen - what can be seen of a run, and what cannot
 * @exact: of each window and cell, without noise
 * @words: drawn until the end of each window
 * @bytes: of each release
 */
struct seen {
	u64 exact[16][CELLS];
	u64 words[17];
	u32 bytes[16];
};

static struct event events[2][EVENTS_MAX];
static u32 nevents[2];
static u32 bucket_of[UNITS];

static struct event any_event(u32 unit)
{
	return (struct event){ unit, bucket_of[unit], (u32)luck(16), (u32)luck(CELLS + 1),
			       (u32)luck(9) };
}

static void make_neighbours(void)
{
	u32 replaced = bucket_of[luck(UNITS)], i, n = (u32)(1 + luck(EVENTS_MAX / 2));

	nevents[0] = nevents[1] = 0;
	for (i = 0; i < n; i++) {
		struct event e = any_event((u32)luck(UNITS));

		events[0][nevents[0]++] = e;
		if (e.bucket != replaced)
			events[1][nevents[1]++] = e;
	}
	for (i = 0, n = (u32)luck(EVENTS_MAX / 2); i < n; i++) {
		struct event e = any_event((u32)luck(UNITS));
		u32 which = (u32)luck(2);

		if (e.bucket == replaced)
			events[which][nevents[which]++] = e;
	}
}

/**
 * struct share - events of one thread
 */
struct share {
	struct wk_dp_metric *m;
	u32 which;
	u32 window;
	u32 thread;
	u32 threads;
};

static void *add_share(void *data)
{
	const struct share *s = data;
	u32 i;

	for (i = 0; i < nevents[s->which]; i++) {
		const struct event *e = &events[s->which][i];

		/* A bucket's events stay in order; others come in any. */
		if (e->window == s->window && e->bucket % s->threads == s->thread)
			wk_dp_add(s->m, e->unit, e->cell, e->value);
	}
	return NULL;
}

static void add_window(struct wk_dp_metric *m, u32 which, u32 window, u32 threads)
{
	struct share s[8];
	pthread_t id[8];
	u32 i;

	for (i = 0; i < threads; i++) {
		s[i] = (struct share){ m, which, window, i, threads };
		if (threads > 1)
			pthread_create(&id[i], NULL, add_share, &s[i]);
		else
			add_share(&s[i]);
	}
	for (i = 0; threads > 1 && i < threads; i++)
		pthread_join(id[i], NULL);
}

static void record(const struct wk_dp_config *c, u32 which, u32 threads, struct seen *seen)
{
	struct wk_dp_metric *m = fresh(c);
	const struct wk_dp_release *r;
	u32 w, i;

	memset(seen, 0, sizeof(*seen));
	for (w = 0; w < c->windows; w++) {
		add_window(m, which, w, threads);
		for (i = 0; i < c->cells; i++)
			seen->exact[w][i] = wk_dp_metric_exact(m, i);
		wk_dp_metric_draw(m);
		r = wk_dp_metric_release(m, 5, w + 1);
		seen->words[w] = tape_words;
		seen->bytes[w] = wk_dp_release_bytes(m) + (r->window == w ? 0 : 1000);
	}
	wk_dp_metric_free(m);
}

/* The L1 distance, or the square of the L2 distance, of all windows. */
static u64 distance(const struct seen *a, const struct seen *b, bool square)
{
	u64 sum = 0;
	u32 w, i;

	for (w = 0; w < 16; w++) {
		for (i = 0; i < CELLS; i++) {
			u64 x = a->exact[w][i], y = b->exact[w][i], d = x > y ? x - y : y - x;

			sum += square ? d * d : d;
		}
	}
	return sum;
}

/* What the ledger charges for, as a distance: cost times scale, cost times two sigma squared. */
static u64 declared(const struct wk_dp_config *c, bool square)
{
	struct wk_dp_terms t = c->terms;
	u64 nano = 0;

	t.vector = c->cells > 1;
	t.gaussian = square;
	t.noise = (struct wk_dp_ratio){ 1, 1 };
	wk_dp_cost(&t, c->windows, square ? WK_DP_ZCDP : WK_DP_PURE, &nano);
	return nano / WK_DP_NANO * (square ? 2 : 1);
}

static struct wk_dp_config any_config(void)
{
	static const u32 kinds[] = { WK_DP_COUNTER, WK_DP_SUM, WK_DP_HISTOGRAM, WK_DP_KEYED };
	u32 kind = kinds[luck(4)];
	struct wk_dp_config c = config(kind, kind < WK_DP_HISTOGRAM ? 1 : CELLS);

	c.terms.cap = (u32)(1 + luck(8));
	c.terms.active = (u32)(1 + luck(16));
	c.clip = kind == WK_DP_SUM ? (u32)(1 + luck(c.terms.cap)) : 1;
	return c;
}

/* The key comes from the tape, too: so everybody knows who is in which bucket. */
static void find_buckets(void)
{
	struct wk_dp_epoch *e;
	u32 i;

	rewind_tape(1);
	e = wk_dp_epoch_new(5, 64, 1, 0);
	for (i = 0; i < UNITS; i++)
		bucket_of[i] = wk_dp_bucket(e, i);
	wk_dp_epoch_free(e);
}

static u64 worst_share[2];

static bool neighbours_once(u32 threads)
{
	static struct seen a, b;
	struct wk_dp_config c = any_config();
	int square;

	make_neighbours();
	record(&c, 0, threads, &a);
	record(&c, 1, threads, &b);
	if (memcmp(a.words, b.words, sizeof(a.words)) || memcmp(a.bytes, b.bytes, sizeof(a.bytes)))
		return false;
	for (square = 0; square < 2; square++) {
		u64 d = distance(&a, &b, square), most = declared(&c, square);

		if (d > most)
			return false;
		worst_share[square] = max_t(u64, worst_share[square], 100 * d / most);
	}
	return true;
}

static bool neighbours(u32 pairs, u32 threads)
{
	u32 i;

	find_buckets();
	for (i = 0; i < pairs; i++)
		if (!neighbours_once(threads))
			return false;
	return true;
}

/* The worst pairs there are meet the bound: it could not be smaller. */
static bool tight(u32 kind, u32 ncells, u32 active)
{
	static struct seen a, b;
	struct wk_dp_config c = config(kind, ncells);
	u32 w, which, i;

	find_buckets();
	c.terms.active = active;
	nevents[0] = nevents[1] = 0;
	/* One stream is active early, the other late, as far as they fit beside each other. */
	for (which = 0; which < 2; which++)
		for (w = 0; w < active; w++)
			for (i = 0; i < 10; i++)
				events[which][nevents[which]++] = (struct event){
					0, bucket_of[0], which ? 15 - w : w,
					ncells > 1 ? which : 0, 1 };
	record(&c, 0, 1, &a);
	record(&c, 1, 1, &b);
	return distance(&a, &b, false) == declared(&c, false) &&
	       (ncells > 1 || distance(&a, &b, true) == declared(&c, true));
}

/* ---- everybody at once ---- */

#define SWARM	8

static struct wk_dp_metric *swarm_metric;
static u64 swarm_events;
static int swarm_left;

static void *swarm_add(void *data)
{
	u64 unit = *(const u32 *)data, i;

	for (i = 0; i < swarm_events; i++)
		wk_dp_add(swarm_metric, unit, (u32)(i % 8), 1);
	__atomic_fetch_sub(&swarm_left, 1, __ATOMIC_SEQ_CST);
	return NULL;
}

static u64 exact_sum(void)
{
	u64 sum = 0;
	u32 i;

	for (i = 0; i < 8; i++)
		sum += wk_dp_metric_exact(swarm_metric, i);
	return sum;
}

/*
 * Windows are swapped while eight threads add. Noise of scale 1/100 is 0, so a release is the
 * exact sum.
 */
static u64 swarm_run(u32 *units)
{
	pthread_t id[SWARM];
	u64 total = 0, sum;
	u32 i, w = 0;

	swarm_left = SWARM;
	for (i = 0; i < SWARM; i++)
		pthread_create(&id[i], NULL, swarm_add, &units[i]);
	do {
		const struct wk_dp_release *r = wk_dp_metric_release(swarm_metric, 5, ++w);

		for (sum = 0, i = 0; i < 8; i++)
			sum += (u64)r->values[i];
		total += sum;
	} while (__atomic_load_n(&swarm_left, __ATOMIC_SEQ_CST) && w < 9990);
	for (i = 0; i < SWARM; i++)
		pthread_join(id[i], NULL);
	return total + exact_sum();
}

/* All add to one bucket, in one window: what comes out is the cap to the last one. */
static u64 swarm_one(u32 *units)
{
	pthread_t id[SWARM];
	u32 i;

	for (i = 0; i < SWARM; i++)
		pthread_create(&id[i], NULL, swarm_add, &units[i]);
	for (i = 0; i < SWARM; i++)
		pthread_join(id[i], NULL);
	return exact_sum();
}

static bool swarm(u64 n, u32 cap, bool same)
{
	struct wk_dp_config c = config(WK_DP_HISTOGRAM, 8);
	u32 units[SWARM], i;
	u64 total;

	c.buckets = 65536;
	c.windows = 10000;
	c.terms.cap = cap;
	c.terms.active = 10000;
	rewind_tape(1);
	wk_dp_tape = NULL;
	swarm_metric = wk_dp_metric_new(&c, 5, 0);
	swarm_events = n / SWARM;
	for (i = 0; i < SWARM; i++)
		units[i] = same ? 1 : i;
	total = same ? swarm_one(units) : swarm_run(units);
	wk_dp_metric_free(swarm_metric);
	return total == (same ? cap : swarm_events * SWARM);
}

int main(int argc, char **argv)
{
	u32 pairs = argc > 1 ? (u32)atoi(argv[1]) : 2000;
	u64 n = argc > 2 ? (u64)atoll(argv[2]) : 2000000;

	report(vectors(), "SipHash of the reference's own example");
	report(caps(), "a bucket adds as much as its cap in a window, and no more");
	report(sums(), "sums clip each event, then the bucket");
	report(cells(), "cells that are not there");
	report(participation(), "a bucket is active in so many windows of an epoch");
	report(together(), "metrics that end together");
	report(times(), "times of a bucket, by slot");
	report(configs(), "what makes no sense is refused");
	report(again(), "a release comes again byte for byte, without drawing");
	report(fails_closed(), "no noise, no release; and a test build says what it is");
	report(drawn_before(), "noise is drawn while the window collects");
	report(forgotten(), "noise that a copy of the machine has is not used");
	report(neighbours(pairs, 1), "neighbours: same draws, same messages, no further apart than declared");
	report(neighbours(pairs / 20, 2) && neighbours(pairs / 40, 8), "the same with 2 and 8 threads");
	printf("# the furthest pair: %llu%% of the declared L1, %llu%% of the declared L2 squared\n",
	       (unsigned long long)worst_share[0], (unsigned long long)worst_share[1]);
	report(tight(WK_DP_COUNTER, 1, 5) && tight(WK_DP_COUNTER, 1, 8) &&
	       tight(WK_DP_HISTOGRAM, 5, 5) && tight(WK_DP_HISTOGRAM, 5, 16) &&
	       tight(WK_DP_KEYED, 5, 12), "and there are neighbours that far apart");
	report(swarm(n, 1u << 30, false), "eight threads across windows: nothing is lost or counted twice");
	report(swarm(n, (u32)(n / 2), true), "eight threads in one bucket: its cap, to the last one");
	printf("1..%d\n", checks);
	return failures != 0;
}
