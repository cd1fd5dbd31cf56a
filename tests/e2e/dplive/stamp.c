// SPDX-License-Identifier: GPL-2.0
/* Lines of stdin, each behind the UNIX time in nanoseconds at which it came. */
#include <stdio.h>
#include <time.h>

int main(void)
{
	static char line[1 << 16];

	setlinebuf(stdout);
	while (fgets(line, sizeof(line), stdin)) {
		struct timespec now;

		clock_gettime(CLOCK_REALTIME, &now);
		printf("%lld%09ld %s", (long long)now.tv_sec, now.tv_nsec, line);
	}
	return 0;
}
