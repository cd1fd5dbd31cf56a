/* SPDX-License-Identifier: GPL-2.0 */
/*
 * WASI preview 1: the state of one program, and what its embedder provides.
 *
 * Life: wk_wasi_init(), wk_wasi_set_args(), wk_wasi_set_env(), then the host
 * functions of wasi_snapshot_preview1 use it as their data.  It owns nothing;
 * there is nothing to free.
 */
#ifndef _WK_HOST_WASI_H
#define _WK_HOST_WASI_H

#include "host.h"

/* Errors as a WASI guest sees them (__wasi_errno_t), those that are used. */
enum wk_wasi_errno {
	WK_WASI_OK = 0,
	WK_WASI_EBADF = 8,
	WK_WASI_EFAULT = 21,
	WK_WASI_EINVAL = 28,
	WK_WASI_EIO = 29,
	WK_WASI_ENOMEM = 48,
	WK_WASI_ENOSYS = 52,
	WK_WASI_ENOTSUP = 58,
	WK_WASI_EPIPE = 64,
	WK_WASI_ESPIPE = 70,
};

enum wk_wasi_clock {
	WK_WASI_REALTIME,
	WK_WASI_MONOTONIC,
	WK_WASI_PROCESS_CPUTIME,
	WK_WASI_THREAD_CPUTIME,
	WK_WASI_CLOCKS,
};

enum wk_wasi_filetype {
	WK_WASI_UNKNOWN = 0,		/* a pipe: libc buffers fully */
	WK_WASI_CHARDEV = 2,		/* a terminal: libc buffers by line */
	WK_WASI_REGULAR = 4,
};

enum {
	WK_WASI_STDIN,
	WK_WASI_STDOUT,
	WK_WASI_STDERR,
	WK_WASI_FDS,

	/*
	 * Work of one call.  More is not an error: fd_read and fd_write do
	 * a part and say how much, as POSIX allows and every libc expects.
	 */
	WK_WASI_IO_MAX = 1 << 20,	/* bytes of one fd_read or fd_write */
	WK_WASI_IOVS_MAX = 1024,	/* iovecs looked at, as IOV_MAX of Linux */
	WK_WASI_SUBS_MAX = 1024,	/* subscriptions of poll_oneoff; more: EINVAL */

	/* Random bytes fetched at a time, so that a long draw can be stopped. */
	WK_WASI_RANDOM_STEP = 1 << 16,
};

#define WK_WASI_FOREVER	(~0ull)

/**
 * struct wk_wasi_ops - what the embedder provides; none may be NULL
 *
 * Each returns 0; or an enum wk_wasi_errno, which the guest gets as its
 * answer; or wk_wasi_stop(trap), which ends the guest (killed, time limit).
 * Those that wait end early with a stop when the guest is to die.  Buffers
 * lie in guest memory: valid during the call only, and what is read from them
 * is read once.
 *
 * @write: takes all @len (1 to WK_WASI_IO_MAX) bytes for stdout (1) or stderr
 *         (2), in order, without loss; may wait for the reader
 * @read: waits for standard input; *@got is 1 to @len, or 0 at its end
 * @wait: waits until @ns nanoseconds have passed (WK_WASI_FOREVER: no limit)
 *        or, with @input, until @read would not wait: then *@ready is true
 * @clock: the time of clock @id (enum wk_wasi_clock) in nanoseconds
 * @clock_res: its resolution in nanoseconds
 * @random: fills @buf with @len (at most WK_WASI_RANDOM_STEP) random bytes fit
 *          for keys; also the place to give way in a long draw
 * @yield: gives way to others
 */
struct wk_wasi_ops {
	int (*write)(void *data, u32 fd, const void *buf, u32 len);
	int (*read)(void *data, void *buf, u32 len, u32 *got);
	int (*wait)(void *data, bool input, u64 ns, bool *ready);
	int (*clock)(void *data, u32 id, u64 *ns);
	int (*clock_res)(void *data, u32 id, u64 *ns);
	int (*random)(void *data, void *buf, u32 len);
	int (*yield)(void *data);
};

/** wk_wasi_stop() - return value of an op that ends the guest with @trap */
static inline int wk_wasi_stop(enum wk_trap trap)
{
	return -(int)trap;
}

/**
 * struct wk_wasi_strings - arguments or environment
 * @bytes: strings, each ended by NUL
 * @len: bytes of all, with the NULs
 * @count: how many strings
 */
struct wk_wasi_strings {
	const u8 *bytes;
	u32 len;
	u32 count;
};

/**
 * struct wk_wasi_fd - a file descriptor of the guest
 * @open: is there one?
 * @stream: WK_WASI_STDIN, WK_WASI_STDOUT or WK_WASI_STDERR
 * @flags: what fd_fdstat_set_flags() set
 */
struct wk_wasi_fd {
	bool open;
	u8 stream;
	u16 flags;
};

/**
 * struct wk_wasi - one running program
 * @ops: from the embedder
 * @data: passed to @ops
 * @args: program arguments, the program's name first
 * @env: NAME=value
 * @fds: file descriptors 0, 1 and 2
 * @filetype: of each stream: enum wk_wasi_filetype; the embedder may change it
 * @exited: proc_exit was called; the guest ended with WK_TRAP_EXIT
 * @exit_code: its argument
 */
struct wk_wasi {
	const struct wk_wasi_ops *ops;
	void *data;
	struct wk_wasi_strings args;
	struct wk_wasi_strings env;
	struct wk_wasi_fd fds[WK_WASI_FDS];
	u8 filetype[WK_WASI_FDS];
	bool exited;
	u32 exit_code;
};

/**
 * wk_wasi_init() - no arguments, no environment, three open streams that look
 *                  like a terminal
 * @w: state to fill
 * @ops: what the embedder provides; must outlive @w
 * @data: passed to @ops
 *
 * Context: any.
 */
void wk_wasi_init(struct wk_wasi *w, const struct wk_wasi_ops *ops, void *data);

/**
 * wk_wasi_set_args() - sets the program's arguments
 * @w: state
 * @bytes: strings, each ended by NUL; must outlive @w
 * @len: bytes of all
 *
 * Context: any. Return: 0, or -1 when the last byte is not NUL.
 */
int wk_wasi_set_args(struct wk_wasi *w, const u8 *bytes, u32 len);

/** wk_wasi_set_env() - sets the environment; as wk_wasi_set_args() */
int wk_wasi_set_env(struct wk_wasi *w, const u8 *bytes, u32 len);

#endif /* _WK_HOST_WASI_H */
