// SPDX-License-Identifier: GPL-2.0
/*
 * How long tasks that could run wait for a CPU, as a histogram:
 *
 *	wasm_kernel_cli run -f runqlat.wasm --timeout 10
 */
#include <wasm_kernel.h>

WK_MANIFEST({
	"name": "runqlat",
	"maps": [
		{ "name": "runqlat", "kind": "histogram", "unit": "usecs", "show": true },
		{ "name": "waiting", "kind": "hash", "key": "u32", "value": "u64", "entries": 10240 }
	],
	"params": [ { "name": "pid", "type": "number", "default": 0, "help": "only this process" } ]
})

enum { RUNQLAT, WAITING };

WK_BTF(task_pid, "task_struct.pid")
WK_BTF(task_tgid, "task_struct.tgid")
WK_BTF(task_state, "task_struct.__state")
WK_PARAM(param_pid, "pid")

static uint32_t kernel_u32(uint64_t address)
{
	uint32_t v = 0;

	wk_read_kernel(address, &v, sizeof(v));
	return v;
}

static void waits(uint64_t task)
{
	uint32_t pid = kernel_u32(task + task_pid());
	uint64_t now = wk_mono_ns();

	/* 0 is the idle task of each CPU. */
	if (!pid || (param_pid() && param_pid() != kernel_u32(task + task_tgid())))
		return;
	wk_map_update(WAITING, &pid, sizeof(pid), &now, sizeof(now), 0);
}

WK_HOOK("tracepoint:sched/sched_wakeup")
void on_wakeup(uint64_t task)
{
	waits(task);
}

WK_HOOK("tracepoint:sched/sched_wakeup_new")
void on_wakeup_new(uint64_t task)
{
	waits(task);
}

/* (bool preempt, struct task_struct *prev, struct task_struct *next, unsigned int prev_state) */
WK_HOOK("tracepoint:sched/sched_switch")
void on_switch(uint64_t preempt, uint64_t prev, uint64_t next)
{
	uint32_t pid = kernel_u32(next + task_pid());
	uint64_t since;

	/* Preempted: it could go on. */
	if (kernel_u32(prev + task_state()) == 0)
		waits(prev);
	if (wk_map_lookup(WAITING, &pid, sizeof(pid), &since, sizeof(since)))
		return;
	wk_map_delete(WAITING, &pid, sizeof(pid));
	wk_map_observe(RUNQLAT, (wk_mono_ns() - since) / 1000, 1);
}
