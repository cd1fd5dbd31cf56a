// SPDX-License-Identifier: GPL-2.0
/* The engine's memory in user space, with a switch for tests to make it fail. */
#include "shim.h"
#include "alloc_host.h"

long wk_alloc_fail_at = -1;

static bool must_fail(void)
{
	return wk_alloc_fail_at >= 0 && wk_alloc_fail_at-- == 0;
}

void *wk_alloc(size_t n, size_t size)
{
	return must_fail() ? NULL : calloc(n ? n : 1, size ? size : 1);
}

void *wk_realloc(void *p, size_t old_n, size_t n, size_t size)
{
	u8 *q;

	if (must_fail() || __builtin_mul_overflow(n, size, &(size_t){ 0 }))
		return NULL;
	q = realloc(p, n && size ? n * size : 1);
	if (q)
		memset(q + old_n * size, 0, (n - old_n) * size);
	return q;
}

void wk_free(void *p)
{
	free(p);
}
