// SPDX-License-Identifier: GPL-2.0
/* WASI: the state of a program; its arguments, environment, randomness and end. */
#include "wasi_call.h"

void wk_wasi_init(struct wk_wasi *w, const struct wk_wasi_ops *ops, void *data)
{
	u32 i;

	memset(w, 0, sizeof(*w));
	w->ops = ops;
	w->data = data;
	for (i = 0; i < WK_WASI_FDS; i++) {
		w->fds[i].open = true;
		w->fds[i].stream = (u8)i;
		w->filetype[i] = WK_WASI_CHARDEV;
	}
}

static int set_strings(struct wk_wasi_strings *s, const u8 *bytes, u32 len)
{
	u32 i, count = 0;

	if (len && bytes[len - 1])
		return -1;
	for (i = 0; i < len; i++)
		count += !bytes[i];
	s->bytes = bytes;
	s->len = len;
	s->count = count;
	return 0;
}

int wk_wasi_set_args(struct wk_wasi *w, const u8 *bytes, u32 len)
{
	return set_strings(&w->args, bytes, len);
}

int wk_wasi_set_env(struct wk_wasi *w, const u8 *bytes, u32 len)
{
	return set_strings(&w->env, bytes, len);
}

static int strings_sizes(struct wk_memory *mem, const struct wk_wasi_strings *s, const u64 *slots)
{
	if (!wasi_range(mem, (u32)slots[0], 4) || !wasi_range(mem, (u32)slots[1], 4))
		return WK_WASI_EFAULT;
	wasi_write_u32(mem, (u32)slots[0], s->count);
	wasi_write_u32(mem, (u32)slots[1], s->len);
	return WK_WASI_OK;
}

/* Pointers to slots[0] on, the strings themselves to slots[1]; all or nothing. */
static int strings_get(struct wk_memory *mem, const struct wk_wasi_strings *s, const u64 *slots)
{
	u64 list = (u32)slots[0], place = (u32)slots[1];
	u32 i, start = 0;

	if (!wasi_range(mem, list, 4 * (u64)s->count) || !wasi_write(mem, place, s->bytes, s->len))
		return WK_WASI_EFAULT;
	for (i = 0; i < s->len; i++) {
		if (s->bytes[i])
			continue;
		wasi_write_u32(mem, list, (u32)place + start);
		list += 4;
		start = i + 1;
	}
	return WK_WASI_OK;
}

enum wk_trap wk_wasi_args_sizes_get(struct wk_exec *x, void *data, u64 *slots)
{
	struct wk_wasi *w = data;

	return wasi_answer(slots, strings_sizes(wasi_memory(x), &w->args, slots));
}

enum wk_trap wk_wasi_args_get(struct wk_exec *x, void *data, u64 *slots)
{
	struct wk_wasi *w = data;

	return wasi_answer(slots, strings_get(wasi_memory(x), &w->args, slots));
}

enum wk_trap wk_wasi_environ_sizes_get(struct wk_exec *x, void *data, u64 *slots)
{
	struct wk_wasi *w = data;

	return wasi_answer(slots, strings_sizes(wasi_memory(x), &w->env, slots));
}

enum wk_trap wk_wasi_environ_get(struct wk_exec *x, void *data, u64 *slots)
{
	struct wk_wasi *w = data;

	return wasi_answer(slots, strings_get(wasi_memory(x), &w->env, slots));
}

enum wk_trap wk_wasi_random_get(struct wk_exec *x, void *data, u64 *slots)
{
	struct wk_wasi *w = data;
	u32 left = (u32)slots[1];
	u8 *p = wasi_range(wasi_memory(x), (u32)slots[0], left);
	int rc = p ? 0 : WK_WASI_EFAULT;

	while (!rc && left) {
		u32 n = min_t(u32, left, WK_WASI_RANDOM_STEP);

		rc = w->ops->random(w->data, p, n);
		p += n;
		left -= n;
	}
	return wasi_answer(slots, rc);
}

enum wk_trap wk_wasi_sched_yield(struct wk_exec *x, void *data, u64 *slots)
{
	struct wk_wasi *w = data;

	(void)x;
	return wasi_answer(slots, w->ops->yield(w->data));
}

enum wk_trap wk_wasi_proc_exit(struct wk_exec *x, void *data, u64 *slots)
{
	struct wk_wasi *w = data;

	(void)x;
	w->exited = true;
	w->exit_code = (u32)slots[0];
	return WK_TRAP_EXIT;
}

/* What there is no file system, no socket and no signal for. */
enum wk_trap wk_wasi_nosys(struct wk_exec *x, void *data, u64 *slots)
{
	(void)x;
	(void)data;
	return wasi_answer(slots, WK_WASI_ENOSYS);
}
