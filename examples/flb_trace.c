// SPDX-License-Identifier: GPL-2.0
/*
 * What goes through a running Fluent Bit, as JSON:
 *
 *	wasm_kernel_cli run -f flb_trace.wasm --set exe=/opt/fluent-bit/bin/fluent-bit --json
 *
 * flb_input_log_append(ins, tag, tag_len, buf, buf_size) gets events as MessagePack in buf.
 */
#include <stddef.h>
#include <wasm_kernel.h>

#define BUF_MAX	65536

WK_MANIFEST({
	"name": "flb_trace",
	"records": [ { "id": 1, "name": "event", "fields": [
		{ "name": "time", "type": "@time" },
		{ "name": "pid", "type": "u32" },
		{ "name": "copied", "type": "u32", "hidden": true },
		{ "name": "size", "type": "u64" },
		{ "name": "state", "type": "u32", "values": { "0": "whole", "1": "truncated",
							      "2": "fault" }, "width": 9 },
		{ "name": "event", "type": "msgpack", "size": "copied" }
	] } ],
	"maps": [ { "name": "faults", "kind": "array", "value": "u64", "entries": 1 } ],
	"params": [
		{ "name": "exe", "type": "text", "default": "fluent-bit", "help": "the program" },
		{ "name": "max", "type": "number", "default": 65536, "help": "bytes to copy" }
	],
	"limits": { "ring": "1M", "memory": "256K" }
})

enum { FAULTS };
enum { WHOLE, TRUNCATED, FAULT };

WK_PARAM(param_max, "max")

static struct __attribute__((packed, aligned(8))) {
	uint32_t pid;
	uint32_t copied;
	uint64_t size;
	uint32_t state;
	uint8_t buf[BUF_MAX];
} e;

WK_HOOK("uprobe:$exe:flb_input_log_append")
void on_append(uint64_t ins, uint64_t tag, uint64_t tag_len, uint64_t buf, uint64_t size)
{
	uint64_t max = param_max() < BUF_MAX ? param_max() : BUF_MAX;
	uint32_t key = 0;

	e.pid = wk_pid();
	e.size = size;
	e.state = size > max ? TRUNCATED : WHOLE;
	e.copied = size > max ? max : size;
	if (e.copied && wk_read_user(buf, e.buf, e.copied) < 0) {
		e.state = FAULT;
		e.copied = 0;
		wk_map_add(FAULTS, &key, sizeof(key), 1);
	}
	wk_emit(1, &e, offsetof(__typeof__(e), buf) + e.copied);
}
