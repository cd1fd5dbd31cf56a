// SPDX-License-Identifier: GPL-2.0
/* Errors of loading and linking, and names made printable. */
#include "error.h"

static const char *const kind_names[] = {
	[WK_ERR_NONE] = "no error",
	[WK_ERR_MALFORMED] = "malformed",
	[WK_ERR_INVALID] = "invalid",
	[WK_ERR_UNSUPPORTED] = "unsupported",
	[WK_ERR_LIMIT] = "limit exceeded",
	[WK_ERR_NOMEM] = "out of memory",
	[WK_ERR_LINK] = "link error",
};

const char *wk_errkind_name(enum wk_errkind kind)
{
	if ((size_t)kind >= ARRAY_SIZE(kind_names))
		return "unknown error";
	return kind_names[kind];
}

/* Claims @e for a new error; false when it already holds one. */
static bool claim(struct wk_error *e, enum wk_errkind kind, u32 func, u32 offset)
{
	if (e->kind != WK_ERR_NONE)
		return false;
	e->kind = kind;
	e->func = func;
	e->offset = offset;
	return true;
}

int wk_error_set(struct wk_error *e, enum wk_errkind kind, u32 func, u32 offset,
		 const char *fmt, ...)
{
	va_list ap;

	if (!claim(e, kind, func, offset))
		return -1;
	va_start(ap, fmt);
	vscnprintf(e->text, sizeof(e->text), fmt, ap);
	va_end(ap);
	return -1;
}

int wk_error_vset(struct wk_error *e, enum wk_errkind kind, u32 func, u32 offset,
		  const char *place, const char *fmt, va_list ap)
{
	size_t n;

	if (!claim(e, kind, func, offset))
		return -1;
	n = scnprintf(e->text, sizeof(e->text), "%s", place);
	if (offset != WK_NO_OFFSET)
		n += scnprintf(e->text + n, sizeof(e->text) - n, ", at 0x%x", offset);
	n += scnprintf(e->text + n, sizeof(e->text) - n, ": ");
	vscnprintf(e->text + n, sizeof(e->text) - n, fmt, ap);
	return -1;
}

int wk_error_nomem(struct wk_error *e)
{
	return wk_error_set(e, WK_ERR_NOMEM, WK_NO_FUNC, WK_NO_OFFSET, "out of memory");
}

static bool plain(u8 c)
{
	return c >= 0x20 && c <= 0x7e && c != '"' && c != '\\';
}

/* Writes @c as text to @to, not terminated. Return: characters written, 1 or 4. */
static size_t escape_byte(char *to, u8 c)
{
	static const char hex[] = "0123456789abcdef";

	if (plain(c)) {
		to[0] = c;
		return 1;
	}
	to[0] = '\\';
	to[1] = 'x';
	to[2] = hex[c >> 4];
	to[3] = hex[c & 15];
	return 4;
}

const char *wk_str_escape(char *buf, size_t size, const u8 *s, size_t n)
{
	static const char dots[] = "...";
	size_t out = 0, cut = 0, i;

	if (!size)
		return buf;
	for (i = 0; i < n; i++) {
		char unit[4];
		size_t len = escape_byte(unit, s[i]);

		if (len >= size - out)
			break;
		memcpy(buf + out, unit, len);
		out += len;
		if (size - out >= sizeof(dots))
			cut = out;	/* the dots still fit behind this byte */
	}
	if (i < n) {
		out = min_t(size_t, sizeof(dots) - 1, size - 1 - cut);
		memcpy(buf + cut, dots, out);
		out += cut;
	}
	buf[out] = '\0';
	return buf;
}
