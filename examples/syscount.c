// SPDX-License-Identifier: GPL-2.0
/* System calls, counted by name: wasm_kernel_cli run -f syscount.wasm --timeout 10 */
#include <wasm_kernel.h>

WK_MANIFEST({
	"name": "syscount",
	"maps": [ { "name": "calls", "kind": "percpu_hash", "key": "syscall", "value": "u64",
		    "entries": 1024, "show": true } ],
	"params": [ { "name": "pid", "type": "number", "default": 0, "help": "only this process" } ]
})

enum { CALLS };

WK_PARAM(param_pid, "pid")

WK_HOOK("syscall:*")
void on_call(uint32_t number)
{
	if (!param_pid() || param_pid() == wk_pid())
		wk_map_add(CALLS, &number, sizeof(number), 1);
}
