// SPDX-License-Identifier: GPL-2.0
/* DP_SAMPLE. */
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>

#include "../dp/gaussian.h"
#include "call.h"

/* Samples between two looks at kill and reschedule: some 100 us. */
#define LOOK_EACH	64

static int check_param(struct wk_call *c, u32 mech, struct wk_dp_ratio param)
{
	switch (mech) {
	case WK_DP_LAPLACE:
		if (wk_dp_laplace_valid(param))
			return 0;
		return wk_refuse(&c->why, WK_C_LIMIT,
				 "a scale has a numerator from 1 to 2^40, a denominator from 1 to 2^32 - 1");
	case WK_DP_GAUSSIAN:
		if (wk_dp_gaussian_valid(param))
			return 0;
		return wk_refuse(&c->why, WK_C_LIMIT,
				 "sigma squared has a numerator and a denominator from 1 to 2^48");
	default:
		return wk_refuse(&c->why, WK_C_BAD_MESSAGE, "there is no mechanism %u", mech);
	}
}

static int draw(struct wk_call *c, u32 mech, struct wk_dp_ratio param, s64 *noise)
{
	int err = mech == WK_DP_LAPLACE ? wk_dp_laplace(param, noise)
					: wk_dp_gaussian(param, noise);

	if (!err)
		return 0;
	return wk_refuse(&c->why, WK_C_NOISE, "a sample took more words than one may");
}

/* @to lies at any alignment. */
static int fill(struct wk_call *c, u32 mech, struct wk_dp_ratio param, u8 *to, u32 count)
{
	s64 noise;
	u32 i;

	for (i = 0; i < count; i++, to += sizeof(noise)) {
		if (draw(c, mech, param, &noise))
			return -1;
		memcpy(to, &noise, sizeof(noise));
		if (i % LOOK_EACH)
			continue;
		if (fatal_signal_pending(current))
			return wk_refuse(&c->why, WK_C_KILLED, "killed");
		cond_resched();
	}
	return 0;
}

int wk_verb_dp_sample(struct wk_call *c)
{
	u32 count = wk_get_u32(&c->rq, WK_A_DP_COUNT, 0);
	u32 mech = wk_get_u32(&c->rq, WK_A_DP_MECH, 0);
	struct wk_dp_ratio param = {
		.num = wk_get_u64(&c->rq, WK_A_DP_NUM, 0),
		.den = wk_get_u64(&c->rq, WK_A_DP_DEN, 0),
	};
	u8 *to;

	if (!count || count > WK_DP_BATCH)
		return wk_refuse(&c->why, WK_C_LIMIT, "1 to %u samples at a time, not %u",
				 WK_DP_BATCH, count);
	if (check_param(c, mech, param))
		return -1;
	if (!wk_dp_random_ready())
		return wk_refuse(&c->why, WK_C_NOT_READY,
				 "the kernel's random numbers are not ready yet");
	if (wk_call_enlarge(c, WK_REPLY_SMALL + count * sizeof(s64)))
		return -1;
	to = wk_build_bytes(&c->reply, WK_A_DP_NOISE, NULL, count * sizeof(s64));
	return fill(c, mech, param, to, count);
}
