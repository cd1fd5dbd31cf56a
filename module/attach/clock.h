/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The time that hits take. It is read twice in each of them, so it is the cheapest clock there is:
 * ticks, whose differences mean something on one CPU, and which become nanoseconds where
 * somebody asks for them.
 */
#ifndef _WK_ATTACH_CLOCK_H
#define _WK_ATTACH_CLOCK_H

#include <linux/math64.h>
#include <linux/sched/clock.h>

#ifdef CONFIG_X86
#include <asm/msr.h>
#include <asm/tsc.h>

/* Where the kernel could not tell how fast the TSC is, its own clock is not made of it either. */
static __always_inline u64 wk_clock(void)
{
	return likely(tsc_khz) ? rdtsc() : sched_clock();
}

static inline u64 wk_clock_to_ns(u64 ticks)
{
	u32 khz = tsc_khz, rest;

	if (!khz)
		return ticks;
	/* Whatever the number is: the CPU's own division faults when the result is too long. */
	ticks = div_u64_rem(ticks, khz, &rest);
	return ticks * NSEC_PER_MSEC + div_u64((u64)rest * NSEC_PER_MSEC, khz);
}

/* At most some seconds. */
static inline u64 wk_clock_from_ns(u64 ns)
{
	return tsc_khz ? div_u64(ns * tsc_khz, NSEC_PER_MSEC) : ns;
}

#else

static __always_inline u64 wk_clock(void)
{
	return sched_clock();
}

static inline u64 wk_clock_to_ns(u64 ticks)
{
	return ticks;
}

static inline u64 wk_clock_from_ns(u64 ns)
{
	return ns;
}

#endif

#endif /* _WK_ATTACH_CLOCK_H */
