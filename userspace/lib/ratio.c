// SPDX-License-Identifier: GPL-2.0
#include <stddef.h>

#include "ratio.h"

static int take_digit(uint64_t *v, char digit)
{
	return __builtin_mul_overflow(*v, 10, v) ||
	       __builtin_add_overflow(*v, (uint64_t)(digit - '0'), v) ? -1 : 0;
}

/* Return: the first character that is no digit, or NULL when there is none or they are too many. */
static const char *take_digits(const char *text, uint64_t *v)
{
	const char *p;

	for (p = text; *p >= '0' && *p <= '9'; p++)
		if (take_digit(v, *p))
			return NULL;
	return p == text ? NULL : p;
}

static const char *take_fraction(const char *text, uint64_t *num, uint64_t *den)
{
	const char *end = take_digits(text, num);

	for (; end && text < end; text++)
		if (take_digit(den, '0'))
			return NULL;
	return end;
}

static uint64_t gcd(uint64_t a, uint64_t b)
{
	while (b) {
		uint64_t rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

int wk_ratio_parse(const char *text, uint64_t *num, uint64_t *den)
{
	uint64_t n = 0, d = 1, common;
	const char *p = take_digits(text, &n);

	if (p && *p == '.') {
		p = take_fraction(p + 1, &n, &d);
	} else if (p && *p == '/') {
		d = 0;
		p = take_digits(p + 1, &d);
	}
	if (!p || *p || !n || !d)
		return -1;
	common = gcd(n, d);
	*num = n / common;
	*den = d / common;
	return 0;
}
