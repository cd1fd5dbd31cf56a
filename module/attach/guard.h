/* SPDX-License-Identifier: GPL-2.0 */
/* The guard: takes programs off their hooks that would eat the machine. */
#ifndef _WK_ATTACH_GUARD_H
#define _WK_ATTACH_GUARD_H

#include "attach.h"

/** wk_guard_init() - prepares an attachment's way out. Context: process */
void wk_guard_init(struct wk_attach *at);

/** wk_guard_stop() - no hit runs any more: waits until the way out is not in use */
void wk_guard_stop(struct wk_attach *at);

/**
 * wk_guard_spent() - a hit has ended
 * @now: on wk_clock()
 * @took: ticks of its own, without those that it waited
 *
 * Context: as hits
 */
void wk_guard_spent(struct wk_attach *at, struct wk_cpu *c, u64 now, u64 took);

/** wk_guard_overrun() - a hit that began at @now, in ticks, ran out of fuel. Context: as hits */
void wk_guard_overrun(struct wk_attach *at, struct wk_cpu *c, u64 now);

/** wk_guard_forget() - @at goes: no CPU remembers it. Context: process; sleeps */
void wk_guard_forget(struct wk_attach *at);

#endif /* _WK_ATTACH_GUARD_H */
