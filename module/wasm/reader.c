// SPDX-License-Identifier: GPL-2.0
/* LEB128 numbers, with every check of spec section 5.2.2. */
#include "reader.h"

const char *wk_read_reason(int status)
{
	switch (status) {
	case WK_READ_END:
		return "unexpected end";
	case WK_READ_LONG:
		return "integer representation too long";
	case WK_READ_LARGE:
		return "integer too large";
	default:
		return "no error";
	}
}

/*
 * Collects the 7-bit groups of a number of @bits bits, unextended.
 * @last: the byte that a number of full length ends with, or 0
 */
static int collect(struct wk_reader *r, unsigned int bits, u64 *v, unsigned int *shift, u8 *last)
{
	u8 b;

	*v = 0;
	*last = 0;
	for (*shift = 0; *shift < bits; *shift += 7) {
		if (wk_read_u8(r, &b))
			return WK_READ_END;
		*v |= (u64)(b & 0x7f) << *shift;
		if (*shift + 7 >= bits) {
			*last = b;
			if (b & 0x80)
				return WK_READ_LONG;
		}
		if (!(b & 0x80)) {
			*shift += 7;
			return WK_READ_OK;
		}
	}
	return WK_READ_LONG;
}

int wk_read_leb_u32(struct wk_reader *r, u32 *v)
{
	unsigned int shift;
	u64 raw;
	u8 last;
	int status = collect(r, 32, &raw, &shift, &last);

	if (status)
		return status;
	if (raw > 0xffffffffu)
		return WK_READ_LARGE;
	*v = (u32)raw;
	return WK_READ_OK;
}

/* A signed number of @bits bits, sign-extended to 64. */
static int read_signed(struct wk_reader *r, unsigned int bits, s64 *v)
{
	unsigned int shift, used = bits % 7;	/* bits of a full-length number's last byte */
	u64 raw;
	u8 last;
	int status = collect(r, bits, &raw, &shift, &last);

	if (status)
		return status;
	if (shift >= bits) {
		/* Sign bit and the unused bits above it must all be equal. */
		u8 top = last >> (used - 1);

		if (top != 0 && top != (0x7f >> (used - 1)))
			return WK_READ_LARGE;
		shift = bits;
	}
	*v = (s64)(raw << (64 - shift)) >> (64 - shift);
	return WK_READ_OK;
}

int wk_read_leb_s32(struct wk_reader *r, s32 *v)
{
	s64 wide;
	int status = read_signed(r, 32, &wide);

	if (!status)
		*v = (s32)wide;
	return status;
}

int wk_read_leb_s33(struct wk_reader *r, s64 *v)
{
	return read_signed(r, 33, v);
}

int wk_read_leb_s64(struct wk_reader *r, s64 *v)
{
	return read_signed(r, 64, v);
}
