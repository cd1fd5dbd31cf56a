// SPDX-License-Identifier: GPL-2.0
/*
 * The program that "make run" runs in the kernel: an ordinary C program, built for WASI.
 */

#include <stdio.h>
#include <time.h>

static unsigned int count_primes(unsigned int below)
{
	unsigned int count = 0;

	for (unsigned int n = 2; n < below; n++) {
		unsigned int d = 2;

		while (d * d <= n && n % d)
			d++;
		count += d * d > n;
	}
	return count;
}

int main(int argc, char **argv)
{
	struct timespec now;

	printf("Hello from inside the kernel, with %d arguments\n", argc - 1);
	for (int i = 1; i < argc; i++)
		printf("  argument %d: %s\n", i, argv[i]);
	clock_gettime(CLOCK_REALTIME, &now);
	printf("%u primes below 10000, and a third of one is %.4f\n", count_primes(10000), 1 / 3.0);
	return now.tv_sec > 0 ? 0 : 1;
}
