// SPDX-License-Identifier: GPL-2.0
/* Who starts which program: wasm_kernel_cli run -f execsnoop.wasm */
#include <wasm_kernel.h>

#define ARGS_MAX	4096

WK_MANIFEST({
	"name": "execsnoop",
	"records": [ { "id": 1, "name": "exec", "fields": [
		{ "name": "time", "type": "@time" },
		{ "name": "pcomm", "type": "char[16]" },
		{ "name": "pid", "type": "u32" },
		{ "name": "ppid", "type": "u32" },
		{ "name": "uid", "type": "u32", "hidden": true },
		{ "name": "args", "type": "strings" }
	] } ],
	"params": [ { "name": "uid", "type": "number", "default": -1, "help": "only of this user" } ],
	"limits": { "fuel": 100000 }
})

WK_BTF(task_mm, "task_struct.mm")
WK_BTF(mm_arg_start, "mm_struct.arg_start")
WK_BTF(mm_arg_end, "mm_struct.arg_end")
WK_PARAM(param_uid, "uid")

struct exec {
	char comm[16];
	uint32_t pid;
	uint32_t ppid;
	uint32_t uid;
	char args[ARGS_MAX];
};

static struct exec e;

static uint64_t kernel_u64(uint64_t address)
{
	uint64_t v = 0;

	wk_read_kernel(address, &v, sizeof(v));
	return v;
}

/* (struct task_struct *p, pid_t old_pid, struct linux_binprm *bprm): the new program is in place */
WK_HOOK("tracepoint:sched/sched_process_exec")
void on_exec(uint64_t task)
{
	uint64_t mm = kernel_u64(task + task_mm());
	uint64_t start = kernel_u64(mm + mm_arg_start());
	uint64_t len = kernel_u64(mm + mm_arg_end()) - start;

	e.uid = wk_uid();
	if (param_uid() >= 0 && param_uid() != e.uid)
		return;
	if (len > ARGS_MAX)
		len = ARGS_MAX;
	if (wk_read_user(start, e.args, len) < 0)
		len = 0;
	wk_comm(e.comm, sizeof(e.comm));
	e.pid = wk_pid();
	e.ppid = wk_ppid();
	wk_emit(1, &e, sizeof(e) - ARGS_MAX + len);
}
