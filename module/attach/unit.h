/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Whose event it is: the host says so from what the hook was hit with, never the guest.
 *
 * In tasks it is the current one. Some hooks are about another task, or about a socket, and
 * soft interrupts borrow whatever task they interrupt: those are in a table, or have a packet, or
 * else nobody's event it is, which is dropped.
 */
#ifndef _WK_ATTACH_UNIT_H
#define _WK_ATTACH_UNIT_H

#include "hit.h"

struct wk_subject;

/** wk_unit_subject() - what the event of a probe is about, when the table knows; or NULL */
const struct wk_subject *wk_unit_subject(const struct wk_probe *p);

/** wk_unit_masked() - is argument @i of the hook about somebody else? */
bool wk_unit_masked(const struct wk_subject *s, u32 i);

/** wk_unit_is_task() - is the event about the current task? Context: as hits */
bool wk_unit_is_task(const struct wk_probe *p, const struct wk_source *src);

/**
 * wk_unit_of() - whose event it is
 * @unit: enum wk_unit
 * @depth: of a cgroup
 * @id: filled
 *
 * Context: as hits, NMI too. Return: false when it is nobody's.
 */
bool wk_unit_of(const struct wk_probe *p, const struct wk_source *src, u32 unit, u32 depth,
		u64 *id);

#endif /* _WK_ATTACH_UNIT_H */
