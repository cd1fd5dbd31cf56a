// SPDX-License-Identifier: GPL-2.0
/*
 * WASI: what a program asks about its file descriptors.  There are three,
 * the standard streams; none can seek, and no directory is open.
 */
#include "wasi_call.h"

/* __wasi_rights_t */
#define RIGHT_FD_READ		(1ull << 1)
#define RIGHT_FDSTAT_SET_FLAGS	(1ull << 3)
#define RIGHT_FD_WRITE		(1ull << 6)
#define RIGHT_FILESTAT_GET	(1ull << 21)
#define RIGHT_POLL		(1ull << 27)

/* __wasi_fdflags_t: append and nonblock; the sync flags mean nothing here. */
#define FDFLAG_APPEND		(1u << 0)
#define FDFLAG_NONBLOCK		(1u << 2)

#define FDSTAT_BYTES	24
#define FILESTAT_BYTES	64

static u64 fd_rights(const struct wk_wasi_fd *fd)
{
	u64 rights = RIGHT_FDSTAT_SET_FLAGS | RIGHT_FILESTAT_GET | RIGHT_POLL;

	return rights | (fd->stream == WK_WASI_STDIN ? RIGHT_FD_READ : RIGHT_FD_WRITE);
}

enum wk_trap wk_wasi_fd_fdstat_get(struct wk_exec *x, void *data, u64 *slots)
{
	const struct wk_wasi_fd *fd = wasi_fd(data, (u32)slots[0]);
	struct wk_wasi *w = data;
	u8 stat[FDSTAT_BYTES] = { 0 };

	if (!fd)
		return wasi_answer(slots, WK_WASI_EBADF);
	stat[0] = w->filetype[fd->stream];
	wasi_put_le16(stat + 2, fd->flags);
	wasi_put_le64(stat + 8, fd_rights(fd));
	if (!wasi_write(wasi_memory(x), (u32)slots[1], stat, sizeof(stat)))
		return wasi_answer(slots, WK_WASI_EFAULT);
	return wasi_answer(slots, WK_WASI_OK);
}

/*
 * APPEND changes nothing for a stream. NONBLOCK would need an EAGAIN that no
 * caller of a stream expects here: refused rather than ignored.
 */
enum wk_trap wk_wasi_fd_fdstat_set_flags(struct wk_exec *x, void *data, u64 *slots)
{
	struct wk_wasi_fd *fd = wasi_fd(data, (u32)slots[0]);
	u32 flags = (u32)slots[1];

	(void)x;
	if (!fd)
		return wasi_answer(slots, WK_WASI_EBADF);
	if (flags & ~FDFLAG_APPEND)
		return wasi_answer(slots, flags & FDFLAG_NONBLOCK ? WK_WASI_ENOTSUP :
				   WK_WASI_EINVAL);
	fd->flags = (u16)flags;
	return wasi_answer(slots, WK_WASI_OK);
}

enum wk_trap wk_wasi_fd_filestat_get(struct wk_exec *x, void *data, u64 *slots)
{
	const struct wk_wasi_fd *fd = wasi_fd(data, (u32)slots[0]);
	struct wk_wasi *w = data;
	u8 stat[FILESTAT_BYTES] = { 0 };

	if (!fd)
		return wasi_answer(slots, WK_WASI_EBADF);
	wasi_put_le64(stat + 8, fd->stream);
	stat[16] = w->filetype[fd->stream];
	wasi_put_le64(stat + 24, 1);
	if (!wasi_write(wasi_memory(x), (u32)slots[1], stat, sizeof(stat)))
		return wasi_answer(slots, WK_WASI_EFAULT);
	return wasi_answer(slots, WK_WASI_OK);
}

enum wk_trap wk_wasi_fd_close(struct wk_exec *x, void *data, u64 *slots)
{
	struct wk_wasi_fd *fd = wasi_fd(data, (u32)slots[0]);

	(void)x;
	if (!fd)
		return wasi_answer(slots, WK_WASI_EBADF);
	fd->open = false;
	return wasi_answer(slots, WK_WASI_OK);
}

/* As WASI has it: the target must be open too. */
enum wk_trap wk_wasi_fd_renumber(struct wk_exec *x, void *data, u64 *slots)
{
	struct wk_wasi_fd *from = wasi_fd(data, (u32)slots[0]);
	struct wk_wasi_fd *to = wasi_fd(data, (u32)slots[1]);

	(void)x;
	if (!from || !to)
		return wasi_answer(slots, WK_WASI_EBADF);
	if (from != to) {
		*to = *from;
		from->open = false;
	}
	return wasi_answer(slots, WK_WASI_OK);
}

static enum wk_trap no_seek(void *data, u64 *slots)
{
	return wasi_answer(slots, wasi_fd(data, (u32)slots[0]) ? WK_WASI_ESPIPE : WK_WASI_EBADF);
}

enum wk_trap wk_wasi_fd_seek(struct wk_exec *x, void *data, u64 *slots)
{
	(void)x;
	return no_seek(data, slots);
}

enum wk_trap wk_wasi_fd_tell(struct wk_exec *x, void *data, u64 *slots)
{
	(void)x;
	return no_seek(data, slots);
}

/* EBADF ends the loop in which libc looks for preopened directories at start. */
enum wk_trap wk_wasi_fd_prestat_get(struct wk_exec *x, void *data, u64 *slots)
{
	(void)x;
	(void)data;
	return wasi_answer(slots, WK_WASI_EBADF);
}

enum wk_trap wk_wasi_fd_prestat_dir_name(struct wk_exec *x, void *data, u64 *slots)
{
	(void)x;
	(void)data;
	return wasi_answer(slots, WK_WASI_EBADF);
}
