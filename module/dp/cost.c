// SPDX-License-Identifier: GPL-2.0
#include "cost.h"
#include "wide.h"

/* ln 2 in nano, rounded up. */
#define LN2_NANO	693147181ull

#define NO_AMOUNT	(~0ull)

/* Times that C/b, or C^2/(2 sigma^2), can be lost. */
static u64 times(const struct wk_dp_terms *t, u32 windows)
{
	u64 twice = 2 * (u64)t->active;

	if (t->vector)
		return 2 * (u64)(t->active < windows ? t->active : windows);
	return twice < windows ? twice : windows;
}

/* @n units^power / noise, in nano, rounded up; a square over 2 sigma^2. */
static int amount(u64 n, u32 unit, struct wk_dp_ratio noise, bool square, u64 *nano)
{
	wk_u128 v = (wk_u128)n * WK_DP_NANO;
	wk_u128 under = noise.num;

	if (!wk_dp_mul(&v, unit) || (square && !wk_dp_mul(&v, unit)) || !wk_dp_mul(&v, noise.den))
		return -ERANGE;
	v = wk_dp_div_up(v, square ? 2 * under : under);
	if (v >= NO_AMOUNT)
		return -ERANGE;
	*nano = (u64)v;
	return 0;
}

static u32 active_windows(const struct wk_dp_terms *t, u32 windows)
{
	return t->active < windows ? t->active : windows;
}

static int by_window(const struct wk_dp_terms *t, u32 windows, u64 *nano)
{
	return amount(times(t, windows), t->cap, t->noise, t->gaussian, nano);
}

/* The sum of what two mechanisms cost. */
static int both(int err, u64 a, u64 b, u64 *nano)
{
	if (!err && __builtin_add_overflow(a, b, nano))
		err = -ERANGE;
	return !err && *nano == NO_AMOUNT ? -ERANGE : err;
}

static int by_label(const struct wk_dp_terms *t, u32 windows, u64 *nano)
{
	u64 n = 2 * (u64)active_windows(t, windows), keys = 0, events = 0;
	int err = amount(n, t->labels, t->other, false, &keys);

	if (!err)
		err = amount(n, t->cap, t->noise, false, &events);
	return both(err, keys, events, nano);
}

static int by_alarm(const struct wk_dp_terms *t, u32 windows, u64 *nano)
{
	u64 n = windows ? t->alarms : 0, threshold = 0, queries = 0;
	int err = amount(n, t->cap, t->other, false, &threshold);

	if (!err)
		err = amount(2 * n, t->cap, t->noise, false, &queries);
	return both(err, threshold, queries, nano);
}

/* On each level the intervals that differ hold at most 2^level windows, W of one stream. */
static int by_node(const struct wk_dp_terms *t, u32 windows, u64 *nano)
{
	u64 twice = 2 * (u64)t->active, nodes = 0;
	u32 level;

	for (level = 0; windows >> level; level++)
		nodes += min_t(u64, 1ull << level, t->active);
	return amount(min_t(u64, twice, windows) * nodes, t->cap, t->noise, true, nano);
}

static int by_record(const struct wk_dp_terms *t, u32 windows, enum wk_dp_account account,
		     u64 *nano)
{
	wk_u128 v = t->each[account];

	if (t->each[account] == NO_AMOUNT)
		return -EDOM;
	if (!wk_dp_mul(&v, active_windows(t, windows)) || !wk_dp_mul(&v, t->cap) || v >= NO_AMOUNT)
		return -ERANGE;
	*nano = (u64)v;
	return 0;
}

static int pure_to_zcdp(u64 *nano)
{
	wk_u128 v = wk_dp_div_up((wk_u128)*nano * *nano, 2 * WK_DP_NANO);

	if (v >= NO_AMOUNT)
		return -ERANGE;
	*nano = (u64)v;
	return 0;
}

int wk_dp_cost(const struct wk_dp_terms *t, u32 windows, enum wk_dp_account account, u64 *nano)
{
	static int (*const forms[])(const struct wk_dp_terms *, u32, u64 *) = {
		[WK_DP_BY_WINDOW] = by_window,
		[WK_DP_BY_LABEL] = by_label,
		[WK_DP_BY_ALARM] = by_alarm,
		[WK_DP_BY_NODE] = by_node,
	};
	int err;

	if (t->form == WK_DP_BY_RECORD)
		return by_record(t, windows, account, nano);
	if (t->form >= ARRAY_SIZE(forms) || (t->gaussian && account == WK_DP_PURE))
		return -EDOM;
	err = forms[t->form](t, windows, nano);
	if (err || t->gaussian || account == WK_DP_PURE)
		return err;
	return pure_to_zcdp(nano);
}

u64 wk_dp_cost_delta(const struct wk_dp_terms *t, u32 windows)
{
	if (t->form != WK_DP_BY_LABEL)
		return 0;
	return (u64)active_windows(t, windows) << (64 - t->delta);
}

static u32 log2_up(u32 v)
{
	u32 bits = 0;

	while (1u << bits < v)
		bits++;
	return bits;
}

u64 wk_dp_threshold(const struct wk_dp_terms *t)
{
	wk_u128 log = (t->delta + log2_up(t->labels)) * LN2_NANO;

	return 1 + (u64)wk_dp_div_up(log * t->other.num, (wk_u128)t->other.den * WK_DP_NANO);
}

u64 wk_dp_epsilon(u64 rho, u32 k)
{
	wk_u128 v = (wk_u128)rho * (k * LN2_NANO);
	wk_u128 sum;

	if (v >> 124)
		return NO_AMOUNT;
	sum = (wk_u128)2 * wk_dp_sqrt_up(v) + rho;
	return sum > NO_AMOUNT ? NO_AMOUNT : (u64)sum;
}
