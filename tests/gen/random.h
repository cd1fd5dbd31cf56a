/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where a generator's choices come from: a seed, or the bytes of a fuzzer.
 * Same source, same choices, on every machine.
 */
#ifndef _WK_GEN_RANDOM_H
#define _WK_GEN_RANDOM_H

#include <stddef.h>
#include <stdint.h>

/**
 * struct gen_random - state of a source
 * @state: of the sequence that starts at a seed
 * @bytes: taken first, when there are any
 * @n: how many are left
 */
struct gen_random {
	uint64_t state;
	const uint8_t *bytes;
	size_t n;
};

/** gen_next() - 64 bits (SplitMix64) */
static inline uint64_t gen_next(struct gen_random *r)
{
	uint64_t z;

	r->state += 0x9e3779b97f4a7c15;
	z = r->state;
	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

/** gen_below() - 0 to @n - 1; @n is not 0 */
static inline uint32_t gen_below(struct gen_random *r, uint32_t n)
{
	uint32_t v;

	if (!r->n)
		return (uint32_t)(gen_next(r) >> 32) % n;
	v = *r->bytes++;
	r->n--;
	if (n > 256 && r->n) {
		v = v << 8 | *r->bytes++;
		r->n--;
	}
	return v % n;
}

/** gen_chance() - true in @percent of 100 cases */
static inline int gen_chance(struct gen_random *r, uint32_t percent)
{
	return gen_below(r, 100) < percent;
}

#endif /* _WK_GEN_RANDOM_H */
