// SPDX-License-Identifier: GPL-2.0
/* Programs from start to end, with how long they ran: wasm_kernel_cli run -f bootstrap.wasm */
#include <string.h>
#include <wasm_kernel.h>

WK_MANIFEST({
	"name": "bootstrap",
	"records": [
		{ "id": 1, "name": "EXEC", "fields": [
			{ "name": "time", "type": "@time" },
			{ "name": "comm", "type": "char[16]" },
			{ "name": "pid", "type": "u32" },
			{ "name": "ppid", "type": "u32" },
			{ "name": "filename", "type": "text" }
		] },
		{ "id": 2, "name": "EXIT", "fields": [
			{ "name": "time", "type": "@time" },
			{ "name": "comm", "type": "char[16]" },
			{ "name": "pid", "type": "u32" },
			{ "name": "ppid", "type": "u32" },
			{ "name": "code", "type": "u32" },
			{ "name": "signal", "type": "u32" },
			{ "name": "duration", "type": "duration" }
		] }
	],
	"maps": [ { "name": "starts", "kind": "lru_hash", "key": "u32", "value": "u64",
		    "entries": 8192 } ],
	"params": [ { "name": "min_ms", "type": "number", "default": 0,
		      "help": "only those that ran at least so long" } ]
})

enum { STARTS };

WK_BTF(bprm_filename, "linux_binprm.filename")
WK_BTF(task_exit_code, "task_struct.exit_code")
WK_PARAM(min_ms, "min_ms")

struct start {
	char comm[16];
	uint32_t pid;
	uint32_t ppid;
};

static struct {
	struct start s;
	char filename[4096];
} exec;

static struct {
	struct start s;
	uint32_t code;
	uint32_t signal;
	uint64_t duration;
} end;

static void fill(struct start *s)
{
	wk_comm(s->comm, sizeof(s->comm));
	s->pid = wk_pid();
	s->ppid = wk_ppid();
}

WK_HOOK("tracepoint:sched/sched_process_exec")
void on_exec(uint64_t task, uint64_t old_pid, uint64_t bprm)
{
	uint64_t now = wk_mono_ns(), filename = 0;
	int32_t len;

	fill(&exec.s);
	wk_map_update(STARTS, &exec.s.pid, sizeof(exec.s.pid), &now, sizeof(now), 0);
	if (min_ms())
		return;
	wk_read_kernel(bprm + bprm_filename(), &filename, sizeof(filename));
	len = wk_read_kernel_str(filename, exec.filename, sizeof(exec.filename));
	wk_emit(1, &exec, sizeof(exec.s) + (len > 0 ? len : 0));
}

WK_HOOK("tracepoint:sched/sched_process_exit")
void on_exit(uint64_t task)
{
	uint32_t status = 0;
	uint64_t start;

	/* Threads end, too. */
	if (wk_pid() != wk_tid())
		return;
	fill(&end.s);
	end.duration = 0;
	if (!wk_map_lookup(STARTS, &end.s.pid, sizeof(end.s.pid), &start, sizeof(start))) {
		end.duration = wk_mono_ns() - start;
		wk_map_delete(STARTS, &end.s.pid, sizeof(end.s.pid));
	}
	if (end.duration < (uint64_t)min_ms() * 1000000)
		return;
	wk_read_kernel(task + task_exit_code(), &status, sizeof(status));
	end.code = status >> 8 & 0xff;
	end.signal = status & 0x7f;
	wk_emit(2, &end, sizeof(end));
}
