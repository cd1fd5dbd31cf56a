// SPDX-License-Identifier: GPL-2.0
#include <linux/random.h>

#include "random.h"

#ifdef WK_DP_INSECURE
u64 (*wk_dp_tape)(void);
#endif

u64 wk_dp_word(void)
{
#ifdef WK_DP_INSECURE
	if (wk_dp_tape)
		return wk_dp_tape();
#endif
	return get_random_u64();
}

bool wk_dp_random_ready(void)
{
	return rng_is_initialized();
}

void wk_dp_wipe(void *p, size_t n)
{
	memzero_explicit(p, n);
}
