// SPDX-License-Identifier: GPL-2.0
/*
 * Events that are about a certain user: whose send UID ADDRESS (a packet to it); whose wake UID
 * (root wakes up a task of that user).
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "act.h"

/* The discard port: nobody listens, and nobody has to. */
static int send_to(uint32_t uid, const char *address)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(9) };
	int fd;

	if (inet_pton(AF_INET, address, &to.sin_addr) != 1)
		return 2;
	/* Whoever makes the socket owns its packets, and root sends them. */
	if (syscall(SYS_setresuid, uid, uid, 0))
		return 2;
	fd = socket(AF_INET, SOCK_DGRAM, 0);
	if (syscall(SYS_setresuid, 0, 0, 0))
		return 2;
	return sendto(fd, "x", 1, 0, (void *)&to, sizeof(to)) != 1;
}

/* Waits until a process of that user sleeps: it became that user before it went to read. */
static int until_asleep(pid_t pid)
{
	char path[32], state = 'R';
	int tries;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	for (tries = 0; tries < 6000 && state != 'S'; tries++) {
		FILE *f = fopen(path, "r");

		usleep(10000);
		if (!f || fscanf(f, "%*d %*s %c", &state) != 1)
			state = 'R';
		if (f)
			fclose(f);
	}
	return state == 'S' ? 0 : -1;
}

static int wake(uint32_t uid)
{
	int fds[2], status;
	char c = 0;
	pid_t pid;

	if (pipe(fds))
		return 2;
	pid = fork();
	if (!pid) {
		become(uid);
		_exit(read(fds[0], &c, 1) != 1);
	}
	if (until_asleep(pid) || write(fds[1], &c, 1) != 1 || waitpid(pid, &status, 0) != pid)
		return 2;
	return status != 0;
}

int main(int argc, char **argv)
{
	if (argc == 4 && !strcmp(argv[1], "send"))
		return send_to((uint32_t)atoi(argv[2]), argv[3]);
	if (argc == 3 && !strcmp(argv[1], "wake"))
		return wake((uint32_t)atoi(argv[2]));
	return 2;
}
