// SPDX-License-Identifier: GPL-2.0
/* A thousand loads, runs and unloads: the last one takes what the first did, and nothing stays. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client.h"

/* Kilobytes of kernel memory that is not cache. */
static long kernel_kb(void)
{
	static const char *const fields[] = { "SUnreclaim:", "VmallocUsed:", "KernelStack:" };
	FILE *f = fopen("/proc/meminfo", "r");
	char line[128];
	long sum = 0;

	while (f && fgets(line, sizeof(line), f))
		for (size_t i = 0; i < 3; i++)
			if (!strncmp(line, fields[i], strlen(fields[i])))
				sum += atol(line + strlen(fields[i]));
	if (f)
		fclose(f);
	return sum;
}

static bool one_round(struct client *c)
{
	uint32_t code, program = load(c, guest, guest_len, false, &code);
	uint32_t space = space_new(c), inst = instantiate(c, space, program);

	return inst && start(c, space, inst, "exit", WK_VT_I32, 3, 0, 0) == WK_C_OK &&
	       wait_done(c, patience) == WK_C_EXIT &&
	       ask_u32(c, WK_V_SPACE_DEL, WK_A_SPACE, space) == WK_C_OK &&
	       ask_u32(c, WK_V_UNLOAD, WK_A_PROGRAM, program) == WK_C_OK;
}

void suite_many(void)
{
	const long rounds = number("WK_ROUNDS", 1000);
	/* KASAN keeps what was freed for a while, up to a 32nd of all memory. */
	const long slack = number("WK_SLACK_KB", 4096);
	struct client *c = client_new();
	long i, good = 0, before = 0;
	double t = now();

	for (i = 0; i < rounds; i++) {
		if (i == rounds / 10)
			before = kernel_kb();
		good += one_round(c);
		if (i % 100 == 99)
			printf("# %ld rounds, %.1f s\n", i + 1, now() - t);
		fflush(stdout);
	}
	ok(good == rounds, "%ld of %ld loads, runs and unloads", good, rounds);
	client_free(c);
	ok(all_gone(WK_LIST_PROGRAMS, patience), "no program is left");
	before = kernel_kb() - before;
	ok(before < slack, "the kernel uses %ld kB more than after a tenth of them", before);
}
