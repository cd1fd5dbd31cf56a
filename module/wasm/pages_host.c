// SPDX-License-Identifier: GPL-2.0
/* Linear memory in user space: one private mapping that mremap() extends. */
#define _GNU_SOURCE
#include <sys/mman.h>

#include "alloc_host.h"
#include "pages.h"

static void *extend(struct wk_pages *p, u64 bytes)
{
	if (p->base)
		return mremap(p->base, p->bytes, bytes, MREMAP_MAYMOVE);
	return mmap(NULL, bytes, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
}

int wk_pages_grow(struct wk_pages *p, u64 bytes)
{
	void *base;

	if (bytes <= p->bytes)
		return 0;
	if (wk_alloc_fail_at >= 0 && wk_alloc_fail_at-- == 0)
		return -1;
	base = extend(p, bytes);
	if (base == MAP_FAILED)
		return -1;
	p->base = base;
	p->bytes = bytes;
	return 0;
}

void wk_pages_free(struct wk_pages *p)
{
	if (p->base)
		munmap(p->base, p->bytes);
	memset(p, 0, sizeof(*p));
}
