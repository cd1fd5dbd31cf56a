// SPDX-License-Identifier: GPL-2.0
/*
 * Runs one kernel natively: prints "RESULT 0 EXEC_US" as wk-run --repeat does.
 * run() is in another file, so that the compiler cannot see its argument.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

uint32_t run(uint32_t n);

static double cpu_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return t.tv_sec * 1e6 + t.tv_nsec / 1e3;
}

int main(int argc, char **argv)
{
	double start;
	uint32_t result;

	if (argc != 2) {
		fprintf(stderr, "usage: %s N\n", argv[0]);
		return 2;
	}
	start = cpu_us();
	result = run(strtoul(argv[1], NULL, 0));
	printf("%u 0 %.0f\n", result, cpu_us() - start);
	return 0;
}
