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

/* ---- the test build of the module ---- */

#define PARAM		"/sys/module/wasm_kernel_insecure/parameters/"
#define LOG		"/sys/kernel/debug/wasm_kernel_insecure/log"
#define DAY		86400ull
#define WINDOW		10
#define WINDOWS		3

static inline void clock_to(unsigned long long second)
{
	put(PARAM "dp_clock", second);
}

/* The log of the module to @to, or nowhere. Return: its lines. */
static inline uint64_t read_log(FILE *to)
{
	FILE *f = fopen(LOG, "r");
	char line[200];
	uint64_t n;

	if (!f) {
		perror(LOG);
		exit(2);
	}
	for (n = 0; fgets(line, sizeof(line), f); n++)
		if (to)
			fputs(line, to);
	fclose(f);
	return n;
}

static inline void copy_log(void)
{
	read_log(stdout);
	puts("end");
}

#endif /* _WK_TEST_ACT_H */
