// SPDX-License-Identifier: GPL-2.0
#include "gaussian.h"
#include "kind.h"
#include "ledger.h"
#include "random.h"

/**
 * struct wk_dp_metric - a metric
 * @config: what it is
 * @window: being collected; read under wk_dp_read_lock()
 * @ended: the one before it, until it is released; or NULL
 * @ops: its kind
 * @state: what the kind keeps, or NULL
 * @noise: of that window, as many as the kind draws
 * @drawn: @noise is there
 * @failed: it could not be drawn
 * @made: releases so far
 * @kept: the latest of them, one after the other
 */
struct wk_dp_metric {
	struct wk_dp_config config;
	struct wk_dp_window *window;
	struct wk_dp_window *ended;
	const struct wk_dp_kind_ops *ops;
	void *state;
	s64 *noise;
	bool drawn;
	bool failed;
	u64 made;
	u8 *kept;
};

static const struct wk_dp_kind_ops *const kinds[] = {
	[WK_DP_COUNTER] = &wk_dp_scalar_ops,
	[WK_DP_SUM] = &wk_dp_scalar_ops,
	[WK_DP_HISTOGRAM] = &wk_dp_vector_ops,
	[WK_DP_KEYED] = &wk_dp_vector_ops,
	[WK_DP_OPEN] = &wk_dp_open_ops,
	[WK_DP_WATCH] = &wk_dp_watch_ops,
	[WK_DP_TOTAL] = &wk_dp_total_ops,
};

/* Events of a watch or total are summed up when they may add more than 1. */
static bool adds_values(const struct wk_dp_config *c)
{
	return c->kind == WK_DP_SUM || c->clip > 1;
}

static const char *shape_fault(const struct wk_dp_config *c)
{
	if (c->kind < WK_DP_COUNTER || c->kind >= ARRAY_SIZE(kinds))
		return "there is no such kind of metric";
	if (c->buckets < WK_DP_BUCKETS_MIN || c->buckets > WK_DP_BUCKETS_MAX ||
	    c->buckets & (c->buckets - 1))
		return "buckets are a power of two from 64 to 65536";
	if (!c->windows || c->windows > WK_DP_WINDOWS_MAX)
		return "an epoch has 1 to 10000 windows";
	return kinds[c->kind]->fault(c);
}

static bool clips(const struct wk_dp_config *c)
{
	return c->kind == WK_DP_SUM || c->kind == WK_DP_WATCH || c->kind == WK_DP_TOTAL;
}

const char *wk_dp_config_fault(const struct wk_dp_config *c)
{
	const struct wk_dp_terms *t = &c->terms;

	if (!t->cap || t->cap > WK_DP_CAP_MAX)
		return "a unit's cap in one window is from 1 to 2^30";
	if (!t->active || t->active > c->windows)
		return "a unit is active in 1 to as many windows as an epoch has";
	if (!c->clip || c->clip > t->cap || (!clips(c) && c->clip != 1))
		return "one event adds 1, or in a sum from 1 to the unit's cap";
	if (t->gaussian ? !wk_dp_gaussian_valid(t->noise) : !wk_dp_laplace_valid(t->noise))
		return "noise cannot be drawn with that scale";
	if (c->slots > WK_DP_SLOTS_MAX)
		return "a unit can keep at most 64 times";
	return shape_fault(c);
}

struct wk_dp_terms wk_dp_terms_of(const struct wk_dp_config *c)
{
	struct wk_dp_terms t = c->terms;

	t.form = kinds[c->kind]->form;
	t.vector = kinds[c->kind]->vector;
	t.windows = c->windows;
	return t;
}

u32 wk_dp_values(const struct wk_dp_config *c)
{
	return kinds[c->kind]->values(c);
}

static size_t release_bytes(const struct wk_dp_config *c)
{
	return sizeof(struct wk_dp_release) + (size_t)wk_dp_values(c) * sizeof(s64);
}

u32 wk_dp_release_bytes(const struct wk_dp_metric *m)
{
	return (u32)release_bytes(&m->config);
}

/* ---- life ---- */

static struct wk_dp_window *new_window(const struct wk_dp_config *c, struct wk_dp_epoch *e,
				       u32 window)
{
	bool open = c->kind == WK_DP_OPEN;

	return wk_dp_window_new(e, window, open ? 1 : c->cells, open ? c->terms.labels : 0);
}

/* The kind's part. Return: 0 or -ENOMEM. */
static int start_kind(struct wk_dp_metric *m)
{
	const struct wk_dp_config *c = &m->config;
	size_t bytes = m->ops->state(c);

	m->noise = wk_alloc(m->ops->draws(c), sizeof(*m->noise));
	m->kept = wk_alloc(WK_DP_KEPT, release_bytes(c));
	m->state = bytes ? wk_alloc(1, bytes) : NULL;
	return m->noise && m->kept && (m->state || !bytes) ? 0 : -ENOMEM;
}

static int start_first(struct wk_dp_metric *m, u64 epoch, u32 window)
{
	const struct wk_dp_config *c = &m->config;
	struct wk_dp_epoch *e = wk_dp_epoch_new(epoch, c->buckets, c->terms.active, c->slots);

	if (!e)
		return -ENOMEM;
	m->window = new_window(c, e, window);
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
	m->config.terms = wk_dp_terms_of(c);
	m->ops = kinds[c->kind];
	if (!start_kind(m) && !start_first(m, epoch, window))
		return m;
	wk_dp_metric_free(m);
	return NULL;
}

static void wipe_noise(struct wk_dp_metric *m)
{
	wk_dp_wipe(m->noise, m->ops->draws(&m->config) * sizeof(*m->noise));
	m->drawn = false;
	m->failed = false;
}

/* A window that nobody can see, and its epoch if it was the last one of it. */
static void free_window(struct wk_dp_window *w, const struct wk_dp_epoch *present)
{
	struct wk_dp_epoch *e = w ? w->epoch : NULL;

	wk_dp_window_free(w);
	if (e != present)
		wk_dp_epoch_free(e);
}

void wk_dp_metric_free(struct wk_dp_metric *m)
{
	if (!m)
		return;
	free_window(m->ended, m->window ? m->window->epoch : NULL);
	free_window(m->window, NULL);
	if (m->noise)
		wipe_noise(m);
	if (m->state)
		wk_dp_wipe(m->state, m->ops->state(&m->config));
	wk_free(m->state);
	wk_free(m->noise);
	wk_free(m->kept);
	wk_free(m);
}

/* ---- hooks ---- */

void wk_dp_add(struct wk_dp_metric *m, u64 unit, u32 cell, u32 value)
{
	const struct wk_dp_config *c = &m->config;
	u32 amount = adds_values(c) ? min_t(u32, value, c->clip) : 1;
	struct wk_dp_window *w;

	if (cell >= c->cells && c->kind == WK_DP_HISTOGRAM)
		return;
	wk_dp_read_lock();
	w = wk_dp_subscribe(&m->window);
	if (c->kind == WK_DP_OPEN)
		wk_dp_window_label(w, unit, cell, c->terms.cap);
	else
		wk_dp_window_add(w, unit, min_t(u32, cell, c->cells - 1), amount, c->terms.cap);
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
	u32 i, n = m->ops->draws(&m->config);

	if (m->drawn)
		return;
	for (i = 0; i < n; i++) {
		int err = m->ops->noise(&m->config, i, &m->noise[i]);

		m->failed |= err != 0;
		wk_cond_resched();
	}
	m->drawn = true;
}

void wk_dp_metric_forget(struct wk_dp_metric *m)
{
	wipe_noise(m);
}

/* The window after the present one; in a new epoch everybody starts anew, under another key. */
static struct wk_dp_window *next_window(struct wk_dp_metric *m, u64 epoch, u32 window)
{
	const struct wk_dp_config *c = &m->config;
	struct wk_dp_epoch *e = m->window->epoch;
	struct wk_dp_window *w;

	if (e->number == epoch)
		return new_window(c, e, window);
	e = wk_dp_epoch_new(epoch, c->buckets, c->terms.active, c->slots);
	if (!e)
		return NULL;
	w = new_window(c, e, window);
	if (!w)
		wk_dp_epoch_free(e);
	return w;
}

static struct wk_dp_release *slot(const struct wk_dp_metric *m, u64 n)
{
	return (struct wk_dp_release *)(m->kept + n % WK_DP_KEPT * release_bytes(&m->config));
}

static void fill(struct wk_dp_metric *m, struct wk_dp_release *r, const struct wk_dp_window *w)
{
	struct wk_dp_fill f = {
		.config = &m->config,
		.window = w,
		.noise = m->noise,
		.failed = m->failed,
		.state = m->state,
		.values = r->values,
	};

	memset(r, 0, release_bytes(&m->config));
	r->epoch = w->epoch->number;
	r->window = w->number;
	r->cells = wk_dp_values(&m->config);
	r->seq = (u32)m->made;
	r->flags = WK_DP_STAMP ? WK_DP_STAMPED : 0;
	if (!m->ops->fill(&f))
		r->flags |= WK_DP_FAILED;
}

int wk_dp_metric_turn(struct wk_dp_metric *m, u64 epoch, u32 window)
{
	struct wk_dp_window *next = next_window(m, epoch, window);

	if (!next)
		return -ENOMEM;
	wk_dp_metric_draw(m);
	m->ended = m->window;
	wk_dp_publish(&m->window, next);
	return 0;
}

void wk_dp_metrics_settle(void)
{
	wk_dp_read_sync();
}

const struct wk_dp_release *wk_dp_metric_close(struct wk_dp_metric *m)
{
	struct wk_dp_release *r = slot(m, m->made);

	if (!m->ended)
		return NULL;
	fill(m, r, m->ended);
	m->made++;
	wipe_noise(m);
	free_window(m->ended, m->window->epoch);
	m->ended = NULL;
	return r;
}

const struct wk_dp_release *wk_dp_metric_release(struct wk_dp_metric *m, u64 epoch, u32 window)
{
	if (wk_dp_metric_turn(m, epoch, window))
		return NULL;
	wk_dp_metrics_settle();
	return wk_dp_metric_close(m);
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

int wk_dp_metric_rearm(struct wk_dp_metric *m)
{
	if (m->config.kind != WK_DP_WATCH)
		return -EINVAL;
	wk_dp_watch_rearm(m->state);
	return 0;
}

bool wk_dp_metric_armed(const struct wk_dp_metric *m)
{
	const struct wk_dp_config *c = &m->config;

	return c->kind == WK_DP_WATCH &&
	       wk_dp_watch_full(m->state, m->window->epoch->number, c->terms.alarms);
}

#ifdef WK_DP_INSECURE
u64 wk_dp_metric_label(const struct wk_dp_metric *m, u32 i)
{
	return m->window->labels[i];
}

u64 wk_dp_metric_exact(const struct wk_dp_metric *m, u32 i)
{
	return wk_dp_window_sum(m->window, i);
}
#endif
