/* SPDX-License-Identifier: GPL-2.0 */
/* In what kinds of metric differ. */
#ifndef _WK_DP_KIND_H
#define _WK_DP_KIND_H

#include "window.h"

/**
 * struct wk_dp_fill - a window that becomes a release
 * @config: of the metric
 * @window: nobody adds to it any more
 * @noise: as many as the kind draws; means nothing when @failed
 * @failed: it could not be drawn
 * @state: of the metric; zeroes at first
 * @values: where the release's values go; zeroes
 */
struct wk_dp_fill {
	const struct wk_dp_config *config;
	const struct wk_dp_window *window;
	const s64 *noise;
	bool failed;
	void *state;
	s64 *values;
};

/**
 * struct wk_dp_kind_ops - one kind
 * @form: enum wk_dp_form
 * @vector: a bucket can move its weight between cells
 * @fault: what is wrong with a configuration, beyond what is wrong for every kind; or NULL
 * @values: of one release
 * @draws: noise values of one window
 * @noise: draws the one of that index; as wk_dp_laplace()
 * @state: bytes that a metric keeps from window to window
 * @fill: Return: false, the window cannot be released
 *
 * None of them may do what depends on data in a way that can be seen, but in @values.
 */
struct wk_dp_kind_ops {
	enum wk_dp_form form;
	bool vector;
	const char *(*fault)(const struct wk_dp_config *c);
	u32 (*values)(const struct wk_dp_config *c);
	u32 (*draws)(const struct wk_dp_config *c);
	int (*noise)(const struct wk_dp_config *c, u32 i, s64 *noise);
	size_t (*state)(const struct wk_dp_config *c);
	bool (*fill)(const struct wk_dp_fill *f);
};

/* Events that are counted and summed, by cell. */
extern const struct wk_dp_kind_ops wk_dp_scalar_ops;
extern const struct wk_dp_kind_ops wk_dp_vector_ops;
extern const struct wk_dp_kind_ops wk_dp_open_ops;
extern const struct wk_dp_kind_ops wk_dp_watch_ops;
extern const struct wk_dp_kind_ops wk_dp_total_ops;

/** wk_dp_one() - what @values and @draws of a single number are */
u32 wk_dp_one(const struct wk_dp_config *c);

/** wk_dp_main_noise() - noise as @terms.noise says, whatever the index */
int wk_dp_main_noise(const struct wk_dp_config *c, u32 i, s64 *noise);

/** wk_dp_noised() - a sum with noise, which stays in 64 bits with sign. Context: any. */
s64 wk_dp_noised(u64 sum, s64 noise);

/**
 * wk_dp_watch_rearm() - the next window is compared again, with a new threshold
 * @state: of a metric of that kind
 */
void wk_dp_watch_rearm(void *state);

/**
 * wk_dp_watch_full() - has a watch given none of the alarms of an epoch?
 * @state: of a metric of that kind
 * @epoch: the one that is collected
 * @alarms: of an epoch
 */
bool wk_dp_watch_full(const void *state, u64 epoch, u32 alarms);

#endif /* _WK_DP_KIND_H */
