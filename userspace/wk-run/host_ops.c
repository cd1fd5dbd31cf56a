// SPDX-License-Identifier: GPL-2.0
/* What a WASI program gets from the process that runs it. */
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include "../lib/values.h"
#include "host_ops.h"

#define NSEC_PER_SEC	1000000000ull

static volatile sig_atomic_t interrupted;

static void on_signal(int number)
{
	(void)number;
	interrupted = 1;
}

void stdio_catch_signals(void)
{
	struct sigaction act = { .sa_handler = on_signal };

	sigaction(SIGINT, &act, NULL);
	sigaction(SIGTERM, &act, NULL);
	act.sa_handler = SIG_IGN;
	sigaction(SIGPIPE, &act, NULL);
}

u64 stdio_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (u64)t.tv_sec * NSEC_PER_SEC + (u64)t.tv_nsec;
}

enum wk_trap stdio_why_stop(const struct stdio *s)
{
	if (interrupted)
		return WK_TRAP_KILLED;
	return s->deadline && stdio_now() >= s->deadline ? WK_TRAP_TIMEOUT : WK_TRAP_NONE;
}

static int op_write(void *data, u32 fd, const void *buf, u32 len)
{
	struct stdio *s = data;

	if (!wk_output_print((int)fd, buf, len, s->json))
		return 0;
	return errno == EPIPE ? WK_WASI_EPIPE : WK_WASI_EIO;
}

/* Sleeps until @until, the deadline or a signal; or until input is there. */
static void sleep_some(const struct stdio *s, bool input, u64 until, bool *ready)
{
	struct pollfd fd = { .fd = input ? STDIN_FILENO : -1, .events = POLLIN };
	u64 now = stdio_now(), ns;
	struct timespec t;

	if (s->deadline && until > s->deadline)
		until = s->deadline;
	ns = until > now ? until - now : 0;
	t.tv_sec = (time_t)(ns / NSEC_PER_SEC);
	t.tv_nsec = (long)(ns % NSEC_PER_SEC);
	*ready = ppoll(&fd, 1, until == WK_WASI_FOREVER ? NULL : &t, NULL) > 0;
}

static int op_wait(void *data, bool input, u64 ns, bool *ready)
{
	struct stdio *s = data;
	u64 now = stdio_now();
	u64 until = ns < WK_WASI_FOREVER - now ? now + ns : WK_WASI_FOREVER;

	do {
		sleep_some(s, input, until, ready);
		if (stdio_why_stop(s))
			return wk_wasi_stop(stdio_why_stop(s));
	} while (!*ready && stdio_now() < until);
	return 0;
}

static int op_read(void *data, void *buf, u32 len, u32 *got)
{
	bool ready;
	ssize_t n;
	int rc;

	do {
		rc = op_wait(data, true, WK_WASI_FOREVER, &ready);
		if (rc)
			return rc;
		n = read(STDIN_FILENO, buf, len);
	} while (n < 0 && (errno == EINTR || errno == EAGAIN));
	*got = n > 0 ? (u32)n : 0;
	return n < 0 ? WK_WASI_EIO : 0;
}

static const clockid_t clocks[WK_WASI_CLOCKS] = {
	[WK_WASI_REALTIME] = CLOCK_REALTIME,
	[WK_WASI_MONOTONIC] = CLOCK_MONOTONIC,
	[WK_WASI_PROCESS_CPUTIME] = CLOCK_PROCESS_CPUTIME_ID,
	[WK_WASI_THREAD_CPUTIME] = CLOCK_THREAD_CPUTIME_ID,
};

static int op_clock(void *data, u32 id, u64 *ns)
{
	struct timespec t;

	(void)data;
	if (clock_gettime(clocks[id], &t))
		return WK_WASI_EINVAL;
	*ns = (u64)t.tv_sec * NSEC_PER_SEC + (u64)t.tv_nsec;
	return 0;
}

static int op_clock_res(void *data, u32 id, u64 *ns)
{
	struct timespec t;

	(void)data;
	if (clock_getres(clocks[id], &t))
		return WK_WASI_EINVAL;
	*ns = (u64)t.tv_sec * NSEC_PER_SEC + (u64)t.tv_nsec;
	return 0;
}

static int op_random(void *data, void *buf, u32 len)
{
	enum wk_trap why = stdio_why_stop(data);
	u8 *p = buf;
	ssize_t n;

	for (; !why && len; p += n, len -= (u32)n) {
		n = getrandom(p, len, 0);
		if (n < 0 && errno != EINTR)
			return WK_WASI_EIO;
		if (n < 0)
			n = 0;
	}
	return wk_wasi_stop(why);
}

static int op_yield(void *data)
{
	(void)data;
	sched_yield();
	return 0;
}

const struct wk_wasi_ops stdio_ops = {
	.write = op_write,
	.read = op_read,
	.wait = op_wait,
	.clock = op_clock,
	.clock_res = op_clock_res,
	.random = op_random,
	.yield = op_yield,
};
