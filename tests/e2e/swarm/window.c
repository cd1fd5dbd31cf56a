// SPDX-License-Identifier: GPL-2.0
/* Windows as they are, but for a count of what their caps let through. */
#include "module/dp/bucket.h"
#include "swarm.h"

static u32 counted_admit(u32 *used, u32 cap, u32 amount)
{
	u32 part = wk_dp_admit(used, cap, amount);

	__this_cpu_add(swarm_admitted, part);
	return part;
}

#define wk_dp_admit counted_admit
#include "module/dp/window.c"
