// SPDX-License-Identifier: GPL-2.0
/* Buffers that grow: see buffer.h. */
#include "buffer.h"

/* Above this a copy costs more than mapping pages does; below it nobody minds the copy. */
#define FEW_BYTES 32768

/* The first step from one allocation to pages; from then on there are only pages. */
static int move_to_pages(struct wk_buffer *b, u64 bytes)
{
	if (wk_pages_grow(&b->large, bytes))
		return -1;
	if (b->bytes)
		memcpy(b->large.base, b->base, b->bytes);
	wk_free(b->base);
	return 0;
}

int wk_buffer_grow(struct wk_buffer *b, u64 bytes)
{
	void *base;

	if (bytes <= b->bytes)
		return 0;
	if (bytes <= FEW_BYTES) {
		base = wk_realloc(b->base, b->bytes, bytes, 1);
		if (!base)
			return -1;
	} else {
		if (b->large.base ? wk_pages_grow(&b->large, bytes) : move_to_pages(b, bytes))
			return -1;
		base = b->large.base;
	}
	b->base = base;
	b->bytes = bytes;
	return 0;
}

int wk_buffer_trim(struct wk_buffer *b, u64 bytes)
{
	void *base;

	if (b->base && (b->large.base || b->bytes - bytes <= b->bytes / 8))
		return 0;
	base = wk_alloc(bytes ? bytes : 1, 1);
	if (!base)
		return -1;
	if (bytes)
		memcpy(base, b->base, bytes);
	wk_free(b->base);
	b->base = base;
	b->bytes = bytes;
	return 0;
}

void wk_buffer_free(struct wk_buffer *b)
{
	if (!b->large.base)
		wk_free(b->base);
	/* Also after a first step to pages that failed half way. */
	wk_pages_free(&b->large);
	memset(b, 0, sizeof(*b));
}
