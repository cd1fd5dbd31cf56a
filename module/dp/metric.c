// SPDX-License-Identifier: GPL-2.0
#include "gaussian.h"
#include "ledger.h"
#include "random.h"
#include "window.h"

/**
 * struct wk_dp_metric - a metric
 * @config: what it is
 * @window: being collected; read under wk_dp_read_lock()
 * @noise: of that window, one for each cell
 * @drawn: @noise is there
 * @failed: it could not be drawn
 * @made: releases so far
 * @kept: the latest of them, one after the other
 */
struct wk_dp_metric {
	struct wk_dp_config config;
	struct wk_dp_window *window;
	s64 *noise;
	bool drawn;
	bool failed;
	u64 made;
	u8 *kept;
};

static bool is_vector(const struct wk_dp_config *c)
{
	return c->kind == WK_DP_HISTOGRAM || c->kind == WK_DP_KEYED;
}

static const char *shape_fault(const struct wk_dp_config *c)
{
	if (c->kind < WK_DP_COUNTER || c->kind > WK_DP_KEYED)
		return "there is no such kind of metric";
	if (is_vector(c) ? c->cells < 2 || c->cells > WK_DP_CELLS_MAX : c->cells != 1)
		return "a histogram has 2 to 1024 cells, a counter or sum has 1";
	if (c->buckets < WK_DP_BUCKETS_MIN || c->buckets > WK_DP_BUCKETS_MAX ||
	    c->buckets & (c->buckets - 1))
		return "buckets are a power of two from 64 to 65536";
	if (!c->windows || c->windows > WK_DP_WINDOWS_MAX)
		return "an epoch has 1 to 10000 windows";
	return NULL;
}

const char *wk_dp_config_fault(const struct wk_dp_config *c)
{
	const struct wk_dp_terms *t = &c->terms;

	if (!t->cap || t->cap > WK_DP_CAP_MAX)
		return "a unit's cap in one window is from 1 to 2^30";
	if (!t->active || t->active > c->windows)
		return "a unit is active in 1 to as many windows as an epoch has";
	if (!c->clip || c->clip > t->cap || (c->kind != WK_DP_SUM && c->clip != 1))
		return "one event adds 1, or in a sum from 1 to the unit's cap";
	if (t->gaussian ? !wk_dp_gaussian_valid(t->noise) : !wk_dp_laplace_valid(t->noise))
		return "noise cannot be drawn with that scale";
	if (c->slots > WK_DP_SLOTS_MAX)
		return "a unit can keep at most 64 times";
	return shape_fault(c);
}

static size_t release_bytes(const struct wk_dp_config *c)
{
	return sizeof(struct wk_dp_release) + (size_t)c->cells * sizeof(s64);
}

u32 wk_dp_release_bytes(const struct wk_dp_metric *m)
{
	return (u32)release_bytes(&m->config);
}

/* ---- life ---- */

static int start_first(struct wk_dp_metric *m, u64 epoch, u32 window)
{
	const struct wk_dp_config *c = &m->config;
	struct wk_dp_epoch *e = wk_dp_epoch_new(epoch, c->buckets, c->terms.active, c->slots);

	if (!e)
		return -ENOMEM;
	m->window = wk_dp_window_new(e, window, c->cells);
	if (m->window)
		return 0;
	wk_dp_epoch_free(e);
	return -ENOMEM;
}

struct wk_dp_metric *wk_dp_metric_new(const struct wk_dp_config *c, u64 epoch, u32 window)
{
	struct wk_dp_metric *m = wk_alloc(1, sizeof(*m));

	if (!m)
		return NULL;
	m->config = *c;
	m->config.terms.vector = is_vector(c);
	m->noise = wk_alloc(c->cells, sizeof(*m->noise));
	m->kept = wk_alloc(WK_DP_KEPT, release_bytes(c));
	if (m->noise && m->kept && !start_first(m, epoch, window))
		return m;
	wk_dp_metric_free(m);
	return NULL;
}

static void wipe_noise(struct wk_dp_metric *m)
{
	wk_dp_wipe(m->noise, m->config.cells * sizeof(*m->noise));
	m->drawn = false;
	m->failed = false;
}

void wk_dp_metric_free(struct wk_dp_metric *m)
{
	struct wk_dp_epoch *e;

	if (!m)
		return;
	e = m->window ? m->window->epoch : NULL;
	wk_dp_window_free(m->window);
	wk_dp_epoch_free(e);
	if (m->noise)
		wipe_noise(m);
	wk_free(m->noise);
	wk_free(m->kept);
	wk_free(m);
}

/* ---- hooks ---- */

void wk_dp_add(struct wk_dp_metric *m, u64 unit, u32 cell, u32 value)
{
	const struct wk_dp_config *c = &m->config;
	u32 amount = c->kind == WK_DP_SUM ? min_t(u32, value, c->clip) : 1;

	if (cell >= c->cells && c->kind == WK_DP_HISTOGRAM)
		return;
	cell = is_vector(c) ? min_t(u32, cell, c->cells - 1) : 0;
	wk_dp_read_lock();
	wk_dp_window_add(wk_dp_subscribe(&m->window), unit, cell, amount, c->terms.cap);
	wk_dp_read_unlock();
}

/* Cell 0 is for 0, cell n for 2^(n-1) to 2^n - 1; the last one for all that is more, too. */
static u32 log2_cell(u64 v, u32 cells)
{
	u32 n = 0;

	for (; v && n < cells - 1; v >>= 1)
		n++;
	return n;
}

void wk_dp_observe(struct wk_dp_metric *m, u64 unit, u64 value)
{
	wk_dp_add(m, unit, log2_cell(value, m->config.cells), (u32)min_t(u64, value, ~0u));
}

void wk_dp_begin(struct wk_dp_metric *m, u64 unit, u32 slot, u64 nsec)
{
	struct wk_dp_epoch *e;

	wk_dp_read_lock();
	e = wk_dp_subscribe(&m->window)->epoch;
	wk_dp_since_put(e, wk_dp_bucket(e, unit), slot, nsec);
	wk_dp_read_unlock();
}

void wk_dp_end(struct wk_dp_metric *m, u64 unit, u32 slot, u64 nsec)
{
	struct wk_dp_epoch *e;
	u64 since;

	wk_dp_read_lock();
	e = wk_dp_subscribe(&m->window)->epoch;
	since = wk_dp_since_take(e, wk_dp_bucket(e, unit), slot);
	wk_dp_read_unlock();
	/* Clocks of two CPUs may differ a little. */
	if (since)
		wk_dp_observe(m, unit, nsec > since ? nsec - since : 0);
}

/* ---- the worker ---- */

void wk_dp_metric_draw(struct wk_dp_metric *m)
{
	const struct wk_dp_terms *t = &m->config.terms;
	u32 i;

	if (m->drawn)
		return;
	for (i = 0; i < m->config.cells; i++) {
		int err = t->gaussian ? wk_dp_gaussian(t->noise, &m->noise[i])
				      : wk_dp_laplace(t->noise, &m->noise[i]);

		m->failed |= err != 0;
		wk_cond_resched();
	}
	m->drawn = true;
}

/* The window after the present one; in a new epoch everybody starts anew, under another key. */
static struct wk_dp_window *next_window(struct wk_dp_metric *m, u64 epoch, u32 window)
{
	const struct wk_dp_config *c = &m->config;
	struct wk_dp_epoch *e = m->window->epoch;
	struct wk_dp_window *w;

	if (e->number == epoch)
		return wk_dp_window_new(e, window, c->cells);
	e = wk_dp_epoch_new(epoch, c->buckets, c->terms.active, c->slots);
	if (!e)
		return NULL;
	w = wk_dp_window_new(e, window, c->cells);
	if (!w)
		wk_dp_epoch_free(e);
	return w;
}

static struct wk_dp_release *slot(const struct wk_dp_metric *m, u64 n)
{
	return (struct wk_dp_release *)(m->kept + n % WK_DP_KEPT * release_bytes(&m->config));
}

/* Noise is far from the end of its range, and so is any sum: but nothing may ever wrap. */
static s64 noised(u64 sum, s64 noise)
{
	s64 value;

	if (__builtin_add_overflow((s64)min_t(u64, sum, ~0ull >> 1), noise, &value))
		return (s64)(~0ull >> 1);
	return value;
}

static void fill(struct wk_dp_metric *m, struct wk_dp_release *r, const struct wk_dp_window *w)
{
	u32 i;

	memset(r, 0, release_bytes(&m->config));
	r->epoch = w->epoch->number;
	r->window = w->number;
	r->cells = m->config.cells;
	r->seq = (u32)m->made;
	r->flags = (m->failed ? WK_DP_FAILED : 0) | (WK_DP_STAMP ? WK_DP_STAMPED : 0);
	for (i = 0; i < r->cells && !m->failed; i++)
		r->values[i] = noised(wk_dp_window_sum(w, i), m->noise[i]);
}

const struct wk_dp_release *wk_dp_metric_release(struct wk_dp_metric *m, u64 epoch, u32 window)
{
	struct wk_dp_window *old = m->window, *next = next_window(m, epoch, window);
	struct wk_dp_epoch *e = old->epoch;
	struct wk_dp_release *r;

	if (!next)
		return NULL;
	wk_dp_metric_draw(m);
	wk_dp_publish(&m->window, next);
	wk_dp_read_sync();
	r = slot(m, m->made);
	fill(m, r, old);
	m->made++;
	wipe_noise(m);
	wk_dp_window_free(old);
	if (e != next->epoch)
		wk_dp_epoch_free(e);
	return r;
}

const struct wk_dp_release *wk_dp_metric_again(const struct wk_dp_metric *m, u64 epoch, u32 window)
{
	u64 n, first = m->made > WK_DP_KEPT ? m->made - WK_DP_KEPT : 0;

	for (n = first; n < m->made; n++) {
		const struct wk_dp_release *r = slot(m, n);

		if (r->epoch == epoch && r->window == window)
			return r;
	}
	return NULL;
}

#ifdef WK_DP_INSECURE
u64 wk_dp_metric_exact(const struct wk_dp_metric *m, u32 i)
{
	return wk_dp_window_sum(m->window, i);
}
#endif
