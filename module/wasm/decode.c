// SPDX-License-Identifier: GPL-2.0
/*
 * From a binary to tables: the header, the order of the sections, and what
 * must agree between them. Structure and the syntax of every number, name and
 * type are checked here and nowhere else; what an index refers to and whether
 * types fit is validate.c's. The one part of a module whose syntax is left to
 * the validator is the inside of function bodies: it is read only once.
 */
#include "decode.h"

/*
 * Known sections; "rank" is the order in which they must come. The data count
 * section was added before the code section that needs it.
 */
static const struct {
	const char *name;
	u8 rank;
	int (*decode)(struct wk_decoder *d, u32 *count);
} sections[] = {
	[0] = { "custom", 0, wk_decode_custom },
	[1] = { "type", 1, wk_decode_types },
	[2] = { "import", 2, wk_decode_imports },
	[3] = { "function", 3, wk_decode_funcs },
	[4] = { "table", 4, wk_decode_tables },
	[5] = { "memory", 5, wk_decode_mems },
	[6] = { "global", 6, wk_decode_globals },
	[7] = { "export", 7, wk_decode_exports },
	[8] = { "start", 8, wk_decode_start },
	[9] = { "element", 9, wk_decode_elems },
	[10] = { "code", 11, wk_decode_codes },
	[11] = { "data", 12, wk_decode_datas },
	[12] = { "data count", 10, wk_decode_datacount },
};

const char *wk_section_name(u8 id)
{
	return id < ARRAY_SIZE(sections) ? sections[id].name : "unknown";
}

static int header(struct wk_decoder *d)
{
	static const u8 magic[4] = { 0, 'a', 's', 'm' };
	const u8 *p;

	if (wk_read_bytes(&d->r, 4, &p))
		return wk_error_set(d->e, WK_ERR_MALFORMED, WK_NO_FUNC, 0,
				    "header, at 0x0: unexpected end, not a WebAssembly binary");
	if (memcmp(p, magic, 4))
		return wk_error_set(d->e, WK_ERR_MALFORMED, WK_NO_FUNC, 0,
				    "header, at 0x0: magic header not detected, expected \\0asm, found bytes %02x %02x %02x %02x",
				    p[0], p[1], p[2], p[3]);
	if (wk_read_bytes(&d->r, 4, &p))
		return wk_error_set(d->e, WK_ERR_MALFORMED, WK_NO_FUNC, 4,
				    "header, at 0x4: unexpected end in the version");
	if (wk_get_le32(p) != 1)
		return wk_error_set(d->e, WK_ERR_MALFORMED, WK_NO_FUNC, 4,
				    "header, at 0x4: unknown binary version, expected 1, found %u",
				    wk_get_le32(p));
	return 0;
}

/* Remembers where a section lies. */
static int note_section(struct wk_decoder *d, u8 id)
{
	struct wk_module *m = d->m;
	void *p = wk_decode_grow(d, m->sections, &d->cap_sections, m->nsections + 1,
				 sizeof(*m->sections));

	if (!p)
		return -1;
	m->sections = p;
	m->sections[m->nsections].id = id;
	m->sections[m->nsections].offset = d->r.pos;
	m->sections[m->nsections].size = d->r.end - d->r.pos;
	m->nsections++;
	return 0;
}

/* The contents of section @id, which are all of the reader's range. */
static int contents(struct wk_decoder *d, u8 id)
{
	u32 count = 0;

	if (note_section(d, id) || sections[id].decode(d, &count))
		return -1;
	d->m->sections[d->m->nsections - 1].count = count;
	if (d->r.pos != d->r.end)
		return wk_decode_fail(d, WK_ERR_MALFORMED, d->r.pos,
				      "section size mismatch, bytes left over: %u",
				      d->r.end - d->r.pos);
	return 0;
}

/* One section; @rank is that of the last one that was not custom. */
static int section(struct wk_decoder *d, u8 *rank)
{
	u32 at = d->r.pos, size;
	u8 id;

	d->section = "next";
	if (wk_decode_u8(d, "section id", &id))
		return -1;
	if (id >= ARRAY_SIZE(sections))
		return wk_decode_fail(d, WK_ERR_MALFORMED, at, "malformed section id %u", id);
	d->section = sections[id].name;
	if (id && sections[id].rank <= *rank)
		return wk_decode_fail(d, WK_ERR_MALFORMED, at,
				      "unexpected content after last section: section is repeated or out of order");
	if (id)
		*rank = sections[id].rank;
	if (wk_decode_u32(d, "section size", &size))
		return -1;
	if (size > d->r.end - d->r.pos)
		return wk_decode_fail(d, WK_ERR_MALFORMED, at,
				      "length out of bounds: size %u, bytes left %u",
				      size, d->r.end - d->r.pos);
	d->r.end = d->r.pos + size;
	if (contents(d, id))
		return -1;
	d->r.end = d->m->size;
	return 0;
}

/* What a missing section leaves open. */
static int check_counts(struct wk_decoder *d)
{
	struct wk_module *m = d->m;
	u32 defined = m->nfuncs - m->nimported_funcs;

	if (defined && !m->funcs[m->nfuncs - 1].body) {
		d->section = "code";
		return wk_decode_fail(d, WK_ERR_MALFORMED, m->size,
				      "function and code section have inconsistent lengths: functions %u, bodies 0",
				      defined);
	}
	if (m->has_datacount && m->datacount != m->ndatas) {
		d->section = "data";
		return wk_decode_fail(d, WK_ERR_MALFORMED, m->size,
				      "data count and data section have inconsistent lengths: announced %u, found %u",
				      m->datacount, m->ndatas);
	}
	return 0;
}

int wk_decode(struct wk_module *m, struct wk_error *e)
{
	struct wk_decoder d = {
		.m = m,
		.e = e,
		.r = { .base = m->bytes, .end = m->size },
		.func = WK_NO_FUNC,
	};
	u8 rank = 0;

	if (m->size > WK_MAX_MODULE_BYTES)
		return wk_error_set(e, WK_ERR_LIMIT, WK_NO_FUNC, 0,
				    "header, at 0x0: %u bytes are more than the limit of %u",
				    m->size, WK_MAX_MODULE_BYTES);
	if (header(&d))
		return -1;
	while (d.r.pos < d.r.end)
		if (section(&d, &rank))
			return -1;
	if (check_counts(&d))
		return -1;
	wk_decode_link(m);
	wk_decode_names(m);
	return 0;
}
