// SPDX-License-Identifier: GPL-2.0
/*
 * Tests of hooks. usage: wk-hook kinds|stream|life|guard|many|hotplug|waits|arm
 *                        wk-hook storm [CYCLES [SESSIONS [SECONDS]]]
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "hook.h"

const long hook_nr = SYS_getsid;
static int failed;

bool hook_expect(bool good, const char *fmt, ...)
{
	va_list ap;

	printf(good ? "ok " : "not ok ");
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
	fflush(stdout);
	failed += !good;
	return good;
}

int hook_failed(void)
{
	return failed;
}

static void die(struct wk_client *c, const char *what)
{
	printf("not ok %s: %s\n", what, wk_client_fault(c)->text);
	exit(1);
}

uint32_t hook_load_file(struct wk_client *c, const char *path)
{
	char bytes[1 << 16];
	FILE *f = fopen(path, "rb");
	size_t n = f ? fread(bytes, 1, sizeof(bytes), f) : 0;
	uint32_t program;

	if (f)
		fclose(f);
	if (!n || wk_client_load(c, bytes, n, "guest", 0, &program))
		die(c, "load");
	return program;
}

uint32_t hook_load(struct wk_client *c)
{
	return hook_load_file(c, "/hook.wasm");
}

struct wk_client *hook_client(uint32_t *program)
{
	struct wk_client *c = wk_client_new(NULL, NULL);

	if (!c)
		exit(1);
	if (wk_client_hello(c))
		die(c, "hello");
	*program = hook_load(c);
	return c;
}

uint64_t hook_offset(const void *p)
{
	unsigned long at = (unsigned long)p, from, to, offset;
	FILE *f = fopen("/proc/self/maps", "r");
	char line[512];
	uint64_t found = 0;

	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "%lx-%lx %*s %lx", &from, &to, &offset) == 3 && at >= from &&
		    at < to)
			found = at - from + offset;
	if (f)
		fclose(f);
	return found;
}

double hook_now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

struct wk_client_hook hook_of(uint32_t kind, const char *function)
{
	return (struct wk_client_hook){ .kind = kind, .function = function,
					.function_len = strlen(function), .pid = -1, .nr = -1 };
}

uint32_t hook_attach(struct wk_client *c, uint32_t program, const struct wk_client_hook *h,
		     uint64_t fuel)
{
	struct wk_client_attach cfg = { .program = program, .fuel = fuel, .memory_pages = 4,
					.ring_bytes = 4096 };
	uint32_t attach;

	if (wk_client_attach_new(c, &cfg, &attach))
		return 0;
	if (!wk_client_attach_hook(c, attach, h, NULL))
		return attach;
	printf("# %s\n", wk_client_fault(c)->text);
	wk_client_detach(c, attach, NULL);
	return 0;
}

bool hook_next_record(const void **records, size_t *n, struct wk_wire_record *r)
{
	size_t step;

	if (*n < sizeof(*r))
		return false;
	memcpy(r, *records, sizeof(*r));
	step = (sizeof(*r) + r->bytes + 7) & ~(size_t)7;
	if (step > *n)
		step = *n;
	*records = (const char *)*records + step;
	*n -= step;
	return true;
}

void hook_calls(unsigned int n)
{
	while (n--)
		syscall(hook_nr, 0);
}

/* Armed until somebody ends us. */
static void stay(struct wk_client *c, uint32_t program)
{
	struct wk_client_hook h = hook_of(WK_HOOK_TRACEPOINT, "none");
	uint32_t attach;

	h.symbol = "sched_switch";
	attach = hook_attach(c, program, &h, 0);
	if (!hook_expect(attach && !wk_client_arm(c, attach, false), "armed to stay"))
		exit(1);
	pause();
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";
	uint32_t program;
	struct wk_client *c = hook_client(&program);

	if (!strcmp(what, "kinds"))
		hook_kinds(c, program);
	else if (!strcmp(what, "stream"))
		hook_stream(c, program);
	else if (!strcmp(what, "life"))
		hook_life(c, program);
	else if (!strcmp(what, "guard"))
		hook_guard(c, program);
	else if (!strcmp(what, "hotplug"))
		hook_hotplug(c, program);
	else if (!strcmp(what, "waits"))
		hook_waits(c);
	else if (!strcmp(what, "many"))
		hook_many(c, program);
	else if (!strcmp(what, "storm"))
		hook_storm(c, program, argc - 2, argv + 2);
	else if (!strcmp(what, "arm"))
		stay(c, program);
	wk_client_free(c);
	return hook_failed() != 0;
}
