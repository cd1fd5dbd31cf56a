// SPDX-License-Identifier: GPL-2.0
/* The elements that sections are made of: numbers, names, types, limits. */
#include "decode.h"
#include "utf8.h"

int wk_decode_fail(struct wk_decoder *d, enum wk_errkind kind, u32 offset, const char *fmt, ...)
{
	char place[128], label[80];
	va_list ap;

	if (d->func == WK_NO_FUNC)
		scnprintf(place, sizeof(place), "%s section", d->section);
	else
		scnprintf(place, sizeof(place), "%s section, function %s", d->section,
			  wk_module_func_label(d->m, d->func, label, sizeof(label)));
	va_start(ap, fmt);
	wk_error_vset(d->e, kind, d->func, offset, place, fmt, ap);
	va_end(ap);
	return -1;
}

static void tick(struct wk_decoder *d)
{
	if (!(++d->steps & 0xfff))
		wk_cond_resched();
}

static noinline int read_failed(struct wk_decoder *d, const char *what, u32 offset, int status)
{
	return wk_decode_fail(d, WK_ERR_MALFORMED, offset, "%s: %s", what, wk_read_reason(status));
}

int wk_decode_u8(struct wk_decoder *d, const char *what, u8 *v)
{
	tick(d);
	if (wk_read_u8(&d->r, v))
		return read_failed(d, what, d->r.pos, WK_READ_END);
	return 0;
}

int wk_decode_u32(struct wk_decoder *d, const char *what, u32 *v)
{
	u32 at = d->r.pos;
	int status = wk_read_u32(&d->r, v);

	tick(d);
	return status ? read_failed(d, what, at, status) : 0;
}

int wk_decode_bytes(struct wk_decoder *d, const char *what, u32 n, const u8 **p)
{
	if (wk_read_bytes(&d->r, n, p))
		return wk_decode_fail(d, WK_ERR_MALFORMED, d->r.pos,
				      "%s: unexpected end, %u bytes wanted, %u left", what, n,
				      d->r.end - d->r.pos);
	return 0;
}

int wk_decode_count(struct wk_decoder *d, const char *what, u32 limit, u32 *n)
{
	u32 at = d->r.pos, left;

	if (wk_decode_u32(d, what, n))
		return -1;
	left = d->r.end - d->r.pos;
	if (*n > left)
		return wk_decode_fail(d, WK_ERR_MALFORMED, at,
				      "%s: unexpected end, %u announced in %u bytes", what, *n,
				      left);
	if (*n > limit)
		return wk_decode_fail(d, WK_ERR_LIMIT, at, "%s: %u is more than the limit of %u",
				      what, *n, limit);
	return 0;
}

int wk_decode_name(struct wk_decoder *d, const char *what, struct wk_str *name)
{
	u32 at = d->r.pos;

	if (wk_decode_u32(d, what, &name->len) ||
	    wk_decode_bytes(d, what, name->len, &name->p))
		return -1;
	if (!wk_utf8_valid(name->p, name->len))
		return wk_decode_fail(d, WK_ERR_MALFORMED, at, "%s: malformed UTF-8 encoding",
				      what);
	return 0;
}

int wk_decode_valtype(struct wk_decoder *d, u8 *type)
{
	if (wk_decode_u8(d, "value type", type))
		return -1;
	if (!wk_type_is_value(*type))
		return wk_decode_fail(d, WK_ERR_MALFORMED, d->r.pos - 1,
				      "malformed value type 0x%02x", *type);
	return 0;
}

int wk_decode_reftype(struct wk_decoder *d, u8 *type)
{
	if (wk_decode_u8(d, "reference type", type))
		return -1;
	if (!wk_type_is_ref(*type))
		return wk_decode_fail(d, WK_ERR_MALFORMED, d->r.pos - 1,
				      "malformed reference type 0x%02x", *type);
	return 0;
}

int wk_decode_limits(struct wk_decoder *d, struct wk_limits *limits)
{
	u8 flags = 0;
	u32 n;

	if (wk_decode_u8(d, "limits flags", &flags))
		return -1;
	if (flags > 1)
		return wk_decode_fail(d, WK_ERR_MALFORMED, d->r.pos - 1,
				      "malformed limits flags 0x%02x", flags);
	if (wk_decode_u32(d, "minimum", &n))
		return -1;
	limits->min = n;
	limits->has_max = flags;
	if (flags && wk_decode_u32(d, "maximum", &n))
		return -1;
	limits->max = flags ? n : 0;
	return 0;
}

int wk_decode_tabletype(struct wk_decoder *d, struct wk_tabletype *type)
{
	if (wk_decode_reftype(d, &type->type))
		return -1;
	return wk_decode_limits(d, &type->limits);
}

int wk_decode_globaltype(struct wk_decoder *d, struct wk_globaltype *type)
{
	u8 mutable = 0;

	if (wk_decode_valtype(d, &type->type) || wk_decode_u8(d, "mutability", &mutable))
		return -1;
	if (mutable > 1)
		return wk_decode_fail(d, WK_ERR_MALFORMED, d->r.pos - 1,
				      "malformed mutability 0x%02x", mutable);
	type->mutable = mutable;
	return 0;
}

void *wk_decode_array(struct wk_decoder *d, u32 n, size_t size)
{
	void *p = wk_alloc(n ? n : 1, size);

	if (!p)
		wk_error_nomem(d->e);
	return p;
}

void *wk_decode_grow(struct wk_decoder *d, void *p, u32 *cap, u32 need, size_t size)
{
	u32 want = max_t(u32, need, *cap * 2);
	void *q;

	if (p && need <= *cap)
		return p;
	q = wk_realloc(p, *cap, want ? want : 1, size);
	if (!q) {
		wk_error_nomem(d->e);
		return NULL;
	}
	*cap = want;
	return q;
}
