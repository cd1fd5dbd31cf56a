// SPDX-License-Identifier: GPL-2.0
/*
 * The ledger: nothing is overdrawn, nothing is lost, reloads cannot be used to spend twice.
 *
 *   dp_ledger_test          TAP
 *   dp_ledger_test costs    answers lines "form gaussian vector cap active num den windows account
 *                           labels delta alarms num den each", for tests/unit/dp_costs.py
 */
#include <stdio.h>

#include "../../module/dp/ledger.h"
#include "../../module/dp/wide.h"

#define WINDOWS	96

static int checks, failures;

static void report(bool ok, const char *name)
{
	failures += !ok;
	printf("%sok %d - %s\n", ok ? "" : "not ", ++checks, name);
}

/* Costs 2 W C/b = 1/10 epsilon in a whole epoch of a vector. */
static struct wk_dp_terms tenth(void)
{
	return (struct wk_dp_terms){ .vector = true, .cap = 5, .active = 4, .noise = { 400, 1 } };
}

static struct wk_dp_ledger ledger;

static struct wk_dp_ledger *opened(u64 limit)
{
	wk_dp_ledger_start(&ledger, WK_DP_PURE, limit, WINDOWS, 6);
	wk_dp_ledger_advance(&ledger, 7);
	return &ledger;
}

static u64 charges(const struct wk_dp_ledger *l)
{
	u64 sum = 0;
	u32 i;

	for (i = 0; i < WK_DP_RESERVATIONS; i++)
		sum += l->slots[i].charged;
	return sum;
}

/* Ten times a tenth is one, exactly, and the eleventh is refused. */
static bool fills_up(void)
{
	struct wk_dp_ledger *l = opened(WK_DP_NANO);
	struct wk_dp_terms t = tenth();
	struct wk_dp_shortfall s = { 0 };
	u32 i;

	for (i = 1; i <= 10; i++)
		if (wk_dp_ledger_reserve(l, i, &t, 0, &s) || l->spent != i * WK_DP_NANO / 10)
			return false;
	return wk_dp_ledger_left(l) == 0 && charges(l) == l->spent &&
	       wk_dp_ledger_reserve(l, 11, &t, 0, &s) == -EDQUOT &&
	       s.missing == WK_DP_NANO / 10 && s.free == WK_DP_NEVER &&
	       wk_dp_ledger_reserve(l, 11, &t, WINDOWS - 1, &s) == -EDQUOT &&
	       l->spent == WK_DP_NANO;
}

/* Alarms once more cost as much once more, in this epoch alone; nothing of that comes back. */
static bool rearms(void)
{
	struct wk_dp_terms t = {
		.form = WK_DP_BY_ALARM, .cap = 1, .active = 1, .noise = { 20, 1 },
		.alarms = 1, .other = { 10, 1 },
	};
	struct wk_dp_ledger *l = opened(WK_DP_NANO / 2);
	struct wk_dp_terms other = tenth();
	struct wk_dp_shortfall s = { 0 };

	/* 1/10 + 2/20 each. */
	if (wk_dp_ledger_reserve(l, 1, &t, 3, &s) || l->spent != WK_DP_NANO / 5 ||
	    wk_dp_ledger_rearm(l, 1, 9, &s) || l->spent != 2 * (WK_DP_NANO / 5) ||
	    l->events[(l->next_seq - 1) % WK_DP_EVENTS].kind != WK_DP_EV_REARM)
		return false;
	if (wk_dp_ledger_rearm(l, 1, 9, &s) != -EDQUOT || s.missing != WK_DP_NANO / 10 ||
	    s.free != 8 || l->spent != 2 * (WK_DP_NANO / 5))
		return false;
	if (wk_dp_ledger_rearm(l, 2, 9, &s) != -EINVAL ||
	    wk_dp_ledger_rearm(l, 0, 9, &s) != -EINVAL ||
	    wk_dp_ledger_rearm(l, 1, WINDOWS, &s) != -EINVAL ||
	    wk_dp_ledger_reserve(l, 3, &other, 0, &s) || wk_dp_ledger_rearm(l, 3, 9, &s) != -EINVAL)
		return false;
	if (wk_dp_ledger_release(l, 1, 10) || l->spent != WK_DP_NANO / 2)
		return false;
	wk_dp_ledger_advance(l, 8);
	return l->spent == WK_DP_NANO / 10;
}

/* The epoch after it is charged as if nobody had. */
static bool rearms_once(void)
{
	struct wk_dp_terms t = {
		.form = WK_DP_BY_ALARM, .cap = 1, .active = 1, .noise = { 20, 1 },
		.alarms = 1, .other = { 10, 1 },
	};
	struct wk_dp_ledger *l = opened(WK_DP_NANO);
	struct wk_dp_shortfall s = { 0 };

	if (wk_dp_ledger_reserve(l, 1, &t, 0, &s) || wk_dp_ledger_rearm(l, 1, 0, &s))
		return false;
	wk_dp_ledger_advance(l, 8);
	return l->spent == WK_DP_NANO / 5 && !l->slots[0].again &&
	       wk_dp_ledger_release(l, 1, 0) == WK_DP_NANO / 5 && !l->spent;
}

/* What has ended this epoch is spent; in the next one it is there again. */
static bool comes_free(void)
{
	struct wk_dp_ledger *l = opened(WK_DP_NANO / 10);
	struct wk_dp_terms t = tenth();
	struct wk_dp_shortfall s = { 0 };

	if (wk_dp_ledger_reserve(l, 1, &t, 0, &s) || wk_dp_ledger_release(l, 1, WINDOWS) != 0)
		return false;
	if (wk_dp_ledger_reserve(l, 2, &t, 0, &s) != -EDQUOT || s.missing != WK_DP_NANO / 10 ||
	    s.free != 8)
		return false;
	wk_dp_ledger_advance(l, 8);
	return l->spent == 0 && !wk_dp_ledger_reserve(l, 2, &t, 0, &s);
}

/* Only windows that have not begun are given back: what k windows cost stays. */
static bool refunds(void)
{
	struct wk_dp_terms t = tenth();
	struct wk_dp_shortfall s;
	u32 begun;

	for (begun = 0; begun <= WINDOWS; begun++) {
		struct wk_dp_ledger *l = opened(WK_DP_NANO);
		u64 kept, back;

		if (wk_dp_ledger_reserve(l, 1, &t, 0, &s) ||
		    wk_dp_cost(&t, begun, WK_DP_PURE, &kept))
			return false;
		back = wk_dp_ledger_release(l, 1, begun);
		if (back != WK_DP_NANO / 10 - kept || l->spent != kept || charges(l))
			return false;
		if (wk_dp_ledger_release(l, 1, 0) || (begun >= 4 && back))
			return false;
	}
	return true;
}

/* In the middle of an epoch the rest is charged; in the next one all of it. */
static bool joins_late(void)
{
	struct wk_dp_ledger *l = opened(WK_DP_NANO);
	struct wk_dp_terms t = tenth();
	struct wk_dp_shortfall s;

	if (wk_dp_ledger_reserve(l, 1, &t, WINDOWS - 2, &s) || l->spent != WK_DP_NANO / 20)
		return false;
	wk_dp_ledger_advance(l, 8);
	if (l->spent != WK_DP_NANO / 10 || charges(l) != l->spent)
		return false;
	wk_dp_ledger_advance(l, 7);
	return l->epoch == 8 && wk_dp_ledger_release(l, 1, 0) == WK_DP_NANO / 10 && !l->spent;
}

static bool refuses(void)
{
	struct wk_dp_ledger *l = opened(WK_DP_NANO);
	struct wk_dp_terms t = tenth(), gaussian = t, huge = t, none = t;
	struct wk_dp_shortfall s;

	gaussian.gaussian = true;
	huge.cap = ~0u;
	huge.noise = (struct wk_dp_ratio){ 1, ~0ull };
	none.cap = 0;
	if (wk_dp_ledger_reserve(l, 1, &gaussian, 0, &s) != -EDOM ||
	    wk_dp_ledger_reserve(l, 1, &huge, 0, &s) != -ERANGE ||
	    wk_dp_ledger_reserve(l, 1, &none, 0, &s) != -EINVAL ||
	    wk_dp_ledger_reserve(l, 0, &t, 0, &s) != -EINVAL ||
	    wk_dp_ledger_reserve(l, 1, &t, WINDOWS, &s) != -EINVAL || l->spent)
		return false;
	t.active = WINDOWS + 1;
	return wk_dp_ledger_reserve(l, 1, &t, 0, &s) == -EINVAL;
}

static bool slots_end(void)
{
	struct wk_dp_ledger *l = opened(~0ull >> 1);
	struct wk_dp_terms t = tenth();
	struct wk_dp_shortfall s;
	u32 i;

	for (i = 1; i <= WK_DP_RESERVATIONS; i++)
		if (wk_dp_ledger_reserve(l, i, &t, 0, &s))
			return false;
	return wk_dp_ledger_reserve(l, i, &t, 0, &s) == -ENOSPC &&
	       wk_dp_ledger_reserve(l, 1, &t, 0, &s) == -EINVAL;
}

/* ---- delta ---- */

/* Keyed-open, in at most 4 windows: 4 * 2^-22, the whole of an epoch's delta. */
static struct wk_dp_terms open_terms(void)
{
	return (struct wk_dp_terms){
		.form = WK_DP_BY_LABEL, .vector = true, .cap = 5, .active = 4,
		.noise = { 1600, 1 }, .labels = 2, .delta = 22, .other = { 640, 1 },
	};
}

static bool deltas(void)
{
	struct wk_dp_ledger *l = opened(WK_DP_NANO);
	struct wk_dp_terms t = open_terms();
	struct wk_dp_shortfall s = { 0 };

	if (wk_dp_ledger_reserve(l, 1, &t, WINDOWS - 1, &s) || l->delta_spent != 1ull << 42 ||
	    wk_dp_ledger_reserve(l, 2, &t, 0, &s) != -EDQUOT || s.missing ||
	    s.delta != 1ull << 44 || s.free != WK_DP_NEVER)
		return false;
	wk_dp_ledger_advance(l, 8);
	if (l->delta_spent != 1ull << 44 || l->slots[0].delta_charged != 1ull << 44)
		return false;
	/* Two windows have begun: two deltas stay, and come free with the next epoch. */
	wk_dp_ledger_release(l, 1, 2);
	if (l->delta_spent != 1ull << 43 || wk_dp_ledger_reserve(l, 2, &t, 0, &s) != -EDQUOT ||
	    s.missing || s.delta != 1ull << 43 || s.free != 9)
		return false;
	t.active = 2;
	if (wk_dp_ledger_reserve(l, 2, &t, 0, &s) || l->delta_spent != 1ull << 44)
		return false;
	wk_dp_ledger_release(l, 2, 0);
	return l->delta_spent == 1ull << 43 &&
	       l->events[(l->next_seq - 1) % WK_DP_EVENTS].delta == 1ull << 43;
}

/* Forms whose cost would be 0, or none, are refused. */
static bool forms(void)
{
	struct wk_dp_terms t = open_terms(), u;
	struct wk_dp_ledger *l = opened(WK_DP_NANO);
	struct wk_dp_shortfall s;
	bool ok = true;

#define REFUSED(change) do { u = t; u.change; \
		ok = ok && wk_dp_ledger_reserve(l, 1, &u, 0, &s) == -EINVAL; } while (0)
	REFUSED(labels = 0);
	REFUSED(delta = 19);
	REFUSED(delta = 64);
	REFUSED(other.num = 0);
	REFUSED(form = WK_DP_FORMS);
	t.form = WK_DP_BY_ALARM;
	REFUSED(alarms = 0);
	t.alarms = 1;
	REFUSED(other.den = 0);
#undef REFUSED
	/* A watch that has begun has cost all that it can. */
	ok = ok && !wk_dp_ledger_reserve(l, 1, &t, WINDOWS - 1, &s) && !l->delta_spent &&
	     l->spent == WK_DP_NANO / 640 * 5 + 2 * WK_DP_NANO / 1600 * 5;
	return ok && wk_dp_ledger_release(l, 1, WINDOWS) == 0 && l->spent;
}

/* ---- sealed states ---- */

/* No MAC that anybody should use: it only has to depend on every byte. */
static void sum(const void *key, const void *bytes, u32 len, u8 out[32])
{
	const u8 *p = bytes, *k = key;
	u32 i, round;

	memset(out, *k, 32);
	for (round = 0; round < 3; round++)
		for (i = 0; i < len; i++)
			out[i % 32] = (u8)(out[i % 32] * 31 + p[i] + out[(i + 31) % 32] + i);
}

static const u8 right_key = 5, wrong_key = 6;
static const struct wk_dp_mac right = { sum, &right_key }, wrong = { sum, &wrong_key };

static bool reload_is_closed(void)
{
	struct wk_dp_terms t = tenth();
	struct wk_dp_shortfall s;

	wk_dp_ledger_start(&ledger, WK_DP_PURE, WK_DP_NANO, WINDOWS, 7);
	return wk_dp_ledger_reserve(&ledger, 1, &t, 0, &s) == -EAGAIN &&
	       !wk_dp_ledger_left(&ledger) && !ledger.spent;
}

static bool sealed(void)
{
	struct wk_dp_terms t = tenth();
	struct wk_dp_shortfall s;
	u8 state[WK_DP_SEALED], other[WK_DP_SEALED];
	u32 i;

	opened(WK_DP_NANO);
	wk_dp_ledger_reserve(&ledger, 1, &t, 0, &s);
	ledger.delta_spent = 12345;
	wk_dp_ledger_export(&ledger, &right, state);
	if (wk_dp_ledger_import(&ledger, &right, state, sizeof(state)) != -EBUSY)
		return false;
	wk_dp_ledger_start(&ledger, WK_DP_PURE, WK_DP_NANO, WINDOWS, 7);
	for (i = 0; i < 8 * sizeof(state); i++) {
		memcpy(other, state, sizeof(state));
		other[i / 8] ^= (u8)(1 << i % 8);
		if (wk_dp_ledger_import(&ledger, &right, other, sizeof(other)) != -EBADMSG)
			return false;
	}
	if (wk_dp_ledger_import(&ledger, &wrong, state, sizeof(state)) != -EBADMSG ||
	    wk_dp_ledger_import(&ledger, &right, state, sizeof(state) - 1) != -EBADMSG ||
	    ledger.epoch >= ledger.open_from)
		return false;
	return !wk_dp_ledger_import(&ledger, &right, state, sizeof(state)) &&
	       ledger.spent == WK_DP_NANO / 10 && ledger.delta_spent == 12345 &&
	       !wk_dp_ledger_reserve(&ledger, 1, &t, 0, &s) &&
	       ledger.spent == WK_DP_NANO / 5;
}

static int import_into(enum wk_dp_account account, u64 limit, u32 windows, u64 epoch)
{
	u8 state[WK_DP_SEALED];

	opened(WK_DP_NANO);
	wk_dp_ledger_export(&ledger, &right, state);
	wk_dp_ledger_start(&ledger, account, limit, windows, epoch);
	return wk_dp_ledger_import(&ledger, &right, state, sizeof(state));
}

static bool foreign(void)
{
	u8 state[WK_DP_SEALED];

	if (import_into(WK_DP_PURE, WK_DP_NANO, WINDOWS, 8) != -ESTALE ||
	    import_into(WK_DP_PURE, WK_DP_NANO, WINDOWS, 6) != -ESTALE ||
	    import_into(WK_DP_ZCDP, WK_DP_NANO, WINDOWS, 7) != -EINVAL ||
	    import_into(WK_DP_PURE, 2 * WK_DP_NANO, WINDOWS, 7) != -EINVAL ||
	    import_into(WK_DP_PURE, WK_DP_NANO, WINDOWS / 2, 7) != -EINVAL)
		return false;
	/* Who was closed himself does not know what was spent. */
	wk_dp_ledger_start(&ledger, WK_DP_PURE, WK_DP_NANO, WINDOWS, 7);
	wk_dp_ledger_export(&ledger, &right, state);
	return wk_dp_ledger_import(&ledger, &right, state, sizeof(state)) == -ESTALE;
}

/* ---- anything, in any order ---- */

static u64 chance(u64 below)
{
	static u64 s = 88172645463325252ull;

	s ^= s << 13;
	s ^= s >> 7;
	s ^= s << 17;
	return s % below;
}

static void any_step(struct wk_dp_ledger *l)
{
	struct wk_dp_terms t = {
		.gaussian = chance(4) == 0,
		.vector = chance(2),
		.cap = (u32)(1 + chance(1000)),
		.active = (u32)(1 + chance(WINDOWS)),
		.noise = { 1 + chance(1ull << chance(40)), 1 + chance(1000) },
	};
	struct wk_dp_shortfall s;
	u32 owner = (u32)(1 + chance(40));

	switch (chance(8)) {
	case 0:
		wk_dp_ledger_advance(l, l->epoch + chance(2));
		break;
	case 1:
	case 2:
		wk_dp_ledger_release(l, owner, (u32)chance(WINDOWS + 2));
		break;
	default:
		wk_dp_ledger_reserve(l, owner, &t, (u32)chance(WINDOWS), &s);
	}
}

/* The events say all: what they add up to is what is spent. */
static bool any_order(void)
{
	u64 seen = 0, sum = 0;
	int i;

	wk_dp_ledger_start(&ledger, WK_DP_ZCDP, 1000 * WK_DP_NANO, WINDOWS, 1);
	wk_dp_ledger_advance(&ledger, 2);
	for (i = 0; i < 200000; i++) {
		any_step(&ledger);
		for (; seen < ledger.next_seq; seen++) {
			const struct wk_dp_event *e = &ledger.events[seen % WK_DP_EVENTS];

			if (e->kind == WK_DP_EV_EPOCH)
				sum = e->nano;
			else if (e->kind == WK_DP_EV_RESERVE)
				sum += e->nano;
			else if (e->kind == WK_DP_EV_REFUND)
				sum -= e->nano;
			if (e->seq != seen || e->spent != sum)
				return false;
		}
		if (ledger.spent != sum || sum > ledger.limit || charges(&ledger) > sum)
			return false;
	}
	return true;
}

/* ---- arithmetic ---- */

static bool wide(void)
{
	wk_u128 big = ~(wk_u128)0, a;
	u64 v;

	a = big;
	if (wk_dp_mul(&a, 2) || a != big || !wk_dp_mul(&a, 1) || a != big || !wk_dp_mul(&a, 0) || a)
		return false;
	a = (wk_u128)1 << 64;
	if (!wk_dp_mul(&a, ~0ull) || a != (wk_u128)~0ull << 64 || wk_dp_mul(&a, 1ull << 33))
		return false;
	if (wk_dp_div_up(big, 1) != big || wk_dp_div_up(big, big) != 1 || wk_dp_div_up(0, 7) ||
	    wk_dp_div_up(1, big) != 1 || wk_dp_div_up(big - 1, big) != 1)
		return false;
	for (v = 0; v < 100000; v++) {
		u64 root = wk_dp_sqrt_up(v);

		if ((wk_u128)root * root < v || (root && (wk_u128)(root - 1) * (root - 1) >= v))
			return false;
	}
	return wk_dp_sqrt_up((wk_u128)1 << 126) == 1ull << 63 &&
	       wk_dp_sqrt_up(((wk_u128)1 << 124) + 1) == (1ull << 62) + 1;
}

/* rho 1/2 and delta 1e-6 are epsilon 5.7566, and 2^-20 is a little less than 1e-6. */
static bool epsilons(void)
{
	u64 e = wk_dp_epsilon(WK_DP_NANO / 2, 20);

	return e > 5765000000ull && e < 5766000000ull && wk_dp_epsilon(0, 30) == 0 &&
	       wk_dp_epsilon(~0ull, 128) == ~0ull;
}

static int answer_costs(void)
{
	unsigned int gaussian, vector, windows, account;
	struct wk_dp_terms t;
	u64 nano;

	while (scanf("%u %u %u %u %u %lu %lu %u %u %u %u %u %lu %lu %lu", &t.form, &gaussian, &vector,
		     &t.cap, &t.active, &t.noise.num, &t.noise.den, &windows, &account, &t.labels,
		     &t.delta, &t.alarms, &t.other.num, &t.other.den, &t.each[0]) == 15) {
		int err;

		t.gaussian = gaussian;
		t.vector = vector;
		t.each[1] = t.each[0] / 3;
		err = wk_dp_cost(&t, windows, account, &nano);
		printf(err == -EDOM ? "none" : err ? "large" : "%lu", nano);
		printf(" %lu %lu\n", wk_dp_cost_delta(&t, windows), wk_dp_threshold(&t));
	}
	return 0;
}

int main(int argc, char **argv)
{
	if (argc > 1)
		return strcmp(argv[1], "costs") ? 2 : answer_costs();
	report(fills_up(), "ten tenths are one, the eleventh is refused");
	report(comes_free(), "what has ended is spent until the next epoch");
	report(rearms(), "alarms once more are charged once more, and never given back");
	report(rearms_once(), "they are charged in one epoch, and not in the next one");
	report(refunds(), "only windows that have not begun are given back");
	report(joins_late(), "who joins late pays the rest, and all of the next epoch");
	report(refuses(), "what makes no sense is refused and charged nothing");
	report(slots_end(), "there are so many reservations and no more");
	report(deltas(), "delta is charged, given back and refused as epsilon is");
	report(forms(), "each form is charged for, or refused");
	report(reload_is_closed(), "after a reload the epoch is closed");
	report(sealed(), "a sealed state opens it, and no other");
	report(foreign(), "a state of another epoch or budget does not");
	report(any_order(), "200000 steps in any order: the events add up to what is spent");
	report(wide(), "128-bit arithmetic at its edges");
	report(epsilons(), "epsilon of rho and delta");
	printf("1..%d\n", checks);
	return failures != 0;
}
