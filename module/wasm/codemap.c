// SPDX-License-Identifier: GPL-2.0
/* From a place in the code back to function and byte offset; format: emit.h. */
#include "runtime.h"

u32 wk_code_offset(const struct wk_module *m, u32 func, const union wk_word *pc)
{
	const struct wk_funcdef *f = &m->funcs[func];
	u32 want = (u32)(pc - (const union wk_word *)m->code);
	u32 word = f->code - 1, offset = f->body;
	const u8 *p = m->map + f->map, *end = m->map + m->nmap;

	while (p < end) {
		bool is_long = *p == 0xff;
		u32 words = is_long ? wk_get_le32(p + 1) : (*p & 1u) + 1;
		u32 bytes = is_long ? wk_get_le32(p + 5) : *p >> 1;

		if (word + words > want)
			break;
		word += words;
		offset += bytes;
		p += is_long ? 9 : 1;
	}
	return offset;
}

u32 wk_code_func(const struct wk_module *m, const union wk_word *pc)
{
	u32 want = (u32)(pc - (const union wk_word *)m->code);
	u32 lo = m->nimported_funcs, hi = m->nfuncs;

	while (hi - lo > 1) {
		u32 mid = lo + (hi - lo) / 2;

		if (m->funcs[mid].code <= want)
			lo = mid;
		else
			hi = mid;
	}
	return lo;
}
