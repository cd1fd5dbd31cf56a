// SPDX-License-Identifier: GPL-2.0
/* Names that are almost right: nearest in edits, a swap of neighbours counting as one. */

#include <stdio.h>
#include <string.h>

#include "near.h"

#define LONGEST	32

static unsigned int least(unsigned int a, unsigned int b)
{
	return a < b ? a : b;
}

/* Optimal string alignment: Damerau (1964), by the table of Wagner and Fischer (1974). */
static unsigned int distance(const char *a, size_t na, const char *b, size_t nb)
{
	unsigned int d[LONGEST + 1][LONGEST + 1];

	for (size_t i = 0; i <= na; i++)
		d[i][0] = (unsigned int)i;
	for (size_t j = 0; j <= nb; j++)
		d[0][j] = (unsigned int)j;
	for (size_t i = 1; i <= na; i++) {
		for (size_t j = 1; j <= nb; j++) {
			d[i][j] = least(least(d[i - 1][j], d[i][j - 1]) + 1,
					d[i - 1][j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				d[i][j] = least(d[i][j], d[i - 2][j - 2] + 1);
		}
	}
	return d[na][nb];
}

/* Of short names more than one letter is another name. */
static unsigned int tolerance(size_t len)
{
	return len < 3 ? 0 : len < 6 ? 1 : 2;
}

const char *near_name(const void *table, size_t size, size_t i)
{
	return *(const char *const *)((const char *)table + i * size);
}

const char *near_suggest(const char *wrong, size_t len, const void *table, size_t n, size_t size,
			 char buf[NEAR_TEXT])
{
	unsigned int best = tolerance(len) + 1;

	buf[0] = '\0';
	for (size_t i = 0; len <= LONGEST && i < n; i++) {
		const char *name = near_name(table, size, i);
		unsigned int d = strlen(name) > LONGEST ? best :
				 distance(wrong, len, name, strlen(name));

		if (d >= best)
			continue;
		best = d;
		snprintf(buf, NEAR_TEXT, ", did you mean %s?", name);
	}
	return buf;
}
