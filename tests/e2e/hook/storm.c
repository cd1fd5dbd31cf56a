// SPDX-License-Identifier: GPL-2.0
/*
 * Programs come and go while all kinds of hooks fire on all CPUs. Each hit emits a record: as many
 * as hits, each of which is delivered, or counted under a cause. In some of the cycles the reader
 * is stopped.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "hook.h"

#define LOADS	4
#define PATIENCE_MS	60000	/* the machine is busy with other things */
#define STOPPED	8	/* one cycle in so many */

/* All that our own path uses, and what fires most. */
static const char *hot[] = {
	"kmem_cache_alloc", "kmem_cache_alloc_noprof", "kfree", "__kmalloc", "__kmalloc_noprof",
	"__alloc_skb", "netlink_unicast", "try_to_wake_up", "_printk",
	"vprintk_emit", "irq_work_queue", "queue_work_on",
};
static const char *const points[] = { "sched_switch", "sched_wakeup", "kmalloc", "kfree",
				      "softirq_entry", "irq_handler_entry" };

/* ---- what makes hooks fire ---- */

__attribute__((noinline)) static long probed(long a)
{
	__asm__ volatile("" : "+r"(a));
	return a;
}

static void send_packet(int fd)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(9),
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };

	sendto(fd, "x", 1, MSG_DONTWAIT, (void *)&to, sizeof(to));
}

/*
 * In bursts: a machine whose CPUs share one thread of the host changes CPU when one idles, else
 * every 100 ms, and whoever patches the kernel's text waits for all of them many times.
 */
static void load(void)
{
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	for (;;) {
		FILE *f = fopen("/proc/self/status", "r");
		FILE *log = fopen("/dev/kmsg", "w");
		char line[256];

		while (f && fgets(line, sizeof(line), f)) {
			hook_calls(10);
			probed(1);
			send_packet(fd);
			usleep(1);
		}
		if (log)
			fputs("<7>storm\n", log), fclose(log);
		if (f)
			fclose(f);
	}
}

/* ---- the reader: a process, so that it can be stopped ---- */

struct got {
	unsigned long long records;
	uint32_t ended;
	struct wk_wire_account account;
};

static void on_records(void *data, uint32_t attach, const void *records, size_t n,
		       const struct wk_wire_account *account)
{
	struct got *g = data;
	const unsigned char *p = records;

	(void)attach;
	(void)account;
	while (n >= sizeof(struct wk_wire_record)) {
		struct wk_wire_record r;
		size_t step;

		memcpy(&r, p, sizeof(r));
		step = (sizeof(r) + r.bytes + 7) & ~(size_t)7;
		g->records++;
		p += step;
		n -= step < n ? step : n;
	}
}

static void on_summary(void *data, uint32_t attach, const struct wk_wire_account *account,
		       uint32_t reason)
{
	struct got *g = data;

	(void)attach;
	(void)reason;
	g->account = *account;
	g->ended = 1;
}

static const struct wk_client_events events = { .records = on_records, .summary = on_summary };

/* Subscribes to what it is told, says so, reads to the summary, hands it over. */
static void reader(int from, int to)
{
	struct got g;
	struct wk_client *c = wk_client_new(&events, &g);
	uint32_t attach;

	if (!c || wk_client_hello(c))
		_exit(1);
	wk_client_set_reply_timeout(c, PATIENCE_MS);
	while (read(from, &attach, sizeof(attach)) == sizeof(attach)) {
		int err = wk_client_subscribe(c, attach);

		if (err)
			printf("# subscribe: %s\n", wk_client_fault(c)->text);
		fflush(stdout);
		memset(&g, 0, sizeof(g));
		write(to, &err, sizeof(err));
		while (!err && !g.ended) {
			struct pollfd fds[WK_CLIENT_FDS];

			wk_client_pollfds(c, fds);
			poll(fds, WK_CLIENT_FDS, 1000);
			err = wk_client_dispatch(c);
			if (err)
				printf("# reader: %s\n", wk_client_fault(c)->text);
		}
		write(to, &g, sizeof(g));
	}
	_exit(0);
}

#define HOOKS	64
#define EACH	4	/* hooks of a cycle */

/**
 * struct pipes - a reader
 * @pid: its process
 * @to, @from: it
 */
struct pipes {
	pid_t pid;
	int to, from;
};

/**
 * struct storm - what is going on
 * @c: session
 * @reader: of the cycles
 * @sleeper: of the program that is always there; it is stopped
 * @always: that one
 * @hooks: all kinds
 * @nhooks: how many
 * @hits: of all cycles
 * @delivered, @lost: records of all cycles
 * @wrong: cycles whose account did not add up
 * @making, @arming, @taking: seconds that loading and describing, arming, detaching took
 */
struct storm {
	struct wk_client *c;
	struct pipes reader, sleeper;
	uint32_t always;
	struct wk_client_hook hooks[HOOKS];
	size_t nhooks;
	unsigned long long hits, delivered, lost;
	unsigned int wrong;
	double making, arming, taking;
};

static bool start_reader(struct pipes *r)
{
	int down[2], up[2];

	if (pipe(down) || pipe(up))
		return false;
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

static bool let_read(const struct pipes *r, uint32_t attach)
{
	int err = -1;

	return write(r->to, &attach, sizeof(attach)) == sizeof(attach) &&
	       read(r->from, &err, sizeof(err)) == sizeof(err) && !err;
}

/* ---- hooks ---- */

/* Not every kernel has every one of them. */
static void drop_unknown(struct wk_client *c, uint32_t program)
{
	struct wk_client_hook h = hook_of(WK_HOOK_KPROBE, "storm");

	for (size_t i = 0; i < sizeof(hot) / sizeof(*hot); i++) {
		uint32_t attach;

		h.symbol = hot[i];
		attach = hook_attach(c, program, &h, 0);
		if (wk_client_arm(c, attach, true)) {
			printf("# %s\n", wk_client_fault(c)->text);
			fflush(stdout);
			hot[i] = NULL;
		}
		wk_client_detach(c, attach, NULL);
	}
}

static size_t kernel_hooks(struct wk_client_hook *all)
{
	size_t n = 0, i;

	for (i = 0; i < sizeof(points) / sizeof(*points); i++) {
		all[n] = hook_of(WK_HOOK_TRACEPOINT, "storm");
		all[n++].symbol = points[i];
	}
	for (i = 0; i < sizeof(hot) / sizeof(*hot); i++) {
		if (!hot[i])
			continue;
		all[n] = hook_of(i % 3 == 2 ? WK_HOOK_KRETPROBE : WK_HOOK_KPROBE, "storm");
		all[n++].symbol = hot[i];
	}
	return n;
}

static size_t other_hooks(struct wk_client_hook *all)
{
	static const uint32_t calls[] = { WK_HOOK_SYSCALL, WK_HOOK_SYSRET };
	static const uint32_t user[] = { WK_HOOK_UPROBE, WK_HOOK_URETPROBE };
	size_t n = 0;

	for (size_t i = 0; i < 2; i++) {
		all[n] = hook_of(calls[i], "storm");
		all[n++].nr = hook_nr;
		all[n] = hook_of(user[i], "storm");
		all[n].path = "/proc/self/exe";
		all[n++].addend = hook_offset((void *)probed);
	}
	all[n] = hook_of(WK_HOOK_NETFILTER, "filter");
	all[n++].hooknum = 3;	/* local_out */
	all[n] = hook_of(WK_HOOK_TIMER, "storm");
	all[n++].interval_ns = 1000000;
	return n;
}

/* ---- cycles ---- */

static unsigned long long lost(const struct wk_wire_account *a)
{
	unsigned long long n = 0;

	for (int i = 0; i < WK_DROP_COUNT; i++)
		n += a->dropped[i];
	return n;
}

static void judge(struct storm *s, const struct pipes *r, const struct wk_client_stats *st,
		  unsigned int cycle)
{
	unsigned long long hits = 0, bad = 0;
	struct got g = { 0 };

	for (size_t k = 0; k < st->nprobes; k++) {
		hits += st->probes[k].hits;
		bad += st->probes[k].traps + st->probes[k].overruns;
	}
	if (read(r->from, &g, sizeof(g)) != sizeof(g))
		g.ended = 0;
	s->hits += hits;
	s->delivered += g.account.delivered;
	s->lost += lost(&g.account);
	if (g.ended && !bad && hits == st->stream.emitted && hits == g.account.emitted &&
	    g.records == g.account.delivered &&
	    g.account.emitted == g.account.delivered + lost(&g.account))
		return;
	if (s->wrong++ < 5)
		printf("# cycle %u: ended %u, traps %llu, hits %llu, emitted %llu and %llu, delivered %llu, lost %llu, came %llu\n",
		       cycle, g.ended, bad, hits, (unsigned long long)st->stream.emitted,
		       (unsigned long long)g.account.emitted,
		       (unsigned long long)g.account.delivered, lost(&g.account), g.records);
}

/* Return: an attachment of @n hooks from @first on, with a subscriber, not armed; or 0 */
static uint32_t make(struct storm *s, const struct pipes *r, uint32_t program, size_t first,
		     size_t n)
{
	struct wk_client_attach cfg = { .program = program, .memory_pages = 1,
					.ring_bytes = 16384 };
	uint32_t attach;

	if (wk_client_attach_new(s->c, &cfg, &attach))
		return 0;
	for (size_t i = first; i < first + n; i++)
		if (wk_client_attach_hook(s->c, attach, &s->hooks[i % s->nhooks], NULL))
			printf("# %s\n", wk_client_fault(s->c)->text);
	return let_read(r, attach) ? attach : 0;
}

static bool arm(struct storm *s, uint32_t attach)
{
	if (attach && !wk_client_arm(s->c, attach, false))
		return true;
	printf("# %s\n", wk_client_fault(s->c)->text);
	return false;
}

static bool take(struct storm *s, const struct pipes *r, uint32_t attach, unsigned int cycle)
{
	struct wk_client_stats st;

	if (wk_client_detach(s->c, attach, &st))
		return false;
	kill(r->pid, SIGCONT);
	judge(s, r, &st, cycle);
	wk_client_stats_clear(&st);
	return true;
}

static bool cycle(struct storm *s, unsigned int i)
{
	double t[] = { hook_now(), 0, 0, 0 };
	uint32_t program = hook_load(s->c);
	uint32_t attach = make(s, &s->reader, program, (size_t)i * EACH, EACH);
	bool good;

	t[1] = hook_now();
	if (i % STOPPED == STOPPED - 1)
		kill(s->reader.pid, SIGSTOP);
	good = arm(s, attach);
	t[2] = hook_now();
	/* Half of them go before their program does. */
	if (i % 2)
		wk_client_unload(s->c, program);
	usleep(1000 * (i % 7));
	t[3] = hook_now();
	good = good && take(s, &s->reader, attach, i);
	if (!(i % 2))
		wk_client_unload(s->c, program);
	s->making += t[1] - t[0];
	s->arming += t[2] - t[1];
	s->taking += hook_now() - t[3];
	return good;
}

/* Half of the hooks are always there: then others come and go on places that have one. */
static bool begin(struct storm *s, uint32_t program)
{
	wk_client_set_reply_timeout(s->c, PATIENCE_MS);
	drop_unknown(s->c, program);
	s->nhooks = kernel_hooks(s->hooks);
	s->nhooks += other_hooks(s->hooks + s->nhooks);
	if (!start_reader(&s->reader) || !start_reader(&s->sleeper))
		return false;
	s->always = make(s, &s->sleeper, program, s->nhooks / 2, s->nhooks / 2);
	kill(s->sleeper.pid, SIGSTOP);
	return arm(s, s->always);
}

static void end(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

static unsigned int all_cycles(struct storm *s, unsigned int cycles)
{
	double from = hook_now();
	unsigned int i;

	for (i = 0; i < cycles && cycle(s, i); i++) {
		if (i % 50 != 49)
			continue;
		printf("# %u cycles, %.0f s, %llu hits, %llu delivered, %llu lost, %u wrong\n", i + 1,
		       hook_now() - from, s->hits, s->delivered, s->lost, s->wrong);
		fflush(stdout);
	}
	return i;
}

void hook_storm(struct wk_client *c, uint32_t program, unsigned int cycles)
{
	struct storm s = { .c = c };
	unsigned int done;
	pid_t pids[LOADS];

	if (!hook_expect(begin(&s, program), "storm: half of all hooks are there all the time"))
		return;
	for (int i = 0; i < LOADS; i++) {
		pids[i] = fork();
		if (!pids[i])
			load();
	}
	done = all_cycles(&s, cycles);
	hook_expect(done == cycles && s.hits,
		    "storm: %u of %u cycles under load; %.0f s to load, %.0f to arm, %.0f to detach",
		    done, cycles, s.making, s.arming, s.taking);
	hook_expect(take(&s, &s.sleeper, s.always, cycles), "storm: the reader that slept wakes");
	for (int i = 0; i < LOADS; i++)
		end(pids[i]);
	end(s.reader.pid);
	end(s.sleeper.pid);
	hook_expect(!s.wrong && s.delivered && s.lost,
		    "storm: hits %llu = emitted = delivered %llu + dropped %llu in every cycle but %u",
		    s.hits, s.delivered, s.lost, s.wrong);
}
