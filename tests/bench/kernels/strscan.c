// SPDX-License-Identifier: GPL-2.0
/* Text as programs meet it: lengths, searches, word counts, case folding, compares. */
#include "kernel.h"

#define LEN 8192

static char text[LEN + 1];
static u32 letters[26];

static void write_text(u32 *seed)
{
	for (u32 i = 0; i < LEN; i++) {
		u32 r = rnd(seed) >> 8;

		if (r % 6)
			text[i] = (r & 0x1000 ? 'A' : 'a') + r % 13;
		else
			text[i] = " \n,."[r & 3];
	}
	text[LEN] = 0;
}

static NOINLINE u32 length(const char *s)
{
	const char *p = s;

	while (*p)
		p++;
	return p - s;
}

static NOINLINE u32 words(const char *s)
{
	u32 n = 0, in = 0;

	for (; *s; s++) {
		u32 letter = (u32)((*s | 32) - 'a') < 26;

		n += letter & ~in;
		in = letter;
	}
	return n;
}

static NOINLINE u32 occurrences(const char *s, const char *needle)
{
	u32 n = 0;

	for (; *s; s++) {
		u32 i = 0;

		while (needle[i] && s[i] == needle[i])
			i++;
		n += !needle[i];
	}
	return n;
}

static NOINLINE void count_letters(const char *s)
{
	for (; *s; s++) {
		char c = *s >= 'A' && *s <= 'Z' ? *s + 32 : *s;

		if (c >= 'a' && c <= 'z')
			letters[c - 'a']++;
	}
}

u32 run(u32 n)
{
	u32 sum = 0, seed = 5;

	for (u32 i = 0; i < n; i++) {
		if (i % 16 == 0)
			write_text(&seed);
		text[sum % LEN] = 'e';
		count_letters(text);
		sum = sum * 17 + length(text) + words(text) + occurrences(text, "ab") +
		      occurrences(text, "cGe") + letters[sum % 26];
	}
	return sum;
}
