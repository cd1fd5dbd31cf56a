// SPDX-License-Identifier: GPL-2.0
/* Element, data count and data sections. */
#include "decode.h"

/* Bits of an element segment's first number. */
enum {
	ELEM_NOT_ACTIVE = 1,	/* passive or declarative */
	ELEM_EXPLICIT = 2,	/* has a table index; declarative, if not active */
	ELEM_EXPRS = 4,		/* elements are expressions, not function indices */
};

/* Type of the elements; the two shortest forms leave it out. */
static int elem_type(struct wk_decoder *d, u32 flags, struct wk_elem *elem)
{
	u8 kind;

	elem->type = WK_FUNCREF;
	if (!(flags & (ELEM_NOT_ACTIVE | ELEM_EXPLICIT)))
		return 0;
	if (flags & ELEM_EXPRS)
		return wk_decode_reftype(d, &elem->type);
	if (wk_decode_u8(d, "element kind", &kind))
		return -1;
	if (kind)
		return wk_decode_fail(d, WK_ERR_MALFORMED, d->r.pos - 1,
				      "malformed element kind 0x%02x", kind);
	return 0;
}

static int elem_head(struct wk_decoder *d, u32 flags, struct wk_elem *elem)
{
	if (flags & ELEM_NOT_ACTIVE)
		elem->mode = flags & ELEM_EXPLICIT ? WK_SEGMENT_DECLARATIVE : WK_SEGMENT_PASSIVE;
	else if (flags & ELEM_EXPLICIT && wk_decode_u32(d, "table index", &elem->table))
		return -1;
	if (elem->mode == WK_SEGMENT_ACTIVE && wk_decode_expr(d, &elem->offset))
		return -1;
	return elem_type(d, flags, elem);
}

static int elem_exprs(struct wk_decoder *d, struct wk_elem *elem)
{
	u32 i;

	elem->exprs = wk_decode_array(d, elem->n, sizeof(*elem->exprs));
	if (!elem->exprs)
		return -1;
	for (i = 0; i < elem->n; i++)
		if (wk_decode_expr(d, &elem->exprs[i]))
			return -1;
	return 0;
}

static int elem_funcs(struct wk_decoder *d, struct wk_elem *elem)
{
	u32 i;

	elem->funcs = wk_decode_array(d, elem->n, sizeof(*elem->funcs));
	if (!elem->funcs)
		return -1;
	for (i = 0; i < elem->n; i++)
		if (wk_decode_u32(d, "function index", &elem->funcs[i]))
			return -1;
	return 0;
}

static int decode_elem(struct wk_decoder *d, struct wk_elem *elem)
{
	u32 flags;

	elem->at = d->r.pos;
	if (wk_decode_u32(d, "element segment", &flags))
		return -1;
	if (flags > (ELEM_NOT_ACTIVE | ELEM_EXPLICIT | ELEM_EXPRS))
		return wk_decode_fail(d, WK_ERR_MALFORMED, elem->at,
				      "malformed element segment flags 0x%02x", flags);
	if (elem_head(d, flags, elem) ||
	    wk_decode_count(d, "number of elements", WK_MAX_TABLE_ELEMS, &elem->n))
		return -1;
	return flags & ELEM_EXPRS ? elem_exprs(d, elem) : elem_funcs(d, elem);
}

int wk_decode_elems(struct wk_decoder *d, u32 *count)
{
	struct wk_module *m = d->m;
	u32 i;

	if (wk_decode_count(d, "number of element segments", WK_MAX_ELEMS, count))
		return -1;
	m->elems = wk_decode_array(d, *count, sizeof(*m->elems));
	if (!m->elems)
		return -1;
	m->nelems = *count;
	for (i = 0; i < *count; i++)
		if (decode_elem(d, &m->elems[i]))
			return -1;
	return 0;
}

int wk_decode_datacount(struct wk_decoder *d, u32 *count)
{
	d->m->has_datacount = true;
	*count = 0;
	return wk_decode_u32(d, "number of data segments", &d->m->datacount);
}

static int decode_data(struct wk_decoder *d, struct wk_data *data)
{
	u32 flags;

	data->at = d->r.pos;
	if (wk_decode_u32(d, "data segment", &flags))
		return -1;
	if (flags > 2)
		return wk_decode_fail(d, WK_ERR_MALFORMED, data->at,
				      "malformed data segment flags 0x%02x", flags);
	data->mode = flags == 1 ? WK_SEGMENT_PASSIVE : WK_SEGMENT_ACTIVE;
	if (flags == 2 && wk_decode_u32(d, "memory index", &data->memory))
		return -1;
	if (flags != 1 && wk_decode_expr(d, &data->offset))
		return -1;
	if (wk_decode_u32(d, "data length", &data->bytes.len))
		return -1;
	return wk_decode_bytes(d, "data", data->bytes.len, &data->bytes.p);
}

int wk_decode_datas(struct wk_decoder *d, u32 *count)
{
	struct wk_module *m = d->m;
	u32 i;

	if (wk_decode_count(d, "number of data segments", WK_MAX_DATAS, count))
		return -1;
	m->datas = wk_decode_array(d, *count, sizeof(*m->datas));
	if (!m->datas)
		return -1;
	m->ndatas = *count;
	for (i = 0; i < *count; i++)
		if (decode_data(d, &m->datas[i]))
			return -1;
	return 0;
}
