// SPDX-License-Identifier: GPL-2.0
/*
 * Metrics: contributions of an event are kept until it has ended well, and say nothing back.
 *
 * What is answered depends on the call alone: never on what was counted before.
 */
#include "call.h"

static s64 stage(struct wk_hit *hit, u32 metric, enum wk_staged_op op, u32 cell, u64 value)
{
	struct wk_stage *st = hit->stage;

	if (!st)
		return call_fail(hit, -ENOTCONN, "this program has no metrics");
	if (metric >= st->metrics)
		return call_fail(hit, -EINVAL, "there is no such metric");
	if (st->n == WK_STAGED_MAX)
		return call_fail(hit, -ENOSPC, "too many contributions of one event");
	st->list[st->n++] = (struct wk_staged){
		.metric = metric, .op = op, .cell = cell, .value = value,
	};
	return 0;
}

WK_CALL(dp_count)
{
	return stage(hit, (u32)slots[0], WK_STAGED_ADD, 0, 1);
}

WK_CALL(dp_key)
{
	return stage(hit, (u32)slots[0], WK_STAGED_ADD, (u32)slots[1], 1);
}

WK_CALL(dp_observe)
{
	return stage(hit, (u32)slots[0], WK_STAGED_OBSERVE, 0, slots[1]);
}

WK_CALL(dp_begin)
{
	return stage(hit, (u32)slots[0], WK_STAGED_BEGIN, (u32)slots[1], 0);
}

WK_CALL(dp_end)
{
	return stage(hit, (u32)slots[0], WK_STAGED_END, (u32)slots[1], 0);
}
