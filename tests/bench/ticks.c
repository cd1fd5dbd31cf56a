// SPDX-License-Identifier: GPL-2.0
/*
 * usage: ticks COMMAND [ARG]...
 *
 * Runs COMMAND and prints the nanoseconds that it took, for inkernel.py: in a machine whose
 * time counts instructions.
 */
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long long now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000ll + t.tv_nsec;
}

int main(int argc, char **argv)
{
	long long start = now();
	pid_t pid = argc > 1 ? fork() : -1;
	int status;

	if (pid < 0)
		return 2;
	if (!pid) {
		execvp(argv[1], argv + 1);
		_exit(127);
	}
	if (waitpid(pid, &status, 0) != pid || status)
		return 1;
	printf("%lld\n", now() - start);
	return 0;
}
