/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Randomness for noise: from the kernel's generator (in user space from getrandom), never from a
 * seed.  Only a build with WK_DP_INSECURE can be given another source; it stamps
 * everything that it releases.
 */
#ifndef _WK_DP_RANDOM_H
#define _WK_DP_RANDOM_H

#include "../wasm/shim.h"

#ifdef WK_DP_INSECURE
#define WK_DP_STAMP	1
/* Where words come from; tests put a tape here. NULL is the real source. */
extern u64 (*wk_dp_tape)(void);
#else
#define WK_DP_STAMP	0
#endif

/**
 * wk_dp_word() - 64 bits
 * Context: process; does not sleep, once wk_dp_random_ready() has said yes.
 */
u64 wk_dp_word(void);

/**
 * wk_dp_random_ready() - is the generator seeded?
 * Before that nothing may be drawn: there is nothing to fall back on. Context: any.
 */
bool wk_dp_random_ready(void);

/** wk_dp_wipe() - forgets @n bytes; no compiler takes that for superfluous */
void wk_dp_wipe(void *p, size_t n);

/*
 * Words that one sample may draw. A sample that wants more fails; that has a probability below
 * 2^-160 and does not depend on anybody's data.
 */
#define WK_DP_DRAWS	4096

/**
 * struct wk_dp_rng - the words of one sample
 * @left: how many it may still draw
 * @failed: it wanted more: what was computed from it must not be used
 */
struct wk_dp_rng {
	u32 left;
	bool failed;
};

/** wk_dp_rng_start() - allows a sample WK_DP_DRAWS words */
static inline void wk_dp_rng_start(struct wk_dp_rng *r)
{
	*r = (struct wk_dp_rng){ .left = WK_DP_DRAWS };
}

#endif /* _WK_DP_RANDOM_H */
