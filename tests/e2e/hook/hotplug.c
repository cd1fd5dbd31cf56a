// SPDX-License-Identifier: GPL-2.0
/*
 * CPUs go and come back while a program is on hooks that fire on all of them: nothing that a
 * CPU had counted or written before it went is lost.
 */
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "hook.h"

#define ROUNDS	6
#define CALLS	300	/* on each CPU in each round */
#define STEP	30
#define FLOOD	3000	/* more than fits into the queues of a reader who does not read */

struct heard {
	unsigned long long records, of_last;
	bool ended;
	struct wk_wire_account account;
};

static int last_cpu;

static void on_records(void *data, uint32_t attach, const void *records, size_t n,
		       const struct wk_wire_account *account)
{
	struct heard *h = data;
	struct wk_wire_record r;

	(void)attach;
	(void)account;
	while (hook_next_record(&records, &n, &r)) {
		h->records++;
		h->of_last += r.cpu == (uint32_t)last_cpu;
	}
}

static void on_summary(void *data, uint32_t attach, const struct wk_wire_account *account,
		       uint32_t reason)
{
	struct heard *h = data;

	(void)attach;
	(void)reason;
	h->account = *account;
	h->ended = true;
}

static const struct wk_client_events events = { .records = on_records, .summary = on_summary };

static bool set_online(int cpu, bool on)
{
	char path[64];
	bool good;
	int fd;

	snprintf(path, sizeof(path), "/sys/devices/system/cpu/cpu%d/online", cpu);
	fd = open(path, O_WRONLY);
	good = fd >= 0 && write(fd, on ? "1" : "0", 1) == 1;
	close(fd);
	return good;
}

static bool calls_on(int cpu, unsigned int n)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	if (sched_setaffinity(0, sizeof(set), &set))
		return false;
	/* Not faster than rings are drained, as long as there is room behind them. */
	for (; n >= STEP; n -= STEP) {
		hook_calls(STEP);
		usleep(3000);
	}
	return true;
}

/* Of each look a tenth of a second counts at most: the host may have stood still. */
static void listen_for(struct wk_client *c, const struct heard *h, int ms)
{
	double left = ms / 1000.0, since = hook_now();

	while (!h->ended && left > 0) {
		struct pollfd fds[WK_CLIENT_FDS];
		double now;

		wk_client_pollfds(c, fds);
		poll(fds, WK_CLIENT_FDS, 20);
		if (wk_client_dispatch(c))
			return;
		now = hook_now();
		left -= now - since < 0.1 ? now - since : 0.1;
		since = now;
	}
}

static uint32_t begin(struct wk_client *c, uint32_t program)
{
	struct wk_client_attach cfg = { .program = program, .memory_pages = 1,
					.ring_bytes = 65536 };
	struct wk_client_hook h = hook_of(WK_HOOK_SYSRET, "storm");
	uint32_t attach;

	h.nr = hook_nr;
	if (wk_client_attach_new(c, &cfg, &attach) || wk_client_attach_hook(c, attach, &h, NULL))
		return 0;
	h = hook_of(WK_HOOK_TIMER, "record");
	h.interval_ns = 1000000;
	return wk_client_attach_hook(c, attach, &h, NULL) ? 0 : attach;
}

static void check(const struct heard *h, const struct wk_client_stats *s)
{
	unsigned long long lost = 0, want = 2ull * ROUNDS * CALLS + FLOOD;

	for (int i = 0; i < WK_DROP_COUNT; i++)
		lost += h->account.dropped[i];
	hook_expect(s->nprobes == 2 && s->probes[0].hits == want,
		    "hotplug: %llu of %llu calls are hits", (unsigned long long)s->probes[0].hits,
		    want);
	hook_expect(s->nprobes == 2 && s->probes[1].hits > 10,
		    "hotplug: the timer goes on: %llu hits", (unsigned long long)s->probes[1].hits);
	hook_expect(h->ended && s->nprobes == 2 &&
		    h->account.emitted == s->probes[0].hits + s->probes[1].hits &&
		    h->account.emitted == h->account.delivered + lost &&
		    h->records == h->account.delivered,
		    "hotplug: emitted %llu = delivered %llu + dropped %llu",
		    (unsigned long long)h->account.emitted,
		    (unsigned long long)h->account.delivered, lost);
	hook_expect(h->of_last > (unsigned long long)ROUNDS * CALLS,
		    "hotplug: %llu records of the CPU that went", h->of_last);
}

void hook_hotplug(struct wk_client *c, uint32_t program)
{
	struct heard h = { 0 };
	struct wk_client *reader = wk_client_new(&events, &h);
	struct wk_client_stats s = { 0 };
	uint32_t attach = begin(c, program);
	int rounds = 0;

	last_cpu = (int)sysconf(_SC_NPROCESSORS_CONF) - 1;
	if (!hook_expect(attach && last_cpu > 0 && reader && !wk_client_hello(reader) &&
			 !wk_client_subscribe(reader, attach) && !wk_client_arm(c, attach, false),
			 "hotplug: begins, CPU %d will go", last_cpu))
		return;
	while (rounds < ROUNDS && calls_on(last_cpu, CALLS) && calls_on(0, CALLS) &&
	       set_online(last_cpu, false)) {
		/* What the CPU wrote last is drained without it. */
		listen_for(reader, &h, 50);
		if (!set_online(last_cpu, true))
			break;
		rounds++;
	}
	hook_expect(rounds == ROUNDS, "hotplug: a CPU went and came back %d times", rounds);
	/* It ends with one of them away, whose ring is full. */
	calls_on(last_cpu, FLOOD);
	calls_on(0, 0);
	set_online(last_cpu, false);
	listen_for(reader, &h, 1000);
	wk_client_detach(c, attach, &s);
	listen_for(reader, &h, 60000);
	set_online(last_cpu, true);
	check(&h, &s);
	wk_client_stats_clear(&s);
	wk_client_free(reader);
}
