// SPDX-License-Identifier: GPL-2.0
/* Limits of what is put on hooks: the last that fits, the first that does not. */
#include <stdio.h>
#include <string.h>

#include "../../../module/limits.h"
#include "client.h"

#define MIN_METRIC_BUCKETS	1024

/* (module (memory 1)) with a function "none" that a hook can call */
static const uint8_t module[] = {
	0, 'a', 's', 'm', 1, 0, 0, 0, 1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0, 5, 3, 1, 0, 1,
	7, 8, 1, 4, 'n', 'o', 'n', 'e', 0, 0, 10, 4, 1, 2, 0, 0x0b,
};

static void begin_new(struct client *c, uint32_t program)
{
	begin(c, WK_V_ATTACH_NEW);
	raw_u32(&c->m, WK_A_PROGRAM, program);
}

/* Return: number of an attachment with a policy, or 0. */
static uint32_t attach_new(struct client *c, uint32_t program, uint32_t policy)
{
	begin_new(c, program);
	raw_u32(&c->m, WK_A_POLICY, policy);
	return ask(c) == WK_C_OK ? raw_get32(&c->in, WK_A_ATTACH) : 0;
}

static uint32_t new_with(struct client *c, uint32_t program, unsigned int attr, uint64_t v)
{
	begin_new(c, program);
	if (attr == WK_A_FUEL)
		raw_u64(&c->m, attr, v);
	else
		raw_u32(&c->m, attr, (uint32_t)v);
	return ask(c);
}

static uint32_t dp_fuel(struct client *c, uint32_t program, uint64_t v)
{
	begin_new(c, program);
	raw_u32(&c->m, WK_A_POLICY, WK_POLICY_DP_ONLY);
	raw_u64(&c->m, WK_A_FUEL, v);
	return ask(c);
}

static void budgets(struct client *c, uint32_t program)
{
	static const struct {
		unsigned int attr;
		uint64_t least;		/* 0: no limit there */
		uint64_t most;
		const char *what;
	} rows[] = {
		{ WK_A_FUEL, 1, WK_MAX_HIT_FUEL, "instructions of a hit" },
		{ WK_A_STACK, WK_MIN_STACK_SLOTS, WK_MAX_HOOK_STACK, "slots of its stack" },
		{ WK_A_MEMORY, 0, 65536, "pages of its memory" },
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		ok(new_with(c, program, rows[i].attr, rows[i].most) == WK_C_OK,
		   "%lu %s", (unsigned long)rows[i].most, rows[i].what);
		ok(new_with(c, program, rows[i].attr, rows[i].most + 1) == WK_C_LIMIT,
		   "... and no more");
		if (!rows[i].least)
			continue;
		ok(new_with(c, program, rows[i].attr, rows[i].least) == WK_C_OK,
		   "%lu %s", (unsigned long)rows[i].least, rows[i].what);
		ok(new_with(c, program, rows[i].attr, rows[i].least - 1) == WK_C_LIMIT,
		   "... and no fewer");
	}
	ok(dp_fuel(c, program, WK_MAX_DP_FUEL) == WK_C_OK, "%d instructions of a dp-only event",
	   WK_MAX_DP_FUEL);
	ok(dp_fuel(c, program, WK_MAX_DP_FUEL + 1) == WK_C_POLICY, "... and no more");
}

/* ---- what it has ---- */

/* What @add makes of the number @i, again and again. Return: how often the answer was OK. */
static unsigned int count(struct client *c, uint32_t attach, unsigned int most,
			  uint32_t (*add)(struct client *c, uint32_t attach, unsigned int i))
{
	unsigned int n = 0;

	while (n <= most && add(c, attach, n) == WK_C_OK)
		n++;
	return n;
}

static void begin_named(struct client *c, unsigned int verb, uint32_t attach, unsigned int i)
{
	char name[16];

	snprintf(name, sizeof(name), "n%u", i);
	begin(c, verb);
	raw_u32(&c->m, WK_A_ATTACH, attach);
	raw_str(&c->m, WK_A_NAME, name);
}

static uint32_t add_map(struct client *c, uint32_t attach, unsigned int i)
{
	begin_named(c, WK_V_ATTACH_MAP, attach, i);
	raw_u32(&c->m, WK_A_MAP_KIND, WK_WIRE_MAP_ARRAY);
	raw_u32(&c->m, WK_A_KEY_SIZE, 4);
	raw_u32(&c->m, WK_A_VALUE_SIZE, 8);
	raw_u32(&c->m, WK_A_ENTRIES, 1);
	return ask(c);
}

/* @n constants in one message */
static uint32_t add_consts(struct client *c, uint32_t attach, unsigned int n)
{
	static const uint8_t one[12] = { [8] = 'm', [10] = 'n' };
	uint8_t all[1280];
	unsigned int i;

	for (i = 0; i < n; i++)
		memcpy(all + i * sizeof(one), one, sizeof(one));
	begin(c, WK_V_ATTACH_CONST);
	raw_u32(&c->m, WK_A_ATTACH, attach);
	raw_attr(&c->m, WK_A_CONSTS, all, n * sizeof(one));
	return ask(c);
}

static uint32_t add_hundred(struct client *c, uint32_t attach, unsigned int i)
{
	(void)i;
	return add_consts(c, attach, 100);
}

static uint32_t add_one(struct client *c, uint32_t attach, unsigned int i)
{
	(void)i;
	return add_consts(c, attach, 1);
}

static uint32_t add_hook(struct client *c, uint32_t attach, unsigned int i)
{
	(void)i;
	begin(c, WK_V_ATTACH_HOOK);
	raw_u32(&c->m, WK_A_ATTACH, attach);
	raw_u32(&c->m, WK_A_HOOK, WK_HOOK_TIMER);
	raw_attr(&c->m, WK_A_EXPORT, "none", 4);
	raw_u64(&c->m, WK_A_INTERVAL, WK_MIN_INTERVAL_NS);
	return ask(c);
}

static void caps(struct client *c, unsigned int window)
{
	raw_u32(&c->m, WK_A_DP_UNIT, WK_UNIT_UID);
	raw_u32(&c->m, WK_A_DP_WINDOW, window);
	raw_u32(&c->m, WK_A_DP_BUCKETS, MIN_METRIC_BUCKETS);
	raw_u32(&c->m, WK_A_DP_CAP, 1);
	raw_u32(&c->m, WK_A_DP_ACTIVE, 1);
}

static uint32_t add_metric(struct client *c, uint32_t attach, unsigned int i)
{
	begin_named(c, WK_V_ATTACH_METRIC, attach, i);
	raw_u32(&c->m, WK_A_DP_KIND, WK_METRIC_COUNTER);
	caps(c, i < 100 ? 600 : i - 100);
	raw_u32(&c->m, WK_A_DP_MECH, WK_DP_LAPLACE);
	raw_u64(&c->m, WK_A_DP_NUM, 1000);
	raw_u64(&c->m, WK_A_DP_DEN, 1);
	return ask(c);
}

static uint32_t add_private(struct client *c, uint32_t attach, unsigned int i)
{
	const struct wk_wire_dp_field field = {
		.width = 8, .mech = WK_DP_LAPLACE, .hi = 100, .num = 100000, .den = 1,
	};

	begin_named(c, WK_V_ATTACH_PRIVATE, attach, i);
	raw_u32(&c->m, WK_A_DP_RECORD, i + 1);
	caps(c, 600);
	raw_attr(&c->m, WK_A_DP_FIELDS, &field, sizeof(field));
	return ask(c);
}

static uint32_t add_attachment(struct client *c, uint32_t program, unsigned int i)
{
	(void)i;
	begin_new(c, program);
	raw_u32(&c->m, WK_A_RING, 4096);
	return ask(c);
}

/* @most of @what fit, and the next one is refused with @code. */
static void fits(struct client *c, uint32_t attach, unsigned int most, uint32_t code,
		 uint32_t (*add)(struct client *c, uint32_t attach, unsigned int i),
		 const char *what)
{
	unsigned int n = count(c, attach, most, add);

	ok(attach && n == most, "%u %s", n, what);
	ok(raw_get32(&c->in, WK_A_CODE) == code, "... and one more is refused: %s",
	   raw_get_str(&c->in, WK_A_TEXT));
}

static void parts(struct client *c, uint32_t program)
{
	uint32_t attach = attach_new(c, program, WK_POLICY_NONE);

	fits(c, attach, WK_MAX_MAPS, WK_C_LIMIT, add_map, "maps");
	fits(c, attach, WK_MAX_PROBES, WK_C_LIMIT, add_hook, "hooks, as often as a timer may hit");
	fits(c, attach, WK_MAX_CONST_PIECES, WK_C_LIMIT, add_one, "pieces of constants");
	attach = attach_new(c, program, WK_POLICY_NONE);
	fits(c, attach, WK_MAX_CONSTS / 100, WK_C_LIMIT, add_hundred, "times 100 constants");
	ok(add_consts(c, attach, WK_MAX_CONSTS % 100) == WK_C_OK, "... and the rest");
	fits(c, attach, 0, WK_C_LIMIT, add_one, "more");
	attach = attach_new(c, program, WK_POLICY_NONE);
	fits(c, attach, WK_MAX_PRIVATES, WK_C_LIMIT, add_private, "types of private records");
	ok(add_map(c, attach, 0) == WK_C_POLICY, "... beside which there is no map");
	attach = attach_new(c, program, WK_POLICY_NONE);
	ok(add_private(c, attach, WK_RECORD_LOG - 2) == WK_C_OK, "the last type of records");
	ok(add_private(c, attach, WK_RECORD_LOG - 1) == WK_C_METRIC, "... behind which are logs");
	attach = attach_new(c, program, WK_POLICY_DP_ONLY);
	fits(c, attach, WK_MAX_METRICS, WK_C_LIMIT, add_metric, "metrics");
	attach = attach_new(c, program, WK_POLICY_DP_ONLY);
	ok(add_metric(c, attach, 100 + WK_MIN_DP_WINDOW) == WK_C_OK, "a window of %d seconds",
	   WK_MIN_DP_WINDOW);
	/* 9 divides the day as well. */
	ok(add_metric(c, attach, 100 + WK_MIN_DP_WINDOW - 1) == WK_C_METRIC, "... and no shorter");
}

/* Return: code for a probe of a symbol with a name of @len bytes. */
static uint32_t symbol(struct client *c, uint32_t attach, size_t len)
{
	char name[WK_MAX_SYMBOL + 2] = "";

	memset(name, 's', len);
	begin(c, WK_V_ATTACH_HOOK);
	raw_u32(&c->m, WK_A_ATTACH, attach);
	raw_u32(&c->m, WK_A_HOOK, WK_HOOK_KPROBE);
	raw_attr(&c->m, WK_A_EXPORT, "none", 4);
	raw_str(&c->m, WK_A_SYMBOL, name);
	return ask(c);
}

static void symbols(struct client *c, uint32_t program)
{
	uint32_t attach = attach_new(c, program, WK_POLICY_NONE);

	ok(symbol(c, attach, WK_MAX_SYMBOL - 1) == WK_C_OK, "a symbol of %d bytes",
	   WK_MAX_SYMBOL - 1);
	ok(symbol(c, attach, WK_MAX_SYMBOL) == WK_C_BAD_MESSAGE, "... and no longer one");
}

/* A dp-only program that writes: its memory is restored after each event. Return: code of ARM. */
static uint32_t arm_writer(struct client *c, uint8_t pages)
{
	const uint8_t writer[] = {
		0, 'a', 's', 'm', 1, 0, 0, 0, 1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0, 5, 3, 1, 0, pages,
		7, 8, 1, 4, 'n', 'o', 'n', 'e', 0, 0,
		10, 11, 1, 9, 0, 0x41, 0, 0x41, 1, 0x36, 2, 0, 0x0b,
	};
	uint32_t code, program = load(c, writer, sizeof(writer), false, &code);
	uint32_t attach = attach_new(c, program, WK_POLICY_DP_ONLY);

	begin(c, WK_V_ATTACH_HOOK);
	raw_u32(&c->m, WK_A_ATTACH, attach);
	raw_u32(&c->m, WK_A_HOOK, WK_HOOK_TRACEPOINT);
	raw_attr(&c->m, WK_A_EXPORT, "none", 4);
	raw_str(&c->m, WK_A_SYMBOL, "sched_switch");
	if (ask(c) != WK_C_OK)
		return SILENCE;
	begin(c, WK_V_ATTACH_ARM);
	raw_u32(&c->m, WK_A_ATTACH, attach);
	raw_attr(&c->m, WK_A_DRY, NULL, 0);
	return ask(c);
}

static void images(struct client *c)
{
	ok(arm_writer(c, WK_MAX_DP_PAGES) == WK_C_OK, "%d pages of a dp-only program that writes",
	   WK_MAX_DP_PAGES);
	ok(arm_writer(c, WK_MAX_DP_PAGES + 1) == WK_C_POLICY, "... and no more");
}

void suite_limits_hooks(void)
{
	struct client *c = client_new();
	uint32_t code, program = load(c, module, sizeof(module), false, &code);

	ok(program, "a program for hooks");
	budgets(c, program);
	parts(c, program);
	symbols(c, program);
	images(c);
	client_free(c);
	ok(all_gone(WK_LIST_ATTACHMENTS, 4 * patience), "nothing is left");
	c = client_new();
	program = load(c, module, sizeof(module), false, &code);
	fits(c, program, WK_MAX_ATTACHMENTS, WK_C_LIMIT, add_attachment, "attachments");
	client_free(c);
	ok(all_gone(WK_LIST_ATTACHMENTS, 4 * patience), "nothing is left");
}
