/* SPDX-License-Identifier: GPL-2.0 */
/* Putting attachments on their hooks, and taking them off. */
#ifndef _WK_ATTACH_ARM_H
#define _WK_ATTACH_ARM_H

#include "attach.h"

/**
 * wk_attach_arm() - makes the instances and puts them on all hooks, or on none
 * @at: attachment
 * @dry: undo it all in the end, without a hit
 * @code: enum wk_code of the refusal
 * @e: zeroed; says what is wrong
 *
 * Context: process, that of the client: memory is charged to its group, pids and paths are
 * meant as it sees them, and its death ends it. Return: 0 or -1.
 */
int wk_attach_arm(struct wk_attach *at, bool dry, u32 *code, struct wk_error *e);

/**
 * wk_attach_end() - takes an attachment off its hooks, if it is on any
 * @reason: enum wk_detach_reason; the first one counts
 *
 * Instances are freed, the stream is closed; maps and statistics stay.
 * Context: process; may take long.
 */
void wk_attach_end(struct wk_attach *at, u32 reason);

/** wk_arm_shut() - arming ends soon, and none begins: the module is being removed */
void wk_arm_shut(void);

/** wk_arm_is_shut() - has that been said? */
bool wk_arm_is_shut(void);

#endif /* _WK_ATTACH_ARM_H */
