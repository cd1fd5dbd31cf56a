// SPDX-License-Identifier: GPL-2.0
/* Every way in which a guest can be busy, ended in every way there is. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "client.h"

/**
 * struct busy - a guest that does not end by itself
 * @what: for people
 * @export: function to start
 * @type: of its argument, 0 for none
 * @arg: its argument
 */
struct busy {
	const char *what;
	const char *export;
	uint8_t type;
	uint64_t arg;
};

static const struct busy busies[] = {
	{ "an endless loop", "loop", 0, 0 },
	{ "a guest in endless bulk instructions", "fill", 0, 0 },
	{ "a guest whose reader has stopped", "flood", WK_VT_I32, 0 },
	{ "a guest that waits for input", "cat", 0, 0 },
	{ "a guest that sleeps", "sleep", WK_VT_I64, 1000000 },
};

static bool begin_busy(struct stage *s, const struct busy *b, uint32_t timeout_ms)
{
	if (!stage_open(s))
		return false;
	if (start(s->c, s->space, s->inst, b->export, b->type, b->arg, timeout_ms, 0) != WK_C_OK)
		return false;
	/* Time to get going; and for output to fill the queue. */
	usleep(100000);
	return true;
}

static void by_kill(const struct busy *b)
{
	struct stage s;
	double t;

	ok(begin_busy(&s, b, 0), "%s starts", b->what);
	ok(start(s.c, s.space, s.inst, "add", 0, 0, 0, 0) == WK_C_BUSY, "... and is busy");
	t = now();
	ok(ask_u32(s.c, WK_V_KILL, WK_A_SPACE, s.space) == WK_C_OK, "... KILL is taken");
	ok(wait_done(s.c, patience) == WK_C_KILLED, "... and ends it");
	printf("# after %.3f s\n", now() - t);
	ok(start(s.c, s.space, s.inst, "floats", WK_VT_F64, 0, 0, 0) == WK_C_OK &&
	   wait_done(s.c, patience) == WK_C_OK, "... and the space is still of use");
	stage_close(&s);
}

static void by_timeout(const struct busy *b)
{
	struct stage s;
	double t = now();
	uint32_t code;

	ok(begin_busy(&s, b, 300), "%s with a time limit", b->what);
	code = wait_done(s.c, patience);
	ok(code == WK_C_TIMEOUT, "... ends by it");
	printf("# after %.3f s, code %u\n", now() - t, code);
	stage_close(&s);
}

static void by_space_del(const struct busy *b)
{
	struct stage s;

	ok(begin_busy(&s, b, 0), "%s again", b->what);
	ok(ask_u32(s.c, WK_V_SPACE_DEL, WK_A_SPACE, s.space) == WK_C_OK, "... goes with its space");
	ok(ask_u32(s.c, WK_V_KILL, WK_A_SPACE, s.space) == WK_C_NO_OBJECT, "... which is gone");
	stage_close(&s);
}

static void by_bye(const struct busy *b)
{
	struct stage s;

	ok(begin_busy(&s, b, 0), "%s again", b->what);
	begin(s.c, WK_V_BYE);
	ok(ask(s.c) == WK_C_OK, "... goes with BYE");
	ok(!count_objects(WK_LIST_SPACES) && !count_objects(WK_LIST_PROGRAMS),
	   "... and nothing is left when that is answered");
	begin(s.c, WK_V_BYE);
	ok(ask(s.c) == WK_C_NO_SESSION, "... not even the session");
	stage_close(&s);
}

static void by_death(const struct busy *b)
{
	struct stage s;
	double t;

	ok(begin_busy(&s, b, 0), "%s again", b->what);
	stage_close(&s);
	t = now();
	ok(all_gone(WK_LIST_SPACES, patience), "... goes with its client");
	printf("# after %.3f s\n", now() - t);
	ok(all_gone(WK_LIST_PROGRAMS, patience), "... and so does the program");
}

static void fuel(void)
{
	struct stage s;

	ok(stage_open(&s), "a guest with fuel");
	ok(start(s.c, s.space, s.inst, "loop", 0, 0, 0, 1000000) == WK_C_OK, "... starts");
	ok(wait_done(s.c, patience) == WK_C_FUEL, "... runs out of it");
	ok(raw_get64(&s.c->in, WK_A_FUEL) == 1000000, "... having used all of it");
	ok(raw_has(&s.c->in, WK_A_FRAMES) && raw_has(&s.c->in, WK_A_NAMES), "... somewhere");
	stage_close(&s);
}

static void ends(void)
{
	struct stage s;

	ok(stage_open(&s), "a guest that ends");
	ok(start(s.c, s.space, s.inst, "exit", WK_VT_I32, 7, 0, 0) == WK_C_OK &&
	   wait_done(s.c, patience) == WK_C_EXIT, "... by proc_exit");
	ok(raw_get32(&s.c->in, WK_A_EXIT) == 7, "... with its code");
	ok(start(s.c, s.space, s.inst, "deep", WK_VT_I32, 100, 0, 0) == WK_C_OK &&
	   wait_done(s.c, patience) == WK_C_TRAP, "... by a trap");
	ok(raw_get32(&s.c->in, WK_A_FRAMES_TOTAL) == 102, "... 102 frames deep (%u)",
	   raw_get32(&s.c->in, WK_A_FRAMES_TOTAL));
	ok(s.c->in.attr_len[WK_A_FRAMES] == 32 * sizeof(struct wk_wire_frame),
	   "... of which 32 are told");
	ok(start(s.c, s.space, s.inst, "deep", WK_VT_I32, 100000000, 0, 0) == WK_C_OK &&
	   wait_done(s.c, patience) == WK_C_TRAP, "... by the end of its stack");
	ok(start(s.c, s.space, s.inst, "no such", 0, 0, 0, 0) == WK_C_NO_OBJECT,
	   "an export that is none");
	ok(start(s.c, s.space, s.inst, "answer", 0, 0, 0, 0) == WK_C_NO_OBJECT,
	   "an export that is no function");
	ok(start(s.c, s.space, s.inst, "add", WK_VT_I32, 1, 0, 0) == WK_C_BAD_MESSAGE,
	   "too few arguments");
	ok(start(s.c, s.space, s.inst, "floats", WK_VT_I32, 1, 0, 0) == WK_C_BAD_MESSAGE,
	   "an argument of another type");
	ok(start(s.c, s.space, 99, "add", 0, 0, 0, 0) == WK_C_NO_OBJECT, "no such instance");
	ok(start(s.c, s.space + 1, 1, "add", 0, 0, 0, 0) == WK_C_NO_OBJECT, "no such space");
	stage_close(&s);
}

void suite_life(void)
{
	size_t i;

	for (i = 0; i < sizeof(busies) / sizeof(busies[0]); i++) {
		by_kill(&busies[i]);
		by_timeout(&busies[i]);
		by_space_del(&busies[i]);
		by_bye(&busies[i]);
		by_death(&busies[i]);
	}
	fuel();
	ends();
}
