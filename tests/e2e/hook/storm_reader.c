// SPDX-License-Identifier: GPL-2.0
/* A reader of streams, told through a pipe which. */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "storm.h"

static void on_records(void *data, uint32_t attach, const void *records, size_t n,
		       const struct wk_wire_account *account)
{
	struct storm_got *g = data;
	struct wk_wire_record r;

	(void)attach;
	(void)account;
	while (hook_next_record(&records, &n, &r))
		g->records++;
}

static void on_summary(void *data, uint32_t attach, const struct wk_wire_account *account,
		       uint32_t reason)
{
	struct storm_got *g = data;

	(void)attach;
	(void)reason;
	g->account = *account;
	g->ended = 1;
}

static const struct wk_client_events events = { .records = on_records, .summary = on_summary };

/* Return: 0; else it went wrong, and that has been said */
static int read_to_end(struct wk_client *c, const struct storm_got *g)
{
	while (!g->ended) {
		struct pollfd fds[WK_CLIENT_FDS];
		int err;

		wk_client_pollfds(c, fds);
		poll(fds, WK_CLIENT_FDS, 1000);
		err = wk_client_dispatch(c);
		if (err)
			printf("# reader: %s\n", wk_client_fault(c)->text);
		if (err)
			return err;
	}
	return 0;
}

/* Subscribes to what it is told, says so, reads to the summary, hands it over. */
static void reader(int from, int to)
{
	struct storm_got g;
	struct wk_client *c = wk_client_new(&events, &g);
	uint32_t attach;

	if (!c || wk_client_hello(c))
		_exit(1);
	wk_client_set_reply_timeout(c, STORM_PATIENCE_MS);
	while (read(from, &attach, sizeof(attach)) == sizeof(attach)) {
		int err = wk_client_subscribe(c, attach);

		if (err)
			printf("# subscribe to %u: %d: %s\n", attach, err, wk_client_fault(c)->text);
		memset(&g, 0, sizeof(g));
		write(to, &err, sizeof(err));
		if (!err)
			read_to_end(c, &g);
		fflush(stdout);
		write(to, &g, sizeof(g));
	}
	_exit(0);
}

bool storm_reader_start(struct storm_reader *r)
{
	int down[2], up[2];

	if (pipe(down) || pipe(up))
		return false;
	fflush(stdout);
	r->pid = fork();
	if (!r->pid) {
		close(down[1]);
		close(up[0]);
		reader(down[0], up[1]);
	}
	close(down[0]);
	close(up[1]);
	r->to = down[1];
	r->from = up[0];
	return r->pid > 0;
}

bool storm_reader_follow(const struct storm_reader *r, uint32_t attach)
{
	int err = -1;

	return write(r->to, &attach, sizeof(attach)) == sizeof(attach) &&
	       read(r->from, &err, sizeof(err)) == sizeof(err) && !err;
}

struct storm_got storm_reader_end(const struct storm_reader *r)
{
	struct storm_got g = { 0 };

	if (read(r->from, &g, sizeof(g)) != sizeof(g))
		g.ended = 0;
	return g;
}

void storm_kill(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}
