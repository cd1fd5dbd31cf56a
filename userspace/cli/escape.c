// SPDX-License-Identifier: GPL-2.0
/* Bytes from elsewhere, made safe to print on a terminal. */

#include <stdbool.h>
#include <stdint.h>

#include "escape.h"

/* Length of the character that begins at @p, 0 if it is no valid UTF-8; its number goes to @c. */
static size_t character(const unsigned char *p, size_t n, uint32_t *c)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t len = *p < 0x80 ? 1 : *p >> 5 == 6 ? 2 : *p >> 4 == 14 ? 3 : *p >> 3 == 30 ? 4 : 0;

	if (!len || len > n)
		return 0;
	*c = len == 1 ? *p : *p & (0x7f >> len);
	for (size_t i = 1; i < len; i++) {
		if (p[i] >> 6 != 2)
			return 0;
		*c = *c << 6 | (p[i] & 0x3f);
	}
	if (*c < least[len] || *c > 0x10ffff || (*c >= 0xd800 && *c <= 0xdfff))
		return 0;
	return len;
}

static bool readable(uint32_t c)
{
	if (c < 0x20 || c == '\\' || (c >= 0x7f && c < 0xa0))
		return false;
	/* Line and paragraph ends, marks and overrides of direction. */
	if (c == 0x61c || (c >= 0x200e && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e))
		return false;
	return c < 0x2066 || c > 0x2069;
}

void cli_escape(FILE *to, const void *bytes, size_t n)
{
	const unsigned char *p = bytes;

	while (n) {
		uint32_t c;
		size_t len = character(p, n, &c);
		bool plain = len && readable(c);

		len = len ? len : 1;
		if (plain)
			fwrite(p, 1, len, to);
		else if (*p == '\\')
			fputs("\\\\", to);
		else
			for (size_t i = 0; i < len; i++)
				fprintf(to, "\\x%02x", p[i]);
		p += len;
		n -= len;
	}
}
