// SPDX-License-Identifier: GPL-2.0
#include <linux/percpu.h>

#include "shim.h"

/* Not one for each map: two CPUs, each inside one map, could else wait for the other's. */
static DEFINE_PER_CPU(int, inside);

bool wk_map_enter(unsigned long *flags)
{
	local_irq_save(*flags);
	if (this_cpu_inc_return(inside) == 1)
		return true;
	this_cpu_dec(inside);
	local_irq_restore(*flags);
	return false;
}

void wk_map_leave(unsigned long flags)
{
	this_cpu_dec(inside);
	local_irq_restore(flags);
}
