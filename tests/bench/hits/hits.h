/* SPDX-License-Identifier: GPL-2.0 */
/* What the parts of the measuring program share. */
#ifndef _WK_BENCH_HITS_H
#define _WK_BENCH_HITS_H

#include <stdbool.h>
#include <stdint.h>

/* Ends the program and says why. */
__attribute__((noreturn, format(printf, 1, 2))) void die(const char *fmt, ...);

/* Nanoseconds of the clock; in a machine that counts instructions these are instructions. */
uint64_t now_ns(void);

/* Makes the system call that is probed. */
void calls(unsigned int n);

/**
 * struct source - where records come from
 * @start: puts the program that emits one for each call on its hook
 * @take: takes what is there, waits @ms at most; Return: how many since @start
 * @lost: how many were lost since @start
 * @stop: takes it off, and what remains
 */
struct source {
	void (*start)(void);
	uint64_t (*take)(int ms);
	uint64_t (*lost)(void);
	void (*stop)(void);
};

extern const struct source wk_source, bpf_source;

/* Put a program on a hook and take it off: "kprobe" or "tracepoint". */
void wk_on(const char *hook, const char *program);
void wk_off(void);
void bpf_on(const char *hook, const char *program);
void bpf_off(void);

#endif /* _WK_BENCH_HITS_H */
