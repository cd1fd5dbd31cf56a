// SPDX-License-Identifier: GPL-2.0
/* Uploads in the wrong order, of the wrong size, with the wrong digest. */
#include <stdlib.h>
#include <string.h>

#include "client.h"

static void order(struct client *c)
{
	uint32_t number = load_begin(c, guest, guest_len, false);

	ok(number, "a load begins");
	ok(chunk(c, number, 1, guest + 1, 10) == WK_C_BAD_ORDER, "a gap is refused");
	ok(chunk(c, number, 0, guest, 10) == WK_C_OK, "the first chunk is taken");
	ok(chunk(c, number, 0, guest, 10) == WK_C_BAD_ORDER, "the same again is refused");
	ok(strstr(raw_get_str(&c->in, WK_A_TEXT), "10 bytes have arrived"), "... with the reason");
	ok(chunk(c, number, 5, guest + 5, 10) == WK_C_BAD_ORDER, "an overlap is refused");
	ok(chunk(c, number, 10, guest, 0) == WK_C_BAD_MESSAGE, "an empty chunk is refused");
	ok(chunk(c, number + 1, 10, guest + 10, 10) == WK_C_NO_OBJECT, "there is no other load");
	ok(ask_u32(c, WK_V_LOAD_COMMIT, WK_A_LOAD, number) == WK_C_BAD_ORDER,
	   "a commit of a part is refused");
	ok(ask_u32(c, WK_V_LOAD_COMMIT, WK_A_LOAD, number) == WK_C_NO_OBJECT,
	   "... and ends the load");
	ok(ask_u32(c, WK_V_LOAD_ABORT, WK_A_LOAD, number) == WK_C_NO_OBJECT, "for abort too");
	number = load_begin(c, guest, 20, false);
	ok(chunk(c, number, 0, guest, 21) == WK_C_BAD_ORDER, "a byte too many is refused");
	ok(ask_u32(c, WK_V_LOAD_ABORT, WK_A_LOAD, number) == WK_C_OK, "a load can be aborted");
	ok(chunk(c, number, 0, guest, 20) == WK_C_NO_OBJECT, "... and is gone");
}

static void digests(struct client *c)
{
	uint8_t *copy = malloc(guest_len);
	uint32_t number = load_begin(c, guest, guest_len, false);

	memcpy(copy, guest, guest_len);
	copy[guest_len - 1] ^= 1;
	ok(chunk(c, number, 0, copy, guest_len) == WK_C_OK, "a module with one bit changed");
	ok(ask_u32(c, WK_V_LOAD_COMMIT, WK_A_LOAD, number) == WK_C_DIGEST, "... has another digest");
	free(copy);
}

static void verdicts(struct client *c)
{
	static const uint8_t invalid[] = { 0, 'a', 's', 'm', 1, 0, 0, 0, 1, 4, 1, 0x60, 0, 0,
					   3, 2, 1, 0, 10, 5, 1, 3, 0, 0x6a, 0x0b };
	uint32_t code;

	ok(!load(c, "", 0, false, &code) && code == WK_C_MALFORMED, "nothing is no module");
	ok(!load(c, "\0asm\2\0\0\0", 8, false, &code) && code == WK_C_MALFORMED,
	   "version 2 is no module");
	ok(raw_has(&c->in, WK_A_OFFSET), "... with the place");
	ok(!load(c, invalid, sizeof(invalid), false, &code) && code == WK_C_INVALID,
	   "a body without operands does not validate");
	ok(raw_get32(&c->in, WK_A_FUNC) == 0 && raw_has(&c->in, WK_A_FUNC), "... function 0");
}

static void programs(struct client *c)
{
	struct client *other = client_new();
	uint32_t code, mine, pinned, space;

	mine = load(c, guest, guest_len, false, &code);
	ok(mine, "a module loads");
	ok(ask_u32(other, WK_V_UNLOAD, WK_A_PROGRAM, mine) == WK_C_NO_OBJECT,
	   "another session cannot unload it");
	space = space_new(other);
	ok(!instantiate(other, space, mine), "nor use it");
	pinned = load(c, guest, guest_len, true, &code);
	client_free(c);
	ok(instantiate(other, space, pinned), "a pinned one it can use, after its session's end");
	ok(count_objects(WK_LIST_PROGRAMS) == 1, "the other one went with its session");
	ok(ask_u32(other, WK_V_UNLOAD, WK_A_PROGRAM, pinned) == WK_C_OK, "it can be unloaded");
	ok(ask_u32(other, WK_V_UNLOAD, WK_A_PROGRAM, pinned) == WK_C_NO_OBJECT, "once");
	ok(start(other, space, 1, "floats", WK_VT_F64, 0, 0, 0) == WK_C_OK &&
	   wait_done(other, patience) == WK_C_OK, "its instance lives on");
	client_free(other);
}

void suite_load(void)
{
	struct client *c = client_new();

	if (!ok(c, "a session opens"))
		return;
	order(c);
	digests(c);
	verdicts(c);
	programs(c);
}
