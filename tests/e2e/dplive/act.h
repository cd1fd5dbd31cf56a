/* SPDX-License-Identifier: GPL-2.0 */
/* What the actors of these tests share: users who do something, and numbers that come again. */
#ifndef _WK_TEST_ACT_H
#define _WK_TEST_ACT_H

#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

/* A number below @n that follows from @key; each call goes on. */
static inline uint32_t roll(uint64_t *key, uint32_t n)
{
	uint64_t z = *key += 0x9e3779b97f4a7c15ull;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ z >> 27) * 0x94d049bb133111ebull;
	return (uint32_t)((z ^ z >> 31) >> 32) % n;
}

/* Who acts is the real user; root can be that again. */
static inline void become(uint32_t uid)
{
	if (syscall(SYS_setresuid, uid, 0, 0)) {
		perror("setresuid");
		exit(2);
	}
}

/* A processor that is gone is left to the kernel. */
static inline void go_to(int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	sched_setaffinity(0, sizeof(set), &set);
}

/* Nobody else calls that. */
static inline void act(uint32_t what)
{
	syscall(SYS_personality, (unsigned long)what);
}

/* A parameter of the kernel; tests cannot go on without it. */
static inline void put(const char *path, unsigned long long value)
{
	FILE *f = fopen(path, "w");

	if (!f || fprintf(f, "%llu\n", value) < 0 || fclose(f)) {
		perror(path);
		exit(2);
	}
}

#endif /* _WK_TEST_ACT_H */
