// SPDX-License-Identifier: GPL-2.0
/* What fires in a storm, and what makes it fire. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "storm.h"

#define PAUSE_US	2000

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
void storm_load(void)
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
			usleep(PAUSE_US);
		}
		if (log)
			fputs("<7>storm\n", log), fclose(log);
		if (f)
			fclose(f);
	}
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

_Static_assert(sizeof(hot) / sizeof(*hot) + sizeof(points) / sizeof(*points) + 6 <= STORM_HOOKS,
	       "there is room for all");

size_t storm_hooks(struct wk_client *c, uint32_t program, struct wk_client_hook *all)
{
	size_t n;

	drop_unknown(c, program);
	n = kernel_hooks(all);
	return n + other_hooks(all + n);
}
