// SPDX-License-Identifier: GPL-2.0
/*
 * A running total of an epoch: sums of intervals of 2^level windows, each noised once.
 *
 * After t windows the total is the sum of one interval for each binary digit 1 of t, so it bears
 * the noise of at most as many as t has digits, where a sum of windows would bear that of t.  One
 * noise value a window is enough: the interval that ends with window t and that any total needs is
 * the one of as many windows as the lowest digit 1 of t says.
 */
#include "kind.h"
#include "ledger.h"

#define LEVELS	14

static_assert(WK_DP_WINDOWS_MAX >> LEVELS == 0, "every window of an epoch has its interval");

/**
 * struct total - from window to window
 * @epoch: whose total it is
 * @windows: of the epoch so far: t; those that were not released have none
 * @bad: of each level: the noise could not be drawn
 * @exact: of each level: the sum of the latest interval
 * @noise: of it
 */
struct total {
	u64 epoch;
	u32 windows;
	u32 bad;
	u64 exact[LEVELS];
	s64 noise[LEVELS];
};

static const char *fault(const struct wk_dp_config *c)
{
	if (c->cells != 1)
		return "a running total has 1 cell";
	return c->terms.gaussian ? NULL : "a running total has Gaussian noise";
}

static size_t state_bytes(const struct wk_dp_config *c __maybe_unused)
{
	return sizeof(struct total);
}

/* Joins the intervals that end here; their levels are free until other ones end. */
static void join(struct total *s, u64 sum, const struct wk_dp_fill *f)
{
	u32 level = 0, bit;

	s->windows++;
	while (!(s->windows >> level & 1))
		sum += s->exact[level++];
	bit = 1u << level;
	s->exact[level] = sum;
	s->noise[level] = f->failed ? 0 : f->noise[0];
	s->bad = f->failed ? s->bad | bit : s->bad & ~bit;
}

static bool fill(const struct wk_dp_fill *f)
{
	struct total *s = f->state;
	u64 sum = 0;
	s64 noise = 0;
	u32 level;

	if (s->epoch != f->window->epoch->number)
		*s = (struct total){ .epoch = f->window->epoch->number };
	/* More windows than an epoch has were not paid for. */
	if (s->windows >= f->config->windows)
		return false;
	join(s, wk_dp_window_sum(f->window, 0), f);
	for (level = 0; level < LEVELS; level++) {
		if (!(s->windows >> level & 1))
			continue;
		sum += s->exact[level];
		noise += s->noise[level];
	}
	if (s->bad & s->windows)
		return false;
	f->values[0] = wk_dp_noised(sum, noise);
	return true;
}

const struct wk_dp_kind_ops wk_dp_total_ops = {
	.form = WK_DP_BY_NODE,
	.fault = fault,
	.values = wk_dp_one,
	.draws = wk_dp_one,
	.noise = wk_dp_main_noise,
	.state = state_bytes,
	.fill = fill,
};
