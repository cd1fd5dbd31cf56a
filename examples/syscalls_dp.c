// SPDX-License-Identifier: GPL-2.0
/* System calls by number, for everybody together: wasm_kernel_cli run -f syscalls_dp.wasm */
#include <wasm_kernel.h>

WK_MANIFEST({
	"name": "syscalls_dp",
	"policy": "dp-only",
	"metrics": [ { "name": "syscalls", "kind": "histogram", "labels": "syscall", "cells": 512,
		       "unit": "uid", "cap": 1000, "active": 4, "window": "15m", "epsilon": 2 } ]
})

enum { SYSCALLS };

WK_HOOK("syscall:*")
void on_call(uint32_t number)
{
	wk_dp_key(SYSCALLS, number);
}
