// SPDX-License-Identifier: GPL-2.0
/* Bytes that are sent by TCP and UDP, in units of 64 KiB; protected is each service (cgroup). */
#include <wasm_kernel.h>

WK_MANIFEST({
	"name": "netbytes_dp",
	"policy": "dp-only",
	"metrics": [
		{ "name": "tcp_64k", "kind": "sum", "unit": "cgroup(2)", "cap": 1024, "clip": 16,
		  "active": 4, "window": "15m", "epsilon": 1 },
		{ "name": "udp_64k", "kind": "sum", "unit": "cgroup(2)", "cap": 1024, "clip": 16,
		  "active": 4, "window": "15m", "epsilon": 1 }
	]
})

enum { TCP, UDP };

static void sent(uint32_t metric, uint64_t bytes)
{
	wk_dp_observe(metric, (bytes + 65535) / 65536);
}

/* (sock, msg, size) */
WK_HOOK("kprobe:tcp_sendmsg")
void on_tcp(uint64_t sock, uint64_t msg, uint64_t size)
{
	sent(TCP, size);
}

WK_HOOK("kprobe:udp_sendmsg")
void on_udp(uint64_t sock, uint64_t msg, uint64_t size)
{
	sent(UDP, size);
}
