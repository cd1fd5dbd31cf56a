// SPDX-License-Identifier: GPL-2.0
#include <linux/slab.h>
#include <linux/ktime.h>
#include <linux/timekeeping.h>

#include "meter.h"
#include "refusal.h"
#include "unit.h"

static_assert(WK_MAX_METRICS < 1 << WK_METER_BITS);
static_assert((int)WK_METRIC_COUNTER == (int)WK_DP_COUNTER);
static_assert((int)WK_METRIC_SUM == (int)WK_DP_SUM);
static_assert((int)WK_METRIC_HISTOGRAM == (int)WK_DP_HISTOGRAM);
static_assert((int)WK_METRIC_KEYED == (int)WK_DP_KEYED);
static_assert((int)WK_METRIC_OPEN == (int)WK_DP_OPEN);
static_assert((int)WK_METRIC_WATCH == (int)WK_DP_WATCH);
static_assert((int)WK_METRIC_TOTAL == (int)WK_DP_TOTAL);
static_assert((int)WK_RELEASE_FAILED == (int)WK_DP_FAILED);
static_assert((int)WK_RELEASE_INSECURE == (int)WK_DP_STAMPED);

/* ---- what a client may ask for ---- */

static bool known_kind(u32 kind)
{
	switch (kind) {
#define WK_METRIC_KIND(number, ident, name) case (number):
	WK_METRIC_KINDS(WK_METRIC_KIND)
#undef WK_METRIC_KIND
		return true;
	default:
		return false;
	}
}

static bool good_window(u32 window_s)
{
	u32 epoch = wk_budget_epoch_seconds();

	return window_s >= WK_MIN_DP_WINDOW && epoch % window_s == 0 &&
	       epoch / window_s <= WK_DP_WINDOWS_MAX;
}

int wk_meter_check_place(u32 unit, u32 depth, u32 window_s, const char *name, u32 *code,
			 struct wk_error *e)
{
	bool cgroup = unit == WK_UNIT_CGROUP;

	if (!wk_budget_ledger(unit))
		return wk_refuse_row(e, code, WK_REFUSE_UNIT, name, NULL);
	if (cgroup ? !depth || depth > 64 : depth)
		return wk_refuse_row(e, code, WK_REFUSE_DEPTH, name, NULL);
	if (!good_window(window_s))
		return wk_refuse_row(e, code, WK_REFUSE_WINDOW, name, NULL);
	return 0;
}

int wk_meter_check_cost(const struct wk_dp_terms *t, u32 windows, const char *name, u64 *nano,
			u32 *code, struct wk_error *e)
{
	switch (wk_dp_cost(t, windows, wk_budget_account(), nano)) {
	case 0:
		return 0;
	case -EDOM:
		return wk_refuse_row(e, code, WK_REFUSE_GAUSSIAN, name, NULL);
	default:
		return wk_refuse_row(e, code, WK_REFUSE_COST, name, NULL);
	}
}

/* Fills in what follows from the machine; the rows of refusals.def in their order. */
static int check(struct wk_meter *m, u32 *code, struct wk_error *e)
{
	struct wk_dp_config *c = &m->config;
	const char *fault;

	if (!known_kind(c->kind))
		return wk_refuse_row(e, code, WK_REFUSE_KIND, m->name, NULL);
	if (wk_meter_check_place(m->unit, m->depth, m->window_s, m->name, code, e))
		return -1;
	c->windows = wk_budget_epoch_seconds() / m->window_s;
	c->terms.windows = c->windows;
	fault = wk_dp_config_fault(c);
	if (fault)
		return wk_refuse_row(e, code, WK_REFUSE_SHAPE, m->name, fault);
	c->terms = wk_dp_terms_of(c);
	return wk_meter_check_cost(&c->terms, c->windows, m->name, &m->nano, code, e);
}

static int add_locked(struct wk_attach *at, struct wk_meter *m, u32 *code, struct wk_error *e)
{
	u32 i;

	if (!at->config.dp_only)
		return wk_refuse_row(e, code, WK_REFUSE_RAW, m->name, NULL);
	if (at->state != WK_ATTACH_NEW || at->gone)
		return wk_refuse_row(e, code, WK_REFUSE_LIVE, m->name, NULL);
	if (at->nmeters >= WK_MAX_METRICS)
		return wk_refuse_row(e, code, WK_REFUSE_MANY, m->name, NULL);
	for (i = 0; i < at->nmeters; i++)
		if (!strcmp(at->meters[i]->name, m->name))
			return wk_refuse_row(e, code, WK_REFUSE_TWICE, m->name, NULL);
	m->attach = at;
	m->number = at->nmeters;
	at->meters[at->nmeters++] = m;
	return 0;
}

static void free_meter(struct wk_meter *m)
{
	if (!m)
		return;
	kvfree(m->out);
	kfree(m);
}

int wk_meter_add(struct wk_attach *at, const struct wk_meter *wanted, u32 *code,
		 struct wk_error *e)
{
	struct wk_meter *m = kmemdup(wanted, sizeof(*m), GFP_KERNEL_ACCOUNT);
	int err;

	if (!m || check(m, code, e))
		goto err_meter;
	m->out = kvzalloc(wk_meter_bytes(m), GFP_KERNEL_ACCOUNT);
	if (!m->out)
		goto err_meter;
	mutex_lock(&at->lock);
	err = add_locked(at, m, code, e);
	mutex_unlock(&at->lock);
	if (!err)
		return 0;

err_meter:
	if (!e->kind) {
		*code = WK_C_NOMEM;
		wk_error_nomem(e);
	}
	free_meter(m);
	return -1;
}

void wk_meters_free(struct wk_attach *at)
{
	while (at->nmeters)
		free_meter(at->meters[--at->nmeters]);
}

/* ---- charging ---- */

static u32 owner_of(const struct wk_meter *m)
{
	return WK_METER_OWNER(m->attach->id, m->number);
}

/* The part of a window that is left is charged as a whole one. */
static int start(struct wk_meter *m, struct wk_instant now, u32 *code, struct wk_error *e)
{
	u32 window = now.second / m->window_s;

	if (wk_budget_reserve(m->unit, owner_of(m), &m->config.terms, window, m->name, code, e))
		return -1;
	m->metric = wk_dp_metric_new(&m->config, now.epoch, window);
	if (!m->metric) {
		wk_dp_ledger_release(wk_budget_ledger(m->unit), owner_of(m), window);
		*code = WK_C_NOMEM;
		return wk_error_nomem(e);
	}
	m->at = (struct wk_instant){ now.epoch, window };
	wk_releases_add(m);
	return 0;
}

/* The first window that has not begun, as of now. */
static u32 next_window(const struct wk_meter *m, bool used)
{
	struct wk_instant now = wk_budget_now();

	return now.second / m->window_s + used;
}

static void stop(struct wk_meter *m, bool used)
{
	if (!m->metric)
		return;
	wk_releases_del(m);
	wk_dp_ledger_release(wk_budget_ledger(m->unit), owner_of(m), next_window(m, used));
	wk_dp_metric_free(m->metric);
	m->metric = NULL;
}

void wk_meters_stop(struct wk_attach *at, bool used)
{
	u32 i;

	lockdep_assert_held(&at->lock);
	if (!at->nmeters)
		return;
	wk_budget_lock();
	for (i = 0; i < at->nmeters; i++)
		stop(at->meters[i], used);
	wk_budget_unlock();
}

int wk_meters_start(struct wk_attach *at, u32 *code, struct wk_error *e)
{
	int err = 0;
	u32 i;

	lockdep_assert_held(&at->lock);
	if (!at->nmeters)
		return 0;
	if (!wk_dp_random_ready())
		return wk_refuse_row(e, code, WK_REFUSE_CRNG, NULL, NULL);
	wk_budget_lock();
	for (i = 0; i < at->nmeters && !err; i++)
		err = start(at->meters[i], wk_budget_now(), code, e);
	wk_budget_unlock();
	if (err)
		wk_meters_stop(at, false);
	return err;
}

/* ---- events ---- */

static void add(struct wk_meter *m, u64 unit, const struct wk_staged *s, u64 now)
{
	switch (s->op) {
	case WK_STAGED_ADD:
		wk_dp_add(m->metric, unit, s->cell, 1);
		return;
	case WK_STAGED_OBSERVE:
		wk_dp_observe(m->metric, unit, s->value);
		return;
	case WK_STAGED_BEGIN:
		wk_dp_begin(m->metric, unit, s->cell, now);
		return;
	default:
		wk_dp_end(m->metric, unit, s->cell, now);
	}
}

void wk_meters_commit(struct wk_probe *p, const struct wk_source *src,
		      const struct wk_stage *stage)
{
	u64 now = ktime_get_mono_fast_ns() | 1, id;
	u32 i;

	for (i = 0; i < stage->n; i++) {
		struct wk_meter *m = p->attach->meters[stage->list[i].metric];

		if (wk_unit_of(p, src, m->unit, m->depth, &id))
			add(m, id, &stage->list[i], now);
	}
}

/* ---- releases ---- */

u32 wk_meter_bytes(const struct wk_meter *m)
{
	return sizeof(struct wk_wire_release) + wk_dp_values(&m->config) * sizeof(s64);
}

/* What somebody compares with, if anybody does: public. */
static u64 threshold_of(const struct wk_dp_config *c)
{
	return c->kind == WK_DP_OPEN ? wk_dp_threshold(&c->terms) : c->threshold;
}

void wk_meter_record(const struct wk_meter *m, const struct wk_dp_release *r,
		     struct wk_wire_release *out)
{
	const struct wk_dp_terms *t = &m->config.terms;

	*out = (struct wk_wire_release){
		.epoch = r->epoch, .window = r->window, .seq = r->seq, .metric = m->number,
		.kind = m->config.kind, .unit = m->unit, .depth = m->depth,
		.mech = t->gaussian ? WK_DP_GAUSSIAN : WK_DP_LAPLACE, .flags = r->flags,
		.zcdp = wk_budget_account() == WK_DP_ZCDP, .cells = r->cells,
		.windows = m->config.windows, .window_s = m->window_s,
		.num = t->noise.num, .den = t->noise.den, .nano = m->nano,
		.delta = wk_dp_cost_delta(t, m->config.windows),
		.other_num = t->other.num, .other_den = t->other.den,
		.threshold = threshold_of(&m->config),
	};
	memcpy(out + 1, r->values, r->cells * sizeof(s64));
}

static int again(struct wk_meter *m, u64 epoch, u32 window, void *out)
{
	const struct wk_dp_release *r;

	r = m->metric ? wk_dp_metric_again(m->metric, epoch, window) : NULL;
	/* Nobody sees it before it is sent. */
	if (!r || r == m->due)
		return -ENOENT;
	wk_meter_record(m, r, out);
	return wk_meter_bytes(m);
}

int wk_meter_again(struct wk_attach *at, u32 number, u64 epoch, u32 window, void *out)
{
	int n = -ENOENT;

	mutex_lock(&at->lock);
	wk_budget_lock();
	if (number < at->nmeters)
		n = again(at->meters[number], epoch, window, out);
	wk_budget_unlock();
	mutex_unlock(&at->lock);
	return n;
}

/* A window of the epoch before is not what this epoch is charged for. */
static int rearm(struct wk_meter *m, u32 *code, struct wk_error *e)
{
	struct wk_instant now = wk_budget_now();

	if (m->config.kind != WK_DP_WATCH)
		return wk_refuse_row(e, code, WK_REFUSE_REARM, m->name, NULL);
	if (now.epoch != m->at.epoch)
		return wk_refuse_row(e, code, WK_REFUSE_TURN, m->name, NULL);
	if (wk_dp_metric_armed(m->metric))
		return wk_refuse_row(e, code, WK_REFUSE_ALARMS, m->name, NULL);
	if (wk_budget_rearm(m->unit, owner_of(m), now.second / m->window_s, m->name, code, e))
		return -1;
	return wk_dp_metric_rearm(m->metric);
}

int wk_meter_rearm(struct wk_attach *at, u32 number, u32 *code, struct wk_error *e)
{
	int err;

	mutex_lock(&at->lock);
	wk_budget_lock();
	if (number < at->nmeters && at->meters[number]->metric)
		err = rearm(at->meters[number], code, e);
	else
		err = wk_refuse_row(e, code, WK_REFUSE_NONE, NULL, NULL);
	wk_budget_unlock();
	mutex_unlock(&at->lock);
	return err;
}

void wk_meter_name(u32 owner, char *name, size_t size)
{
	struct wk_meter *m = NULL;

	name[0] = '\0';
	while ((m = wk_releases_each(m)))
		if (owner_of(m) == owner)
			strscpy(name, m->name, size);
}
