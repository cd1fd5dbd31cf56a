/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the functions of wasi_snapshot_preview1 share.
 *
 * Each works out an int: 0, an enum wk_wasi_errno, or wk_wasi_stop(); and
 * ends with wasi_answer().  A guest without memory has no valid pointer: it
 * gets EFAULT where it passes one.
 */
#ifndef _WK_HOST_WASI_CALL_H
#define _WK_HOST_WASI_CALL_H

#include "wasi.h"

/* wk_wasi_args_get() and so on are declared with all the others. */
#include "call.h"

enum wk_trap wk_wasi_nosys(struct wk_exec *x, void *data, u64 *slots);

/* Gives @rc to the guest, or stops it. */
static inline enum wk_trap wasi_answer(u64 *slots, int rc)
{
	if (rc < 0)
		return (enum wk_trap)-rc;
	slots[0] = (u32)rc;
	return WK_TRAP_NONE;
}

/* Memory of the calling instance; NULL when it has none, or nobody calls. */
static inline struct wk_memory *wasi_memory(struct wk_exec *x)
{
	struct wk_instance *inst = wk_exec_instance(x);

	return inst ? wk_instance_memory(inst) : NULL;
}

static inline void *wasi_range(struct wk_memory *mem, u64 ptr, u64 len)
{
	return mem ? wk_mem_range(mem, ptr, len) : NULL;
}

static inline bool wasi_read(struct wk_memory *mem, u64 ptr, void *dst, u64 len)
{
	return mem && wk_mem_read(mem, ptr, dst, len);
}

static inline bool wasi_write(struct wk_memory *mem, u64 ptr, const void *src, u64 len)
{
	return mem && wk_mem_write(mem, ptr, src, len);
}

static inline bool wasi_write_u32(struct wk_memory *mem, u64 ptr, u32 v)
{
	return mem && wk_mem_write_u32(mem, ptr, v);
}

static inline bool wasi_write_u64(struct wk_memory *mem, u64 ptr, u64 v)
{
	return mem && wk_mem_write_u64(mem, ptr, v);
}

/* Little-endian stores into a struct that is built before it is written out. */
static inline void wasi_put_le16(u8 *p, u16 v)
{
	p[0] = (u8)v;
	p[1] = (u8)(v >> 8);
}

static inline void wasi_put_le64(u8 *p, u64 v)
{
	u32 i;

	for (i = 0; i < 8; i++)
		p[i] = (u8)(v >> 8 * i);
}

/* The open file descriptor @fd, or NULL: then the answer is EBADF. */
static inline struct wk_wasi_fd *wasi_fd(struct wk_wasi *w, u32 fd)
{
	return fd < WK_WASI_FDS && w->fds[fd].open ? &w->fds[fd] : NULL;
}

#endif /* _WK_HOST_WASI_CALL_H */
