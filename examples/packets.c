// SPDX-License-Identifier: GPL-2.0
/* Packets that arrive, by protocol, every second: wasm_kernel_cli run -f packets.wasm */
#include <wasm_kernel.h>

WK_MANIFEST({
	"name": "packets",
	"records": [ { "id": 1, "name": "packets", "fields": [
		{ "name": "time", "type": "@time" },
		{ "name": "proto", "type": "u32", "values": { "1": "icmp", "6": "tcp", "17": "udp",
							      "58": "icmpv6" } },
		{ "type": "pad[4]" },
		{ "name": "packets", "type": "u64" },
		{ "name": "bytes", "type": "u64" }
	] } ],
	"maps": [
		{ "name": "packets", "kind": "array", "value": "u64", "entries": 256 },
		{ "name": "bytes", "kind": "array", "value": "u64", "entries": 256 }
	],
	"limits": { "fuel": 100000 }
})

enum { PACKETS, BYTES };
enum { DROP, ACCEPT };

static struct {
	uint32_t proto;
	uint32_t pad;
	uint64_t packets;
	uint64_t bytes;
} e;

/* The protocol lies at a fixed place of the header. */
static int32_t count(uint32_t place, uint32_t len)
{
	uint8_t proto = 0;
	uint32_t key;

	if (wk_packet_read(place, &proto, sizeof(proto)) < 0)
		return ACCEPT;
	key = proto;
	wk_map_add(PACKETS, &key, sizeof(key), 1);
	wk_map_add(BYTES, &key, sizeof(key), len);
	return ACCEPT;
}

WK_HOOK("netfilter:local_in")
int32_t on_packet(uint32_t len)
{
	return count(9, len);
}

WK_HOOK("netfilter6:local_in")
int32_t on_packet6(uint32_t len)
{
	return count(6, len);
}

WK_HOOK("timer:1s")
void on_second(void)
{
	for (e.proto = 0; e.proto < 256; e.proto++) {
		wk_map_lookup(PACKETS, &e.proto, sizeof(e.proto), &e.packets, sizeof(e.packets));
		wk_map_lookup(BYTES, &e.proto, sizeof(e.proto), &e.bytes, sizeof(e.bytes));
		if (e.packets)
			wk_emit(1, &e, sizeof(e));
	}
}
