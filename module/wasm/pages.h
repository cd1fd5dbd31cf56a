/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Linear memory as the host sees it, and large buffers: zeroed bytes in one piece that grow
 * without being copied.  pages_kernel.c remaps physical pages, pages_host.c
 * uses mremap(); the engine cannot tell.
 */
#ifndef _WK_WASM_PAGES_H
#define _WK_WASM_PAGES_H

#include "shim.h"

struct page;

/**
 * struct wk_pages - bytes that can grow; all zero is the empty one
 * @base: first byte, aligned to a page of the machine; NULL while @bytes is 0
 * @bytes: how many there are
 * @list: kernel: the physical pages behind @base, in order; else NULL
 * @nlist: pages in @list
 * @room: pages that @list has room for
 */
struct wk_pages {
	u8 *base;
	u64 bytes;
	struct page **list;
	u64 nlist;
	u64 room;
};

/**
 * wk_pages_grow() - makes @p at least @bytes long
 * @p: what to grow
 * @bytes: new length; nothing is done when it is shorter than @p or equal
 *
 * The new bytes are zero, the old ones stay. @p->base may move. Context: may
 * sleep. Return: 0; or -1 when memory is short, with @p as it was.
 */
int wk_pages_grow(struct wk_pages *p, u64 bytes);

/** wk_pages_free() - frees all of @p, which is empty afterwards */
void wk_pages_free(struct wk_pages *p);

#endif /* _WK_WASM_PAGES_H */
