// SPDX-License-Identifier: GPL-2.0
#include <sys/random.h>

#include "atomic.h"
#include "random.h"

pthread_rwlock_t wk_dp_readers = PTHREAD_RWLOCK_INITIALIZER;

#ifdef WK_DP_INSECURE
u64 (*wk_dp_tape)(void);
#endif

/* getrandom() never gives less than 256 bytes of what it has, nor is it ever interrupted there. */
#define POOL_WORDS	32

/* One for each thread. Words are wiped when used; a process that forks must not go on drawing. */
static _Thread_local u64 pool[POOL_WORDS];
static _Thread_local u32 pool_left;

static void refill(void)
{
	ssize_t n;

	do
		n = getrandom(pool, sizeof(pool), 0);
	while (n < 0 && errno == EINTR);
	/* There is no other source, and no noise is the worst noise. */
	if (n != (ssize_t)sizeof(pool))
		abort();
	pool_left = POOL_WORDS;
}

u64 wk_dp_word(void)
{
	u64 w;

#ifdef WK_DP_INSECURE
	if (wk_dp_tape)
		return wk_dp_tape();
#endif
	if (!pool_left)
		refill();
	w = pool[--pool_left];
	pool[pool_left] = 0;
	return w;
}

/* getrandom() without flags waits until it is. */
bool wk_dp_random_ready(void)
{
	return true;
}

void wk_dp_wipe(void *p, size_t n)
{
	explicit_bzero(p, n);
}
