/* SPDX-License-Identifier: GPL-2.0 */
/* Images: what an instance was at one moment, to be made the same again. */
#ifndef _WK_WASM_IMAGE_H
#define _WK_WASM_IMAGE_H

#include "wasm.h"

struct wk_image;

/**
 * wk_image_take() - keeps memory, globals, tables and segments of an instance
 * @inst: initialised, not running; nothing of it is imported but functions, its store is sealed
 *
 * Context: may sleep. Return: the image, to be freed with wk_image_free(), or NULL.
 */
struct wk_image *wk_image_take(struct wk_instance *inst);

/**
 * wk_image_restore() - makes the instance what it was
 * @image: of @inst
 *
 * Copies all of it, whatever was changed, so that it takes the same time whatever the guest did.
 * Context: any, @inst not running.
 */
void wk_image_restore(const struct wk_image *image, struct wk_instance *inst);

/** wk_image_free() - NULL is allowed */
void wk_image_free(struct wk_image *image);

/** wk_image_bytes() - memory that it takes; 0 for NULL */
u64 wk_image_bytes(const struct wk_image *image);

#endif /* _WK_WASM_IMAGE_H */
