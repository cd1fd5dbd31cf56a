/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Small programs whose profiles choose the superinstructions (pairs.py). They are not
 * measured: what helps only the kernels that are would be no help. Each is exported
 * as run_NAME; the number says how long it works.
 */
#ifndef _WK_BENCH_TRAIN_H
#define _WK_BENCH_TRAIN_H

typedef unsigned int u32;
typedef int s32;
typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned long long u64;
typedef long long s64;

#define ROL(x, k) ((x) << (k) | (x) >> (32 - (k)))

static u32 seed = 1;
static u8 buf[1 << 16], buf2[1 << 16];
static u32 w[1 << 14], w2[1 << 14];
static double d[1 << 12], e[1 << 12];
static float f[1 << 12];
static s64 q[1 << 12];

static inline u32 rnd(void)
{
	seed = seed * 1103515245u + 12345u;
	return seed >> 8;
}

/* Random bytes at @p: a few, and copies of them, for this is not what is to be profiled. */
static inline void scatter(void *p, u32 n)
{
	u8 *b = p;

	for (u32 i = 0; i < 256; i++)
		b[i] = rnd();
	for (u32 have = 256; have < n; have *= 2)
		__builtin_memcpy(b + have, b, have);
}

static inline void prepare(void)
{
	scatter(buf, sizeof(buf));
	scatter(buf2, sizeof(buf2));
	scatter(w, sizeof(w));
	scatter(w2, sizeof(w2));
	for (u32 i = 0; i < 64; i++) {
		d[i] = rnd() % 1000 / 10.;
		f[i] = rnd() % 1000 / 100.f;
		e[i] = i;
		q[i] = i;
	}
	for (u32 have = 64; have < 1 << 12; have *= 2) {
		__builtin_memcpy(d + have, d, have * sizeof(d[0]));
		__builtin_memcpy(f + have, f, have * sizeof(f[0]));
	}
}

#define TRAIN(NAME)							\
static __attribute__((noinline)) u32 NAME(u32 n);			\
__attribute__((export_name("run_" #NAME))) u32 run_##NAME(u32 n)	\
{									\
	prepare();							\
	return NAME(n);							\
}									\
static u32 NAME(u32 n)

#endif /* _WK_BENCH_TRAIN_H */
