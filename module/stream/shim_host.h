/* SPDX-License-Identifier: GPL-2.0 */
/* The kernel's primitives that streams use, for user space. The test defines the functions. */
#ifndef _WK_STREAM_SHIM_HOST_H
#define _WK_STREAM_SHIM_HOST_H

#include <pthread.h>
#include <time.h>

/* Volatile accesses are data races to ThreadSanitizer. */
#undef READ_ONCE
#undef WRITE_ONCE
#define READ_ONCE(x)		__atomic_load_n(&(x), __ATOMIC_RELAXED)
#define WRITE_ONCE(x, v)	__atomic_store_n(&(x), v, __ATOMIC_RELAXED)

#define ERR_PTR(e)		((void *)(intptr_t)(e))
#define PTR_ERR(p)		((int)(intptr_t)(p))
#define IS_ERR(p)		((uintptr_t)(p) >= (uintptr_t)-4095)
#define roundup_pow_of_two(n)	(1ul << (64 - __builtin_clzl((n) - 1)))
#define round_up(n, a)		(((n) + (a) - 1) / (a) * (a))

#define smp_load_acquire(p)	__atomic_load_n(p, __ATOMIC_ACQUIRE)
#define smp_store_release(p, v)	__atomic_store_n(p, v, __ATOMIC_RELEASE)
#define smp_mb()		((void)0)	/* see local_t */

/* Stronger than the kernel's, so that ThreadSanitizer, which knows no fences, follows. */
typedef struct {
	long v;
} local_t;

static inline long local_read(const local_t *l)
{
	return __atomic_load_n(&l->v, __ATOMIC_SEQ_CST);
}

static inline long local_add_return(long n, local_t *l)
{
	return __atomic_add_fetch(&l->v, n, __ATOMIC_SEQ_CST);
}

static inline long local_cmpxchg(local_t *l, long old, long new)
{
	__atomic_compare_exchange_n(&l->v, &old, new, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
	return old;
}

#define local_add(n, l)		((void)local_add_return(n, l))
#define local_inc(l)		local_add(1, l)
#define local_set(l, n)		__atomic_store_n(&(l)->v, n, __ATOMIC_SEQ_CST)
#define smp_rmb()		((void)0)
#define smp_wmb()		((void)0)

typedef struct {
	int n;
} refcount_t;

#define refcount_set(r, v)	((r)->n = (v))
#define refcount_inc(r)		((void)__atomic_add_fetch(&(r)->n, 1, __ATOMIC_SEQ_CST))
#define refcount_dec_and_test(r) (!__atomic_sub_fetch(&(r)->n, 1, __ATOMIC_SEQ_CST))

struct mutex {
	pthread_mutex_t m;
};

#define mutex_init(l)		pthread_mutex_init(&(l)->m, NULL)
#define mutex_destroy(l)	pthread_mutex_destroy(&(l)->m)
#define mutex_lock(l)		pthread_mutex_lock(&(l)->m)
#define mutex_unlock(l)		pthread_mutex_unlock(&(l)->m)
#define lockdep_assert_held(l)	((void)(l))

u32 wk_stream_pin(void);
void wk_stream_unpin(void);
u32 wk_stream_cpus(void);
void wk_stream_quiesce(void);

#define wk_stream_has_cpu(cpu)	((cpu) < wk_stream_cpus())

static inline u64 wk_stream_clock(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (u64)t.tv_sec * 1000000000 + t.tv_nsec;
}

static inline void msleep(unsigned int ms)
{
	const struct timespec t = { .tv_nsec = ms * 1000000l };

	nanosleep(&t, NULL);
}

#endif /* _WK_STREAM_SHIM_HOST_H */
