// SPDX-License-Identifier: GPL-2.0
/* Amounts on a command line: memory, time, counts. */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "quantity.h"

#define PAGE_BYTES	65536u
#define PAGES_MAX	65536u
#define MS_MAX		(30.0 * 24 * 3600 * 1000)	/* what the kernel allows */

/* Digits at the start of @text. Return: what follows them, or NULL. */
static const char *leading_count(const char *text, uint64_t *count)
{
	char *end;

	if (!isdigit((unsigned char)*text))
		return NULL;
	errno = 0;
	*count = strtoull(text, &end, 10);
	return errno ? NULL : end;
}

int wk_quantity_count(const char *text, uint64_t *count)
{
	const char *end = leading_count(text, count);

	return end && !*end && *count ? 0 : -1;
}

/* A count with K, M or G. Return: 1 when there was such a unit, 0 when not, -1 on error */
static int scaled(const char *text, uint64_t *n)
{
	static const char units[] = "KMG";
	const char *end = leading_count(text, n);
	const char *unit;

	if (!end || *n > UINT32_MAX)
		return -1;
	if (!*end)
		return 0;
	unit = strchr(units, toupper((unsigned char)*end));
	if (!unit || end[1])
		return -1;
	*n <<= 10 * (unit - units + 1);
	return 1;
}

int wk_quantity_pages(const char *text, uint32_t *pages)
{
	uint64_t n;
	int unit = scaled(text, &n);

	if (unit > 0)
		n = (n + PAGE_BYTES - 1) / PAGE_BYTES;
	if (unit < 0 || !n || n > PAGES_MAX)
		return -1;
	*pages = (uint32_t)n;
	return 0;
}

int wk_quantity_bytes(const char *text, uint32_t *bytes)
{
	uint64_t n;

	if (scaled(text, &n) < 0 || !n || n > UINT32_MAX)
		return -1;
	*bytes = (uint32_t)n;
	return 0;
}

int wk_quantity_ms(const char *text, uint32_t *ms)
{
	double n, scale;
	char *end;

	if (strspn(text, "0123456789.") == 0)
		return -1;
	n = strtod(text, &end);
	if (!strcmp(end, "ms"))
		scale = 1;
	else if (!*end || !strcmp(end, "s"))
		scale = 1000;
	else if (!strcmp(end, "m"))
		scale = 60000;
	else
		return -1;
	n *= scale;
	if (!(n >= 1 && n <= MS_MAX))
		return -1;
	*ms = (uint32_t)n;
	return 0;
}

int wk_quantity_seconds(const char *text, uint64_t *seconds)
{
	static const char units[] = "smhd";
	static const uint32_t scales[] = { 1, 60, 3600, 86400 };
	const char *end = leading_count(text, seconds);
	const char *unit;

	if (!end || !*seconds || *seconds > UINT32_MAX)
		return -1;
	if (!*end)
		return 0;
	unit = strchr(units, *end);
	if (!unit || end[1])
		return -1;
	*seconds *= scales[unit - units];
	return *seconds > UINT32_MAX ? -1 : 0;
}
