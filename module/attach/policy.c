// SPDX-License-Identifier: GPL-2.0
#include <linux/moduleparam.h>

#include "policy.h"
#include "refusal.h"
#include "unit.h"

static bool dp_only;
module_param(dp_only, bool, 0444);
MODULE_PARM_DESC(dp_only, "all programs on hooks are dp-only: only noised numbers leave them");

bool wk_policy_forced(void)
{
	return dp_only;
}

int wk_policy_check(const struct wk_module *m, bool only, u32 *code, struct wk_error *e)
{
	if (only && wk_host_check_dp(m, e)) {
		*code = WK_C_POLICY;
		return -1;
	}
	if (!only && wk_host_counts(m))
		return wk_refuse_row(e, code, WK_REFUSE_RAW, NULL, NULL);
	return 0;
}

int wk_policy_arm(struct wk_attach *at, u32 *code, struct wk_error *e)
{
	u32 i;

	lockdep_assert_held(&at->lock);
	for (i = 0; i < at->nprobes && (at->config.dp_only || at->nprivates); i++) {
		struct wk_probe *p = at->probes[i];

		if (p->kind == WK_HOOK_TIMER)
			return wk_refuse_row(e, code, WK_REFUSE_TIMER, p->name, NULL);
		p->subject = wk_unit_subject(p);
	}
	return 0;
}
