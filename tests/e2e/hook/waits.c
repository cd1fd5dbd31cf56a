// SPDX-License-Identifier: GPL-2.0
/*
 * A program on a uprobe reads a page that takes long to come: how long may be up to whoever is
 * probed, and must not look as if the program burned the CPU, or it would be taken off.
 */
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "hook.h"

#define PAGES		4
#define WAIT_US		600000	/* each: three windows of the guard */
#define PAGE		4096

__attribute__((noinline)) static long probed(const void *p)
{
	__asm__ volatile("" : "+r"(p));
	return (long)p;
}

/* Answers faults, in no hurry. */
static void *pager(void *data)
{
	static unsigned char bytes[PAGE] __attribute__((aligned(PAGE)));
	int fd = *(int *)data;
	struct uffd_msg msg;

	while (read(fd, &msg, sizeof(msg)) == sizeof(msg)) {
		struct uffdio_copy copy = {
			.dst = msg.arg.pagefault.address & ~(PAGE - 1ull),
			.src = (unsigned long)bytes, .len = PAGE,
		};

		usleep(WAIT_US);
		ioctl(fd, UFFDIO_COPY, &copy);
	}
	return NULL;
}

/* Return: pages that are not there until somebody asks for them, or NULL */
static char *slow_pages(int *fd)
{
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register reg = { .mode = UFFDIO_REGISTER_MODE_MISSING };
	static pthread_t thread;
	char *map = mmap(NULL, PAGES * PAGE, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	*fd = (int)syscall(SYS_userfaultfd, O_CLOEXEC);
	reg.range.start = (unsigned long)map;
	reg.range.len = PAGES * PAGE;
	if (*fd < 0 || map == MAP_FAILED || ioctl(*fd, UFFDIO_API, &api) ||
	    ioctl(*fd, UFFDIO_REGISTER, &reg) ||
	    pthread_create(&thread, NULL, pager, fd))
		return NULL;
	return map;
}

void hook_waits(struct wk_client *c)
{
	struct wk_client_hook h = hook_of(WK_HOOK_UPROBE, "reads");
	uint32_t program = hook_load_file(c, "/waits.wasm"), attach;
	struct wk_client_stats s = { 0 };
	double from;
	char *pages;
	int fd;

	pages = slow_pages(&fd);
	h.path = "/proc/self/exe";
	h.addend = hook_offset((void *)probed);
	attach = hook_attach(c, program, &h, 0);
	if (!hook_expect(pages && attach && !wk_client_arm(c, attach, false), "waits: begins"))
		return;
	from = hook_now();
	for (int i = 0; i < PAGES; i++)
		probed(pages + i * PAGE);
	from = hook_now() - from;
	hook_expect(from > PAGES * WAIT_US / 1e6, "waits: pages took %.1f s", from);
	usleep(100000);
	wk_client_stats(c, attach, &s);
	hook_expect(s.state == WK_ATTACH_ARMED && s.nprobes == 1 && s.probes[0].hits == PAGES &&
		    !s.probes[0].traps, "waits: it is not taken off for that: %s", s.text);
	hook_expect(s.nprobes == 1 && s.probes[0].nsec < PAGES * WAIT_US * 1000ull / 10,
		    "waits: they do not count as its time, which is %.3f s",
		    s.nprobes ? (double)s.probes[0].nsec / 1e9 : 0);
	wk_client_stats_clear(&s);
	wk_client_detach(c, attach, NULL);
}
