/* SPDX-License-Identifier: GPL-2.0 */
/* The same in user space: a thread plays a CPU. */
#ifndef _WK_MAP_SHIM_HOST_H
#define _WK_MAP_SHIM_HOST_H

typedef char wk_map_lock_t;
typedef u64 wk_map_count_t;

#define wk_map_lock_init(l)	(*(l) = 0)
#define wk_map_unlock(l)	__atomic_clear(l, __ATOMIC_RELEASE)
#define wk_map_count(c)		((void)__atomic_add_fetch(c, 1, __ATOMIC_RELAXED))
#define wk_map_counted(c)	__atomic_load_n(c, __ATOMIC_RELAXED)
#define wk_map_seed()		0x5741534d5741534dull
#define roundup_pow_of_two(n)	((n) < 2 ? 1ull : 1ull << (64 - __builtin_clzll((u64)(n) - 1)))

#define WK_MAP_HOST_CPUS	4

extern __thread u32 wk_map_cpu;		/* of the calling thread */
extern __thread int wk_map_inside;

#define wk_map_this_cpu()	wk_map_cpu
#define wk_map_all_cpus()	WK_MAP_HOST_CPUS

static inline void wk_map_lock(wk_map_lock_t *l)
{
	while (__atomic_test_and_set(l, __ATOMIC_ACQUIRE))
		;
}

static inline bool wk_map_enter(unsigned long *flags)
{
	*flags = 0;
	if (wk_map_inside)
		return false;
	wk_map_inside = 1;
	return true;
}

static inline void wk_map_leave(unsigned long flags)
{
	(void)flags;
	wk_map_inside = 0;
}

#endif /* _WK_MAP_SHIM_HOST_H */
