// SPDX-License-Identifier: GPL-2.0
/* Records reach their subscribers, and the account is exact: also of one who does not read. */
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "hook.h"

/* By the clock: how many datagrams a stream comes in depends on how busy the machine is. */
#define PATIENCE_S	60

struct got {
	unsigned long long records;
	bool ended;
	struct wk_wire_account account;
	uint32_t reason;
};

static void on_records(void *data, uint32_t attach, const void *records, size_t n,
		       const struct wk_wire_account *account)
{
	struct got *g = data;
	struct wk_wire_record r;

	(void)attach;
	g->account = *account;
	while (hook_next_record(&records, &n, &r))
		g->records += r.type == 5 && r.len == 8;
}

static void on_summary(void *data, uint32_t attach, const struct wk_wire_account *account,
		       uint32_t reason)
{
	struct got *g = data;

	(void)attach;
	g->account = *account;
	g->reason = reason;
	g->ended = true;
}

static const struct wk_client_events events = { .records = on_records, .summary = on_summary };

static unsigned long long dropped(const struct wk_wire_account *a)
{
	unsigned long long n = 0;

	for (int i = 0; i < WK_DROP_COUNT; i++)
		n += a->dropped[i];
	return n;
}

static void until_end(struct wk_client *c, struct got *g)
{
	struct pollfd fds[WK_CLIENT_FDS];
	time_t give_up = time(NULL) + PATIENCE_S;

	while (!g->ended && time(NULL) < give_up) {
		wk_client_pollfds(c, fds);
		poll(fds, WK_CLIENT_FDS, 20);
		if (wk_client_dispatch(c)) {
			printf("# %s\n", wk_client_fault(c)->text);
			break;
		}
	}
}

/* @reads: take records while they come, or only when all is over. */
static void account(struct wk_client *owner, uint32_t program, unsigned int calls, bool reads)
{
	struct wk_client_hook h = hook_of(WK_HOOK_SYSRET, "record");
	struct got g = { 0 };
	struct wk_client *c = wk_client_new(&events, &g);
	uint32_t attach;

	h.nr = hook_nr;
	attach = hook_attach(owner, program, &h, 0);
	if (!hook_expect(c && !wk_client_hello(c) && !wk_client_subscribe(c, attach),
			 "another session subscribes"))
		return;
	wk_client_arm(owner, attach, false);
	for (unsigned int i = 0; i < calls; i += 100) {
		double start = hook_now();

		hook_calls(100);
		if (reads)
			wk_client_dispatch(c);
		/* Else the guard takes it off its hook, on a machine that is busy. */
		usleep((useconds_t)((hook_now() - start) * 1e6));
	}
	wk_client_detach(owner, attach, NULL);
	until_end(c, &g);
	hook_expect(g.ended && g.reason == WK_REASON_ASKED, "the summary comes and says why (%u)",
		    g.reason);
	hook_expect(g.account.emitted == calls && g.records == g.account.delivered &&
		    g.account.emitted == g.account.delivered + dropped(&g.account),
		    "emitted %llu = delivered %llu + dropped %llu, %llu came",
		    (unsigned long long)g.account.emitted,
		    (unsigned long long)g.account.delivered, dropped(&g.account), g.records);
	wk_client_free(c);
}

/* ---- one session that reads many streams, one after the other ---- */

#define STREAMS		48
#define KEPT_KB		(STREAMS * 1024 / 4)	/* a quarter of their queues */

static long available_kb(void)
{
	FILE *f = fopen("/proc/meminfo", "r");
	char line[128];
	long kb = 0;

	while (f && !kb && fgets(line, sizeof(line), f))
		sscanf(line, "MemAvailable: %ld", &kb);
	if (f)
		fclose(f);
	return kb;
}

static bool one_of_many(struct wk_client *owner, struct wk_client *reader, struct got *g,
			uint32_t program)
{
	struct wk_client_attach cfg = { .program = program, .ring_bytes = 4096 };
	uint32_t attach;

	memset(g, 0, sizeof(*g));
	if (wk_client_attach_new(owner, &cfg, &attach))
		return false;
	if (wk_client_subscribe(reader, attach)) {
		printf("# subscribe: %s\n", wk_client_fault(reader)->text);
		return false;
	}
	wk_client_detach(owner, attach, NULL);
	until_end(reader, g);
	return g->ended;
}

/* What a session was told the end of it does not keep: else it runs the machine out of memory. */
static void many_streams(struct wk_client *owner, uint32_t program)
{
	struct got g;
	struct wk_client *reader = wk_client_new(&events, &g);
	long before = 0;
	int n = 0;

	if (!hook_expect(reader && !wk_client_hello(reader), "many streams: a reader"))
		return;
	for (; n < STREAMS && one_of_many(owner, reader, &g, program); n++)
		if (n == 3)
			before = available_kb();
	hook_expect(n == STREAMS && before - available_kb() < KEPT_KB,
		    "many streams: %d of %d by one session, which keeps %ld kB", n, STREAMS,
		    before - available_kb());
	wk_client_free(reader);
}

void hook_stream(struct wk_client *c, uint32_t program)
{
	many_streams(c, program);
	account(c, program, 2000, true);
	account(c, program, 50000, false);
}
