/* SPDX-License-Identifier: GPL-2.0 */
/* What the hammers count beside the metric. */
#ifndef _WK_TEST_SWARM_H
#define _WK_TEST_SWARM_H

#include <linux/percpu.h>

/* Of each CPU: events that the cap let through. Interrupts are off where it is added to. */
DECLARE_PER_CPU(u64, swarm_admitted);

#endif /* _WK_TEST_SWARM_H */
