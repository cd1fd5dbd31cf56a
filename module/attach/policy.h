/* SPDX-License-Identifier: GPL-2.0 */
/* Policies of programs: which program has which, and what that forbids. */
#ifndef _WK_ATTACH_POLICY_H
#define _WK_ATTACH_POLICY_H

#include "attach.h"

/** wk_policy_forced() - are all programs on hooks of this machine dp-only? Context: any */
bool wk_policy_forced(void);

/**
 * wk_policy_check() - may a program be attached so?
 * @m: its module
 * @dp_only: the policy that it is to have
 * @code: enum wk_code of a refusal
 * @e: zeroed; names the first import that is not allowed
 *
 * Context: process. Return: 0 or -1.
 */
int wk_policy_check(const struct wk_module *m, bool dp_only, u32 *code, struct wk_error *e);

/**
 * wk_policy_arm() - checks the hooks of a dp-only attachment, and finds whom each is about
 * Context: @at->lock held. Return: 0, or -1 with @code and @e.
 */
int wk_policy_arm(struct wk_attach *at, u32 *code, struct wk_error *e);

#endif /* _WK_ATTACH_POLICY_H */
