// SPDX-License-Identifier: GPL-2.0
/* What a guest wrote, passed on as it is or as lines of JSON. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "values.h"

/* Bytes of the continuation that a first byte of UTF-8 asks for, or -1. */
static int utf8_tail(unsigned char c)
{
	if (c < 0x80)
		return 0;
	if (c >= 0xc2 && c <= 0xdf)
		return 1;
	if ((c & 0xf0) == 0xe0)
		return 2;
	return c >= 0xf0 && c <= 0xf4 ? 3 : -1;
}

/* Overlong forms, surrogates and what lies beyond U+10FFFF. */
static bool utf8_bad_second(unsigned char first, unsigned char second)
{
	return (first == 0xe0 && second < 0xa0) || (first == 0xed && second > 0x9f) ||
	       (first == 0xf0 && second < 0x90) || (first == 0xf4 && second > 0x8f);
}

/* Length of the character at @s, or 0 when it is none. */
static size_t utf8_char(const unsigned char *s, size_t len)
{
	int tail = utf8_tail(s[0]);
	int i;

	if (tail < 0 || (size_t)tail >= len)
		return 0;
	for (i = 1; i <= tail; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	return tail && utf8_bad_second(s[0], s[1]) ? 0 : tail + 1;
}

static bool is_utf8(const unsigned char *s, size_t len)
{
	size_t n;

	for (; len; s += n, len -= n) {
		n = *s < 0x80 ? 1 : utf8_char(s, len);
		if (!n)
			return false;
	}
	return true;
}

/* There may be megabytes of output: no call for each byte of it. */
static void json_char(FILE *f, unsigned char c)
{
	if (c == '"' || c == '\\' || c == '\n') {
		putc_unlocked('\\', f);
		putc_unlocked(c == '\n' ? 'n' : c, f);
	} else if (c < 0x20 || c == 0x7f) {
		fprintf(f, "\\u%04x", c);
	} else {
		putc_unlocked(c, f);
	}
}

void wk_json_string(FILE *f, const void *s, size_t len)
{
	const unsigned char *p = s;
	size_t n;

	putc_unlocked('"', f);
	for (; len; p += n, len -= n) {
		n = *p < 0x80 ? 1 : utf8_char(p, len);
		if (n == 1)
			json_char(f, *p);
		else if (n)
			fwrite(p, 1, n, f);
		else
			fputs("\\ufffd", f);
		n = n ? n : 1;
	}
	putc_unlocked('"', f);
}

static void base64(FILE *f, const unsigned char *s, size_t len)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	size_t i;

	for (i = 0; i < len; i += 3) {
		unsigned int n = len - i < 3 ? len - i : 3;
		unsigned int v = s[i] << 16 | (n > 1 ? s[i + 1] << 8 : 0) | (n > 2 ? s[i + 2] : 0);

		putc_unlocked(digits[v >> 18], f);
		putc_unlocked(digits[v >> 12 & 63], f);
		putc_unlocked(n > 1 ? digits[v >> 6 & 63] : '=', f);
		putc_unlocked(n > 2 ? digits[v & 63] : '=', f);
	}
}

static int print_json(int fd, const void *data, size_t len)
{
	const char *name = fd == 2 ? "stderr" : "stdout";

	if (is_utf8(data, len)) {
		printf("{\"%s\":", name);
		wk_json_string(stdout, data, len);
		puts("}");
	} else {
		printf("{\"%s_base64\":\"", name);
		base64(stdout, data, len);
		puts("\"}");
	}
	return fflush(stdout) ? -1 : 0;
}

int wk_output_print(int fd, const void *data, size_t len, bool json)
{
	const char *p = data;
	ssize_t n;

	if (json)
		return print_json(fd, data, len);
	for (; len; p += n, len -= n) {
		n = write(fd, p, len);
		if (n < 0 && errno != EINTR)
			return -1;
		if (n < 0)
			n = 0;
	}
	return 0;
}
