// SPDX-License-Identifier: GPL-2.0
/*
 * Users who do something: actor FIRST COUNT CALLS ARGUMENT
 *
 * As each of COUNT users from FIRST on, CALLS times personality(ARGUMENT), which nobody else calls;
 * what it sets dies with the process.
 */
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static int act(long uid, long calls, long argument)
{
	if (setresuid(uid, uid, uid))
		return 1;
	while (calls--)
		syscall(SYS_personality, argument);
	return 0;
}

int main(int argc, char **argv)
{
	int failed = 0, status;

	if (argc != 5)
		return 2;
	for (long i = 0; i < atol(argv[2]); i++) {
		pid_t pid = fork();

		if (!pid)
			_exit(act(atol(argv[1]) + i, atol(argv[3]), atol(argv[4])));
		failed |= pid < 0 || waitpid(pid, &status, 0) < 0 || status;
	}
	return failed;
}
