/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A bounded reader over the bytes of a module, with LEB128 numbers as spec
 * section 5.2.2 wants them: no longer than ceil(bits/7) bytes, unused bits
 * checked.  Every length and position of a module is read through it.
 */
#ifndef _WK_WASM_READER_H
#define _WK_WASM_READER_H

#include "shim.h"

/**
 * struct wk_reader - where reading stands
 * @base: first byte of the module
 * @pos: byte offset of the next byte to read
 * @end: byte offset behind the last byte that may be read
 */
struct wk_reader {
	const u8 *base;
	u32 pos;
	u32 end;
};

/* What a failed read found; wk_read_reason() says it in words. */
enum wk_read_status {
	WK_READ_OK,
	WK_READ_END,		/* unexpected end */
	WK_READ_LONG,		/* integer representation too long */
	WK_READ_LARGE,		/* integer too large */
};

/** wk_read_reason() - "unexpected end", "integer representation too long", ... */
const char *wk_read_reason(int status);

/* Slow paths of the inline readers below: any length, every check. */
int wk_read_leb_u32(struct wk_reader *r, u32 *v);
int wk_read_leb_s32(struct wk_reader *r, s32 *v);
int wk_read_leb_s33(struct wk_reader *r, s64 *v);
int wk_read_leb_s64(struct wk_reader *r, s64 *v);

static inline int wk_read_u8(struct wk_reader *r, u8 *v)
{
	if (unlikely(r->pos >= r->end))
		return WK_READ_END;
	*v = r->base[r->pos++];
	return WK_READ_OK;
}

/** wk_read_u32() - an unsigned LEB128; most have one byte */
static inline int wk_read_u32(struct wk_reader *r, u32 *v)
{
	if (likely(r->pos < r->end && r->base[r->pos] < 0x80)) {
		*v = r->base[r->pos++];
		return WK_READ_OK;
	}
	return wk_read_leb_u32(r, v);
}

/** wk_read_s32(), wk_read_s64() - a signed LEB128; bit 6 is the sign */
static inline int wk_read_s32(struct wk_reader *r, s32 *v)
{
	if (likely(r->pos < r->end && r->base[r->pos] < 0x80)) {
		*v = (s32)((u32)r->base[r->pos++] << 25) >> 25;
		return WK_READ_OK;
	}
	return wk_read_leb_s32(r, v);
}

static inline int wk_read_s64(struct wk_reader *r, s64 *v)
{
	if (likely(r->pos < r->end && r->base[r->pos] < 0x80)) {
		*v = (s64)((u64)r->base[r->pos++] << 57) >> 57;
		return WK_READ_OK;
	}
	return wk_read_leb_s64(r, v);
}

/** wk_read_bytes() - @n raw bytes; *@p points into the module */
static inline int wk_read_bytes(struct wk_reader *r, u32 n, const u8 **p)
{
	if (unlikely(n > r->end - r->pos))
		return WK_READ_END;
	*p = r->base + r->pos;
	r->pos += n;
	return WK_READ_OK;
}

#endif /* _WK_WASM_READER_H */
