// SPDX-License-Identifier: GPL-2.0
/*
 * Linear memory in the kernel: single pages, mapped in one piece with vmap().
 *
 * Growing allocates only the new pages, maps old and new together at another place and then
 * drops the old mapping: no byte is copied, and the peak is the new size.
 */
#include <linux/overflow.h>
#include <linux/sched/signal.h>
#include <linux/vmalloc.h>

#include "pages.h"

/* RETRY_MAYFAIL: a guest that wants too much gets -1, nobody is killed for it. */
#define PAGE_FLAGS (GFP_KERNEL_ACCOUNT | __GFP_HIGHMEM | __GFP_ZERO | __GFP_NOWARN | \
		    __GFP_RETRY_MAYFAIL)

/* Pages between two looks at whether somebody else wants the CPU. */
#define PAGES_STEP 64

/* kthread_stop() shows as a signal; a user task gives up only when it is being killed. */
static bool must_stop(void)
{
	if (current->flags & PF_KTHREAD)
		return signal_pending(current);
	return fatal_signal_pending(current);
}

static void drop_pages(struct wk_pages *p, u64 keep)
{
	while (p->nlist > keep) {
		__free_page(p->list[--p->nlist]);
		if (p->nlist % PAGES_STEP == 0)
			cond_resched_tasks_rcu_qs();
	}
}

/* The list itself doubles, so that growing page by page does not copy it each time. */
static int reserve_list(struct wk_pages *p, u64 n)
{
	u64 room = max_t(u64, n, 2 * p->room);
	struct page **list;

	if (n <= p->room)
		return 0;
	list = wk_realloc(p->list, p->nlist, room, sizeof(*list));
	if (!list && room > n) {
		room = n;
		list = wk_realloc(p->list, p->nlist, room, sizeof(*list));
	}
	if (!list)
		return -1;
	p->list = list;
	p->room = room;
	return 0;
}

static int more_pages(struct wk_pages *p, u64 n)
{
	while (p->nlist < n) {
		struct page *page = alloc_page(PAGE_FLAGS);

		if (!page)
			return -1;
		p->list[p->nlist++] = page;
		if (p->nlist % PAGES_STEP)
			continue;
		cond_resched_tasks_rcu_qs();
		if (must_stop())
			return -1;
	}
	return 0;
}

int wk_pages_grow(struct wk_pages *p, u64 bytes)
{
	u64 old = p->nlist, n = DIV_ROUND_UP(bytes, PAGE_SIZE);
	void *base;

	if (bytes <= p->bytes)
		return 0;
	if (n > UINT_MAX || reserve_list(p, n))
		return -1;
	if (more_pages(p, n))
		goto err_pages;
	base = vmap(p->list, n, VM_MAP, PAGE_KERNEL);
	if (!base)
		goto err_pages;
	vunmap(p->base);
	p->base = base;
	p->bytes = bytes;
	return 0;

err_pages:
	drop_pages(p, old);
	return -1;
}

void wk_pages_free(struct wk_pages *p)
{
	vunmap(p->base);
	drop_pages(p, 0);
	wk_free(p->list);
	memset(p, 0, sizeof(*p));
}
