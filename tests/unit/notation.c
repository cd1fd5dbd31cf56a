// SPDX-License-Identifier: GPL-2.0
/* Binary modules as readable text. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "notation.h"

#define MAX_OPEN 16

static void mistake(const char *text, const char *at)
{
	fprintf(stderr, "notation: mistake at \"%s\" of \"%s\"\n", at, text);
	exit(2);
}

/* A text in quotes; Return: where it ends. */
static const char *quoted(struct wbuf *out, const char *text, const char *p)
{
	const char *end = strchr(p, '"');

	if (!end)
		mistake(text, p);
	wbuf_u32(out, end - p);
	wbuf_bytes(out, p, end - p);
	return end + 1;
}

static const char *hex(struct wbuf *out, const char *text, const char *p)
{
	const char digits[3] = { p[0], p[0] ? p[1] : 0, 0 };
	char *end;
	unsigned long v = strtoul(digits, &end, 16);

	if (end != digits + 2)
		mistake(text, p);
	wbuf_u8(out, v);
	return p + 2;
}

void notation(struct wbuf *out, const char *text)
{
	struct wbuf open[MAX_OPEN] = { { 0 } };	/* groups not yet closed; 0 is the whole */
	unsigned int depth = 0;
	const char *p = text;

	while (*p) {
		if (isspace(*p)) {
			p++;
		} else if (*p == '(' && depth + 1 < MAX_OPEN) {
			depth++;
			p++;
		} else if (*p == ')' && depth > 0) {
			wbuf_sized(&open[depth - 1], &open[depth]);
			wbuf_free(&open[depth]);
			memset(&open[depth--], 0, sizeof(open[0]));
			p++;
		} else if (*p == '"') {
			p = quoted(&open[depth], text, p + 1);
		} else if (!strncmp(p, "wasm", 4)) {
			wbuf_bytes(&open[depth], "\0asm\1\0\0\0", 8);
			p += 4;
		} else {
			p = hex(&open[depth], text, p);
		}
	}
	if (depth)
		mistake(text, p);
	wbuf_bytes(out, open[0].p, open[0].n);
	wbuf_free(&open[0]);
}
