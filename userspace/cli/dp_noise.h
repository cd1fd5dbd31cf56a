/* SPDX-License-Identifier: GPL-2.0 */
/* How much noise a budget asks for, and what it means. Integers only. */
#ifndef _WK_CLI_DP_NOISE_H
#define _WK_CLI_DP_NOISE_H

#include "../../module/dp/metric.h"
#include "dp.h"

/**
 * dp_choose_noise() - the least noise with which a metric costs no more than a budget
 * @t: all but @t->noise and @t->other, which are filled; Gaussian noise is paid in rho, Laplace
 *     noise in epsilon. Keyed-open: half of it for each; watch: two fifths for the threshold.
 * @windows: of an epoch
 * @budget: of an epoch
 *
 * Return: 0, or -1 when that much noise cannot be drawn.
 */
int dp_choose_noise(struct wk_dp_terms *t, uint32_t windows, struct dp_number budget);

/**
 * dp_delta_of_window() - k of the delta of one window, 2^-k
 * @epoch: k of a whole epoch
 * @active: windows of it in which a unit counts
 */
uint32_t dp_delta_of_window(uint32_t epoch, uint32_t active);

/**
 * dp_fault() - works out noise and everything that follows
 * @c: without noise; filled
 * @budget: of an epoch
 *
 * Return: NULL, or what is wrong, as half a sentence.
 */
const char *dp_fault(struct wk_dp_config *c, struct dp_number budget);

/** dp_ci95() - how near to 0 95 % of the noise is; @noise: scale, or sigma squared */
uint64_t dp_ci95(bool gaussian, struct wk_dp_ratio noise);

#define DP_NANO_TEXT	40

/** dp_nano_text() - "1.5" for 1500000000; Return: @buf */
const char *dp_nano_text(char buf[DP_NANO_TEXT], uint64_t nano);

/** dp_delta_text() - "2^-30" for 2^34 units of 2^-64; Return: @buf */
const char *dp_delta_text(char buf[DP_NANO_TEXT], uint64_t delta);

#endif /* _WK_CLI_DP_NOISE_H */
