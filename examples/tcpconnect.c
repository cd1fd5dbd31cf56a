// SPDX-License-Identifier: GPL-2.0
/* Who connects to where by TCP: wasm_kernel_cli run -f tcpconnect.wasm */
#include <string.h>
#include <wasm_kernel.h>

WK_MANIFEST({
	"name": "tcpconnect",
	"records": [ { "id": 1, "name": "connect", "fields": [
		{ "name": "time", "type": "@time" },
		{ "name": "pid", "type": "u32" },
		{ "name": "comm", "type": "char[16]" },
		{ "name": "saddr", "type": "ip" },
		{ "name": "daddr", "type": "ip" },
		{ "name": "dport", "type": "port" }
	] } ],
	"maps": [ { "name": "begun", "kind": "hash", "key": "u32", "value": "x64",
		    "entries": 8192 } ]
})

enum { BEGUN };

WK_BTF(sock_daddr, "sock.__sk_common.skc_daddr")
WK_BTF(sock_saddr, "sock.__sk_common.skc_rcv_saddr")
WK_BTF(sock_daddr6, "sock.__sk_common.skc_v6_daddr?")
WK_BTF(sock_saddr6, "sock.__sk_common.skc_v6_rcv_saddr?")
WK_BTF(sock_dport, "sock.__sk_common.skc_dport")

struct ip {
	uint32_t family;
	uint8_t address[16];
};

static struct {
	uint32_t pid;
	char comm[16];
	struct ip saddr;
	struct ip daddr;
	uint8_t dport[2];
} e;

/* On every kernel and machine. */
enum { IPV4 = 2, IPV6 = 10 };

static void begin(uint64_t sock)
{
	uint32_t tid = wk_tid();

	wk_map_update(BEGUN, &tid, sizeof(tid), &sock, sizeof(sock), 0);
}

static void finish(uint32_t family, int32_t saddr, int32_t daddr, int64_t ret)
{
	uint32_t size = family == IPV4 ? 4 : 16;
	uint32_t tid = wk_tid();
	uint64_t sock;

	if (wk_map_lookup(BEGUN, &tid, sizeof(tid), &sock, sizeof(sock)))
		return;
	wk_map_delete(BEGUN, &tid, sizeof(tid));
	if ((int32_t)ret || saddr < 0 || daddr < 0)
		return;
	memset(&e, 0, sizeof(e));
	e.pid = wk_pid();
	wk_comm(e.comm, sizeof(e.comm));
	e.saddr.family = e.daddr.family = family;
	wk_read_kernel(sock + saddr, e.saddr.address, size);
	wk_read_kernel(sock + daddr, e.daddr.address, size);
	wk_read_kernel(sock + sock_dport(), e.dport, sizeof(e.dport));
	/* Up to where the fields end: C rounds the size up. */
	wk_emit(1, &e, __builtin_offsetof(__typeof__(e), dport) + sizeof(e.dport));
}

WK_HOOK("kprobe:tcp_v4_connect")
void on_connect4(uint64_t sock)
{
	begin(sock);
}

WK_HOOK("kprobe:tcp_v6_connect")
void on_connect6(uint64_t sock)
{
	begin(sock);
}

WK_HOOK("kretprobe:tcp_v4_connect")
void on_connected4(int64_t ret)
{
	finish(IPV4, sock_saddr(), sock_daddr(), ret);
}

WK_HOOK("kretprobe:tcp_v6_connect")
void on_connected6(int64_t ret)
{
	finish(IPV6, sock_saddr6(), sock_daddr6(), ret);
}
