// SPDX-License-Identifier: GPL-2.0
/* Who opens which file: wasm_kernel_cli run -f opensnoop.wasm --set pid=42 */
#include <wasm_kernel.h>

WK_MANIFEST({
	"name": "opensnoop",
	"records": [ { "id": 1, "name": "open", "fields": [
		{ "name": "pid", "type": "u32" },
		{ "name": "comm", "type": "char[16]" },
		{ "name": "fd", "type": "i32", "width": 4 },
		{ "name": "err", "type": "i32", "width": 4 },
		{ "name": "flags", "type": "x32", "hidden": true },
		{ "name": "path", "type": "text" }
	] } ],
	"maps": [ { "name": "begun", "kind": "hash", "key": "u32",
		    "value": [ { "name": "path", "type": "x64" }, { "name": "flags", "type": "x64" } ],
		    "entries": 10240 } ],
	"params": [
		{ "name": "pid", "type": "number", "default": 0, "help": "only this process" },
		{ "name": "failed", "type": "bool", "default": false, "help": "only what failed" }
	],
	"limits": { "fuel": 100000 }
})

enum { BEGUN };

WK_PARAM(param_pid, "pid")
WK_PARAM(param_failed, "failed")

struct begun {
	uint64_t path;
	uint64_t flags;
};

static struct {
	uint32_t pid;
	char comm[16];
	int32_t fd;
	int32_t err;
	uint32_t flags;
	char path[4096];
} e;

static void begin(uint64_t path, uint64_t flags)
{
	const struct begun b = { path, flags };
	uint32_t tid = wk_tid();

	if (param_pid() && param_pid() != wk_pid())
		return;
	wk_map_update(BEGUN, &tid, sizeof(tid), &b, sizeof(b), 0);
}

/* The path is read at the end: by then the kernel has read it, and it is in memory. */
static void finish(int64_t ret)
{
	uint32_t tid = wk_tid();
	struct begun b;
	int32_t len;

	if (wk_map_lookup(BEGUN, &tid, sizeof(tid), &b, sizeof(b)))
		return;
	wk_map_delete(BEGUN, &tid, sizeof(tid));
	if (param_failed() && ret >= 0)
		return;
	e.pid = wk_pid();
	wk_comm(e.comm, sizeof(e.comm));
	e.fd = ret < 0 ? -1 : ret;
	e.err = ret < 0 ? -ret : 0;
	e.flags = b.flags;
	len = wk_read_user_str(b.path, e.path, sizeof(e.path));
	wk_emit(1, &e, sizeof(e) - sizeof(e.path) + (len > 0 ? len : 0));
}

WK_HOOK("syscall:open")
void on_open(uint64_t path, uint64_t flags)
{
	begin(path, flags);
}

WK_HOOK("syscall:openat")
void on_openat(uint64_t dirfd, uint64_t path, uint64_t flags)
{
	begin(path, flags);
}

WK_HOOK("sysret:open")
void on_open_end(int64_t ret)
{
	finish(ret);
}

WK_HOOK("sysret:openat")
void on_openat_end(int64_t ret)
{
	finish(ret);
}
