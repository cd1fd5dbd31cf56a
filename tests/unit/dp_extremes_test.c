// SPDX-License-Identifier: GPL-2.0
/* The ends of what configurations allow, for every kind: nothing wraps, nothing is lost. */
#include "../../module/dp/ledger.h"
#include "../../module/dp/metric.h"
#include "dp_tape.h"

static const u32 kinds[] = { WK_DP_COUNTER, WK_DP_SUM, WK_DP_HISTOGRAM, WK_DP_KEYED, WK_DP_OPEN,
			     WK_DP_WATCH, WK_DP_TOTAL };

static bool is_vector(u32 kind)
{
	return kind == WK_DP_HISTOGRAM || kind == WK_DP_KEYED;
}

/* C = 1, W = N = 1, B = 64, the least of cells, keys and alarms. */
static struct wk_dp_config least(u32 kind)
{
	return (struct wk_dp_config){
		.kind = kind, .cells = is_vector(kind) ? 2 : 1, .buckets = 64, .clip = 1,
		.windows = 1,
		.terms = { .cap = 1, .active = 1, .noise = { 1, 100 }, .labels = 1, .delta = 20,
			   .alarms = 1, .other = { 1, 100 }, .gaussian = kind == WK_DP_TOTAL },
	};
}

/* W = N = 10000, the largest caps and the most noise that can be drawn. */
static struct wk_dp_config most(u32 kind)
{
	struct wk_dp_ratio noise = { kind == WK_DP_TOTAL ? 1ull << 48 : 1ull << 40, 1 };
	bool open = kind == WK_DP_OPEN;

	return (struct wk_dp_config){
		.kind = kind, .cells = is_vector(kind) ? 1024 : open ? 341 : 1,
		.buckets = open ? 4096 : 65536, .windows = 10000,
		.clip = is_vector(kind) || open || kind == WK_DP_COUNTER ? 1 : 1u << 30,
		.threshold = 1ull << 60,
		.terms = { .cap = 1u << 30, .active = 10000, .noise = noise, .labels = 16,
			   .delta = 63, .alarms = 100, .other = { 1ull << 40, 1 },
			   .gaussian = kind == WK_DP_TOTAL },
	};
}

/* Events with all numbers there are; windows and epochs that jump to the end and back to 0. */
static bool survives(const struct wk_dp_config *c)
{
	static const struct {
		u64 epoch;
		u32 window;
	} next[] = { { 0, 9999 }, { 1, 0 }, { ~0ull - 1, 9999 }, { ~0ull, 0 } };
	u64 epoch = 0;
	u32 window = 0, flags, i, k;
	struct wk_dp_metric *m;
	bool ok = !wk_dp_config_fault(c);

	wk_dp_tape = NULL;
	m = wk_dp_metric_new(c, 0, 0);
	for (i = 0; ok && i < ARRAY_SIZE(next); i++) {
		const struct wk_dp_release *r;

		for (k = 0; k < 300; k++)
			wk_dp_add(m, k ? ~0ull / k : 0, k % 3 ? k : ~0u - k, k % 2 ? ~0u : k);
		r = wk_dp_metric_release(m, next[i].epoch, next[i].window);
		/* A total has as many windows as an epoch, and not more: the second is too many. */
		flags = c->kind == WK_DP_TOTAL && i == 1 && c->windows == 1 ? WK_DP_FAILED : 0;
		ok = r && r->epoch == epoch && r->window == window && r->seq == i &&
		     r->cells == wk_dp_values(c) && r->flags == (flags | WK_DP_STAMPED);
		epoch = next[i].epoch;
		window = next[i].window;
	}
	wk_dp_metric_free(m);
	return ok;
}

static bool all_survive(struct wk_dp_config (*config)(u32 kind))
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		struct wk_dp_config c = config(kinds[i]);

		if (!survives(&c)) {
			printf("# kind %u\n", kinds[i]);
			return false;
		}
	}
	return true;
}

/* Every bucket at the largest cap: 65536 times 2^30, to the last one, from eight shards. */
static bool full_sum(void)
{
	struct wk_dp_config c = most(WK_DP_SUM);
	const struct wk_dp_release *r;
	struct wk_dp_metric *m;
	u64 exact;
	u32 i;

	c.buckets = 64;
	c.terms.noise = (struct wk_dp_ratio){ 1, 100 };
	m = wk_dp_metric_new(&c, 0, 0);
	for (i = 0; i < 4000; i++)
		wk_dp_add(m, i, 0, ~0u);
	exact = wk_dp_metric_exact(m, 0);
	r = wk_dp_metric_release(m, 0, 1);
	i = exact == 64ull << 30 && r->values[0] == 64ll << 30;
	wk_dp_metric_free(m);
	return i;
}

/* The dearest metric of every kind: the ledger says that it is too much, or the amount is right. */
static bool costs(void)
{
	static struct wk_dp_ledger l;
	struct wk_dp_shortfall s;
	u32 i;

	wk_dp_ledger_start(&l, WK_DP_ZCDP, WK_DP_NANO, 10000, 1);
	wk_dp_ledger_advance(&l, 2);
	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		struct wk_dp_config c = most(kinds[i]);
		struct wk_dp_terms t;
		int err;

		c.terms.noise = (struct wk_dp_ratio){ 1, 1 };
		c.terms.other = c.terms.noise;
		t = wk_dp_terms_of(&c);
		err = wk_dp_ledger_reserve(&l, 1, &t, 0, &s);
		if ((err != -ERANGE && err != -EDQUOT) || l.spent || l.delta_spent)
			return false;
	}
	return true;
}

/* A clock may do anything: epochs do not come back, windows past the end are none. */
static bool time_jumps(void)
{
	static struct wk_dp_ledger l;
	struct wk_dp_config c = least(WK_DP_COUNTER);
	struct wk_dp_terms t = wk_dp_terms_of(&c);
	struct wk_dp_shortfall s;
	u64 spent;

	t.noise = (struct wk_dp_ratio){ 10, 1 };
	wk_dp_ledger_start(&l, WK_DP_PURE, WK_DP_NANO, 1, ~0ull - 2);
	wk_dp_ledger_advance(&l, ~0ull - 1);
	if (wk_dp_ledger_reserve(&l, 1, &t, 0, &s) ||
	    wk_dp_ledger_reserve(&l, 2, &t, ~0u, &s) != -EINVAL)
		return false;
	spent = l.spent;
	wk_dp_ledger_advance(&l, 0);
	wk_dp_ledger_advance(&l, 5);
	if (l.epoch != ~0ull - 1 || l.spent != spent)
		return false;
	return !wk_dp_ledger_release(&l, 1, ~0u) && l.spent == spent;
}

int main(void)
{
	report(all_survive(least), "the least of everything, with windows and epochs that jump");
	report(all_survive(most), "the most of everything");
	report(full_sum(), "every bucket at the largest cap");
	report(costs(), "what costs too much is refused, not wrapped");
	report(time_jumps(), "clocks that jump");
	printf("1..%d\n", checks);
	return failures != 0;
}
