// SPDX-License-Identifier: GPL-2.0
/*
 * What a record costs: to emit, and to take from the ring to a subscriber. In a machine that
 * counts instructions (vm/run.sh --icount) a nanosecond is an instruction.
 */
#include <linux/delay.h>
#include <linux/irqflags.h>
#include <linux/ktime.h>
#include <linux/module.h>

#include "module/stream/core.h"

#define RECORDS	64u
#define ROUNDS	9

static u64 taken;

static int take(void *sink, const void *batch, u32 len, const struct wk_wire_account *acct)
{
	taken = acct->delivered;
	return 0;
}

static int summary(void *sink, const struct wk_wire_account *acct)
{
	u64 *lost = sink;

	*lost = acct->emitted - acct->delivered;
	return 0;
}

static void release(void *sink)
{
}

static const struct wk_subscriber_ops ops = {
	.records = take,
	.summary = summary,
	.release = release,
};

/* The clock's own cost, to be taken off. */
static u64 overhead(void)
{
	u64 best = ~0ull, start;
	u32 i;

	for (i = 0; i < 16; i++) {
		start = ktime_get_ns();
		best = min(best, ktime_get_ns() - start);
	}
	return best;
}

static u64 emit_all(struct wk_stream *st, const u8 *bytes, u32 len)
{
	unsigned long flags;
	u64 start, end;
	u32 i;

	/* The worker is awake then: waking it is not what is measured. */
	wk_stream_emit(st, 0, bytes, len);
	local_irq_save(flags);
	start = ktime_get_ns();
	for (i = 0; i < RECORDS; i++)
		wk_stream_emit(st, i, bytes, len);
	end = ktime_get_ns();
	local_irq_restore(flags);
	return end - start;
}

/* A round in which the worker was faster says nothing. */
static u64 drain_all(struct wk_stream *st)
{
	u64 before = taken, start = ktime_get_ns();

	wk_stream_round(st);
	return taken - before >= RECORDS ? ktime_get_ns() - start : ~0ull >> 1;
}

static void measure(u32 len)
{
	static u8 bytes[4096];
	struct wk_stream *st = wk_stream_new(1 << 20);
	u64 emit = ~0ull, drain = ~0ull, lost = ~0ull, clock = overhead();
	u32 i;

	if (IS_ERR(st))
		return;
	wk_stream_subscribe(st, &ops, &lost);
	/* The best of some: in the others the worker, or a timer, came in between. */
	for (i = 0; i < ROUNDS; i++) {
		msleep(20);
		emit = min(emit, emit_all(st, bytes, len) - clock);
		drain = min(drain, drain_all(st) - clock);
	}
	wk_stream_put(st);
	pr_info("flow: bytes %u emit %llu drain %llu taken %llu lost %llu\n", len,
		emit / RECORDS, drain / RECORDS, taken, lost);
}

static int __init flow_init(void)
{
	static const u32 sizes[] = { 0, 16, 64, 256, 1024, 4096 };
	u32 i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++)
		measure(sizes[i]);
	return 0;
}

static void __exit flow_exit(void)
{
}

module_init(flow_init);
module_exit(flow_exit);

MODULE_DESCRIPTION("Measures the streams of wasm_kernel");
MODULE_LICENSE("GPL");
