// SPDX-License-Identifier: GPL-2.0
/* A growing buffer of bytes with the number formats of the binary format. */
#include <stdlib.h>
#include <string.h>

#include "wbuf.h"

static void reserve(struct wbuf *b, size_t n)
{
	size_t room = b->room ? b->room : 64;

	if (b->n + n <= b->room)
		return;
	while (room < b->n + n)
		room *= 2;
	b->p = realloc(b->p, room);
	if (!b->p)
		abort();
	b->room = room;
}

void wbuf_bytes(struct wbuf *b, const void *p, size_t n)
{
	reserve(b, n);
	if (n)
		memcpy(b->p + b->n, p, n);
	b->n += n;
}

void wbuf_u8(struct wbuf *b, uint8_t v)
{
	wbuf_bytes(b, &v, 1);
}

void wbuf_u32(struct wbuf *b, uint32_t v)
{
	for (; v >= 0x80; v >>= 7)
		wbuf_u8(b, v | 0x80);
	wbuf_u8(b, v);
}

void wbuf_s64(struct wbuf *b, int64_t v)
{
	for (; v < -64 || v > 63; v >>= 7)
		wbuf_u8(b, (v & 0x7f) | 0x80);
	wbuf_u8(b, v & 0x7f);
}

void wbuf_s32(struct wbuf *b, int32_t v)
{
	wbuf_s64(b, v);
}

void wbuf_fixed32(struct wbuf *b, uint32_t v)
{
	int i;

	for (i = 0; i < 4; i++)
		wbuf_u8(b, v >> 8 * i);
}

void wbuf_fixed64(struct wbuf *b, uint64_t v)
{
	wbuf_fixed32(b, v);
	wbuf_fixed32(b, v >> 32);
}

void wbuf_sized(struct wbuf *b, const struct wbuf *from)
{
	wbuf_u32(b, from->n);
	wbuf_bytes(b, from->p, from->n);
}

void wbuf_name(struct wbuf *b, const char *name)
{
	wbuf_u32(b, strlen(name));
	wbuf_bytes(b, name, strlen(name));
}

void wbuf_free(struct wbuf *b)
{
	free(b->p);
	*b = (struct wbuf){ 0 };
}
