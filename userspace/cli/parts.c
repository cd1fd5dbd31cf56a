// SPDX-License-Identifier: GPL-2.0
/* Batches of a stream, taken apart into records. */

#include <stdlib.h>
#include <string.h>

#include <linux/wasm_kernel.h>

#include "parts.h"

/* The kernel's own limit is far below; this is against a length that lies. */
#define RECORD_MAX	(16 << 20)

void parts_clear(struct parts *p)
{
	free(p->bytes);
	memset(p, 0, sizeof(*p));
}

static struct record_head head_of(const struct wk_wire_record *r)
{
	return (struct record_head){
		.nsec = r->nsec, .seq = r->seq, .cpu = r->cpu,
		.insecure = r->flags & WK_RECORD_INSECURE,
	};
}

static int begin(struct parts *p, const struct wk_wire_record *r)
{
	parts_clear(p);
	p->bytes = malloc(r->len);
	if (!p->bytes)
		return -1;
	p->len = r->len;
	p->type = r->type;
	p->head = head_of(r);
	return 0;
}

/* The next part must begin where the last one ended. */
static int take_part(struct parts *p, const struct wk_wire_record *r, const void *bytes,
		     parts_fn each, void *data)
{
	int err;

	if (!r->offset && begin(p, r))
		return -1;
	if (!p->bytes || r->offset != p->have || r->len != p->len || r->bytes > p->len - p->have ||
	    r->seq != p->head.seq || r->cpu != p->head.cpu)
		return -1;
	memcpy(p->bytes + p->have, bytes, r->bytes);
	p->have += r->bytes;
	if (p->have < p->len)
		return 0;
	err = each(data, p->type, &p->head, p->bytes, p->len);
	parts_clear(p);
	return err;
}

static int take(struct parts *p, const struct wk_wire_record *r, const void *bytes, parts_fn each,
		void *data)
{
	const struct record_head head = head_of(r);

	if (r->len > RECORD_MAX || r->bytes > r->len || r->offset > r->len - r->bytes)
		return -1;
	if (r->bytes == r->len)
		return p->bytes ? -1 : each(data, r->type, &head, bytes, r->len);
	return r->bytes ? take_part(p, r, bytes, each, data) : -1;
}

int parts_batch(struct parts *p, const void *batch, size_t n, parts_fn each, void *data)
{
	const unsigned char *at = batch;
	struct wk_wire_record r;

	while (n) {
		size_t padded;
		int err;

		if (n < sizeof(r))
			return -1;
		memcpy(&r, at, sizeof(r));
		at += sizeof(r);
		n -= sizeof(r);
		padded = ((size_t)r.bytes + 7) & ~(size_t)7;
		if (r.bytes > n)
			return -1;
		err = take(p, &r, at, each, data);
		if (err)
			return err;
		padded = padded < n ? padded : n;
		at += padded;
		n -= padded;
	}
	return 0;
}
