// SPDX-License-Identifier: GPL-2.0
/* Records, logs, and the last error. */
#include <linux/wasm_kernel.h>

#include "call.h"
#include "wasi.h"

s64 wk_host_emit(struct wk_exec *x, struct wk_hit *hit, u32 type, u64 ptr, u64 len)
{
	const void *bytes = call_range(x, ptr, len);
	int err;

	if (!hit->stream)
		return call_fail(hit, -ENOTCONN, "this program has no stream");
	if (type >= WK_RECORD_LOG)
		return call_fail(hit, -EINVAL, "that type of record is reserved");
	if (!bytes) {
		wk_env_emit_fault(hit);
		return call_bad_range(hit);
	}
	err = wk_env_emit(hit, type, bytes, (u32)len);
	return err ? call_fail(hit, err, "the record was dropped") : 0;
}

WK_CALL(emit)
{
	return wk_host_emit(x, hit, (u32)slots[0], slots[1], slots[2]);
}

/* (ctx, map, flags, ptr, len): the number of the map says which kind of record it is. */
WK_CALL(perf_event_output)
{
	return wk_host_emit(x, hit, (u32)slots[1], slots[3], slots[4]);
}

WK_CALL(ringbuf_output)
{
	return wk_host_emit(x, hit, (u32)slots[0], slots[1], slots[2]);
}

/* Flag 0 asks for what has not been read yet, which only the ring knows; here: for room. */
WK_CALL(ringbuf_query)
{
	return hit->stream ? (s64)wk_env_emit_room(hit) : 0;
}

static s64 log_to_wasi(struct wk_hit *hit, const char *text, u32 len)
{
	struct wk_wasi *w = hit->wasi;
	int err = 0;

	if (!w || !w->ops)
		return call_fail(hit, -ENOTCONN, "this program has no stream");
	if (len)
		err = w->ops->write(w->data, WK_WASI_STDERR, text, len);
	if (!err)
		err = w->ops->write(w->data, WK_WASI_STDERR, "\n", 1);
	return err ? call_fail(hit, -EIO, "the log cannot be written") : 0;
}

s64 wk_host_log(struct wk_hit *hit, const char *text, u32 len)
{
	int err;

	if (len > WK_HOST_FORMAT_MAX)
		len = WK_HOST_FORMAT_MAX;
	if (!hit->stream)
		return log_to_wasi(hit, text, len);
	err = wk_env_emit(hit, WK_RECORD_LOG, text, len);
	return err ? call_fail(hit, err, "the record was dropped") : 0;
}

WK_CALL(log)
{
	const char *text = call_range(x, slots[0], slots[1]);

	if (text)
		return wk_host_log(hit, text, (u32)slots[1]);
	if (hit->stream)
		wk_env_emit_fault(hit);
	return call_bad_range(hit);
}

WK_CALL(error)
{
	return hit->error;
}

/* Text of the last error, as much as there is room for. Return: its full length. */
WK_CALL(error_text)
{
	const char *text = hit->error && hit->what ? hit->what : "";
	char *to = call_range(x, slots[0], slots[1]);
	u32 len = (u32)strlen(text);

	if (!to)
		return call_bad_range(hit);
	memcpy(to, text, min_t(u32, len, (u32)slots[1]));
	return len;
}
