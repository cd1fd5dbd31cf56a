/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How often each instruction is executed: a build of user space with PROFILE=1, for
 * tests/bench/pairs.py. One module for each process; at its end the file named
 * by WK_PROFILE gets a line "word count operation" for each instruction.
 */
#include <stdio.h>
#include <stdlib.h>

#define PROFILE_WORDS (1u << 22)

static u64 profile_counts[PROFILE_WORDS];
static u16 profile_ops[PROFILE_WORDS];

static const char *const profile_names[] = {
#define WK_XOP(ident, words) [WK_X_##ident] = #ident,
	WK_XOPS(WK_XOP)
#undef WK_XOP
#define F(ident, form) [WK_X_##ident##_##form] = #ident "_" #form,
#include "forms_all.h"
#undef F
};

static void profile(const union wk_word *code, const union wk_word *pc)
{
	u64 at = pc - code;

	if (at >= PROFILE_WORDS || pc->op >= ARRAY_SIZE(profile_names))
		return;
	profile_counts[at]++;
	profile_ops[at] = pc->op;
}

__attribute__((destructor))
static void profile_write(void)
{
	const char *path = getenv("WK_PROFILE");
	FILE *f = NULL;

	for (u32 i = 0; i < PROFILE_WORDS; i++) {
		if (!profile_counts[i])
			continue;
		if (!f && path)
			f = fopen(path, "w");
		if (!f)
			return;
		fprintf(f, "%u %llu %s\n", i, (unsigned long long)profile_counts[i],
			profile_names[profile_ops[i]]);
	}
	if (f)
		fclose(f);
}
