// SPDX-License-Identifier: GPL-2.0
/*
 * The name section, read leniently: a broken one is never an error, its sound
 * beginning is used. Only module and function names are of interest.
 */
#include "decode.h"

enum {
	SUBSECTION_MODULE,
	SUBSECTION_FUNCS,
};

static bool read_string(struct wk_reader *r, struct wk_str *s)
{
	return !wk_read_u32(r, &s->len) && !wk_read_bytes(r, s->len, &s->p);
}

static void func_names(struct wk_module *m, struct wk_reader *r)
{
	struct wk_str name;
	u32 n, i, func;

	if (wk_read_u32(r, &n))
		return;
	for (i = 0; i < n; i++) {
		if (wk_read_u32(r, &func) || !read_string(r, &name))
			return;
		if (func < m->nfuncs)
			m->funcs[func].name = name;
		if (!(i & 0xfff))
			wk_cond_resched();
	}
}

static void name_section(struct wk_module *m, const struct wk_str *bytes)
{
	struct wk_reader r = { .base = m->bytes, .pos = bytes->p - m->bytes };
	struct wk_str name;
	u32 size;
	u8 id;

	r.end = r.pos + bytes->len;
	while (!wk_read_u8(&r, &id) && !wk_read_u32(&r, &size) && size <= r.end - r.pos) {
		struct wk_reader sub = { .base = r.base, .pos = r.pos, .end = r.pos + size };

		if (id == SUBSECTION_MODULE && read_string(&sub, &name))
			m->name = name;
		else if (id == SUBSECTION_FUNCS)
			func_names(m, &sub);
		r.pos += size;
	}
}

void wk_decode_names(struct wk_module *m)
{
	u32 i;

	for (i = 0; i < m->ncustoms; i++) {
		const struct wk_custom *c = &m->customs[i];

		if (c->name.len == 4 && !memcmp(c->name.p, "name", 4))
			name_section(m, &c->bytes);
	}
}

const char *wk_module_func_label(const struct wk_module *m, u32 func, char *buf, size_t size)
{
	size_t n = scnprintf(buf, size, "%u", func);
	const struct wk_str *name;

	if (func >= m->nfuncs || !m->funcs[func].name.len || size - n < sizeof(" \"...\""))
		return buf;
	name = &m->funcs[func].name;
	n += scnprintf(buf + n, size - n, " \"");
	wk_str_escape(buf + n, size - n - 1, name->p, name->len);
	n += strlen(buf + n);
	scnprintf(buf + n, size - n, "\"");
	return buf;
}
