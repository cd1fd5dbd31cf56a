// SPDX-License-Identifier: GPL-2.0
/*
 * Calls about permissions that programs link to and Debian's wasi-libc lacks.
 * None is reached when a program works on its standard streams.
 */
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

static int refuse(void)
{
	errno = ENOSYS;
	return -1;
}

int chmod(const char *path, mode_t mode)
{
	(void)path;
	(void)mode;
	return refuse();
}

int fchmod(int fd, mode_t mode)
{
	(void)fd;
	(void)mode;
	return refuse();
}

int chown(const char *path, uid_t user, gid_t group)
{
	(void)path;
	(void)user;
	(void)group;
	return refuse();
}

int fchown(int fd, uid_t user, gid_t group)
{
	(void)fd;
	(void)user;
	(void)group;
	return refuse();
}

mode_t umask(mode_t mask)
{
	(void)mask;
	return 022;
}
