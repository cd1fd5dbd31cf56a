/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What hooks on all CPUs share, in the kernel and in user space.
 *
 * Everything here is wait-free or a compare-and-swap loop, and so right in any context, NMI
 * included: nobody ever waits for a context that it may have interrupted.
 */
#ifndef _WK_DP_ATOMIC_H
#define _WK_DP_ATOMIC_H

#include "../wasm/shim.h"

#ifdef __KERNEL__

#include <linux/atomic.h>
#include <linux/rcupdate.h>

#define wk_dp_load(p)		READ_ONCE(*(p))
#define wk_dp_cas(p, old, new)	(cmpxchg((p), (old), (new)) == (old))

static inline void wk_dp_sum_add(u64 *p, u64 v)
{
	atomic64_add((s64)v, (atomic64_t *)p);
}

static inline u32 wk_dp_cpu(void)
{
	return raw_smp_processor_id();
}

/* Readers may nest and be interrupted; wk_dp_read_sync() waits for those that read now. */
#define wk_dp_read_lock()	rcu_read_lock()
#define wk_dp_read_unlock()	rcu_read_unlock()
#define wk_dp_read_sync()	synchronize_rcu()
/* Pairs with wk_dp_subscribe(): who sees the pointer sees what it points to. */
#define wk_dp_publish(p, v)	smp_store_release((p), (v))
/* Pairs with wk_dp_publish(). */
#define wk_dp_subscribe(p)	smp_load_acquire((p))

#else

#include <pthread.h>
#include <sched.h>

#define wk_dp_load(p)		__atomic_load_n((p), __ATOMIC_RELAXED)

#define wk_dp_cas(p, old, new) ({					\
	__typeof__(*(p)) _was = (old);					\
	__atomic_compare_exchange_n((p), &_was, (new), false,		\
				    __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST); })

static inline void wk_dp_sum_add(u64 *p, u64 v)
{
	__atomic_fetch_add(p, v, __ATOMIC_RELAXED);
}

static inline u32 wk_dp_cpu(void)
{
	int cpu = sched_getcpu();

	return cpu < 0 ? 0 : (u32)cpu;
}

extern pthread_rwlock_t wk_dp_readers;

#define wk_dp_read_lock()	pthread_rwlock_rdlock(&wk_dp_readers)
#define wk_dp_read_unlock()	pthread_rwlock_unlock(&wk_dp_readers)
#define wk_dp_publish(p, v)	__atomic_store_n((p), (v), __ATOMIC_RELEASE)
#define wk_dp_subscribe(p)	__atomic_load_n((p), __ATOMIC_ACQUIRE)

static inline void wk_dp_read_sync(void)
{
	pthread_rwlock_wrlock(&wk_dp_readers);
	pthread_rwlock_unlock(&wk_dp_readers);
}

#endif /* __KERNEL__ */

#endif /* _WK_DP_ATOMIC_H */
