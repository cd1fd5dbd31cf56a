/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the portable part of streams needs of the world.  In user space, where it is tested, a
 * thread plays a CPU and a signal handler plays an interrupt.
 */
#ifndef _WK_STREAM_SHIM_H
#define _WK_STREAM_SHIM_H

#include "../wasm/shim.h"

#ifdef __KERNEL__

#include <linux/atomic.h>
#include <linux/cache.h>
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/preempt.h>
#include <linux/rcupdate.h>
#include <linux/refcount.h>
#include <linux/smp.h>
#include <linux/timekeeping.h>
#include <asm/local.h>

/* Stays on this CPU. Return: its number. */
static __always_inline u32 wk_stream_pin(void)
{
	preempt_disable_notrace();
	return raw_smp_processor_id();
}

#define wk_stream_unpin()	preempt_enable_notrace()
#define wk_stream_clock()	ktime_get_mono_fast_ns()
#define wk_stream_cpus()	nr_cpu_ids
#define wk_stream_has_cpu(cpu)	cpu_possible(cpu)
/* All that were pinned have been unpinned since. */
#define wk_stream_quiesce()	synchronize_rcu()

#else

#include "shim_host.h"

#endif

#endif /* _WK_STREAM_SHIM_H */
