// SPDX-License-Identifier: GPL-2.0
/* WASI: reading clocks. */
#include "wasi_call.h"

/* The place is checked first: what cannot be told is not asked. */
static int get(struct wk_exec *x, struct wk_wasi *w, u32 id, u32 ptr,
	       int (*ask)(void *data, u32 id, u64 *ns))
{
	struct wk_memory *mem = wasi_memory(x);
	u64 ns = 0;
	int rc;

	if (id >= WK_WASI_CLOCKS)
		return WK_WASI_EINVAL;
	if (!wasi_range(mem, ptr, 8))
		return WK_WASI_EFAULT;
	rc = ask(w->data, id, &ns);
	if (!rc)
		wasi_write_u64(mem, ptr, ns);
	return rc;
}

enum wk_trap wk_wasi_clock_time_get(struct wk_exec *x, void *data, u64 *slots)
{
	struct wk_wasi *w = data;

	return wasi_answer(slots, get(x, w, (u32)slots[0], (u32)slots[2], w->ops->clock));
}

enum wk_trap wk_wasi_clock_res_get(struct wk_exec *x, void *data, u64 *slots)
{
	struct wk_wasi *w = data;

	return wasi_answer(slots, get(x, w, (u32)slots[0], (u32)slots[1], w->ops->clock_res));
}
