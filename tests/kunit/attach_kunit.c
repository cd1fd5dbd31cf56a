// SPDX-License-Identifier: GPL-2.0
/* Attachments inside the kernel: what is refused, arming, hits on all CPUs, guards, the account. */
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/ktime.h>
#include <linux/math.h>
#include <linux/netfilter.h>
#include <linux/smp.h>

#include "guest.h"
#include "module/attach/arm.h"
#include "module/attach/clock.h"
#include "module/attach/guard.h"

#define HITS	500	/* of each CPU */
#define PROBED	"int_sqrt"

static const u8 wasm[] = {
#include "attach_wasm.h"
};

static struct wk_attach *new_attach(struct kunit *test, u64 fuel)
{
	const struct wk_attach_config config = {
		.fuel = fuel, .memory_pages = 1, .stack_slots = WK_DEFAULT_HOOK_STACK,
	};
	u8 *bytes = wk_program_buffer(sizeof(wasm));
	static const u8 digest[WK_DIGEST_SIZE];
	struct wk_error e = { 0 };
	struct wk_program *p;
	struct wk_attach *at;

	KUNIT_ASSERT_NOT_NULL(test, bytes);
	memcpy(bytes, wasm, sizeof(wasm));
	p = wk_program_new(bytes, sizeof(wasm), digest, "kunit", &e);
	KUNIT_ASSERT_NOT_NULL_MSG(test, p, "%s", e.text);
	at = wk_attach_new(p, &config, "kunit");
	KUNIT_ASSERT_FALSE(test, IS_ERR(at));
	return at;
}

static int add(struct wk_attach *at, u32 kind, const char *name, const struct wk_target *t,
	       struct wk_error *e)
{
	u32 number;

	memset(e, 0, sizeof(*e));
	return wk_attach_add_hook(at, kind, (const u8 *)name, strlen(name), t, &number, e);
}

static void add_probe(struct kunit *test, struct wk_attach *at, const char *name, char *symbol)
{
	const struct wk_target t = { .symbol = symbol, .pid = -1, .nr = -1 };
	struct wk_error e;

	KUNIT_ASSERT_EQ_MSG(test, add(at, WK_HOOK_KPROBE, name, &t, &e), 0, "%s", e.text);
}

/* Hits of all probes. */
static struct wk_wire_probe sum(struct wk_attach *at)
{
	struct wk_wire_probe all = { 0 }, one;
	u32 i;

	for (i = 0; i < at->nprobes; i++) {
		wk_probe_sum(at->probes[i], &one);
		all.hits += one.hits;
		all.traps += one.traps;
		all.overruns += one.overruns;
		all.busy += one.busy;
		all.missed += one.missed;
		all.nsec += one.nsec;
	}
	return all;
}

/* ---- what a hook may be ---- */

static const struct {
	u32 kind;
	const char *name;
	struct wk_target target;
	const char *says;	/* NULL: it is taken */
} hooks[] = {
	{ WK_HOOK_KPROBE, "none", { .symbol = PROBED }, NULL },
	{ WK_HOOK_KPROBE, "none", { .symbol = "" }, "a kernel symbol is needed" },
	{ WK_HOOK_KPROBE, "none", { }, "a kernel symbol is needed" },
	{ WK_HOOK_KPROBE, "none", { .symbol = PROBED, .addend = 1ull << 32 }, "that long" },
	{ WK_HOOK_KRETPROBE, "none", { .symbol = PROBED }, NULL },
	{ WK_HOOK_KRETPROBE, "none", { .symbol = PROBED, .addend = 4 }, "has no offset" },
	{ WK_HOOK_TRACEPOINT, "none", { }, "name of a tracepoint" },
	{ WK_HOOK_UPROBE, "none", { .path = "" }, "path of a file" },
	{ WK_HOOK_UPROBE, "none", { .path = "/x", .addend = 1ull << 63 }, "that long" },
	{ WK_HOOK_TIMER, "none", { .interval = 99999 }, "100 microseconds" },
	{ WK_HOOK_TIMER, "none", { .interval = 100000 }, NULL },
	{ WK_HOOK_TIMER, "none", { .interval = U64_MAX }, "too long" },
	{ WK_HOOK_NETFILTER, "answer", { .hooknum = NF_INET_NUMHOOKS }, "no such hook" },
	{ WK_HOOK_NETFILTER, "answer", { .hooknum = NF_INET_LOCAL_IN }, NULL },
	{ WK_HOOK_NETFILTER, "none", { .hooknum = NF_INET_LOCAL_IN }, "has to return an i32" },
	{ WK_HOOK_SYSCALL, "none", { .nr = 1ll << 31 }, "no such system call" },
	{ WK_HOOK_KPROBE, "answer", { .symbol = PROBED }, "has to return nothing" },
	{ WK_HOOK_KPROBE, "float", { .symbol = PROBED }, "each of them i64 or i32" },
	{ WK_HOOK_KPROBE, "seven", { .symbol = PROBED }, "parameters at most" },
	{ WK_HOOK_KPROBE, "memory", { .symbol = PROBED }, "exports no function" },
	{ WK_HOOK_KPROBE, "nothing", { .symbol = PROBED }, "exports no function" },
	{ WK_HOOK_KPROBE, "", { .symbol = PROBED }, "it has no name" },
	{ 0, "none", { .symbol = PROBED }, "no such kind" },
	{ 999, "none", { .symbol = PROBED }, "no such kind" },
};

static void attach_hooks(struct kunit *test)
{
	struct wk_attach *at = new_attach(test, 1000);
	struct wk_error e;
	u32 i, taken = 0, number;

	for (i = 0; i < ARRAY_SIZE(hooks); i++) {
		int err = add(at, hooks[i].kind, hooks[i].name, &hooks[i].target, &e);

		taken += !err;
		KUNIT_EXPECT_EQ_MSG(test, err, hooks[i].says ? -EINVAL : 0, "row %u: %s", i, e.text);
		if (hooks[i].says)
			KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(e.text, hooks[i].says),
						  "row %u says \"%s\"", i, e.text);
	}
	KUNIT_EXPECT_EQ(test, at->nprobes, taken);
	/* A NUL inside of a name. */
	memset(&e, 0, sizeof(e));
	KUNIT_EXPECT_EQ(test, wk_attach_add_hook(at, WK_HOOK_KPROBE, (const u8 *)"no\0e", 4,
						 &hooks[0].target, &number, &e), -EINVAL);
	while (at->nprobes < WK_MAX_PROBES)
		KUNIT_ASSERT_EQ(test, add(at, WK_HOOK_KPROBE, "none", &hooks[0].target, &e), 0);
	KUNIT_EXPECT_EQ(test, add(at, WK_HOOK_KPROBE, "none", &hooks[0].target, &e), -ENOSPC);
	wk_attach_put(at);
}

/* ---- rules of arming ---- */

static int arm(struct wk_attach *at, bool dry, u32 *code, struct wk_error *e)
{
	memset(e, 0, sizeof(*e));
	*code = WK_C_OK;
	return wk_attach_arm(at, dry, code, e);
}

static void attach_order(struct kunit *test)
{
	const struct wk_map_def def = {
		.kind = WK_MAP_ARRAY, .value_size = 8, .entries = 1,
	};
	struct wk_attach *at = new_attach(test, 1000);
	struct wk_error e;
	u32 code;

	KUNIT_EXPECT_NE(test, arm(at, false, &code, &e), 0);
	KUNIT_EXPECT_EQ(test, code, WK_C_BAD_ORDER);
	add_probe(test, at, "none", PROBED);
	KUNIT_EXPECT_EQ(test, wk_attach_add_map(at, "m", &def), 0);
	KUNIT_EXPECT_EQ(test, wk_attach_add_map(at, "m", &def), -EEXIST);
	KUNIT_EXPECT_EQ_MSG(test, arm(at, true, &code, &e), 0, "%s", e.text);
	int_sqrt(144);
	KUNIT_EXPECT_EQ(test, sum(at).hits, 0);
	KUNIT_EXPECT_EQ(test, at->state, WK_ATTACH_NEW);
	KUNIT_EXPECT_EQ_MSG(test, arm(at, false, &code, &e), 0, "%s", e.text);
	KUNIT_EXPECT_EQ(test, at->state, WK_ATTACH_ARMED);
	KUNIT_EXPECT_NE(test, arm(at, false, &code, &e), 0);
	KUNIT_EXPECT_EQ(test, code, WK_C_BAD_ORDER);
	KUNIT_EXPECT_EQ(test, add(at, WK_HOOK_KPROBE, "none", &hooks[0].target, &e), -EBUSY);
	KUNIT_EXPECT_EQ(test, wk_attach_add_map(at, "n", &def), -EBUSY);
	wk_attach_end(at, WK_REASON_ASKED);
	KUNIT_EXPECT_EQ(test, at->state, WK_ATTACH_DETACHED);
	int_sqrt(144);
	KUNIT_EXPECT_EQ(test, sum(at).hits, 0);
	KUNIT_EXPECT_NE(test, arm(at, false, &code, &e), 0);
	KUNIT_EXPECT_EQ(test, code, WK_C_BAD_ORDER);
	wk_attach_put(at);
}

/* The second hook is none: neither is there afterwards. */
static void attach_all_or_none(struct kunit *test)
{
	static const struct {
		char *symbol;
		const char *says;
	} bad[] = {
		{ "no_such_function_at_all", "no such symbol" },
		{ "wk_hit", "cannot attach" },
		{ "wk_attach_arm", "part of wasm_kernel" },
	};
	struct wk_error e;
	u32 code, i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		struct wk_attach *at = new_attach(test, 1000);

		add_probe(test, at, "none", PROBED);
		add_probe(test, at, "none", bad[i].symbol);
		add_probe(test, at, "none", PROBED);
		KUNIT_EXPECT_NE(test, arm(at, false, &code, &e), 0);
		KUNIT_EXPECT_EQ(test, code, WK_C_HOOK);
		KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(e.text, bad[i].says), "%s", e.text);
		KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(e.text, bad[i].symbol), "%s", e.text);
		int_sqrt(144);
		KUNIT_EXPECT_EQ(test, sum(at).hits, 0);
		wk_attach_put(at);
	}
}

/* ---- hits ---- */

static void hit_often(void *unused)
{
	u32 i;

	for (i = 0; i < HITS; i++)
		int_sqrt(144);
}

static struct wk_attach *armed(struct kunit *test, const char *name, u32 probes, u64 fuel)
{
	struct wk_attach *at = new_attach(test, fuel);
	struct wk_error e;
	u32 code;

	while (probes--)
		add_probe(test, at, name, PROBED);
	KUNIT_ASSERT_EQ_MSG(test, arm(at, false, &code, &e), 0, "%s", e.text);
	return at;
}

/* Every call on every CPU is a hit of every probe, with its argument. */
static void attach_hits(struct kunit *test)
{
	struct wk_attach *at = armed(test, "square", 3, 1000);
	struct wk_wire_probe p;

	on_each_cpu(hit_often, NULL, 1);
	p = sum(at);
	wk_attach_end(at, WK_REASON_ASKED);
	KUNIT_EXPECT_EQ(test, p.hits, 3ull * HITS * num_online_cpus());
	KUNIT_EXPECT_EQ(test, p.traps + p.overruns + p.busy + p.missed, 0);
	hit_often(NULL);
	KUNIT_EXPECT_EQ(test, sum(at).hits, p.hits);
	wk_attach_put(at);
}

/**
 * struct listener - a subscriber that counts
 * @records: got
 * @told: the end
 * @acct: with this
 */
struct listener {
	u64 records;
	bool told;
	struct wk_wire_account acct;
};

static int take(void *sink, const void *batch, u32 len, const struct wk_wire_account *acct)
{
	struct listener *l = sink;
	u32 at = 0;

	while (at < len) {
		const struct wk_wire_record *r = batch + at;

		l->records++;
		at += sizeof(*r) + round_up(r->bytes, 8);
	}
	return 0;
}

static int end(void *sink, const struct wk_wire_account *acct)
{
	struct listener *l = sink;

	l->acct = *acct;
	l->told = true;
	return 0;
}

static void release(void *sink)
{
}

static const struct wk_subscriber_ops listener_ops = {
	.records = take, .summary = end, .release = release,
};

/* As many records as hits, each of which arrives or is counted as lost. */
static void attach_account(struct kunit *test)
{
	struct listener *l = kunit_kzalloc(test, sizeof(*l), GFP_KERNEL);
	struct wk_attach *at = armed(test, "emit", 2, 1000);
	u64 lost = 0, hits = 2ull * HITS * num_online_cpus();
	u32 i;

	KUNIT_ASSERT_NOT_NULL(test, l);
	KUNIT_ASSERT_FALSE(test, IS_ERR(wk_stream_subscribe(at->stream, &listener_ops, l)));
	on_each_cpu(hit_often, NULL, 1);
	wk_attach_end(at, WK_REASON_ASKED);
	KUNIT_EXPECT_TRUE(test, l->told);
	for (i = 0; i < WK_DROP_COUNT; i++)
		lost += l->acct.dropped[i];
	KUNIT_EXPECT_EQ(test, sum(at).hits, hits);
	KUNIT_EXPECT_EQ(test, l->acct.emitted, hits);
	KUNIT_EXPECT_EQ(test, l->acct.delivered, l->records);
	KUNIT_EXPECT_EQ(test, l->acct.delivered + lost, hits);
	KUNIT_EXPECT_GT(test, l->records, 0);
	wk_attach_put(at);
}

/* ---- guards ---- */

/* Hits until it is taken off, for ten seconds at most. Return: milliseconds */
static u64 hit_until_off(struct wk_attach *at)
{
	ktime_t start = ktime_get();
	u64 ms = 0;

	while (READ_ONCE(at->state) != WK_ATTACH_DETACHED && ms < 10000) {
		int_sqrt(144);
		cond_resched();
		ms = ktime_ms_delta(ktime_get(), start);
	}
	return ms;
}

/* Return: was it taken off in time? */
static bool guarded(struct kunit *test)
{
	struct wk_attach *at = armed(test, "burn", 1, 1000000);
	u64 ms = hit_until_off(at), nsec = sum(at).nsec;

	KUNIT_EXPECT_EQ(test, at->state, WK_ATTACH_DETACHED);
	KUNIT_EXPECT_EQ(test, at->reason, WK_REASON_GUARD);
	kunit_info(test, "taken off after %llu ms, %llu of them its own\n", ms,
		   nsec / NSEC_PER_MSEC);
	wk_attach_put(at);
	return nsec < NSEC_PER_SEC && ms < 2000;
}

/* In one of three tries the machine's host does not stand still. */
static void attach_guard(struct kunit *test)
{
	KUNIT_EXPECT_TRUE(test, guarded(test) || guarded(test) || guarded(test));
}

/*
 * Hits that end once a second and took as many percent of it: the guard has to see a reason in the
 * last one, and none before.
 */
static void seconds(struct kunit *test, const u8 *took, u32 n)
{
	const u64 percent = wk_clock_from_ns(NSEC_PER_SEC) / 100;
	struct wk_attach *at = armed(test, "none", 1, 1000);
	u64 now = wk_clock() - n * 100 * percent;
	unsigned long flags;
	u32 i, early = 0;

	local_irq_save(flags);
	for (i = 0; i < n; i++) {
		early += READ_ONCE(at->fired) != 0;
		now += 100 * percent;
		wk_guard_spent(at, at->cpus[raw_smp_processor_id()], now, took[i] * percent);
	}
	local_irq_restore(flags);
	KUNIT_EXPECT_EQ(test, early, 0);
	for (i = 0; i < 500 && READ_ONCE(at->state) != WK_ATTACH_DETACHED; i++)
		msleep(20);
	KUNIT_EXPECT_EQ(test, at->state, WK_ATTACH_DETACHED);
	KUNIT_EXPECT_EQ(test, at->reason, WK_REASON_GUARD);
	wk_attach_put(at);
}

/* One hit in which the host stood still is no reason; another one in the next window is. */
static void attach_stood_still(struct kunit *test)
{
	static const u8 took[] = { 0, 100, 0, 100, 100 };

	seconds(test, took, ARRAY_SIZE(took));
}

/* Nor is it enough to burn in every other window, and to use all that is allowed in between. */
static void attach_every_other(struct kunit *test)
{
	static const u8 took[] = { 0, 100, 79, 100 };

	seconds(test, took, ARRAY_SIZE(took));
}

/* Who is over by little is seen, too, but not at once. */
static void attach_little(struct kunit *test)
{
	static const u8 took[] = { 0, 81, 81, 81 };

	seconds(test, took, ARRAY_SIZE(took));
}

static void attach_overrun(struct kunit *test)
{
	struct wk_attach *at = armed(test, "spin", 1, 1000);

	hit_until_off(at);
	KUNIT_EXPECT_EQ(test, at->state, WK_ATTACH_DETACHED);
	KUNIT_EXPECT_EQ(test, at->reason, WK_REASON_OVERRUN);
	KUNIT_EXPECT_GE(test, sum(at).overruns, 10);
	wk_attach_put(at);
}

/* One that overruns now and then stays. */
static void attach_pardoned(struct kunit *test)
{
	struct wk_attach *at = armed(test, "spin", 1, 1000);
	u32 i;

	for (i = 0; i < 12; i++) {
		int_sqrt(144);
		msleep(150);
	}
	KUNIT_EXPECT_EQ(test, at->state, WK_ATTACH_ARMED);
	wk_attach_put(at);
}

static struct kunit_case attach_cases[] = {
	KUNIT_CASE(attach_hooks),
	KUNIT_CASE(attach_order),
	KUNIT_CASE(attach_all_or_none),
	KUNIT_CASE(attach_hits),
	KUNIT_CASE(attach_account),
	KUNIT_CASE(attach_guard),
	KUNIT_CASE(attach_stood_still),
	KUNIT_CASE(attach_every_other),
	KUNIT_CASE(attach_little),
	KUNIT_CASE(attach_overrun),
	KUNIT_CASE(attach_pardoned),
	{}
};

struct kunit_suite wk_attach_suite = {
	.name = "wk_attach",
	.test_cases = attach_cases,
};
