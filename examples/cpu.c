// SPDX-License-Identifier: GPL-2.0
/* On which CPU it runs: taskset -c 1 wasm_kernel_cli run -f cpu.wasm --invoke cpu */
#include <wasm_kernel.h>

__attribute__((export_name("cpu")))
int64_t cpu(void)
{
	return bpf_get_smp_processor_id();
}
