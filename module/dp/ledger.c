// SPDX-License-Identifier: GPL-2.0
#include "ledger.h"

static void note(struct wk_dp_ledger *l, enum wk_dp_event_kind kind, u32 owner, u64 nano,
		 u64 delta)
{
	l->events[l->next_seq % WK_DP_EVENTS] = (struct wk_dp_event){
		.seq = l->next_seq,
		.epoch = l->epoch,
		.nano = nano,
		.spent = l->spent,
		.owner = owner,
		.kind = kind,
		.delta = delta,
		.delta_spent = l->delta_spent,
	};
	l->next_seq++;
}

void wk_dp_ledger_start(struct wk_dp_ledger *l, enum wk_dp_account account, u64 limit,
			u32 windows, u64 epoch)
{
	memset(l, 0, sizeof(*l));
	l->account = account;
	l->limit = limit;
	l->delta_limit = WK_DP_DELTA_LIMIT;
	l->windows = windows;
	l->epoch = epoch;
	l->open_from = epoch + 1;
}

/* What all that is reserved costs in an epoch from its start. At most the limit, so it fits. */
static u64 full_sum(const struct wk_dp_ledger *l, u64 *delta)
{
	u64 sum = 0;
	u32 i;

	*delta = 0;
	for (i = 0; i < WK_DP_RESERVATIONS; i++) {
		if (!l->slots[i].owner)
			continue;
		sum += l->slots[i].full;
		*delta += l->slots[i].delta_full;
	}
	return sum;
}

void wk_dp_ledger_advance(struct wk_dp_ledger *l, u64 epoch)
{
	u32 i;

	if (epoch <= l->epoch)
		return;
	l->epoch = epoch;
	l->spent = full_sum(l, &l->delta_spent);
	for (i = 0; i < WK_DP_RESERVATIONS; i++) {
		l->slots[i].first = 0;
		l->slots[i].again = 0;
		l->slots[i].charged = l->slots[i].full;
		l->slots[i].delta_charged = l->slots[i].delta_full;
	}
	note(l, WK_DP_EV_EPOCH, 0, l->spent, l->delta_spent);
}

u64 wk_dp_ledger_left(const struct wk_dp_ledger *l)
{
	return l->epoch < l->open_from ? 0 : l->limit - l->spent;
}

static struct wk_dp_reservation *find(struct wk_dp_ledger *l, u32 owner)
{
	u32 i;

	for (i = 0; i < WK_DP_RESERVATIONS; i++)
		if (l->slots[i].owner == owner)
			return &l->slots[i];
	return NULL;
}

static u32 windows_of(const struct wk_dp_ledger *l, const struct wk_dp_terms *t)
{
	return t->windows ? t->windows : l->windows;
}

/* What a form needs beyond what all need: without it the cost would be 0, or none at all. */
static bool form_sensible(const struct wk_dp_terms *t)
{
	bool other = t->other.num && t->other.den;

	switch (t->form) {
	case WK_DP_BY_LABEL:
		return other && t->labels && t->delta >= WK_DP_DELTA_MIN &&
		       t->delta <= WK_DP_DELTA_MAX;
	case WK_DP_BY_ALARM:
		return other && t->alarms;
	default:
		return t->form < WK_DP_FORMS;
	}
}

static bool sensible(const struct wk_dp_ledger *l, const struct wk_dp_terms *t, u32 window)
{
	u32 windows = windows_of(l, t);

	return t->cap && t->active && t->active <= windows && windows <= l->windows &&
	       window < windows && t->noise.num && t->noise.den && form_sensible(t);
}

static u64 over(u64 wanted, u64 there)
{
	return wanted > there ? wanted - there : 0;
}

/* Neither this epoch nor the next ones, in which all goes on, may be overdrawn. */
static int check_room(struct wk_dp_ledger *l, const struct wk_dp_reservation *r,
		      struct wk_dp_shortfall *s)
{
	u64 delta, full = full_sum(l, &delta);
	u64 now = over(r->charged, l->limit - l->spent);
	u64 later = over(r->full, l->limit - full);
	u64 delta_now = over(r->delta_charged, l->delta_limit - l->delta_spent);
	u64 delta_later = over(r->delta_full, l->delta_limit - delta);

	s->missing = max_t(u64, now, later);
	s->delta = max_t(u64, delta_now, delta_later);
	if (!s->missing && !s->delta)
		return 0;
	s->free = later || delta_later ? WK_DP_NEVER : l->epoch + 1;
	return -EDQUOT;
}

/* What the reservation costs, if the terms have a cost. */
static int price(const struct wk_dp_ledger *l, struct wk_dp_reservation *r)
{
	u32 windows = windows_of(l, &r->terms), left = windows - r->first;
	int err = wk_dp_cost(&r->terms, windows, l->account, &r->full);

	if (!err)
		err = wk_dp_cost(&r->terms, left, l->account, &r->charged);
	r->delta_full = wk_dp_cost_delta(&r->terms, windows);
	r->delta_charged = wk_dp_cost_delta(&r->terms, left);
	return err;
}

int wk_dp_ledger_reserve(struct wk_dp_ledger *l, u32 owner, const struct wk_dp_terms *t,
			 u32 window, struct wk_dp_shortfall *shortfall)
{
	struct wk_dp_reservation r = { .owner = owner, .first = window, .terms = *t };
	struct wk_dp_reservation *slot = find(l, 0);
	int err;

	if (!owner || find(l, owner) || !sensible(l, t, window))
		return -EINVAL;
	if (l->epoch < l->open_from)
		return -EAGAIN;
	err = price(l, &r);
	if (err)
		return err;
	if (!slot)
		return -ENOSPC;
	err = check_room(l, &r, shortfall);
	if (err) {
		note(l, WK_DP_EV_REFUSE, owner, r.charged, r.delta_charged);
		return err;
	}
	*slot = r;
	l->spent += r.charged;
	l->delta_spent += r.delta_charged;
	note(l, WK_DP_EV_RESERVE, owner, r.charged, r.delta_charged);
	return 0;
}

/* The next epoch charges the reservation as it is, and not this. */
int wk_dp_ledger_rearm(struct wk_dp_ledger *l, u32 owner, u32 window,
		       struct wk_dp_shortfall *shortfall)
{
	struct wk_dp_reservation *r = owner ? find(l, owner) : NULL;
	u64 nano;
	int err;

	if (!r || r->terms.form != WK_DP_BY_ALARM || window >= windows_of(l, &r->terms))
		return -EINVAL;
	if (l->epoch < l->open_from)
		return -EAGAIN;
	err = wk_dp_cost(&r->terms, windows_of(l, &r->terms) - window, l->account, &nano);
	if (err)
		return err;
	*shortfall = (struct wk_dp_shortfall){
		.missing = over(nano, l->limit - l->spent), .free = l->epoch + 1,
	};
	if (shortfall->missing) {
		note(l, WK_DP_EV_REFUSE, owner, nano, 0);
		return -EDQUOT;
	}
	r->again += nano;
	l->spent += nano;
	note(l, WK_DP_EV_REARM, owner, nano, 0);
	return 0;
}

/* What has begun may have been released: it costs what so many windows cost. */
u64 wk_dp_ledger_release(struct wk_dp_ledger *l, u32 owner, u32 window)
{
	struct wk_dp_reservation *r = owner ? find(l, owner) : NULL;
	u64 used = 0, back, delta = 0;

	if (!r)
		return 0;
	window = min_t(u32, window, windows_of(l, &r->terms));
	/* What was charged for more windows was no error for fewer. */
	if (window > r->first) {
		wk_dp_cost(&r->terms, window - r->first, l->account, &used);
		delta = wk_dp_cost_delta(&r->terms, window - r->first);
	}
	delta = over(r->delta_charged, delta);
	back = used < r->charged ? r->charged - used : 0;
	l->spent -= back;
	l->delta_spent -= delta;
	memset(r, 0, sizeof(*r));
	note(l, WK_DP_EV_REFUND, owner, back, delta);
	return back;
}

/* ---- across reloads ---- */

#define MAGIC	0x32747067646b77ull	/* "wkdgpt2" */

/* What is sealed: numbers of 8 bytes, then the MAC of all of them. */
enum field {
	F_MAGIC, F_ACCOUNT, F_LIMIT, F_WINDOWS, F_EPOCH, F_SPENT, F_SEQ, F_OPEN, F_DELTA_LIMIT,
	F_DELTA, FIELDS
};

static_assert(FIELDS * 8 + 32 == WK_DP_SEALED, "a sealed state has fields and a MAC");

static void put(u8 *out, enum field f, u64 v)
{
	int i;

	for (i = 0; i < 8; i++)
		out[f * 8 + i] = (u8)(v >> (8 * i));
}

static u64 get(const u8 *in, enum field f)
{
	return wk_get_le64(in + f * 8);
}

void wk_dp_ledger_export(const struct wk_dp_ledger *l, const struct wk_dp_mac *mac, u8 *out)
{
	put(out, F_MAGIC, MAGIC);
	put(out, F_ACCOUNT, l->account);
	put(out, F_LIMIT, l->limit);
	put(out, F_WINDOWS, l->windows);
	put(out, F_EPOCH, l->epoch);
	put(out, F_SPENT, l->spent);
	put(out, F_SEQ, l->next_seq);
	put(out, F_OPEN, l->epoch >= l->open_from);
	put(out, F_DELTA_LIMIT, l->delta_limit);
	put(out, F_DELTA, l->delta_spent);
	mac->sum(mac->key, out, FIELDS * 8, out + FIELDS * 8);
}

/* Takes the same time whatever differs. */
static bool seal_right(const struct wk_dp_mac *mac, const u8 *in)
{
	u8 sum[32], differ = 0;
	int i;

	mac->sum(mac->key, in, FIELDS * 8, sum);
	for (i = 0; i < 32; i++)
		differ |= sum[i] ^ in[FIELDS * 8 + i];
	return !differ;
}

int wk_dp_ledger_import(struct wk_dp_ledger *l, const struct wk_dp_mac *mac, const u8 *in,
			u32 len)
{
	if (l->epoch >= l->open_from)
		return -EBUSY;
	if (len != WK_DP_SEALED || !seal_right(mac, in) || get(in, F_MAGIC) != MAGIC)
		return -EBADMSG;
	if (get(in, F_EPOCH) != l->epoch || !get(in, F_OPEN))
		return -ESTALE;
	if (get(in, F_ACCOUNT) != l->account || get(in, F_LIMIT) != l->limit ||
	    get(in, F_WINDOWS) != l->windows || get(in, F_SPENT) > l->limit ||
	    get(in, F_DELTA_LIMIT) != l->delta_limit || get(in, F_DELTA) > l->delta_limit)
		return -EINVAL;
	l->spent = get(in, F_SPENT);
	l->delta_spent = get(in, F_DELTA);
	l->next_seq = get(in, F_SEQ);
	l->open_from = l->epoch;
	note(l, WK_DP_EV_IMPORT, 0, l->spent, l->delta_spent);
	return 0;
}
