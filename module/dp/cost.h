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

/**
 * struct wk_dp_terms - what the loss of a metric depends on
 * @gaussian: noise is discrete Gaussian, else discrete Laplace
 * @vector: a release has several cells, between which a bucket can move its weight
 * @cap: the most that a bucket adds in one window: C
 * @active: windows of an epoch in which a bucket may add anything: W
 * @windows: of an epoch, for the ledger; 0: as many as the ledger has
 * @noise: scale of Laplace noise, sigma squared of Gaussian noise
 */
struct wk_dp_terms {
	bool gaussian;
	bool vector;
	u32 cap;
	u32 active;
	u32 windows;
	struct wk_dp_ratio noise;
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
 * min(2W, N) C^2/(2 sigma^2) and min(W, N) C^2/sigma^2. Epsilon becomes rho as epsilon^2/2.
 *
 * Context: any. Return: 0; -EDOM, Gaussian noise has no epsilon; -ERANGE, more than 64 bits.
 */
int wk_dp_cost(const struct wk_dp_terms *t, u32 windows, enum wk_dp_account account, u64 *nano);

/**
 * wk_dp_epsilon() - the epsilon of (epsilon, 2^-@k)-privacy that @rho nano-rho give
 * @rho: nano-rho
 * @k: 1 to 128
 *
 * rho + 2 sqrt(rho ln(1/delta)), rounded up. Return: nano-epsilon; U64_MAX when it is more.
 */
u64 wk_dp_epsilon(u64 rho, u32 k);

#endif /* _WK_DP_COST_H */
