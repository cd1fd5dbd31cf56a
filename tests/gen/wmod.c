// SPDX-License-Identifier: GPL-2.0
/* Writes a module section by section, entries in any order. */
#include <stdlib.h>
#include <string.h>

#include "wmod.h"

uint8_t wmod_type_byte(char letter)
{
	switch (letter) {
	case 'i':
		return 0x7f;
	case 'l':
		return 0x7e;
	case 'f':
		return 0x7d;
	case 'd':
		return 0x7c;
	case 'v':
		return 0x7b;
	case 'r':
		return 0x70;
	case 'x':
		return 0x6f;
	default:
		abort();
	}
}

static struct wbuf *entry(struct wmod *m, enum wmod_id id)
{
	m->count[id]++;
	return &m->section[id];
}

static void put_types(struct wbuf *b, const char *letters, size_t n)
{
	wbuf_u32(b, n);
	while (n--)
		wbuf_u8(b, wmod_type_byte(*letters++));
}

uint32_t wmod_type(struct wmod *m, const char *sig)
{
	struct wbuf *b = entry(m, WMOD_TYPES);
	const char *colon = strchr(sig, ':');

	wbuf_u8(b, 0x60);
	put_types(b, sig, colon - sig);
	put_types(b, colon + 1, strlen(colon + 1));
	return m->count[WMOD_TYPES] - 1;
}

uint32_t wmod_import_func(struct wmod *m, const char *module, const char *name, const char *sig)
{
	uint32_t type = wmod_type(m, sig);
	struct wbuf *b = entry(m, WMOD_IMPORTS);

	wbuf_name(b, module);
	wbuf_name(b, name);
	wbuf_u8(b, WMOD_FUNC);
	wbuf_u32(b, type);
	return m->funcs++;
}

void wmod_body(struct wmod *m, const void *bytes, size_t n)
{
	struct wbuf *b = entry(m, WMOD_CODES);

	wbuf_u32(b, n);
	wbuf_bytes(b, bytes, n);
}

uint32_t wmod_func_of(struct wmod *m, uint32_t type, const char *locals, const void *code,
		      size_t n)
{
	struct wbuf body = { 0 };

	wbuf_u32(entry(m, WMOD_FUNCS), type);
	wbuf_u32(&body, strlen(locals));
	for (; *locals; locals++) {
		wbuf_u8(&body, 1);
		wbuf_u8(&body, wmod_type_byte(*locals));
	}
	wbuf_bytes(&body, code, n);
	wbuf_u8(&body, 0x0b);
	wmod_body(m, body.p, body.n);
	wbuf_free(&body);
	return m->funcs++;
}

uint32_t wmod_func(struct wmod *m, const char *sig, const char *locals, const void *code, size_t n)
{
	return wmod_func_of(m, wmod_type(m, sig), locals, code, n);
}

void wmod_name(struct wmod *m, uint32_t func, const char *name)
{
	wbuf_u32(&m->names, func);
	wbuf_name(&m->names, name);
	m->nnames++;
}

void wmod_export(struct wmod *m, const char *name, uint8_t kind, uint32_t index)
{
	struct wbuf *b = entry(m, WMOD_EXPORTS);

	wbuf_name(b, name);
	wbuf_u8(b, kind);
	wbuf_u32(b, index);
}

static void put_limits(struct wbuf *b, uint32_t min, int64_t max)
{
	wbuf_u8(b, max >= 0);
	wbuf_u32(b, min);
	if (max >= 0)
		wbuf_u32(b, max);
}

void wmod_memory(struct wmod *m, uint32_t min, int64_t max)
{
	put_limits(entry(m, WMOD_MEMORIES), min, max);
}

void wmod_table(struct wmod *m, char type, uint32_t min, int64_t max)
{
	struct wbuf *b = entry(m, WMOD_TABLES);

	wbuf_u8(b, wmod_type_byte(type));
	put_limits(b, min, max);
}

void wmod_global(struct wmod *m, char type, int mutable, const struct wbuf *init)
{
	struct wbuf *b = entry(m, WMOD_GLOBALS);

	wbuf_u8(b, wmod_type_byte(type));
	wbuf_u8(b, mutable);
	wbuf_bytes(b, init->p, init->n);
	wbuf_u8(b, 0x0b);
}

static void put_offset(struct wbuf *b, int64_t offset)
{
	wbuf_u8(b, 0x41);
	wbuf_s32(b, offset);
	wbuf_u8(b, 0x0b);
}

void wmod_data(struct wmod *m, int64_t offset, const void *bytes, size_t n)
{
	struct wbuf *b = entry(m, WMOD_DATAS);

	wbuf_u8(b, offset < 0);
	if (offset >= 0)
		put_offset(b, offset);
	wbuf_u32(b, n);
	wbuf_bytes(b, bytes, n);
}

void wmod_elem(struct wmod *m, int64_t offset, const uint32_t *funcs, uint32_t n)
{
	struct wbuf *b = entry(m, WMOD_ELEMS);

	wbuf_u8(b, offset >= 0 ? 0 : offset == -1 ? 1 : 3);
	if (offset >= 0)
		put_offset(b, offset);
	else
		wbuf_u8(b, 0);	/* element kind: functions */
	wbuf_u32(b, n);
	while (n--)
		wbuf_u32(b, *funcs++);
}

static void put_section(struct wmod *m, enum wmod_id id, struct wbuf *out)
{
	struct wbuf contents = { 0 };

	if (id == WMOD_START && m->start)
		wbuf_u32(&contents, m->start - 1);
	if (id == WMOD_DATACOUNT && m->datacount)
		wbuf_u32(&contents, m->count[WMOD_DATAS]);
	if (m->count[id]) {
		wbuf_u32(&contents, m->count[id]);
		wbuf_bytes(&contents, m->section[id].p, m->section[id].n);
	}
	if (contents.n) {
		wbuf_u8(out, id);
		wbuf_sized(out, &contents);
	}
	wbuf_free(&contents);
	wbuf_free(&m->section[id]);
}

static void put_names(struct wmod *m, struct wbuf *out)
{
	struct wbuf contents = { 0 }, map = { 0 };

	if (m->nnames) {
		wbuf_u32(&map, m->nnames);
		wbuf_bytes(&map, m->names.p, m->names.n);
		wbuf_name(&contents, "name");
		wbuf_u8(&contents, 1);
		wbuf_sized(&contents, &map);
		wbuf_u8(out, WMOD_CUSTOM);
		wbuf_sized(out, &contents);
	}
	wbuf_free(&map);
	wbuf_free(&contents);
	wbuf_free(&m->names);
}

void wmod_finish(struct wmod *m, struct wbuf *out)
{
	/* The data count stands before the code, out of the order of its number. */
	static const uint8_t order[] = {
		WMOD_TYPES, WMOD_IMPORTS, WMOD_FUNCS, WMOD_TABLES, WMOD_MEMORIES, WMOD_GLOBALS,
		WMOD_EXPORTS, WMOD_START, WMOD_ELEMS, WMOD_DATACOUNT, WMOD_CODES, WMOD_DATAS,
	};
	size_t i;

	wbuf_bytes(out, "\0asm\1\0\0\0", 8);
	for (i = 0; i < sizeof(order); i++)
		put_section(m, order[i], out);
	put_names(m, out);
	*m = (struct wmod){ 0 };
}
