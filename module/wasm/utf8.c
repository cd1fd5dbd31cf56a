// SPDX-License-Identifier: GPL-2.0
/* UTF-8, as names of a module must be. */
#include "utf8.h"

/* Bytes of the sequence that starts with @b, or 0 when none can. */
static u32 sequence_length(u8 b)
{
	if (b < 0x80)
		return 1;
	if (b >= 0xc2 && b <= 0xdf)
		return 2;
	if (b >= 0xe0 && b <= 0xef)
		return 3;
	if (b >= 0xf0 && b <= 0xf4)
		return 4;
	return 0;
}

/* The second byte excludes overlong forms, surrogates and what is too large. */
static bool second_ok(u8 first, u8 second)
{
	switch (first) {
	case 0xe0:
		return second >= 0xa0 && second <= 0xbf;
	case 0xed:
		return second >= 0x80 && second <= 0x9f;
	case 0xf0:
		return second >= 0x90 && second <= 0xbf;
	case 0xf4:
		return second >= 0x80 && second <= 0x8f;
	default:
		return second >= 0x80 && second <= 0xbf;
	}
}

static bool sequence_ok(const u8 *s, u32 len)
{
	if (!len)
		return false;
	if (len > 1 && !second_ok(s[0], s[1]))
		return false;
	if (len > 2 && (s[2] & 0xc0) != 0x80)
		return false;
	return len < 4 || (s[3] & 0xc0) == 0x80;
}

bool wk_utf8_valid(const u8 *s, u32 n)
{
	u32 i = 0, steps = 0;

	while (i < n) {
		u32 len = sequence_length(s[i]);

		if (len > n - i || !sequence_ok(s + i, len))
			return false;
		i += len;
		if (!(++steps & 0xffff))
			wk_cond_resched();
	}
	return true;
}
