/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Bytes that are written one behind the other while nobody knows how many they will be.
 *
 * Doubling them, or copying what there is into a place of the right size, would need twice the
 * memory that is kept. So only few bytes are one allocation; more are pages, which grow in small
 * steps without being copied (pages.h).
 */
#ifndef _WK_WASM_BUFFER_H
#define _WK_WASM_BUFFER_H

#include "pages.h"

/**
 * struct wk_buffer - bytes that can grow; all zero is the empty one
 * @base: first byte; NULL while @bytes is 0
 * @bytes: how many there are
 * @large: what @base is in, or empty while wk_alloc() was enough
 */
struct wk_buffer {
	void *base;
	u64 bytes;
	struct wk_pages large;
};

/**
 * wk_buffer_grow() - makes @b at least @bytes long
 *
 * The new bytes are zero, the old ones stay. @b->base may move.
 * Context: may sleep. Return: 0; or -1 when memory is short, with @b as it was.
 */
int wk_buffer_grow(struct wk_buffer *b, u64 bytes);

/**
 * wk_buffer_trim() - gives back what is not needed for the first @bytes, if that is worth it
 *
 * Context: may sleep. Return: 0, and @b->base is not NULL; or -1 when memory is short, with @b as
 * it was.
 */
int wk_buffer_trim(struct wk_buffer *b, u64 bytes);

/** wk_buffer_free() - frees all of @b, which is empty afterwards. Context: may sleep */
void wk_buffer_free(struct wk_buffer *b);

#endif /* _WK_WASM_BUFFER_H */
