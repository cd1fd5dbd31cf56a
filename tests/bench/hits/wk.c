// SPDX-License-Identifier: GPL-2.0
/* Our programs on hooks. */
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "../../../userspace/lib/wasm_kernel.h"
#include "hits.h"

static struct wk_client *owner, *reader;
static uint32_t program, attach;
static uint64_t received, lost_records;

static void on_records(void *data, uint32_t id, const void *records, size_t n,
		       const struct wk_wire_account *account)
{
	const unsigned char *p = records;

	(void)data;
	(void)id;
	while (n >= sizeof(struct wk_wire_record)) {
		struct wk_wire_record r;
		size_t step;

		memcpy(&r, p, sizeof(r));
		step = (sizeof(r) + r.bytes + 7) & ~(size_t)7;
		received++;
		p += step;
		n -= step < n ? step : n;
	}
	lost_records = 0;
	for (int i = 0; i < WK_DROP_COUNT; i++)
		lost_records += account->dropped[i];
}

static const struct wk_client_events events = { .records = on_records };

static void load(void)
{
	static char bytes[1 << 16];
	FILE *f = fopen("/hits/programs.wasm", "rb");
	size_t n = f ? fread(bytes, 1, sizeof(bytes), f) : 0;

	if (f)
		fclose(f);
	owner = wk_client_new(NULL, NULL);
	if (!owner || !n || wk_client_hello(owner) ||
	    wk_client_load(owner, bytes, n, "hits", 0, &program))
		die("load: %s", owner ? wk_client_fault(owner)->text : "no memory");
}

static void attach_to(const char *hook, const char *function)
{
	bool kprobe = !strcmp(hook, "kprobe");
	struct wk_client_attach cfg = { .memory_pages = 1, .ring_bytes = 256 << 10 };
	const struct wk_wire_map map = { .kind = WK_WIRE_MAP_ARRAY, .key_size = 4, .value_size = 8,
					 .entries = 1, .name = "counts" };
	const struct wk_client_hook h = {
		.kind = kprobe ? WK_HOOK_KPROBE : WK_HOOK_TRACEPOINT, .function = function,
		.function_len = strlen(function), .pid = -1, .nr = -1,
		.symbol = kprobe ? "__x64_sys_getsid" : "sys_enter",
	};

	if (!owner)
		load();
	cfg.program = program;
	if (wk_client_attach_new(owner, &cfg, &attach) ||
	    wk_client_attach_map(owner, attach, &map) ||
	    wk_client_attach_hook(owner, attach, &h, NULL))
		die("attach: %s", wk_client_fault(owner)->text);
}

static void arm(void)
{
	if (wk_client_arm(owner, attach, false))
		die("arm: %s", wk_client_fault(owner)->text);
}

void wk_on(const char *hook, const char *function)
{
	attach_to(hook, function);
	arm();
}

/* Nothing may have gone wrong behind our back. */
void wk_off(void)
{
	struct wk_client_stats s;

	if (wk_client_detach(owner, attach, &s))
		die("detach: %s", wk_client_fault(owner)->text);
	if (!s.nprobes || !s.probes[0].hits || s.probes[0].traps || s.probes[0].overruns)
		die("%s: %llu hits, %llu traps", s.nprobes ? s.probes[0].name : "?",
		    (unsigned long long)(s.nprobes ? s.probes[0].hits : 0),
		    (unsigned long long)(s.nprobes ? s.probes[0].traps : 0));
	wk_client_stats_clear(&s);
}

static void start(void)
{
	received = 0;
	lost_records = 0;
	attach_to("kprobe", "emit");
	reader = wk_client_new(&events, NULL);
	if (!reader || wk_client_hello(reader) || wk_client_subscribe(reader, attach))
		die("subscribe: %s", reader ? wk_client_fault(reader)->text : "no memory");
	arm();
}

static uint64_t take(int ms)
{
	struct pollfd fds[WK_CLIENT_FDS];

	wk_client_pollfds(reader, fds);
	if (poll(fds, WK_CLIENT_FDS, ms) > 0 && wk_client_dispatch(reader))
		die("records: %s", wk_client_fault(reader)->text);
	return received;
}

static uint64_t lost(void)
{
	return lost_records;
}

static void stop(void)
{
	wk_off();
	wk_client_free(reader);
	reader = NULL;
}

const struct source wk_source = { .start = start, .take = take, .lost = lost, .stop = stop };
