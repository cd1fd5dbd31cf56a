/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Standard input and output of a space, and the other wishes of WASI.
 *
 * Output is collected and leaves when the buffer is full, the stream changes, the guest waits,
 * a few milliseconds have passed, or the run ends. Input waits in a ring until the guest reads it.
 */
#ifndef _WK_PROG_STDIO_H
#define _WK_PROG_STDIO_H

#include <linux/mutex.h>
#include <linux/types.h>

#include "../host/wasi.h"

struct wk_space;

/**
 * struct wk_stdio - both directions
 * @out: output not yet sent; the runner's, like the next four
 * @out_len: bytes of it
 * @out_fd: 1 or 2
 * @seq: number of the next output event
 * @flushed: jiffies of the last one
 * @lock: the rest
 * @in: ring of WK_STDIN_BYTES; NULL until something arrives
 * @in_head: place of the oldest byte
 * @in_len: bytes that wait
 * @eof: no more will come
 */
struct wk_stdio {
	u8 *out;
	u32 out_len;
	u32 out_fd;
	u64 seq;
	unsigned long flushed;

	struct mutex lock;
	u8 *in;
	u32 in_head;
	u32 in_len;
	bool eof;
};

/** wk_stdio_init() - Return: 0 or -ENOMEM */
int wk_stdio_init(struct wk_stdio *io);

/** wk_stdio_free() - also after a wk_stdio_init() that failed */
void wk_stdio_free(struct wk_stdio *io);

/**
 * wk_stdio_flush() - sends what has been collected
 * @s: space; called from its runner
 * @last: the run is over: see wk_space_cut()
 *
 * Return: 0, or a negative errno when the wait for the reader was cut; what
 * was not sent is still there.
 */
int wk_stdio_flush(struct wk_space *s, bool last);

/** wk_stdio_tick() - wk_stdio_flush() when the last one was some time ago */
void wk_stdio_tick(struct wk_space *s);

/**
 * wk_stdio_give() - adds standard input
 * @s: space
 * @p: bytes
 * @len: how many
 * @eof: no more follow
 * @room: bytes that fit afterwards
 *
 * Context: process. Return: 0; -ENOSPC when not all fit, -EPIPE after the end,
 * -ENOMEM; then nothing was taken.
 */
int wk_stdio_give(struct wk_space *s, const u8 *p, u32 len, bool eof, u32 *room);

/* What host functions of WASI do in the kernel; their data is the space. */
extern const struct wk_wasi_ops wk_space_wasi_ops;

#endif /* _WK_PROG_STDIO_H */
