// SPDX-License-Identifier: GPL-2.0
/* The compiler's switches, in user space. */
#include "opts.h"

u32 wk_opts = WK_OPT_ALL;

static const char *const names[] = {
#define WK_OPT(ident, name) name,
	WK_OPTS(WK_OPT)
#undef WK_OPT
};

const char *wk_opts_name(u32 i)
{
	return i < WK_OPT_COUNT ? names[i] : NULL;
}

bool wk_opts_without(const char *name)
{
	for (u32 i = 0; i < WK_OPT_COUNT; i++) {
		if (strcmp(names[i], name))
			continue;
		wk_opts &= ~(1u << i);
		return true;
	}
	return false;
}
