// SPDX-License-Identifier: GPL-2.0
/*
 * An alarm when many containers fork a lot together, and nothing of how many there are: no
 * container counts for more than 100 forks in a window.
 */
#include <wasm_kernel.h>

WK_MANIFEST({
	"name": "forks_dp",
	"policy": "dp-only",
	"metrics": [ { "name": "fork_storm", "kind": "watch", "unit": "cgroup(2)", "cap": 100,
		       "threshold": 5000, "alarms": 2, "window": "15m", "epsilon": 1 } ]
})

enum { FORK_STORM };

WK_HOOK("tracepoint:sched/sched_process_fork")
void on_fork(void)
{
	wk_dp_count(FORK_STORM);
}
