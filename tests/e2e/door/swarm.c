// SPDX-License-Identifier: GPL-2.0
/*
 * Load for rmmod: clients that come, start something and go, rudely, and do not
 * mind that the module is not there half of the time.  Runs until it is killed.
 */
#include <stdlib.h>
#include <unistd.h>

#include "client.h"

static void one_visit(void)
{
	static const char *const exports[] = { "loop", "flood", "cat", "sleep", "fill", "deep" };
	const char *name = exports[random() % 6];
	struct stage s;

	if (stage_open(&s)) {
		start(s.c, s.space, s.inst, name,
		      name[0] == 'f' && name[1] == 'l' ? WK_VT_I32 :
		      name[0] == 's' ? WK_VT_I64 : name[0] == 'd' ? WK_VT_I32 : 0, 1000, 0, 0);
		if (random() % 2)
			wait_done(s.c, random() % 60);
		if (random() % 3 == 0)
			ask_u32(s.c, WK_V_SPACE_DEL, WK_A_SPACE, s.space);
	}
	stage_close(&s);
}

void suite_swarm(void)
{
	patience = 500;
	srandom(getpid());
	for (;;)
		one_visit();
}
