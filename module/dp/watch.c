// SPDX-License-Identifier: GPL-2.0
/*
 * AboveThreshold: says in which windows a count is above a threshold, and nothing of the count.
 *
 * The threshold has noise of its own, which stays until an alarm and is drawn anew then; so the
 * windows in which there was no alarm cost nothing.  After its alarms it is silent until there
 * is a new charge.  Both values are drawn for every window, whether used or not: who counts draws
 * learns nothing.
 */
#include "kind.h"

/**
 * struct watch - from window to window
 * @epoch: that it was armed in
 * @shift: noise of the threshold
 * @left: alarms that it may still give
 * @armed: there has been a window
 * @renew: @shift is used up: take the next one
 */
struct watch {
	u64 epoch;
	s64 shift;
	u32 left;
	bool armed;
	bool renew;
};

enum { QUERY, THRESHOLD, DRAWS };

static const char *fault(const struct wk_dp_config *c)
{
	const struct wk_dp_terms *t = &c->terms;

	if (c->cells != 1)
		return "a watch has 1 cell";
	if (t->gaussian)
		return "a watch has Laplace noise";
	if (!t->alarms || t->alarms > WK_DP_ALARMS_MAX)
		return "a watch gives 1 to 100 alarms";
	if (!wk_dp_laplace_valid(t->other))
		return "noise on a threshold cannot be drawn with that scale";
	return c->threshold <= WK_DP_THRESHOLD_MAX ? NULL : "a threshold is at most 2^60";
}

static u32 values(const struct wk_dp_config *c __maybe_unused)
{
	return 2;
}

static u32 draws(const struct wk_dp_config *c __maybe_unused)
{
	return DRAWS;
}

static int draw(const struct wk_dp_config *c, u32 i, s64 *noise)
{
	return wk_dp_laplace(i == QUERY ? c->terms.noise : c->terms.other, noise);
}

static size_t state_bytes(const struct wk_dp_config *c __maybe_unused)
{
	return sizeof(struct watch);
}

void wk_dp_watch_rearm(void *state)
{
	struct watch *s = state;

	s->armed = false;
}

/* Who is to be armed with the next window has all of them then. */
bool wk_dp_watch_full(const void *state, u64 epoch, u32 alarms)
{
	const struct watch *s = state;

	return !s->armed || s->epoch != epoch || s->left == alarms;
}

/* Every epoch is charged anew, and has units of its own: it begins with all alarms. */
static void arm(struct watch *s, const struct wk_dp_fill *f)
{
	u64 epoch = f->window->epoch->number;

	if (s->armed && s->epoch == epoch)
		return;
	s->armed = true;
	s->epoch = epoch;
	s->left = f->config->terms.alarms;
	s->renew = true;
}

static bool fill(const struct wk_dp_fill *f)
{
	struct watch *s = f->state;

	arm(s, f);
	if (f->failed)
		return false;
	if (s->renew)
		s->shift = f->noise[THRESHOLD];
	s->renew = false;
	if (s->left && wk_dp_noised(wk_dp_window_sum(f->window, 0), f->noise[QUERY]) >=
			       (s64)f->config->threshold + s->shift) {
		f->values[0] = 1;
		s->left--;
		s->renew = true;
	}
	f->values[1] = s->left;
	return true;
}

const struct wk_dp_kind_ops wk_dp_watch_ops = {
	.form = WK_DP_BY_ALARM,
	.fault = fault,
	.values = values,
	.draws = draws,
	.noise = draw,
	.state = state_bytes,
	.fill = fill,
};
