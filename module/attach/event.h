/* SPDX-License-Identifier: GPL-2.0 */
/* Events of dp-only programs: hits after which nothing is as if they had been, but metrics. */
#ifndef _WK_ATTACH_EVENT_H
#define _WK_ATTACH_EVENT_H

#include "hit.h"

/**
 * wk_event() - calls the guest of a dp-only program
 * @p: probe
 * @c: this CPU's instance, claimed
 * @src: about the hit
 *
 * No counter, no guard, no verdict, no trace of a trap. Context: as hits.
 */
void wk_event(struct wk_probe *p, struct wk_cpu *c, const struct wk_source *src);

/**
 * wk_event_prepare() - makes an instance forget its events from now on
 * @c: initialised
 * @code: enum wk_code of a refusal
 * @e: zeroed; says what is wrong
 *
 * Context: process. Return: 0 or -1.
 */
int wk_event_prepare(struct wk_attach *at, struct wk_cpu *c, u32 *code, struct wk_error *e);

#endif /* _WK_ATTACH_EVENT_H */
