// SPDX-License-Identifier: GPL-2.0
/* The loop around a running program: output, input on credit, Ctrl-C. */

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "run.h"
#include "signals.h"

/* How often the loop looks whether the module is still there. */
#define LOADED_MS	2000

/* After Ctrl-C, how many seconds the kernel has to say how the program ended. */
#define LAST_WORDS	5

int run_catch_signals(void)
{
	return signals_catch(LAST_WORDS);
}

/* ---- what the kernel says ---- */

static void on_output(void *data, uint32_t space, uint32_t fd, const void *bytes, size_t n)
{
	struct run *r = data;

	(void)space;
	if (r->write_error || (signals_caught() && r->terminal))
		return;
	if (wk_output_print((int)fd, bytes, n, r->o->common.json))
		r->write_error = errno ? errno : EIO;
}

static void on_room(void *data, uint32_t space, uint32_t room)
{
	struct run *r = data;

	(void)space;
	r->room = room;
}

const struct wk_client_events run_events = {
	.output = on_output, .room = on_room, .progress = cli_progress,
};

/* ---- the loop ---- */

enum { FD_WAKE = WK_CLIENT_FDS, FD_STDIN, FDS };

static void fill_fds(const struct run *r, struct pollfd fds[FDS])
{
	wk_client_pollfds(r->c, fds);
	fds[FD_WAKE] = (struct pollfd){ .fd = signals_fd(), .events = POLLIN };
	/* Negative: not looked at. Only what the program asked for is read. */
	fds[FD_STDIN] = (struct pollfd){ .fd = r->room && !r->stdin_ended ? STDIN_FILENO : -1,
					 .events = POLLIN };
}

static int kill_once(struct run *r)
{
	int err;

	if (r->killed)
		return 0;
	r->killed = true;
	err = wk_client_kill(r->c, r->space);
	/* It may have come to its end at this very moment. */
	return err == WK_C_BAD_ORDER || err == WK_C_NO_OBJECT ? 0 : err;
}

static int feed(struct run *r)
{
	char buf[WK_CHUNK_MAX];
	size_t want = r->room < sizeof(buf) ? r->room : sizeof(buf);
	ssize_t n = read(STDIN_FILENO, buf, want);
	int err;

	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return 0;
	r->stdin_ended = n <= 0;
	/* Before the call: while it waits, the program may ask for more. */
	r->room = 0;
	err = wk_client_stdin(r->c, r->space, buf, n > 0 ? (size_t)n : 0, r->stdin_ended, NULL);
	return err == WK_C_NO_OBJECT || err == WK_C_BAD_ORDER ? 0 : err;
}

static int step(struct run *r)
{
	struct pollfd fds[FDS];
	int n;
	int err = 0;

	fill_fds(r, fds);
	n = poll(fds, FDS, LOADED_MS);
	if (n < 0)
		fds[FD_STDIN].revents = 0;	/* a signal, which is looked at below */
	if (n == 0)
		return wk_client_check(r->c);
	/* First of all: what has arrived may take long to print. */
	if (signals_caught())
		err = kill_once(r);
	if (!err)
		err = wk_client_dispatch(r->c);
	if (!err && (signals_caught() || r->write_error))
		err = kill_once(r);
	if (!err && fds[FD_STDIN].revents)
		err = feed(r);
	return err;
}

int run_until_end(struct run *r, uint32_t request, struct wk_client_done *done)
{
	int err = 0;

	while (!wk_client_ended(r->c, request, done)) {
		err = step(r);
		/* The alarm is set: the loop goes on until the last words. */
		if (err == -EINTR && signals_caught())
			err = kill_once(r);
		if (err)
			return err;
	}
	return 0;
}
