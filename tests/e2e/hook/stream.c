// SPDX-License-Identifier: GPL-2.0
/* Records reach their subscribers, and the account is exact: also of one who does not read. */
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "hook.h"

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
	const unsigned char *p = records;

	(void)attach;
	g->account = *account;
	while (n >= sizeof(struct wk_wire_record)) {
		struct wk_wire_record r;
		size_t step;

		memcpy(&r, p, sizeof(r));
		step = (sizeof(r) + r.bytes + 7) & ~(size_t)7;
		g->records += r.type == 5 && r.len == 8;
		p += step;
		n -= step < n ? step : n;
	}
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

	for (int i = 0; i < 500 && !g->ended; i++) {
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
		hook_calls(100);
		if (reads)
			wk_client_dispatch(c);
	}
	wk_client_detach(owner, attach, NULL);
	until_end(c, &g);
	hook_expect(g.ended && g.reason == WK_REASON_ASKED, "the summary comes and says why");
	hook_expect(g.account.emitted == calls && g.records == g.account.delivered &&
		    g.account.emitted == g.account.delivered + dropped(&g.account),
		    "emitted %llu = delivered %llu + dropped %llu, %llu came",
		    (unsigned long long)g.account.emitted,
		    (unsigned long long)g.account.delivered, dropped(&g.account), g.records);
	wk_client_free(c);
}

void hook_stream(struct wk_client *c, uint32_t program)
{
	account(c, program, 2000, true);
	account(c, program, 50000, false);
}
