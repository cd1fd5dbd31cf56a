// SPDX-License-Identifier: GPL-2.0
/* usage: wk-door GUEST.wasm SUITE: runs a suite against the kernel module, in TAP. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client.h"

static const struct suite {
	const char *name;
	void (*run)(void);
} suites[] = {
	{ "bad", suite_bad },
	{ "load", suite_load },
	{ "denied", suite_denied },
	{ "life", suite_life },
	{ "limits", suite_limits },
	{ "limits_many", suite_limits_many },
	{ "limits_hooks", suite_limits_hooks },
	{ "stdio", suite_stdio },
	{ "memory", suite_memory },
	{ "many", suite_many },
	{ "failnth", suite_failnth },
	{ "cycles", suite_cycles },
	{ "race", suite_race },
	{ "attack", suite_attack },
};

int main(int argc, char **argv)
{
	const char *ms = getenv("WK_PATIENCE");
	size_t i;

	if (argc != 3)
		return 2;
	if (ms)
		patience = atoi(ms);
	guest_read(argv[1]);
	for (i = 0; i < sizeof(suites) / sizeof(suites[0]); i++) {
		if (strcmp(argv[2], suites[i].name))
			continue;
		suites[i].run();
		return done_testing();
	}
	return 2;
}
