// SPDX-License-Identifier: GPL-2.0
/* The engine's memory, counted, and failing on demand. */
#include "decode_test.h"
#include "pages.h"

size_t alloc_live, alloc_peak;
long alloc_fail_at = -1;

/* Ahead of every piece of memory. */
struct head {
	size_t size;
	size_t pad;
};

void *wk_alloc(size_t n, size_t size)
{
	struct head *h;

	if (alloc_fail_at >= 0 && alloc_fail_at-- == 0)
		return NULL;
	h = calloc(1, sizeof(*h) + n * size);
	if (!h)
		return NULL;
	h->size = n * size;
	alloc_live += h->size;
	if (alloc_live > alloc_peak)
		alloc_peak = alloc_live;
	return h + 1;
}

/* Always moves, as memory may: old pointers into it are found out. */
void *wk_realloc(void *p, size_t old_n, size_t n, size_t size)
{
	void *q = wk_alloc(n, size);

	if (!q)
		return NULL;
	if (p)
		memcpy(q, p, old_n * size);
	wk_free(p);
	return q;
}

void wk_free(void *p)
{
	struct head *h = p;

	if (!p)
		return;
	h--;
	alloc_live -= h->size;
	free(h);
}

/* Only decoding and validation are linked. */
int wk_compile(struct wk_module *m, struct wk_error *e)
{
	(void)m;
	(void)e;
	return 0;
}

/* As large buffers are only written by the compiler, there are no pages either. */
int wk_pages_grow(struct wk_pages *p, u64 bytes)
{
	(void)p;
	(void)bytes;
	return -1;
}

void wk_pages_free(struct wk_pages *p)
{
	(void)p;
}
