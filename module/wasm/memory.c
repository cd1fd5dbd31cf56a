// SPDX-License-Identifier: GPL-2.0
/*
 * Linear memory: growing, and the one way from a guest pointer to bytes.
 *
 * Bulk instructions check both ranges first (spec 4.4.7), then move; long ones
 * in pieces, between which the embedder may reschedule or stop the guest.
 */
#include "runtime.h"

/* Bytes moved without a break: well below a millisecond. */
#define PIECE (1u << 20)

const struct wk_memory wk_no_memory;

/* Lengths are multiples of the page size: larger than a cell, or zero. */
static void set_room(struct wk_memory *m)
{
	for (u32 i = 0; i < WK_ROOMS; i++)
		m->room[i] = m->pages.bytes ? m->pages.bytes - ((1u << i) - 1) : 0;
}

bool wk_memory_may_grow(const struct wk_memory *m, u32 delta)
{
	return delta <= m->max - wk_mem_pages(m) && delta <= m->store->budget.memory_pages;
}

u32 wk_memory_grow(struct wk_memory *m, u32 delta)
{
	u32 old = wk_mem_pages(m);

	if (!wk_memory_may_grow(m, delta))
		return ~0u;
	if (delta && wk_pages_grow(&m->pages, ((u64)old + delta) * WK_PAGE_SIZE))
		return ~0u;
	set_room(m);
	m->store->budget.memory_pages -= delta;
	return old;
}

void *wk_mem_range(struct wk_memory *mem, u64 ptr, u64 len)
{
	/* An empty memory has no base; a legal empty range still needs a place. */
	static u8 nothing;

	if (ptr > mem->pages.bytes || len > mem->pages.bytes - ptr)
		return NULL;
	return mem->pages.base ? mem->pages.base + ptr : &nothing;
}

bool wk_mem_read(struct wk_memory *mem, u64 ptr, void *dst, u64 len)
{
	const void *p = wk_mem_range(mem, ptr, len);

	if (!p)
		return false;
	memcpy(dst, p, len);
	return true;
}

bool wk_mem_write(struct wk_memory *mem, u64 ptr, const void *src, u64 len)
{
	void *p = wk_mem_range(mem, ptr, len);

	if (!p)
		return false;
	memcpy(p, src, len);
	return true;
}

bool wk_mem_read_u32(struct wk_memory *mem, u64 ptr, u32 *v)
{
	u8 b[4];

	if (!wk_mem_read(mem, ptr, b, sizeof(b)))
		return false;
	*v = wk_get_le32(b);
	return true;
}

bool wk_mem_write_u32(struct wk_memory *mem, u64 ptr, u32 v)
{
	u8 b[4] = { v, v >> 8, v >> 16, v >> 24 };

	return wk_mem_write(mem, ptr, b, sizeof(b));
}

bool wk_mem_write_u64(struct wk_memory *mem, u64 ptr, u64 v)
{
	u8 b[8];

	for (u32 i = 0; i < sizeof(b); i++)
		b[i] = v >> (8 * i);
	return wk_mem_write(mem, ptr, b, sizeof(b));
}

u32 wk_mem_pages(const struct wk_memory *mem)
{
	return mem->pages.bytes / WK_PAGE_SIZE;
}

/* Between two pieces; outside any FPU section. */
static enum wk_trap relax(struct wk_exec *x, u32 done, u32 n)
{
	enum wk_trap trap;

	if (done == n || !x->ops.relax)
		return WK_TRAP_NONE;
	wk_exec_fpu_end(x);
	trap = x->ops.relax(x);
	wk_exec_fpu_begin(x);
	return trap;
}

enum wk_trap wk_bulk_memory_fill(struct wk_exec *x, struct wk_instance *inst,
				 u32 to, u8 value, u32 n)
{
	u8 *d = wk_mem_range(inst->mem, to, n);
	enum wk_trap trap = WK_TRAP_NONE;

	if (!d)
		return WK_TRAP_MEMORY;
	for (u32 done = 0; done < n && !trap; trap = relax(x, done, n)) {
		u32 piece = min_t(u32, n - done, PIECE);

		memset(d + done, value, piece);
		done += piece;
	}
	return trap;
}

/* As memmove(), whose direction it keeps over the pieces. */
static enum wk_trap move(struct wk_exec *x, u8 *d, const u8 *s, u32 n)
{
	enum wk_trap trap = WK_TRAP_NONE;

	for (u32 done = 0; done < n && !trap; trap = relax(x, done, n)) {
		u32 piece = min_t(u32, n - done, PIECE);
		u32 at = d <= s ? done : n - done - piece;

		memmove(d + at, s + at, piece);
		done += piece;
	}
	return trap;
}

enum wk_trap wk_bulk_memory_copy(struct wk_exec *x, struct wk_instance *inst,
				 u32 to, u32 from, u32 n)
{
	u8 *d = wk_mem_range(inst->mem, to, n);
	const u8 *s = wk_mem_range(inst->mem, from, n);

	if (!d || !s)
		return WK_TRAP_MEMORY;
	return move(x, d, s, n);
}

enum wk_trap wk_bulk_memory_init(struct wk_exec *x, struct wk_instance *inst,
				 u32 seg, u32 to, u32 from, u32 n)
{
	u8 *d = wk_mem_range(inst->mem, to, n);

	if (!d || (u64)from + n > inst->data_left[seg])
		return WK_TRAP_MEMORY;
	return move(x, d, inst->module->datas[seg].bytes.p + from, n);
}
