/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a metric costs in an epoch.  Amounts are nano-epsilon or nano-rho, always rounded
 * up.  docs/dp.md has the proofs.
 */
#ifndef _WK_DP_COST_H
#define _WK_DP_COST_H

#include "laplace.h"

#define WK_DP_NANO	1000000000ull

/* How privacy loss is counted. */
enum wk_dp_account {
	WK_DP_PURE,		/* epsilon */
	WK_DP_ZCDP,		/* rho */
};

/* How the loss follows from the terms: docs/dp.md has a proof for each. */
enum wk_dp_form {
	WK_DP_BY_WINDOW,	/* each window is released once: counter, sum, histogram, keyed */
	WK_DP_BY_LABEL,		/* and keys are chosen by how many buckets have them: keyed-open */
	WK_DP_BY_ALARM,		/* windows are compared, and only alarms released: watch */
	WK_DP_BY_NODE,		/* sums of intervals are released: running total */
	WK_DP_BY_RECORD,	/* each record is: per-record mode */
	WK_DP_FORMS,
};

/* Powers of one half that can be a delta. */
#define WK_DP_DELTA_MIN	20
#define WK_DP_DELTA_MAX	63

/**
 * struct wk_dp_terms - what the loss of a metric depends on
 * @form: enum wk_dp_form; wk_dp_terms_of() sets it
 * @gaussian: noise is discrete Gaussian, else discrete Laplace
 * @vector: a release has several cells, between which a bucket can move its weight
 * @cap: the most that a bucket adds in one window: C
 * @active: windows of an epoch in which a bucket may add anything: W
 * @windows: of an epoch, for the ledger; 0: as many as the ledger has
 * @noise: scale of Laplace noise, sigma squared of Gaussian noise
 * @labels: by label: keys that a bucket can have in one window
 * @delta: by label: k of the delta of one window, 2^-k
 * @alarms: by alarm: how many
 * @other: by label: scale of the noise on numbers of buckets; by alarm: of that on the threshold
 * @each: by record: nano of one record; in epsilon, ~0 for none, and in rho
 */
struct wk_dp_terms {
	u32 form;
	bool gaussian;
	bool vector;
	u32 cap;
	u32 active;
	u32 windows;
	struct wk_dp_ratio noise;
	u32 labels;
	u32 delta;
	u32 alarms;
	struct wk_dp_ratio other;
	u64 each[2];
};

/**
 * wk_dp_cost() - what @windows windows of one epoch cost
 * @t: terms; cap, active and noise are valid
 * @windows: N; may be 0
 * @account: in which coin
 * @nano: where it goes
 *
 * With the whole stream of one bucket replaced by any other: Laplace costs epsilon =
 * min(2W, N) C/b for a counter, 2 min(W, N) C/b for a vector; Gaussian costs rho =
 * min(2W, N) C^2/(2 sigma^2) and min(W, N) C^2/sigma^2. By label: epsilon =
 * 2 min(W, N) (labels/other + C/b). By alarm: alarms (C/other + 2C/b), unless N is 0.
 * By node: rho = min(2W, N) (min(1, W) + min(2, W) + min(4, W) + ...) C^2/(2 sigma^2), with as
 * many summands as N has binary digits. By record: min(W, N) C times what one costs. Epsilon
 * becomes rho as epsilon^2/2.
 *
 * Context: any. Return: 0; -EDOM, Gaussian noise has no epsilon; -ERANGE, more than 64 bits.
 */
int wk_dp_cost(const struct wk_dp_terms *t, u32 windows, enum wk_dp_account account, u64 *nano);

/**
 * wk_dp_cost_delta() - the delta of @windows windows of one epoch, in units of 2^-64
 *
 * By label: min(W, N) 2^-k; others have none. Context: any.
 */
u64 wk_dp_cost_delta(const struct wk_dp_terms *t, u32 windows);

/**
 * wk_dp_threshold() - by label: how many buckets, with noise, a key needs to be released
 *
 * 1 + b ln(l0 2^k), rounded up: a key that one bucket alone has gets there with a probability of at
 * most 2^-k/l0. Context: any.
 */
u64 wk_dp_threshold(const struct wk_dp_terms *t);

/**
 * wk_dp_epsilon() - the epsilon of (epsilon, 2^-@k)-privacy that @rho nano-rho give
 * @rho: nano-rho
 * @k: 1 to 128
 *
 * rho + 2 sqrt(rho ln(1/delta)), rounded up. Return: nano-epsilon; U64_MAX when it is more.
 */
u64 wk_dp_epsilon(u64 rho, u32 k);

#endif /* _WK_DP_COST_H */
