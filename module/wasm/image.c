// SPDX-License-Identifier: GPL-2.0
#include "image.h"
#include "runtime.h"

/**
 * struct wk_image - see wk_image_take()
 * @words: everything of 8 bytes, in the order in which visit() comes by
 * @nwords: how many
 * @bytes: linear memory
 * @len: bytes of it
 */
struct wk_image {
	u64 *words;
	u32 nwords;
	u8 *bytes;
	u64 len;
};

/* Where visit() has got to, and in which direction words go. */
struct walk {
	u64 *words;
	u32 n;
	bool restore;
};

static void word(struct walk *w, u64 *v)
{
	u64 *kept = w->words ? &w->words[w->n] : NULL;

	w->n++;
	if (!kept)
		return;
	if (w->restore)
		*v = *kept;
	else
		*kept = *v;
}

static void word32(struct walk *w, u32 *v)
{
	u64 wide = *v;

	word(w, &wide);
	*v = (u32)wide;
}

/* Without @w->words it only counts. */
static void visit(struct wk_instance *inst, struct walk *w)
{
	const struct wk_module *m = inst->module;

	for (u32 i = 0; i < m->nglobals - m->nimported_globals; i++) {
		word(w, &inst->own_globals[i].value[0]);
		word(w, &inst->own_globals[i].value[1]);
	}
	for (u32 i = 0; i < m->ntables - m->nimported_tables; i++)
		for (u32 k = 0; k < inst->own_tables[i].size; k++)
			word(w, &inst->own_tables[i].elems[k]);
	for (u32 i = 0; i < m->nelems; i++)
		word32(w, &inst->segments[i].n);
	for (u32 i = 0; i < m->ndatas; i++)
		word32(w, &inst->data_left[i]);
}

static void copy_words(struct wk_image *image, struct wk_instance *inst)
{
	struct walk w = { .words = image->words };

	visit(inst, &w);
	image->nwords = w.n;
}

struct wk_image *wk_image_take(struct wk_instance *inst)
{
	struct wk_image *image = wk_alloc(1, sizeof(*image));
	struct walk count = {};

	if (!image)
		return NULL;
	visit(inst, &count);
	image->len = (u64)wk_mem_pages(&inst->own_mem) * WK_PAGE_SIZE;
	image->words = wk_alloc(count.n ? count.n : 1, sizeof(*image->words));
	image->bytes = wk_alloc(image->len ? image->len : 1, 1);
	if (!image->words || !image->bytes) {
		wk_image_free(image);
		return NULL;
	}
	copy_words(image, inst);
	if (image->len)
		wk_mem_read(&inst->own_mem, 0, image->bytes, image->len);
	return image;
}

void wk_image_restore(const struct wk_image *image, struct wk_instance *inst)
{
	struct walk w = { .words = image->words, .restore = true };

	visit(inst, &w);
	if (image->len)
		wk_mem_write(&inst->own_mem, 0, image->bytes, image->len);
}

void wk_image_free(struct wk_image *image)
{
	if (!image)
		return;
	wk_free(image->words);
	wk_free(image->bytes);
	wk_free(image);
}

u64 wk_image_bytes(const struct wk_image *image)
{
	return image ? sizeof(*image) + image->nwords * sizeof(u64) + image->len : 0;
}
