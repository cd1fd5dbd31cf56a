/* SPDX-License-Identifier: GPL-2.0 */
/* What stands between a dp-only program and host functions. */
#ifndef _WK_HOST_GATE_H
#define _WK_HOST_GATE_H

#include "host.h"

/**
 * wk_gate_call() - calls the host function whose row is @data, if this is the time for it
 *
 * Outside of events the guest traps. What tells about the current task answers -ESRCH when
 * the event is about another one. Context: as the row's.
 */
enum wk_trap wk_gate_call(struct wk_exec *x, void *data, u64 *slots);

#endif /* _WK_HOST_GATE_H */
