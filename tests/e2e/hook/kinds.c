// SPDX-License-Identifier: GPL-2.0
/* Every kind of hook: its hits are counted exactly, and its arguments arrive. */
#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "hook.h"

#define CALLS 1000

static struct wk_wire_probe one(struct wk_client *c, uint32_t attach)
{
	struct wk_wire_probe p = { 0 };
	struct wk_client_stats s;

	if (!wk_client_detach(c, attach, &s) && s.nprobes)
		p = s.probes[0];
	wk_client_stats_clear(&s);
	return p;
}

/* Arms, lets @work happen, detaches. */
static struct wk_wire_probe run(struct wk_client *c, uint32_t program,
				const struct wk_client_hook *h, void (*work)(void))
{
	uint32_t attach = hook_attach(c, program, h, 0);

	if (!attach || wk_client_arm(c, attach, false)) {
		printf("# %s\n", wk_client_fault(c)->text);
		return (struct wk_wire_probe){ 0 };
	}
	work();
	return one(c, attach);
}

static void exactly(struct wk_client *c, uint32_t program, const struct wk_client_hook *h,
		    void (*work)(void), const char *what)
{
	struct wk_wire_probe p = run(c, program, h, work);

	hook_expect(p.hits == CALLS && !p.traps && !p.overruns && !p.busy && !p.missed,
		    "%s: hits %llu traps %llu busy %llu nmi %llu missed %llu", what,
		    (unsigned long long)p.hits, (unsigned long long)p.traps,
		    (unsigned long long)p.busy, (unsigned long long)p.nmi,
		    (unsigned long long)p.missed);
}

static void call(void)
{
	hook_calls(CALLS);
}

__attribute__((noinline)) long target(long a, long b, long d, long e, long f, long g, long h,
				      long i)
{
	__asm__ volatile("" : "+r"(a) : "r"(b), "r"(d), "r"(e), "r"(f), "r"(g), "r"(h), "r"(i));
	return a;
}

static void call_target(void)
{
	for (int i = 0; i < CALLS; i++)
		target(42, 1, 2, 3, 4, 5, 6, 7);
}

static void uprobes(struct wk_client *c, uint32_t program)
{
	struct wk_client_hook h = hook_of(WK_HOOK_UPROBE, "want42");
	struct wk_wire_probe p;

	h.path = "/proc/self/exe";
	h.addend = hook_offset((void *)target);
	exactly(c, program, &h, call_target, "uprobe, first argument");
	h.function = "want7";
	h.function_len = 5;
	exactly(c, program, &h, call_target, "uprobe, eighth argument, from the stack");
	h.function = "want42";
	h.function_len = 6;
	h.pid = getpid();
	exactly(c, program, &h, call_target, "uprobe of one process");
	h.pid = getppid();
	p = run(c, program, &h, call_target);
	hook_expect(p.kind == WK_HOOK_UPROBE && !p.hits, "uprobe of another process: no hit");
	h.pid = -1;
	h.kind = WK_HOOK_URETPROBE;
	exactly(c, program, &h, call_target, "uretprobe, return value");
}

static void lo_up(void)
{
	struct ifreq r = { .ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING };
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	ioctl(fd, SIOCSIFFLAGS, &r);
	close(fd);
}

static int arrived;

static void send_packets(void)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(to);
	int in = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
	int out = socket(AF_INET, SOCK_DGRAM, 0);
	char buf[16];

	arrived = 0;
	bind(in, (void *)&to, sizeof(to));
	getsockname(in, (void *)&to, &len);
	for (int i = 0; i < CALLS; i++) {
		sendto(out, "x", 1, 0, (void *)&to, sizeof(to));
		while (recv(in, buf, sizeof(buf), 0) == 1)
			arrived++;
	}
	/* A kernel that is busy leaves some to a thread of its own. */
	usleep(100000);
	while (recv(in, buf, sizeof(buf), 0) == 1)
		arrived++;
	close(in);
	close(out);
}

static void netfilter(struct wk_client *c, uint32_t program)
{
	struct wk_client_hook h = hook_of(WK_HOOK_NETFILTER, "pass");

	lo_up();
	h.hooknum = 1;	/* local_in */
	exactly(c, program, &h, send_packets, "netfilter, accepting");
	hook_expect(arrived == CALLS, "accepted packets arrive: %d", arrived);
	h.function = "drop";
	exactly(c, program, &h, send_packets, "netfilter, dropping");
	hook_expect(arrived == 0, "dropped packets do not: %d", arrived);
}

static void sleep_often(void)
{
	for (int i = 0; i < 20; i++)
		usleep(20000);
}

#define INTERVAL_NS	10000000

static unsigned long long hits_of(struct wk_client *c, uint32_t attach)
{
	struct wk_client_stats s;
	unsigned long long hits = 0;

	if (!wk_client_stats(c, attach, &s) && s.nprobes)
		hits = s.probes[0].hits;
	wk_client_stats_clear(&s);
	return hits;
}

/* Half a second, or as long as it takes: while the host stands still there are no hits. */
static void timer(struct wk_client *c, uint32_t program)
{
	struct wk_client_hook h = hook_of(WK_HOOK_TIMER, "one");
	double from = hook_now(), took = 0;
	unsigned long long hits = 0;
	struct wk_wire_probe p;
	uint32_t attach;

	h.interval_ns = INTERVAL_NS;
	attach = hook_attach(c, program, &h, 0);
	if (!hook_expect(attach && !wk_client_arm(c, attach, false), "timer: armed"))
		return;
	while (took < 0.5 || (hits < 20 && took < 60)) {
		usleep(100000);
		hits = hits_of(c, attach);
		took = hook_now() - from;
	}
	p = one(c, attach);
	took = hook_now() - from;
	hook_expect(p.hits >= 20 && (double)p.hits <= took * 1e9 / INTERVAL_NS + 2 && !p.traps,
		    "timer: %llu hits in %.2f s", (unsigned long long)p.hits, took);
}

void hook_kinds(struct wk_client *c, uint32_t program)
{
	struct wk_client_hook h = hook_of(WK_HOOK_SYSCALL, "none");
	struct wk_wire_probe p;

	h.nr = hook_nr;
	exactly(c, program, &h, call, "syscall");
	h.kind = WK_HOOK_SYSRET;
	h.function = "one";
	h.function_len = 3;
	exactly(c, program, &h, call, "sysret");
	h = hook_of(WK_HOOK_KPROBE, "one");
	h.symbol = "__x64_sys_getsid";
	exactly(c, program, &h, call, "kprobe");
	h.kind = WK_HOOK_KRETPROBE;
	exactly(c, program, &h, call, "kretprobe");
	timer(c, program);
	h = hook_of(WK_HOOK_TRACEPOINT, "one");
	h.symbol = "sched_switch";
	p = run(c, program, &h, sleep_often);
	/* Away and back again, each time. */
	hook_expect(p.hits >= 20 && !p.traps, "tracepoint: %llu hits", (unsigned long long)p.hits);
	uprobes(c, program);
	netfilter(c, program);
}

/* Hooks on many functions, as a pattern names them. Return: how many */
static int add_many(struct wk_client *c, uint32_t attach, int max)
{
	struct wk_client_hook h = hook_of(WK_HOOK_KPROBE, "one");
	FILE *f = fopen("/sys/kernel/tracing/available_filter_functions", "r");
	char line[128], name[128];
	int n = 0;

	while (f && n < max && fgets(line, sizeof(line), f)) {
		if (sscanf(line, "%127s", name) != 1 || strncmp(name, "__x64_sys_", 10))
			continue;
		h.kind = n % 4 ? WK_HOOK_KPROBE : WK_HOOK_KRETPROBE;
		h.symbol = name;
		n += !wk_client_attach_hook(c, attach, &h, NULL);
	}
	if (f)
		fclose(f);
	return n;
}

/*
 * To unregister many probes takes one wait for what is under way, not one for each. Another
 * program counts the waits.
 */
void hook_many(struct wk_client *c, uint32_t program)
{
	struct wk_client_attach cfg = { .program = program, .memory_pages = 1 };
	struct wk_client_hook wait = hook_of(WK_HOOK_KPROBE, "none");
	uint32_t attach, counter;
	double armed, taken;
	struct wk_wire_probe p;

	wait.symbol = "synchronize_rcu";
	counter = hook_attach(c, program, &wait, 0);
	if (!hook_expect(!wk_client_attach_new(c, &cfg, &attach) && add_many(c, attach, 120) == 120,
			 "many: 120 hooks"))
		return;
	armed = hook_now();
	hook_expect(!wk_client_arm(c, attach, false), "many: they are armed");
	taken = hook_now();
	hook_expect(!wk_client_arm(c, counter, false), "many: waits are counted");
	wk_client_detach(c, attach, NULL);
	p = one(c, counter);
	printf("# many: %.2f s to arm, %.2f s to detach\n", taken - armed, hook_now() - taken);
	hook_expect(p.hits >= 2 && p.hits < 30, "many: %llu waits to detach 120 probes",
		    (unsigned long long)p.hits);
}
