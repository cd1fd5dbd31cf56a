// SPDX-License-Identifier: GPL-2.0
/*
 * How long tasks wait for a CPU, in powers of two of nanoseconds. The time between the two events
 * is kept and measured by the kernel: the program has no clock and no memory.
 */
#include <wasm_kernel.h>

WK_MANIFEST({
	"name": "runqlat_dp",
	"policy": "dp-only",
	"metrics": [ { "name": "wait_ns", "kind": "histogram", "labels": "log2", "cells": 40,
		       "unit": "uid", "cap": 200, "active": 4, "window": "15m", "epsilon": 2,
		       "slots": 16 } ]
})

enum { WAIT };

/* Tasks of a user that share a slot disturb each other, nobody else's. */
static uint32_t slot(uint64_t task)
{
	return task >> 6;
}

WK_HOOK("tracepoint:sched/sched_wakeup")
void on_wakeup(uint64_t task)
{
	wk_dp_begin(WAIT, slot(task));
}

WK_HOOK("tracepoint:sched/sched_wakeup_new")
void on_wakeup_new(uint64_t task)
{
	wk_dp_begin(WAIT, slot(task));
}

/* What is said of the task that leaves the CPU is 0 here: the event is the next one's. */
WK_HOOK("tracepoint:sched/sched_switch")
void on_switch(uint64_t preempt, uint64_t prev, uint64_t next)
{
	wk_dp_end(WAIT, slot(next));
}
