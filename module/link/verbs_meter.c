// SPDX-License-Identifier: GPL-2.0
/* ATTACH_METRIC, ATTACH_PRIVATE, DP_AGAIN, DP_REARM, DP_LEDGER, DP_EXPORT, DP_IMPORT. */
#include "../attach/meter.h"
#include "../attach/private.h"
#include "call.h"

/* ---- ATTACH_METRIC ---- */

static void read_meter(const struct wk_request *rq, struct wk_meter *m)
{
	*m = (struct wk_meter){
		.unit = wk_get_u32(rq, WK_A_DP_UNIT, 0),
		.depth = wk_get_u32(rq, WK_A_DP_DEPTH, 0),
		.window_s = wk_get_u32(rq, WK_A_DP_WINDOW, 0),
		.config = {
			.kind = wk_get_u32(rq, WK_A_DP_KIND, 0),
			.cells = wk_get_u32(rq, WK_A_DP_CELLS, 1),
			.buckets = wk_get_u32(rq, WK_A_DP_BUCKETS, 4096),
			.clip = wk_get_u32(rq, WK_A_DP_CLIP, 1),
			.slots = wk_get_u32(rq, WK_A_DP_SLOTS, 0),
			.threshold = wk_get_u64(rq, WK_A_DP_THRESHOLD, 0),
			.terms = {
				.gaussian = wk_get_u32(rq, WK_A_DP_MECH, 0) == WK_DP_GAUSSIAN,
				.cap = wk_get_u32(rq, WK_A_DP_CAP, 0),
				.active = wk_get_u32(rq, WK_A_DP_ACTIVE, 0),
				.noise = {
					.num = wk_get_u64(rq, WK_A_DP_NUM, 0),
					.den = wk_get_u64(rq, WK_A_DP_DEN, 0),
				},
				.labels = wk_get_u32(rq, WK_A_DP_LABELS, 0),
				.delta = wk_get_u32(rq, WK_A_DP_DELTA, 0),
				.alarms = wk_get_u32(rq, WK_A_DP_ALARMS, 0),
				.other = {
					.num = wk_get_u64(rq, WK_A_DP_OTHER_NUM, 0),
					.den = wk_get_u64(rq, WK_A_DP_OTHER_DEN, 0),
				},
			},
		},
	};
	strscpy(m->name, wk_get_string(rq, WK_A_NAME), sizeof(m->name));
}

int wk_verb_attach_metric(struct wk_call *c)
{
	u32 mech = wk_get_u32(&c->rq, WK_A_DP_MECH, 0), code = WK_C_METRIC;
	struct wk_error e = {};
	struct wk_attach *at;
	struct wk_meter m;
	int err;

	if (mech != WK_DP_LAPLACE && mech != WK_DP_GAUSSIAN)
		return wk_refuse(&c->why, WK_C_BAD_MESSAGE, "there is no mechanism %u", mech);
	at = wk_call_attach(c, c->session);
	if (!at)
		return -1;
	read_meter(&c->rq, &m);
	err = wk_meter_add(at, &m, &code, &e);
	wk_attach_put(at);
	return err ? wk_refuse(&c->why, code, "%s", e.text) : 0;
}

/* ---- ATTACH_PRIVATE ---- */

static void read_field(const struct wk_wire_dp_field *in, struct wk_dp_field *f)
{
	*f = (struct wk_dp_field){
		.offset = in->offset, .width = min(in->width, 255u), .is_signed = in->is_signed,
		.gaussian = in->mech == WK_DP_GAUSSIAN, .lo = in->lo, .hi = in->hi,
		.noise = { in->num, in->den }, .shift = in->shift,
	};
}

/* Return: 0, or -1: there are too many, or half of one. */
static int read_fields(struct wk_span from, struct wk_dp_record_config *c)
{
	struct wk_wire_dp_field in;
	u32 i;

	c->nfields = from.len / sizeof(in);
	if (from.len % sizeof(in) || c->nfields > WK_DP_FIELDS_MAX)
		return -1;
	for (i = 0; i < c->nfields; i++) {
		memcpy(&in, from.p + i * sizeof(in), sizeof(in));
		if (in.mech != WK_DP_LAPLACE && in.mech != WK_DP_GAUSSIAN)
			return -1;
		if (in.offset > WK_PRIVATE_RECORD - sizeof(u64))
			return -1;
		read_field(&in, &c->fields[i]);
		c->bytes = max(c->bytes, in.offset + c->fields[i].width);
	}
	return 0;
}

int wk_verb_attach_private(struct wk_call *c)
{
	const struct wk_request *rq = &c->rq;
	struct wk_private_config config = {
		.type = wk_get_u32(rq, WK_A_DP_RECORD, 0),
		.unit = wk_get_u32(rq, WK_A_DP_UNIT, 0),
		.depth = wk_get_u32(rq, WK_A_DP_DEPTH, 0),
		.window_s = wk_get_u32(rq, WK_A_DP_WINDOW, 0),
		.record = {
			.buckets = wk_get_u32(rq, WK_A_DP_BUCKETS, 4096),
			.cap = wk_get_u32(rq, WK_A_DP_CAP, 0),
			.active = wk_get_u32(rq, WK_A_DP_ACTIVE, 0),
		},
	};
	u32 code = WK_C_METRIC;
	struct wk_error e = {};
	struct wk_attach *at;
	int err;

	if (read_fields(rq->attrs[WK_A_DP_FIELDS], &config.record))
		return wk_refuse(&c->why, WK_C_BAD_MESSAGE, "the fields are not well formed");
	strscpy(config.name, wk_get_string(rq, WK_A_NAME), sizeof(config.name));
	at = wk_call_attach(c, c->session);
	if (!at)
		return -1;
	err = wk_private_add(at, &config, &code, &e);
	wk_attach_put(at);
	return err ? wk_refuse(&c->why, code, "%s", e.text) : 0;
}

/* ---- DP_AGAIN ---- */

static int put_again(struct wk_call *c, struct wk_attach *at)
{
	u64 epoch = wk_get_u64(&c->rq, WK_A_DP_EPOCH, 0);
	u32 window = wk_get_u32(&c->rq, WK_A_DP_PLACE, 0);
	void *out = kvzalloc(WK_METER_BYTES_MAX, GFP_KERNEL);
	int n;

	if (!out || wk_call_enlarge(c, WK_REPLY_SMALL + WK_METER_BYTES_MAX)) {
		kvfree(out);
		return wk_refuse(&c->why, WK_C_NOMEM, "out of memory");
	}
	n = wk_meter_again(at, wk_get_u32(&c->rq, WK_A_DP_METRIC, 0), epoch, window, out);
	if (n > 0)
		wk_build_bytes(&c->reply, WK_A_DATA, out, n);
	kvfree(out);
	if (n > 0)
		return 0;
	return wk_refuse(&c->why, WK_C_NO_OBJECT,
			 "window %u of epoch %llu was not released, or is not kept any more", window,
			 epoch);
}

int wk_verb_dp_again(struct wk_call *c)
{
	struct wk_attach *at = wk_call_attach(c, NULL);
	int err;

	if (!at)
		return -1;
	err = put_again(c, at);
	wk_attach_put(at);
	return err;
}

/* ---- DP_REARM ---- */

int wk_verb_dp_rearm(struct wk_call *c)
{
	struct wk_attach *at = wk_call_attach(c, NULL);
	u32 code = WK_C_METRIC;
	struct wk_error e = {};
	int err;

	if (!at)
		return -1;
	err = wk_meter_rearm(at, wk_get_u32(&c->rq, WK_A_DP_METRIC, 0), &code, &e);
	wk_attach_put(at);
	return err ? wk_refuse(&c->why, code, "%s", e.text) : 0;
}

/* ---- DP_LEDGER ---- */

#define CHARGES_BYTES	(WK_DP_RESERVATIONS * sizeof(struct wk_wire_charge))
#define EVENTS_BYTES	(WK_DP_EVENTS * sizeof(struct wk_wire_budget_event))

static_assert(WK_REPLY_SMALL + CHARGES_BYTES + 256 < WK_DATAGRAM_MAX);
static_assert(WK_REPLY_SMALL + EVENTS_BYTES + 256 < WK_DATAGRAM_MAX);

static void put_ledger(struct wk_call *c, u32 unit, const struct wk_dp_ledger *l)
{
	u32 epoch_s = wk_budget_epoch_seconds();
	const struct wk_wire_ledger ledger = {
		.unit = unit, .zcdp = l->account == WK_DP_ZCDP, .epoch = l->epoch,
		.open_from = l->open_from, .limit = l->limit, .spent = l->spent,
		.next_seq = l->next_seq, .ends = (l->epoch + 1) * epoch_s, .epoch_s = epoch_s,
		.delta_limit = l->delta_limit, .delta_spent = l->delta_spent,
	};

	wk_build_bytes(&c->reply, WK_A_DP_LEDGER, &ledger, sizeof(ledger));
}

static u32 count_charges(const struct wk_dp_ledger *l)
{
	u32 i, n = 0;

	for (i = 0; i < WK_DP_RESERVATIONS; i++)
		n += l->slots[i].owner != 0;
	return n;
}

static void put_charges(struct wk_call *c, const struct wk_dp_ledger *l)
{
	struct wk_wire_charge charge;
	u8 *to = wk_build_bytes(&c->reply, WK_A_DP_CHARGES, NULL,
				count_charges(l) * sizeof(charge));
	u32 i;

	for (i = 0; to && i < WK_DP_RESERVATIONS; i++) {
		const struct wk_dp_reservation *r = &l->slots[i];

		if (!r->owner)
			continue;
		charge = (struct wk_wire_charge){
			.attach = r->owner >> WK_METER_BITS,
			.metric = r->owner & ((1 << WK_METER_BITS) - 1),
			.charged = r->charged + r->again, .full = r->full,
		};
		wk_meter_name(r->owner, charge.name, sizeof(charge.name));
		wk_private_name(r->owner, charge.name, sizeof(charge.name));
		memcpy(to, &charge, sizeof(charge));
		to += sizeof(charge);
	}
}

/* Those from @seq on that are still known. */
static void put_events(struct wk_call *c, const struct wk_dp_ledger *l, u64 seq)
{
	u64 first = l->next_seq > WK_DP_EVENTS ? l->next_seq - WK_DP_EVENTS : 0;
	struct wk_wire_budget_event ev;
	u8 *to;

	/* After an import, events before it were another module's. */
	while (first < l->next_seq && l->events[first % WK_DP_EVENTS].seq != first)
		first++;
	seq = clamp(seq, first, l->next_seq);
	to = wk_build_bytes(&c->reply, WK_A_DP_EVENTS, NULL, (l->next_seq - seq) * sizeof(ev));
	for (; to && seq < l->next_seq; seq++, to += sizeof(ev)) {
		const struct wk_dp_event *from = &l->events[seq % WK_DP_EVENTS];

		ev = (struct wk_wire_budget_event){
			.seq = from->seq, .epoch = from->epoch, .nano = from->nano,
			.spent = from->spent, .kind = from->kind,
			.attach = from->owner >> WK_METER_BITS,
			.metric = from->owner & ((1 << WK_METER_BITS) - 1),
		};
		memcpy(to, &ev, sizeof(ev));
	}
}

int wk_verb_dp_ledger(struct wk_call *c)
{
	u32 unit = wk_get_u32(&c->rq, WK_A_DP_UNIT, 0);
	const struct wk_dp_ledger *l = wk_budget_ledger(unit);

	if (!l)
		return wk_refuse(&c->why, WK_C_NO_OBJECT, "there is no unit %u", unit);
	if (wk_call_enlarge(c, WK_REPLY_SMALL + max(CHARGES_BYTES, EVENTS_BYTES) + 256))
		return -1;
	wk_budget_lock();
	wk_budget_now();
	put_ledger(c, unit, l);
	if (wk_has(&c->rq, WK_A_PLACE))
		put_events(c, l, wk_get_u64(&c->rq, WK_A_PLACE, 0));
	else
		put_charges(c, l);
	wk_budget_unlock();
	return 0;
}

/* ---- DP_EXPORT, DP_IMPORT ---- */

static int check_key(struct wk_call *c)
{
	if (c->rq.attrs[WK_A_DP_KEY].len == WK_SEAL_KEY)
		return 0;
	return wk_refuse(&c->why, WK_C_BAD_MESSAGE, "a key has %u bytes", WK_SEAL_KEY);
}

int wk_verb_dp_export(struct wk_call *c)
{
	u8 *to;

	if (check_key(c) || wk_call_enlarge(c, WK_REPLY_SMALL + WK_SEAL_STATE))
		return -1;
	to = wk_build_bytes(&c->reply, WK_A_DP_STATE, NULL, WK_SEAL_STATE);
	wk_budget_lock();
	wk_budget_now();
	wk_budget_export(c->rq.attrs[WK_A_DP_KEY].p, to);
	wk_budget_unlock();
	return 0;
}

int wk_verb_dp_import(struct wk_call *c)
{
	struct wk_span state = c->rq.attrs[WK_A_DP_STATE];
	u32 code = WK_C_SEAL;
	struct wk_error e = {};
	int err;

	if (check_key(c))
		return -1;
	if (state.len != WK_SEAL_STATE)
		return wk_refuse(&c->why, WK_C_SEAL, "a sealed state has %u bytes", WK_SEAL_STATE);
	wk_budget_lock();
	wk_budget_now();
	err = wk_budget_import(c->rq.attrs[WK_A_DP_KEY].p, state.p, &code, &e);
	wk_budget_unlock();
	return err ? wk_refuse(&c->why, code, "%s", e.text) : 0;
}
