// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>

#include "../../module/dp/wide.h"
#include "decimal.h"

/* ln 2 in units of 2^-64, rounded up. */
#define LN2_Q64		12786308645202655660ull

/* Binary digits of a logarithm that are worked out. */
#define LOG_BITS	40

static uint64_t gcd(uint64_t a, uint64_t b)
{
	while (b) {
		uint64_t rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

/**
 * struct digits - what was read so far
 * @value: digits without point, and without what is 0 at the end
 * @zeros: those, which count as soon as another digit follows
 * @scale: value times 10^scale is the number
 * @any: there was a digit
 */
struct digits {
	uint64_t value;
	unsigned int zeros;
	int scale;
	bool any;
};

static int add_digit(struct digits *d, char c, bool fraction)
{
	d->any = true;
	d->scale -= fraction;
	if (c == '0' && d->value) {
		d->zeros++;
		return 0;
	}
	for (; d->zeros; d->zeros--)
		if (__builtin_mul_overflow(d->value, 10, &d->value))
			return -1;
	return __builtin_mul_overflow(d->value, 10, &d->value) ||
	       __builtin_add_overflow(d->value, (uint64_t)(c - '0'), &d->value) ? -1 : 0;
}

/* Digits of which single ones may be parted by "_". */
static const char *take_digits(const char *p, struct digits *d, bool fraction)
{
	for (; (*p >= '0' && *p <= '9') || (*p == '_' && d->any); p++)
		if (*p != '_' && add_digit(d, *p, fraction))
			return NULL;
	return p;
}

static const char *take_exponent(const char *p, struct digits *d)
{
	char *end;
	long exponent = strtol(p, &end, 10);

	if (end == p || exponent < -1000 || exponent > 1000)
		return NULL;
	d->scale += (int)exponent;
	return end;
}

static int times_ten(uint64_t *v, int times)
{
	for (; times > 0; times--)
		if (__builtin_mul_overflow(*v, 10, v))
			return -1;
	return 0;
}

static int reduce(struct digits *d, uint64_t *num, uint64_t *den)
{
	uint64_t common;

	d->scale += (int)d->zeros;
	*num = d->value;
	*den = 1;
	if (!d->value)
		return 0;
	if (times_ten(num, d->scale) || times_ten(den, -d->scale))
		return -1;
	common = gcd(*num, *den);
	*num /= common;
	*den /= common;
	return 0;
}

int decimal_parse(const char *text, bool *minus, uint64_t *num, uint64_t *den)
{
	struct digits d = { 0 };
	const char *p = text;

	*minus = *p == '-';
	p += *p == '-' || *p == '+';
	p = take_digits(p, &d, false);
	if (p && *p == '.' && d.any)
		p = take_digits(p + 1, &d, true);
	if (p && (*p == 'e' || *p == 'E') && d.any)
		p = take_exponent(p + 1, &d);
	return !p || *p || !d.any ? -1 : reduce(&d, num, den);
}

/* Binary digits by squaring: x = 2^whole m, m from 1 to 2 in units of 2^-62, never rounded down. */
uint64_t decimal_ln_up(uint64_t num, uint64_t den)
{
	wk_u128 m = wk_dp_div_up((wk_u128)num << 62, den), log = 0;
	int bit;

	for (; m >> 63; m = (m + 1) / 2)
		log += 1ull << LOG_BITS;
	for (bit = LOG_BITS - 1; bit >= 0; bit--) {
		m = (m * m + (1ull << 62) - 1) >> 62;
		if (!(m >> 63))
			continue;
		log += 1ull << bit;
		m = (m + 1) / 2;
	}
	/* What is left of the digits is less than one of the last. */
	log = (log + 1) * (LN2_Q64 >> 24);
	return (uint64_t)(((log >> 40) * 1000000000 + (1ull << 40) - 1) >> 40) + 1;
}
