// SPDX-License-Identifier: GPL-2.0
#include <linux/hrtimer.h>
#include <linux/jiffies.h>
#include <linux/random.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/timekeeping.h>

#include "runner.h"
#include "space.h"
#include "stdio.h"

int wk_stdio_init(struct wk_stdio *io)
{
	mutex_init(&io->lock);
	io->flushed = jiffies;
	io->out = kvmalloc(WK_OUTPUT_BYTES, GFP_KERNEL_ACCOUNT);
	return io->out ? 0 : -ENOMEM;
}

void wk_stdio_free(struct wk_stdio *io)
{
	kvfree(io->out);
	kvfree(io->in);
	mutex_destroy(&io->lock);
}

/* ---- output ---- */

int wk_stdio_flush(struct wk_space *s, bool last)
{
	struct wk_stdio *io = &s->io;
	int err;

	io->flushed = jiffies;
	if (!io->out_len)
		return 0;
	err = s->ops->output(s->sink, s, io->out_fd, io->seq, io->out, io->out_len, last);
	if (err)
		return err;
	io->out_len = 0;
	io->seq++;
	return 0;
}

void wk_stdio_tick(struct wk_space *s)
{
	if (s->io.out_len && time_after(jiffies, s->io.flushed))
		wk_stdio_flush(s, false);
}

/* A wait that was cut, as WASI wants to hear it. */
static int stopped(struct wk_space *s)
{
	enum wk_trap trap = wk_space_check(s);

	return wk_wasi_stop(trap ? trap : WK_TRAP_KILLED);
}

static int op_write(void *data, u32 fd, const void *buf, u32 len)
{
	struct wk_space *s = data;
	struct wk_stdio *io = &s->io;

	if (wk_space_check(s) || (io->out_fd != fd && wk_stdio_flush(s, false)))
		return stopped(s);
	io->out_fd = fd;
	while (len) {
		u32 n = min_t(u32, len, WK_OUTPUT_BYTES - io->out_len);

		memcpy(io->out + io->out_len, buf, n);
		io->out_len += n;
		buf += n;
		len -= n;
		if (io->out_len == WK_OUTPUT_BYTES && wk_stdio_flush(s, false))
			return stopped(s);
	}
	return 0;
}

/* ---- input ---- */

static bool readable(struct wk_space *s)
{
	return READ_ONCE(s->io.in_len) || READ_ONCE(s->io.eof);
}

static void ring_put(struct wk_stdio *io, const u8 *p, u32 len)
{
	u32 at = (io->in_head + io->in_len) % WK_STDIN_BYTES;
	u32 first = min_t(u32, len, WK_STDIN_BYTES - at);

	memcpy(io->in + at, p, first);
	memcpy(io->in, p + first, len - first);
	WRITE_ONCE(io->in_len, io->in_len + len);
}

static u32 ring_get(struct wk_stdio *io, u8 *p, u32 len)
{
	u32 n = min(len, io->in_len);
	u32 first = min_t(u32, n, WK_STDIN_BYTES - io->in_head);

	if (!n)
		return 0;
	memcpy(p, io->in + io->in_head, first);
	memcpy(p + first, io->in, n - first);
	io->in_head = (io->in_head + n) % WK_STDIN_BYTES;
	WRITE_ONCE(io->in_len, io->in_len - n);
	return n;
}

static int give_locked(struct wk_stdio *io, const u8 *p, u32 len, bool eof)
{
	if (io->eof)
		return -EPIPE;
	if (len > WK_STDIN_BYTES - io->in_len)
		return -ENOSPC;
	if (len && !io->in)
		io->in = kvmalloc(WK_STDIN_BYTES, GFP_KERNEL_ACCOUNT);
	if (len && !io->in)
		return -ENOMEM;
	if (len)
		ring_put(io, p, len);
	WRITE_ONCE(io->eof, eof);
	return 0;
}

int wk_stdio_give(struct wk_space *s, const u8 *p, u32 len, bool eof, u32 *room)
{
	struct wk_stdio *io = &s->io;
	int err;

	mutex_lock(&io->lock);
	err = give_locked(io, p, len, eof);
	*room = io->eof ? 0 : WK_STDIN_BYTES - io->in_len;
	mutex_unlock(&io->lock);
	if (!err)
		wake_up_all(&s->wait);
	return err;
}

/* Parks the runner until @until, input (when wanted), or a reason to stop. */
static void park(struct wk_space *s, bool input, ktime_t until)
{
	ktime_t at = min(until, s->deadline);
	DEFINE_WAIT(entry);

	prepare_to_wait(&s->wait, &entry, TASK_IDLE);
	if (!wk_space_check(s) && !(input && readable(s)))
		schedule_hrtimeout_range(at == KTIME_MAX ? NULL : &at, 0, HRTIMER_MODE_ABS);
	finish_wait(&s->wait, &entry);
}

static int op_wait(void *data, bool input, u64 ns, bool *ready)
{
	struct wk_space *s = data;
	ktime_t until = KTIME_MAX;

	if (ns < KTIME_MAX)
		until = ktime_add_safe(ktime_get(), ns);
	if (wk_stdio_flush(s, false))
		return stopped(s);
	if (input && !readable(s))
		s->ops->input(s->sink, s, WK_STDIN_BYTES);
	for (;;) {
		*ready = input && readable(s);
		if (wk_space_check(s))
			return stopped(s);
		if (*ready || ktime_compare(ktime_get(), until) >= 0)
			return 0;
		park(s, input, until);
	}
}

static int op_read(void *data, void *buf, u32 len, u32 *got)
{
	struct wk_space *s = data;
	bool ready;
	int err;

	err = op_wait(s, true, WK_WASI_FOREVER, &ready);
	if (err)
		return err;
	mutex_lock(&s->io.lock);
	*got = ring_get(&s->io, buf, len);
	mutex_unlock(&s->io.lock);
	return 0;
}

/* ---- clocks, chance, courtesy ---- */

static int op_clock(void *data, u32 id, u64 *ns)
{
	switch (id) {
	case WK_WASI_REALTIME:
		*ns = ktime_get_real_ns();
		return 0;
	case WK_WASI_MONOTONIC:
		*ns = ktime_get_ns();
		return 0;
	case WK_WASI_PROCESS_CPUTIME:
	case WK_WASI_THREAD_CPUTIME:
		*ns = wk_runner_cpu_time();
		return 0;
	default:
		return WK_WASI_EINVAL;
	}
}

static int op_clock_res(void *data, u32 id, u64 *ns)
{
	*ns = id < WK_WASI_PROCESS_CPUTIME ? hrtimer_resolution : 1;
	return id < WK_WASI_CLOCKS ? 0 : WK_WASI_EINVAL;
}

static int op_yield(void *data)
{
	cond_resched_tasks_rcu_qs();
	return wk_space_check(data) ? stopped(data) : 0;
}

static int op_random(void *data, void *buf, u32 len)
{
	get_random_bytes(buf, len);
	return op_yield(data);
}

const struct wk_wasi_ops wk_space_wasi_ops = {
	.write = op_write,
	.read = op_read,
	.wait = op_wait,
	.clock = op_clock,
	.clock_res = op_clock_res,
	.random = op_random,
	.yield = op_yield,
};
