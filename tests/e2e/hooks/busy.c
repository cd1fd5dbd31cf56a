// SPDX-License-Identifier: GPL-2.0
/* Waits for a line, then sleeps and calls @N times: busy N */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	const struct timespec ms = { .tv_nsec = 1000000 };
	int n = argc > 1 ? atoi(argv[1]) : 1;
	char c;

	if (read(0, &c, 1) != 1)
		return 1;
	while (n--) {
		nanosleep(&ms, NULL);
		getppid();
	}
	/* Whoever waits for that knows. */
	if (write(1, "x", 1) != 1 || read(0, &c, 1) != 1)
		return 1;
	return 0;
}
