// SPDX-License-Identifier: GPL-2.0
/* Limits of module/limits.h that a client reaches: the last that fits, the first that does not. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../../module/limits.h"
#include "client.h"

static void sessions(void)
{
	struct client *many[WK_MAX_SESSIONS + 1];
	struct client *c = client_new();
	unsigned int i, n = 0;

	for (i = 1; i < WK_MAX_SESSIONS_PER_PORT + 1; i++) {
		begin(c, WK_V_HELLO);
		raw_set64(&c->m, RAW_WK + 12, 0);
		raw_u32(&c->m, WK_A_PROTOCOL, WK_PROTOCOL);
		n += ask_on(c, c->events) == WK_C_OK;
	}
	ok(n == WK_MAX_SESSIONS_PER_PORT - 1, "a port has %u sessions", n + 1);
	ok(raw_get32(&c->in, WK_A_CODE) == WK_C_LIMIT, "... and one more is refused");
	client_free(c);
	for (n = 0; n <= WK_MAX_SESSIONS; n++) {
		many[n] = client_new();
		if (!many[n])
			break;
	}
	ok(n == WK_MAX_SESSIONS, "%u sessions at one time", n);
	while (n)
		client_free(many[--n]);
	c = client_new();
	ok(c, "... and there is room again when they have gone");
	client_free(c);
}

static void loads(struct client *c)
{
	unsigned int n = 0;

	while (n < 10 && load_begin(c, guest, guest_len, false))
		n++;
	ok(n == WK_MAX_LOADS, "%u loads at one time", n);
	ok(raw_get32(&c->in, WK_A_CODE) == WK_C_LIMIT, "... and one more is refused");
	for (n = 1; n <= WK_MAX_LOADS; n++)
		ask_u32(c, WK_V_LOAD_ABORT, WK_A_LOAD, n);
}

static uint32_t begin_length(struct client *c, uint32_t length)
{
	static const uint8_t digest[32];

	begin(c, WK_V_LOAD_BEGIN);
	raw_u32(&c->m, WK_A_LENGTH, length);
	raw_attr(&c->m, WK_A_DIGEST, digest, sizeof(digest));
	return ask(c);
}

static void lengths(struct client *c)
{
	uint32_t number;

	ok(begin_length(c, 0xffffffff) == WK_C_LIMIT, "a module of 4 GiB is refused");
	ok(begin_length(c, WK_MAX_LOAD_BYTES + 1) == WK_C_LIMIT, "... so is one of 64 MiB and a byte");
	ok(begin_length(c, WK_MAX_LOAD_BYTES) == WK_C_OK, "64 MiB are announced");
	number = raw_get32(&c->in, WK_A_LOAD);
	ok(begin_length(c, 1) == WK_C_LIMIT, "... and then a session has no byte left");
	ok(ask_u32(c, WK_V_LOAD_ABORT, WK_A_LOAD, number) == WK_C_OK, "... until they are given up");
	ok(begin_length(c, 1) == WK_C_OK, "... then it has");
}

static uint32_t space_with(struct client *c, unsigned int attr, uint32_t v)
{
	uint32_t code = ask_u32(c, WK_V_SPACE_NEW, attr, v);

	if (code == WK_C_OK)
		ask_u32(c, WK_V_SPACE_DEL, WK_A_SPACE, raw_get32(&c->in, WK_A_SPACE));
	return code;
}

static void budgets(struct client *c)
{
	ok(space_with(c, WK_A_MEMORY, 65536) == WK_C_OK, "65536 pages of memory");
	ok(space_with(c, WK_A_MEMORY, 65537) == WK_C_LIMIT, "... and no more");
	ok(space_with(c, WK_A_STACK, WK_MIN_STACK_SLOTS) == WK_C_OK, "a stack of 64 slots");
	ok(space_with(c, WK_A_STACK, WK_MIN_STACK_SLOTS - 1) == WK_C_LIMIT, "... and no fewer");
	ok(space_with(c, WK_A_STACK, WK_MAX_STACK_SLOTS) == WK_C_OK, "a stack of 8 Mi slots");
	ok(space_with(c, WK_A_STACK, WK_MAX_STACK_SLOTS + 1) == WK_C_LIMIT, "... and no more");
	ok(space_with(c, WK_A_TIMEOUT, WK_MAX_TIMEOUT_MS) == WK_C_OK, "a time limit of 30 days");
	ok(space_with(c, WK_A_TIMEOUT, WK_MAX_TIMEOUT_MS + 1) == WK_C_LIMIT, "... and no more");
}

static void spaces(struct client *c)
{
	uint32_t first = 0, space = 0;
	unsigned int n = 0;

	while (n <= WK_MAX_SPACES && (space = space_new(c))) {
		first = first ? first : space;
		n++;
	}
	ok(n == WK_MAX_SPACES, "%u spaces", n);
	ok(raw_get32(&c->in, WK_A_CODE) == WK_C_LIMIT, "... and one more is refused");
	ok(count_objects(WK_LIST_SPACES) == WK_MAX_SPACES, "they are all in the list");
	ok(ask_u32(c, WK_V_SPACE_DEL, WK_A_SPACE, first) == WK_C_OK && space_new(c),
	   "... and one can take the place of another");
}

/* ---- programs and instances ---- */

/* The least there is. */
static const uint8_t empty[] = { 0, 'a', 's', 'm', 1, 0, 0, 0 };

static void programs(struct client *c)
{
	unsigned int n = 0;
	uint32_t code;

	while (n <= WK_MAX_PROGRAMS && load(c, empty, sizeof(empty), false, &code))
		n++;
	ok(n == WK_MAX_PROGRAMS, "%u programs", n);
	ok(code == WK_C_LIMIT, "... and one more is refused");
}

static void instances(struct client *c)
{
	uint32_t code, program = load(c, empty, sizeof(empty), false, &code);
	uint32_t space = space_new(c);
	unsigned int n = 0;

	while (n <= WK_MAX_INSTANCES && instantiate(c, space, program))
		n++;
	ok(n == WK_MAX_INSTANCES, "%u instances in a space", n);
	ok(raw_get32(&c->in, WK_A_CODE) != WK_C_OK, "... and one more is refused");
}

/* (module (table @n funcref)) Return: its number */
static uint32_t load_table(struct client *c, uint32_t n)
{
	uint8_t module[] = {
		0, 'a', 's', 'm', 1, 0, 0, 0, 4, 7, 1, 0x70, 0,
		(uint8_t)(n | 0x80), (uint8_t)(n >> 7 | 0x80), (uint8_t)(n >> 14 | 0x80),
		(uint8_t)(n >> 21),
	};
	uint32_t code;

	return load(c, module, sizeof(module), false, &code);
}

static void tables(struct client *c)
{
	const uint32_t fifth = WK_MAX_SPACE_TABLE_ELEMS / 5;
	uint32_t program = load_table(c, fifth), space = space_new(c);
	uint32_t rest = load_table(c, WK_MAX_SPACE_TABLE_ELEMS % 5), one = load_table(c, 1);
	unsigned int n = 0;

	while (n < 5 && instantiate(c, space, program))
		n++;
	ok(n == 5 && instantiate(c, space, rest), "%d entries of tables in a space",
	   WK_MAX_SPACE_TABLE_ELEMS);
	ok(one && !instantiate(c, space, one), "... and one more is refused");
}

static void names(struct client *c)
{
	uint32_t code, space = space_new(c), program = load(c, guest, guest_len, false, &code);
	uint32_t inst = instantiate(c, space, program);
	char name[WK_MAX_NAME + 1] = { 0 };
	unsigned int n;

	for (n = 0; n <= WK_MAX_REGISTERED; n++) {
		begin(c, WK_V_REGISTER);
		raw_u32(&c->m, WK_A_SPACE, space);
		raw_u32(&c->m, WK_A_INSTANCE, inst);
		snprintf(name, sizeof(name), "n%u", n);
		raw_str(&c->m, WK_A_NAME, name);
		if (ask(c) != WK_C_OK)
			break;
	}
	ok(n == WK_MAX_REGISTERED, "%u registered names", n);
	ok(raw_get32(&c->in, WK_A_CODE) == WK_C_LIMIT, "... and one more is refused");
	memset(name, 'n', WK_MAX_NAME - 1);
	begin(c, WK_V_LOAD_BEGIN);
	raw_u32(&c->m, WK_A_LENGTH, 1);
	raw_attr(&c->m, WK_A_DIGEST, guest, 32);
	raw_str(&c->m, WK_A_NAME, name);
	ok(ask(c) == WK_C_OK, "a name of 63 bytes");
	ok(start(c, space, inst, "long", 0, 0, 0, 0) == WK_C_OK &&
	   wait_done(c, patience) == WK_C_TRAP, "a trap in a function whose name is long");
	ok(strlen(raw_get_str(&c->in, WK_A_NAMES)) == WK_MAX_FRAME_NAME - 1,
	   "... which is cut to %zu bytes", strlen(raw_get_str(&c->in, WK_A_NAMES)));
}

static void each(void (*const parts[])(struct client *), size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		struct client *c = client_new();

		parts[i](c);
		client_free(c);
		/* What it had counts as long as it is there. */
		all_gone(WK_LIST_SPACES, 4 * patience);
		all_gone(WK_LIST_PROGRAMS, 4 * patience);
	}
	ok(all_gone(WK_LIST_SPACES, patience) && all_gone(WK_LIST_PROGRAMS, patience),
	   "nothing is left");
}

void suite_limits(void)
{
	static void (*const parts[])(struct client *) = { loads, lengths, budgets, spaces, names };

	sessions();
	each(parts, sizeof(parts) / sizeof(parts[0]));
}

/* Thousands of requests for each. */
void suite_limits_many(void)
{
	static void (*const parts[])(struct client *) = { programs, instances, tables };

	each(parts, sizeof(parts) / sizeof(parts[0]));
}
