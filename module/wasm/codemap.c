// SPDX-License-Identifier: GPL-2.0
/* From a place in the code back to function and byte offset; format: emit.h. */
#include "emit.h"
#include "runtime.h"

/*
 * Where to start reading for word @want of @f: at its last mark before it, or at its beginning.
 * Not at a mark with that word: the one in front of a function has the last word of its
 * predecessor, and the offset of its own body.
 */
static struct wk_mark start_at(const struct wk_module *m, const struct wk_funcdef *f, u32 want)
{
	u32 lo = 0, hi = m->nmarks;

	while (lo < hi) {
		u32 mid = lo + (hi - lo) / 2;

		if (m->marks[mid].word < want)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo && m->marks[lo - 1].map > f->map)
		return m->marks[lo - 1];
	return (struct wk_mark){ f->code - 1, f->body, f->map };
}

u32 wk_code_offset(const struct wk_module *m, u32 func, const union wk_word *pc)
{
	const struct wk_funcdef *f = &m->funcs[func];
	u32 want = (u32)(pc - (const union wk_word *)m->code.base);
	struct wk_mark at = start_at(m, f, want);
	const u8 *map = m->map.base, *p = map + at.map, *end = map + m->nmap;

	while (p < end) {
		u32 words = wk_map_words(p);
		u32 bytes = *p == WK_MAP_LONG ? wk_get_le32(p + 5) : *p >> 1;

		if (at.word + words > want)
			break;
		at.word += words;
		at.offset += bytes;
		p += wk_map_bytes(p);
	}
	return at.offset;
}

u32 wk_code_func(const struct wk_module *m, const union wk_word *pc)
{
	u32 want = (u32)(pc - (const union wk_word *)m->code.base);
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
