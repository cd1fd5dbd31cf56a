// SPDX-License-Identifier: GPL-2.0
#include <linux/list.h>
#include <linux/slab.h>

#include "../dp/random.h"
#include "insecure.h"
#include "meter.h"
#include "private.h"
#include "refusal.h"
#include "unit.h"

/* Their numbers in ledgers lie behind those of metrics. */
#define FIRST_OWNER	(1 << (WK_METER_BITS - 1))

/* Bytes of the ring of records without noise on each CPU, at least: the longest fits twice. */
#define RAW_RING	(4u * WK_PRIVATE_RECORD)

static_assert(WK_MAX_METRICS <= FIRST_OWNER);
static_assert(WK_MAX_PRIVATES <= FIRST_OWNER);
static_assert(WK_DP_FIELDS == WK_DP_FIELDS_MAX);

/**
 * struct wk_private - a type of record
 * @running: in the list of those that are charged
 * @attach: whose
 * @number: in it
 * @config: what was asked for
 * @terms: what is charged
 * @records: while it runs
 * @at: window of @records: @second is its number
 * @copies: of the machine when noise was drawn
 * @bytes: a record that gets noise
 */
struct wk_private {
	struct list_head running;
	struct wk_attach *attach;
	u32 number;
	struct wk_private_config config;
	struct wk_dp_terms terms;
	struct wk_dp_records *records;
	struct wk_instant at;
	u32 copies;
	u8 bytes[WK_PRIVATE_RECORD];
};

/* Those that are charged. Budget locked. */
static LIST_HEAD(running);

static u32 owner_of(const struct wk_private *pr)
{
	return WK_METER_OWNER(pr->attach->id, FIRST_OWNER + pr->number);
}

static struct wk_private *find(const struct wk_attach *at, u32 type)
{
	u32 i;

	for (i = 0; i < at->nprivates; i++)
		if (at->privates[i]->config.type == type)
			return at->privates[i];
	return NULL;
}

/* ---- what a client may ask for ---- */

static int check(struct wk_private *pr, u32 *code, struct wk_error *e)
{
	struct wk_private_config *c = &pr->config;
	const char *fault;
	u64 nano;

	if (wk_meter_check_place(c->unit, c->depth, c->window_s, c->name, code, e))
		return -1;
	/* Logs and releases. */
	if (c->type >= WK_RECORD_LOG)
		return wk_refuse_row(e, code, WK_REFUSE_SHAPE, c->name,
				     "that type of record is reserved");
	c->record.windows = wk_budget_epoch_seconds() / c->window_s;
	fault = wk_dp_record_fault(&c->record);
	if (fault)
		return wk_refuse_row(e, code, WK_REFUSE_SHAPE, c->name, fault);
	if (wk_dp_record_terms(&c->record, &pr->terms))
		return wk_refuse_row(e, code, WK_REFUSE_COST, c->name, NULL);
	return wk_meter_check_cost(&pr->terms, c->record.windows, c->name, &nano, code, e);
}

static int add_locked(struct wk_attach *at, struct wk_private *pr, u32 *code, struct wk_error *e)
{
	const char *name = pr->config.name;

	if (at->config.dp_only)
		return wk_refuse_row(e, code, WK_REFUSE_RECORD, name, NULL);
	if (at->state != WK_ATTACH_NEW || at->gone)
		return wk_refuse_row(e, code, WK_REFUSE_LIVE, name, NULL);
	if (at->nmaps)
		return wk_refuse_row(e, code, WK_REFUSE_BESIDE, name, NULL);
	if (at->nprivates >= WK_MAX_PRIVATES)
		return wk_refuse_row(e, code, WK_REFUSE_MANY, name, NULL);
	if (find(at, pr->config.type))
		return wk_refuse_row(e, code, WK_REFUSE_TWICE, name, NULL);
	pr->attach = at;
	pr->number = at->nprivates;
	at->privates[at->nprivates++] = pr;
	return 0;
}

int wk_private_add(struct wk_attach *at, const struct wk_private_config *config, u32 *code,
		   struct wk_error *e)
{
	struct wk_private *pr = kvzalloc(sizeof(*pr), GFP_KERNEL_ACCOUNT);
	int err;

	if (!pr) {
		*code = WK_C_NOMEM;
		return wk_error_nomem(e);
	}
	pr->config = *config;
	err = check(pr, code, e);
	if (!err) {
		mutex_lock(&at->lock);
		err = add_locked(at, pr, code, e);
		mutex_unlock(&at->lock);
	}
	if (err)
		kvfree(pr);
	return err;
}

void wk_privates_free(struct wk_attach *at)
{
	while (at->nprivates)
		kvfree(at->privates[--at->nprivates]);
}

void wk_private_name(u32 owner, char *name, size_t size)
{
	struct wk_private *pr;

	list_for_each_entry(pr, &running, running)
		if (owner_of(pr) == owner)
			strscpy(name, pr->config.name, size);
}

/* ---- hits ---- */

int wk_private_emit(const struct wk_hit *hit, u32 type, const void *bytes, u32 len)
{
	struct wk_cpu *c = container_of(hit, struct wk_cpu, hit);
	const struct wk_probe *p = c->probe;
	const struct wk_private *pr = p ? find(p->attach, type) : NULL;
	u64 unit;

	/* No other type: it would go out as it is. */
	if (!pr)
		return -EPERM;
	if (len < pr->config.record.bytes || len > WK_PRIVATE_RECORD)
		return -E2BIG;
	if (!wk_unit_of(p, c->src, pr->config.unit, pr->config.depth, &unit))
		return 0;
	memcpy(c->record, &unit, sizeof(unit));
	memcpy(c->record + sizeof(unit), bytes, len);
	/* Whether there was room is as little the guest's business as whether it passes. */
	wk_stream_emit(p->attach->raw, type, c->record, sizeof(unit) + len);
	return 0;
}

/* ---- passing: from the worker of the raw stream, one at a time ---- */

/* Return: 0; -ENOMEM: nothing passes in this window */
static int go_on(struct wk_private *pr, struct wk_instant now)
{
	u32 window = now.second / pr->config.window_s, copies = wk_releases_copies();

	if (pr->copies != copies)
		wk_dp_records_forget(pr->records);
	pr->copies = copies;
	if (pr->at.epoch == now.epoch && pr->at.second == window)
		return 0;
	if (wk_dp_records_window(pr->records, now.epoch, window))
		return -ENOMEM;
	pr->at = (struct wk_instant){ now.epoch, window };
	return 0;
}

static void pass(struct wk_attach *at, const struct wk_wire_record *r, const u8 *bytes,
		 struct wk_instant now)
{
	struct wk_private *pr = find(at, r->type);
	u32 len = r->len - sizeof(u64);
	bool passed;
	u64 unit;

	/* They fit one message: none comes in parts. */
	if (!pr || r->bytes != r->len || r->len < sizeof(u64) || len > WK_PRIVATE_RECORD ||
	    go_on(pr, now))
		return;
	memcpy(&unit, bytes, sizeof(unit));
	memcpy(pr->bytes, bytes + sizeof(unit), len);
	passed = wk_dp_records_pass(pr->records, unit, pr->bytes, len);
	if (passed)
		wk_stream_emit(at->stream, r->type, pr->bytes, len);
	wk_dp_records_draw(pr->records);
	wk_insecure_record(at, r->type, pr->at, len, passed);
}

static int take(void *sink, const void *batch, u32 len, const struct wk_wire_account *acct)
{
	struct wk_wire_record r;
	struct wk_instant now;
	const u8 *p = batch;

	wk_budget_lock();
	now = wk_budget_now();
	wk_budget_unlock();
	while (len >= sizeof(r)) {
		u32 step;

		memcpy(&r, p, sizeof(r));
		step = sizeof(r) + ALIGN(r.bytes, 8);
		if (step > len)
			break;
		pass(sink, &r, p + sizeof(r), now);
		p += step;
		len -= step;
	}
	return 0;
}

static int summary(void *sink, const struct wk_wire_account *acct)
{
	return 0;
}

static void release(void *sink)
{
}

static const struct wk_subscriber_ops ops = {
	.records = take, .summary = summary, .release = release,
};

/* ---- start and end ---- */

static int charge(struct wk_private *pr, u32 *code, struct wk_error *e)
{
	struct wk_instant now = wk_budget_now();
	u32 window = now.second / pr->config.window_s;

	if (wk_budget_reserve(pr->config.unit, owner_of(pr), &pr->terms, window, pr->config.name,
			      code, e))
		return -1;
	list_add_tail(&pr->running, &running);
	pr->at = (struct wk_instant){ now.epoch, window };
	pr->copies = wk_releases_copies();
	pr->records = wk_dp_records_new(&pr->config.record, now.epoch, window);
	if (pr->records)
		return 0;
	*code = WK_C_NOMEM;
	return wk_error_nomem(e);
}

static int charge_all(struct wk_attach *at, u32 *code, struct wk_error *e)
{
	int err = 0;
	u32 i;

	wk_budget_lock();
	for (i = 0; i < at->nprivates && !err; i++)
		err = charge(at->privates[i], code, e);
	wk_budget_unlock();
	return err;
}

static int open_raw(struct wk_attach *at)
{
	u32 wanted = at->config.ring_bytes;
	struct wk_stream *raw = wk_stream_new(wanted ? max(wanted, RAW_RING) : 0);

	if (IS_ERR(raw))
		return PTR_ERR(raw);
	at->raw = raw;
	return PTR_ERR_OR_ZERO(wk_stream_subscribe(raw, &ops, at));
}

int wk_privates_start(struct wk_attach *at, u32 *code, struct wk_error *e)
{
	u32 i;

	lockdep_assert_held(&at->lock);
	if (!at->nprivates)
		return 0;
	if (!wk_dp_random_ready())
		return wk_refuse_row(e, code, WK_REFUSE_CRNG, NULL, NULL);
	if (charge_all(at, code, e))
		goto err_stop;
	for (i = 0; i < at->nprivates; i++)
		wk_dp_records_draw(at->privates[i]->records);
	if (!open_raw(at))
		return 0;
	*code = WK_C_NOMEM;
	wk_error_nomem(e);

err_stop:
	wk_privates_stop(at, false);
	return -1;
}

/* @running is linked exactly while it is charged. */
static void stop(struct wk_private *pr, bool used)
{
	u32 window = wk_budget_now().second / pr->config.window_s;

	if (pr->running.next) {
		list_del(&pr->running);
		pr->running.next = NULL;
		wk_dp_ledger_release(wk_budget_ledger(pr->config.unit), owner_of(pr),
				     window + used);
	}
	wk_dp_records_free(pr->records);
	pr->records = NULL;
}

void wk_privates_stop(struct wk_attach *at, bool used)
{
	u32 i;

	lockdep_assert_held(&at->lock);
	/* Its worker takes the budget's lock. */
	if (at->raw)
		wk_stream_close(at->raw);
	wk_stream_put(at->raw);
	at->raw = NULL;
	if (!at->nprivates)
		return;
	wk_budget_lock();
	for (i = 0; i < at->nprivates; i++)
		stop(at->privates[i], used);
	wk_budget_unlock();
}
