// SPDX-License-Identifier: GPL-2.0
/* Counter, sum, histogram, keyed: all cells of a window, each with noise of its own. */
#include "gaussian.h"
#include "kind.h"

u32 wk_dp_one(const struct wk_dp_config *c __maybe_unused)
{
	return 1;
}

int wk_dp_main_noise(const struct wk_dp_config *c, u32 i __maybe_unused, s64 *noise)
{
	const struct wk_dp_terms *t = &c->terms;

	return t->gaussian ? wk_dp_gaussian(t->noise, noise) : wk_dp_laplace(t->noise, noise);
}

/* Noise is far from the end of its range, and so is any sum: but nothing may ever wrap. */
s64 wk_dp_noised(u64 sum, s64 noise)
{
	s64 value;

	if (__builtin_add_overflow((s64)min_t(u64, sum, ~0ull >> 1), noise, &value))
		return (s64)(~0ull >> 1);
	return value;
}

static const char *scalar_fault(const struct wk_dp_config *c)
{
	return c->cells == 1 ? NULL : "a counter or sum has 1 cell";
}

static const char *vector_fault(const struct wk_dp_config *c)
{
	return c->cells >= 2 && c->cells <= WK_DP_CELLS_MAX ? NULL
							    : "a histogram has 2 to 1024 cells";
}

static u32 cells(const struct wk_dp_config *c)
{
	return c->cells;
}

static size_t no_state(const struct wk_dp_config *c __maybe_unused)
{
	return 0;
}

static bool fill(const struct wk_dp_fill *f)
{
	u32 i;

	for (i = 0; i < f->config->cells && !f->failed; i++)
		f->values[i] = wk_dp_noised(wk_dp_window_sum(f->window, i), f->noise[i]);
	return !f->failed;
}

const struct wk_dp_kind_ops wk_dp_scalar_ops = {
	.form = WK_DP_BY_WINDOW,
	.fault = scalar_fault,
	.values = wk_dp_one,
	.draws = wk_dp_one,
	.noise = wk_dp_main_noise,
	.state = no_state,
	.fill = fill,
};

const struct wk_dp_kind_ops wk_dp_vector_ops = {
	.form = WK_DP_BY_WINDOW,
	.vector = true,
	.fault = vector_fault,
	.values = cells,
	.draws = cells,
	.noise = wk_dp_main_noise,
	.state = no_state,
	.fill = fill,
};
