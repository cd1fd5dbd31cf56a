// SPDX-License-Identifier: GPL-2.0
/* WASI: fd_write and fd_read, over lists of buffers in guest memory. */
#include "wasi_call.h"

#define IOVEC_BYTES	8

/**
 * struct iovecs - a walk over a guest's list of buffers
 * @mem: guest memory
 * @next: guest pointer to the next iovec
 * @left: iovecs still to come
 * @room: bytes that may still be moved in this call
 */
struct iovecs {
	struct wk_memory *mem;
	u64 next;
	u32 left;
	u32 room;
};

static void iovecs_begin(struct iovecs *v, struct wk_memory *mem, u32 list, u32 count)
{
	v->mem = mem;
	v->next = list;
	v->left = min_t(u32, count, WK_WASI_IOVS_MAX);
	v->room = WK_WASI_IO_MAX;
}

/*
 * The whole list and every buffer are looked at before any byte moves: a bad
 * pointer answers EFAULT and has no effect.
 */
static int iovecs_check(struct wk_memory *mem, u32 list, u32 count)
{
	u32 i, n = min_t(u32, count, WK_WASI_IOVS_MAX);
	u8 raw[IOVEC_BYTES];

	if (!wasi_range(mem, list, (u64)count * IOVEC_BYTES))
		return WK_WASI_EFAULT;
	for (i = 0; i < n; i++) {
		wasi_read(mem, list + (u64)i * IOVEC_BYTES, raw, sizeof(raw));
		if (!wasi_range(mem, wk_get_le32(raw), wk_get_le32(raw + 4)))
			return WK_WASI_EFAULT;
	}
	return WK_WASI_OK;
}

/*
 * The next buffer that is not empty, cut to what may still be moved.  Read
 * anew, and checked anew: a read into an earlier buffer may have changed it.
 * Return: 0 with *@len 0 at the end, or EFAULT.
 */
static int iovecs_next(struct iovecs *v, u8 **p, u32 *len)
{
	u8 raw[IOVEC_BYTES];

	for (*len = 0; v->left && v->room && !*len; v->left--, v->next += IOVEC_BYTES) {
		if (!wasi_read(v->mem, v->next, raw, sizeof(raw)))
			return WK_WASI_EFAULT;
		*len = min_t(u32, wk_get_le32(raw + 4), v->room);
		*p = wasi_range(v->mem, wk_get_le32(raw), *len);
		if (!*p)
			return WK_WASI_EFAULT;
	}
	v->room -= *len;
	return WK_WASI_OK;
}

/* An error after some bytes have moved is reported by the next call, as POSIX does. */
static int settle(int rc, u32 moved)
{
	return rc > 0 && moved ? WK_WASI_OK : rc;
}

static int write_all(struct wk_wasi *w, struct iovecs *v, u32 stream, u32 *moved)
{
	u32 len = 0;
	u8 *p;
	int rc;

	for (;;) {
		rc = iovecs_next(v, &p, &len);
		if (rc || !len)
			return rc;
		rc = w->ops->write(w->data, stream, p, len);
		if (rc)
			return rc;
		*moved += len;
	}
}

/* Stops at the first short read: more would wait although there is an answer. */
static int read_some(struct wk_wasi *w, struct iovecs *v, u32 *moved)
{
	u32 len = 0, got;
	u8 *p;
	int rc;

	for (;;) {
		bool ready = true;

		rc = iovecs_next(v, &p, &len);
		if (!rc && len && *moved)
			rc = w->ops->wait(w->data, true, 0, &ready);
		if (rc || !len || !ready)
			return rc;
		rc = w->ops->read(w->data, p, len, &got);
		if (rc)
			return rc;
		*moved += got;
		if (got < len)
			return 0;
	}
}

static int transfer(struct wk_exec *x, struct wk_wasi *w, const u64 *slots, bool out)
{
	u32 list = (u32)slots[1], count = (u32)slots[2], done = (u32)slots[3], moved = 0;
	const struct wk_wasi_fd *fd = wasi_fd(w, (u32)slots[0]);
	struct wk_memory *mem = wasi_memory(x);
	struct iovecs v;
	int rc;

	if (!fd || (fd->stream != WK_WASI_STDIN) != out)
		return WK_WASI_EBADF;
	rc = iovecs_check(mem, list, count);
	if (rc || !wasi_range(mem, done, 4))
		return WK_WASI_EFAULT;
	iovecs_begin(&v, mem, list, count);
	rc = out ? write_all(w, &v, fd->stream, &moved) : read_some(w, &v, &moved);
	rc = settle(rc, moved);
	if (!rc)
		wasi_write_u32(mem, done, moved);
	return rc;
}

enum wk_trap wk_wasi_fd_write(struct wk_exec *x, void *data, u64 *slots)
{
	return wasi_answer(slots, transfer(x, data, slots, true));
}

enum wk_trap wk_wasi_fd_read(struct wk_exec *x, void *data, u64 *slots)
{
	return wasi_answer(slots, transfer(x, data, slots, false));
}
