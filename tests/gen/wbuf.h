/* SPDX-License-Identifier: GPL-2.0 */
/* A growing buffer of bytes with the number formats of the binary format. */
#ifndef _WK_GEN_WBUF_H
#define _WK_GEN_WBUF_H

#include <stddef.h>
#include <stdint.h>

/**
 * struct wbuf - bytes; zeroed is empty
 * @p: the bytes
 * @n: how many
 * @room: how many fit before it grows
 */
struct wbuf {
	uint8_t *p;
	size_t n;
	size_t room;
};

/* All of these append; being out of memory ends the test program. */
void wbuf_u8(struct wbuf *b, uint8_t v);
void wbuf_bytes(struct wbuf *b, const void *p, size_t n);
void wbuf_u32(struct wbuf *b, uint32_t v);	/* LEB128 */
void wbuf_s32(struct wbuf *b, int32_t v);	/* LEB128 */
void wbuf_s64(struct wbuf *b, int64_t v);	/* LEB128 */
void wbuf_fixed32(struct wbuf *b, uint32_t v);	/* 4 bytes, little-endian */
void wbuf_fixed64(struct wbuf *b, uint64_t v);	/* 8 bytes, little-endian */

/** wbuf_sized() - the length of @from, then @from */
void wbuf_sized(struct wbuf *b, const struct wbuf *from);

/** wbuf_name() - the length of a string, then the string */
void wbuf_name(struct wbuf *b, const char *name);

void wbuf_free(struct wbuf *b);

#endif /* _WK_GEN_WBUF_H */
