// SPDX-License-Identifier: GPL-2.0
#include <linux/slab.h>
#include <linux/xarray.h>

#include "program.h"

static DEFINE_XARRAY_FLAGS(programs, XA_FLAGS_ALLOC1 | XA_FLAGS_ACCOUNT);
static u32 next_id;
static atomic_t count = ATOMIC_INIT(0);

u8 *wk_program_buffer(u32 size)
{
	return wk_alloc(max_t(u32, size, 1), 1);
}

void wk_program_buffer_free(u8 *bytes)
{
	wk_free(bytes);
}

struct wk_program *wk_program_new(u8 *bytes, u32 size, const u8 *digest, const char *name,
				  struct wk_error *e)
{
	struct wk_program *p = kzalloc(sizeof(*p), GFP_KERNEL_ACCOUNT);

	if (!p) {
		wk_free(bytes);
		wk_error_nomem(e);
		return NULL;
	}
	p->module = wk_module_load(bytes, size, e);
	if (!p->module) {
		kfree(p);
		return NULL;
	}
	refcount_set(&p->refs, 1);
	p->size = size;
	memcpy(p->digest, digest, sizeof(p->digest));
	strscpy(p->name, name, sizeof(p->name));
	return p;
}

int wk_program_publish(struct wk_program *p, const void *owner, u32 port)
{
	u32 id = 0;
	int err;

	p->owner = owner;
	p->port = owner ? port : 0;
	if (atomic_inc_return(&count) > WK_MAX_PROGRAMS) {
		atomic_dec(&count);
		return -ENOSPC;
	}
	xa_lock(&programs);
	err = __xa_alloc_cyclic(&programs, &p->id, p, XA_LIMIT(1, INT_MAX), &next_id,
				GFP_KERNEL_ACCOUNT);
	if (err >= 0)
		id = p->id;
	xa_unlock(&programs);
	if (err < 0) {
		atomic_dec(&count);
		return -ENOMEM;
	}
	return id;
}

static bool visible(const struct wk_program *p, const void *owner)
{
	return p && (!p->owner || p->owner == owner);
}

struct wk_program *wk_program_get(u32 id, const void *owner)
{
	struct wk_program *p;

	xa_lock(&programs);
	p = xa_load(&programs, id);
	if (visible(p, owner))
		refcount_inc(&p->refs);
	else
		p = NULL;
	xa_unlock(&programs);
	return p;
}

void wk_program_put(struct wk_program *p)
{
	if (!p || !refcount_dec_and_test(&p->refs))
		return;
	wk_module_free(p->module);
	kfree(p);
}

int wk_program_remove(u32 id, const void *owner)
{
	struct wk_program *p;

	xa_lock(&programs);
	p = xa_load(&programs, id);
	if (visible(p, owner))
		__xa_erase(&programs, id);
	else
		p = NULL;
	xa_unlock(&programs);
	if (!p)
		return -ENOENT;
	atomic_dec(&count);
	wk_program_put(p);
	return 0;
}

void wk_programs_release(const void *owner)
{
	struct wk_program *p;
	unsigned long id;

	/* Another thread may remove one first: then remove finds nothing, or a pinned one. */
	xa_for_each(&programs, id, p) {
		bool mine;

		xa_lock(&programs);
		p = xa_load(&programs, id);
		mine = p && p->owner == owner;
		xa_unlock(&programs);
		if (mine)
			wk_program_remove(id, owner);
	}
}

static void describe(const struct wk_program *p, struct wk_list_item *item)
{
	item->id = p->id;
	item->owner = p->port;
	item->size = p->size;
	item->count = atomic_read(&p->spaces);
	memcpy(item->digest, p->digest, sizeof(item->digest));
	strscpy(item->name, p->name, sizeof(item->name));
}

u32 wk_programs_list(u32 from, struct wk_list_item *items, u32 max, u32 *next)
{
	unsigned long id = from;
	struct wk_program *p;
	u32 n = 0;

	*next = 0;
	xa_lock(&programs);
	xa_for_each_start(&programs, id, p, from) {
		if (n == max) {
			*next = id;
			break;
		}
		describe(p, &items[n++]);
	}
	xa_unlock(&programs);
	return n;
}
