// SPDX-License-Identifier: GPL-2.0
/* Output in order and whole, input on credit. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client.h"

#define STDIN_BYTES	(64 << 10)

/* Takes all output of a run. Return: bytes, or -1 when a number was missing. */
static long drain(struct client *c, uint64_t *seq, int slow_us)
{
	long bytes = 0;

	while (raw_recv(c->events, &c->in, patience) && c->in.verb != WK_EV_DONE) {
		if (c->in.verb != WK_EV_OUTPUT)
			continue;
		if (raw_get64(&c->in, WK_A_SEQ) != (*seq)++ || raw_get32(&c->in, WK_A_FD) != 1)
			return -1;
		bytes += c->in.attr_len[WK_A_DATA];
		usleep(slow_us);
	}
	return c->in.verb == WK_EV_DONE ? bytes : -2;
}

static void output(struct stage *s)
{
	uint64_t seq = 0;
	long bytes;

	start(s->c, s->space, s->inst, "flood", WK_VT_I32, 320, 0, 0);
	bytes = drain(s->c, &seq, 0);
	ok(bytes == 320 * 32768l, "10 MiB of output arrive (%ld)", bytes);
	start(s->c, s->space, s->inst, "flood", WK_VT_I32, 32, 0, 0);
	bytes = drain(s->c, &seq, 2000);
	ok(bytes == 32 * 32768l, "1 MiB to a slow reader (%ld), numbered on", bytes);
	start(s->c, s->space, s->inst, "flood", WK_VT_I32, 32, 0, 0);
	sleep(1);
	bytes = drain(s->c, &seq, 0);
	ok(bytes == 32 * 32768l, "1 MiB to a reader that had stopped (%ld)", bytes);
}

static uint32_t give(struct client *c, uint32_t space, const void *p, size_t len, bool eof)
{
	begin(c, WK_V_STDIN);
	raw_u32(&c->m, WK_A_SPACE, space);
	if (len)
		raw_attr(&c->m, WK_A_DATA, p, len);
	if (eof)
		raw_attr(&c->m, WK_A_EOF, "", 0);
	return ask(c);
}

/* Feeds @total bytes of a pattern to "cat", and compares what comes back. */
static void echo(struct stage *s, size_t total)
{
	uint8_t *data = malloc(total), *back = malloc(total + 1);
	size_t sent = 0, got = 0;
	bool eof = false;

	for (size_t i = 0; i < total; i++)
		data[i] = i * 31 + (i >> 8);
	start(s->c, s->space, s->inst, "cat", 0, 0, 0, 0);
	while (raw_recv(s->c->events, &s->c->in, patience) && s->c->in.verb != WK_EV_DONE) {
		if (s->c->in.verb == WK_EV_OUTPUT && got + s->c->in.attr_len[WK_A_DATA] <= total) {
			memcpy(back + got, s->c->in.attr[WK_A_DATA], s->c->in.attr_len[WK_A_DATA]);
			got += s->c->in.attr_len[WK_A_DATA];
		}
		if (s->c->in.verb == WK_EV_STDIN && !eof) {
			size_t n = total - sent < 10000 ? total - sent : 10000;

			eof = !n;
			if (give(s->c, s->space, data + sent, n, eof) == WK_C_OK)
				sent += n;
		}
	}
	ok(s->c->in.verb == WK_EV_DONE && got == total && !memcmp(data, back, total),
	   "%zu bytes go in and come out", total);
	free(data);
	free(back);
}

static void credit(struct stage *s)
{
	static uint8_t zero[16000];
	uint32_t room = STDIN_BYTES;

	ok(give(s->c, s->space, NULL, 0, false) == WK_C_OK &&
	   raw_get32(&s->c->in, WK_A_ROOM) == STDIN_BYTES, "there is room for 64 KiB");
	while (room >= sizeof(zero) && give(s->c, s->space, zero, sizeof(zero), false) == WK_C_OK)
		room -= sizeof(zero);
	ok(room == STDIN_BYTES - 4 * sizeof(zero), "four messages fit");
	ok(give(s->c, s->space, zero, room + 1, false) == WK_C_LIMIT, "a byte too many is refused");
	ok(give(s->c, s->space, zero, room, true) == WK_C_OK &&
	   raw_get32(&s->c->in, WK_A_ROOM) == 0, "the last byte fits, and the end with it");
	ok(give(s->c, s->space, zero, 1, false) == WK_C_BAD_ORDER, "nothing follows the end");
	start(s->c, s->space, s->inst, "cat", 0, 0, 0, 0);
	ok(wait_done(s->c, patience) == WK_C_OK, "a guest reads it");
	ok(s->c->in.attr_len[WK_A_RESULTS] == sizeof(struct wk_value) &&
	   !memcmp(s->c->in.attr[WK_A_RESULTS] + 8, &(uint32_t){ STDIN_BYTES }, 4), "all of it");
}

void suite_stdio(void)
{
	struct stage s;

	ok(stage_open(&s), "a guest that writes");
	output(&s);
	stage_close(&s);
	ok(stage_open(&s), "a guest that copies");
	echo(&s, 300000);
	stage_close(&s);
	ok(stage_open(&s), "a guest that reads");
	credit(&s);
	stage_close(&s);
}
