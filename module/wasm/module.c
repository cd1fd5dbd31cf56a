// SPDX-License-Identifier: GPL-2.0
/* The life of a module: load, look up, free. */
#include "wasm.h"

void wk_module_clear(struct wk_module *m)
{
	u32 i;

	for (i = 0; i < m->nelems; i++) {
		wk_free(m->elems[i].funcs);
		wk_free(m->elems[i].exprs);
	}
	wk_free(m->types);
	wk_free(m->imports);
	wk_free(m->funcs);
	wk_free(m->tables);
	wk_free(m->mems);
	wk_free(m->globals);
	wk_free(m->exports);
	wk_free(m->elems);
	wk_free(m->datas);
	wk_free(m->customs);
	wk_free(m->sections);
	wk_free(m->type_pool);
	wk_free(m->export_order);
	wk_free(m->constops);
	wk_buffer_free(&m->code);
	wk_buffer_free(&m->map);
	wk_free(m->marks);
	wk_free(m->bytes);
	memset(m, 0, sizeof(*m));
}

struct wk_module *wk_module_parse(u8 *bytes, u32 size, struct wk_error *e)
{
	struct wk_module *m = wk_alloc(1, sizeof(*m));

	if (!m) {
		wk_free(bytes);
		wk_error_nomem(e);
		return NULL;
	}
	m->bytes = bytes;
	m->size = size;
	if (wk_decode(m, e) || wk_validate(m, e)) {
		wk_module_free(m);
		return NULL;
	}
	return m;
}

struct wk_module *wk_module_load(u8 *bytes, u32 size, struct wk_error *e)
{
	struct wk_module *m = wk_module_parse(bytes, size, e);

	if (m && wk_compile(m, e)) {
		wk_module_free(m);
		return NULL;
	}
	return m;
}

void wk_module_free(struct wk_module *m)
{
	if (!m)
		return;
	wk_module_clear(m);
	wk_free(m);
}

/* Order of wk_module.export_order: shorter first, then by bytes. */
static int compare_name(const struct wk_str *a, const u8 *name, u32 len)
{
	if (a->len != len)
		return a->len < len ? -1 : 1;
	return len ? memcmp(a->p, name, len) : 0;
}

const struct wk_export *wk_module_export(const struct wk_module *m, const u8 *name, u32 len)
{
	u32 lo = 0, hi = m->nexports;

	while (lo < hi) {
		u32 mid = lo + (hi - lo) / 2;
		const struct wk_export *export = &m->exports[m->export_order[mid]];
		int order = compare_name(&export->name, name, len);

		if (!order)
			return export;
		if (order < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return NULL;
}
