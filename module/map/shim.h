/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Locks of maps.
 *
 * A CPU is inside at most one map operation: whoever comes by an interrupt, an NMI or a probe
 * inside of the operation's own code is turned away.  So a CPU waits for another one only,
 * never for itself, and those that wait hold nothing that another could wait for.
 */
#ifndef _WK_MAP_SHIM_H
#define _WK_MAP_SHIM_H

#include "../wasm/shim.h"

#ifdef __KERNEL__

#include <linux/atomic.h>
#include <linux/cpumask.h>
#include <linux/irqflags.h>
#include <linux/log2.h>
#include <linux/preempt.h>
#include <linux/random.h>
#include <linux/smp.h>
#include <linux/spinlock.h>

typedef raw_spinlock_t wk_map_lock_t;
typedef atomic64_t wk_map_count_t;

#define wk_map_lock_init(l)	raw_spin_lock_init(l)
#define wk_map_unlock(l)	raw_spin_unlock(l)
#define wk_map_count(c)		atomic64_inc(c)
#define wk_map_counted(c)	((u64)atomic64_read(c))
#define wk_map_this_cpu()	((u32)raw_smp_processor_id())
#define wk_map_all_cpus()	nr_cpu_ids
#define wk_map_seed()		get_random_u64()

static inline void wk_map_lock(wk_map_lock_t *l)
{
	/* Lockdep takes only attempts in an NMI for safe; these are, see above. */
	if (!in_nmi()) {
		raw_spin_lock(l);
		return;
	}
	while (!raw_spin_trylock(l))
		cpu_relax();
}

/** wk_map_enter() - Return: is the CPU ours, with interrupts off? Else it is inside already. */
bool wk_map_enter(unsigned long *flags);
void wk_map_leave(unsigned long flags);

#else

#include "shim_host.h"

#endif

#endif /* _WK_MAP_SHIM_H */
