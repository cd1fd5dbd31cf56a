// SPDX-License-Identifier: GPL-2.0
/*
 * Memory for the engine, kernel side.
 *
 * Everything a guest makes the engine allocate is charged to a memory control
 * group: that of the loader's process while it loads, the one that the runner
 * thread acts for while it runs.  RETRY_MAYFAIL turns a full group into a refusal; without it the
 * kernel would kill a process in that group for a guest's wish.
 */
#include <linux/overflow.h>

#include "shim.h"

#define ALLOC_FLAGS (GFP_KERNEL_ACCOUNT | __GFP_ZERO | __GFP_NOWARN | __GFP_RETRY_MAYFAIL)

void *wk_alloc(size_t n, size_t size)
{
	size_t bytes;

	if (check_mul_overflow(n, size, &bytes) || !bytes)
		return NULL;
	return kvmalloc(bytes, ALLOC_FLAGS);
}

void *wk_realloc(void *p, size_t old_n, size_t n, size_t size)
{
	void *bigger = wk_alloc(n, size);

	if (!bigger)
		return NULL;
	if (p)
		memcpy(bigger, p, old_n * size);
	kvfree(p);
	return bigger;
}

void wk_free(void *p)
{
	kvfree(p);
}
