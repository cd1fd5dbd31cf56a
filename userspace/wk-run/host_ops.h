/* SPDX-License-Identifier: GPL-2.0 */
/* What a WASI program gets from the process that runs it: struct wk_wasi_ops. */
#ifndef _WK_RUN_HOST_OPS_H
#define _WK_RUN_HOST_OPS_H

#include "../../module/host/wasi.h"

/**
 * struct stdio - surroundings of one run
 * @json: output becomes lines of JSON
 * @deadline: on the monotonic clock in nanoseconds; 0 is none
 */
struct stdio {
	bool json;
	u64 deadline;
};

/* data is a struct stdio */
extern const struct wk_wasi_ops stdio_ops;

/** stdio_catch_signals() - from now on Ctrl-C stops the guest, not the process */
void stdio_catch_signals(void);

/** stdio_why_stop() - WK_TRAP_KILLED, WK_TRAP_TIMEOUT, or WK_TRAP_NONE to go on */
enum wk_trap stdio_why_stop(const struct stdio *s);

/** stdio_now() - the monotonic clock in nanoseconds */
u64 stdio_now(void);

#endif /* _WK_RUN_HOST_OPS_H */
