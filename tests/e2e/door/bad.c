// SPDX-License-Identifier: GPL-2.0
/* Messages that are wrong in every way there is: refused, and they leave nothing behind. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client.h"

static struct client *c;

static const char *attr_names[] = {
#define WK_ATTR(number, ident, type, what) [number] = #ident,
	WK_ATTRS(WK_ATTR)
#undef WK_ATTR
};

/* Sends what is in c->m and checks the answer; @word must be in its sentence. */
static void expect(const char *what, uint32_t code, const char *word)
{
	uint32_t got = ask(c);
	const char *text = got == SILENCE ? "" : raw_get_str(&c->in, WK_A_TEXT);

	if (got != code || !strstr(text, word))
		printf("# code %u, text \"%s\"\n", got, text);
	ok(got == code && strstr(text, word), "%s", what);
}

static void expect_silence(const char *what)
{
	raw_send(c->asks, &c->m);
	ok(!raw_recv(c->asks, &c->in, 100), "%s", what);
}

static void verbs(void)
{
	static const bool exists[300] = {
#define WK_VERB(number, ident, name, summary) [number] = true,
#include <wasm_kernel/verbs.def>
#undef WK_VERB
	};
	static const uint32_t far[] = { 0x1ff, 0x8001, 0xffff };
	char name[80];
	size_t i, n = sizeof(exists) / sizeof(exists[0]);

	for (i = 0; i < n + sizeof(far) / sizeof(far[0]); i++) {
		uint32_t verb = i < n ? i : far[i - n];

		if (i < n && exists[i])
			continue;
		begin(c, verb);
		snprintf(name, sizeof(name), "verb %u does not exist", verb);
		expect(name, WK_C_BAD_VERB, "verb");
	}
}

static void heads(void)
{
	char name[80];
	size_t i;

	for (i = 0; i < WK_MSG_SIZE; i += 9) {
		begin(c, WK_V_HELLO);
		c->m.len = RAW_WK + i;
		raw_seal(&c->m);
		snprintf(name, sizeof(name), "a payload of %zu bytes is not answered", i);
		expect_silence(name);
	}
	begin(c, WK_V_LIST);
	raw_set32(&c->m, RAW_WK, 1);
	expect("pad is 0", WK_C_BAD_MESSAGE, "pad");
	begin(c, WK_V_LIST);
	raw_set32(&c->m, RAW_WK + 20, 1);
	expect("flags are 0", WK_C_BAD_MESSAGE, "flags");
	begin(c, WK_V_LIST);
	raw_set32(&c->m, RAW_WK + 24, 0x80000000);
	expect("reserved is 0", WK_C_BAD_MESSAGE, "reserved");
	begin(c, WK_V_LIST);
	c->request = 0;
	raw_set32(&c->m, RAW_WK + 8, 0);
	expect("request 0 is refused", WK_C_BAD_MESSAGE, "request number");
	c->request = 1000;
}

static void versions(void)
{
	static const uint16_t others[] = { 0, WK_PROTOCOL - 1, WK_PROTOCOL + 1, 65535 };
	char name[80];
	size_t i;

	for (i = 0; i < 4; i++) {
		begin(c, i == 3 ? WK_V_KILL : WK_V_HELLO);
		raw_tail(&c->m, "no attributes at all", 20);
		raw_set16(&c->m, RAW_WK + 4, others[i]);
		snprintf(name, sizeof(name), "protocol %u is answered with ours", others[i]);
		expect(name, WK_C_VERSION, others[i] > WK_PROTOCOL ?
		       "update the kernel module" : "update the client");
		ok(raw_get32(&c->in, WK_A_PROTOCOL) == WK_PROTOCOL &&
		   raw_get_str(&c->in, WK_A_RELEASE)[0], "... number and release");
	}
	begin(c, WK_V_HELLO);
	raw_set64(&c->m, RAW_WK + 12, 0);
	raw_u32(&c->m, WK_A_PROTOCOL, 7);
	expect("the two protocol numbers must agree", WK_C_BAD_MESSAGE, "PROTOCOL");
}

static void sessions(void)
{
	uint64_t mine = c->session;

	c->session ^= 1;
	begin(c, WK_V_LIST);
	raw_u32(&c->m, WK_A_KIND, 1);
	expect("another session's number is none", WK_C_NO_SESSION, "session");
	c->session = 0;
	begin(c, WK_V_LIST);
	raw_u32(&c->m, WK_A_KIND, 1);
	expect("neither is 0", WK_C_NO_SESSION, "session");
	c->session = mine;
	begin(c, WK_V_HELLO);
	raw_u32(&c->m, WK_A_PROTOCOL, WK_PROTOCOL);
	expect("HELLO in a session is refused", WK_C_BAD_MESSAGE, "session");
}

/* An attribute whose head says @len and @type, in a LIST that is otherwise right. */
static void bad_attr(const char *what, unsigned int len, unsigned int type, const char *word)
{
	uint16_t head[2] = { len, type };

	begin(c, WK_V_LIST);
	raw_u32(&c->m, WK_A_KIND, 1);
	raw_tail(&c->m, head, sizeof(head));
	raw_tail(&c->m, "\0\0\0", 4);
	expect(what, WK_C_BAD_MESSAGE, word);
}

static void attributes(void)
{
	unsigned int i;
	char name[80];

	bad_attr("an attribute of 3 bytes", 3, WK_A_CURSOR, "CURSOR");
	bad_attr("an attribute of 0 bytes", 0, WK_A_CURSOR, "CURSOR");
	bad_attr("an attribute that is longer than the message", 9, WK_A_CURSOR, "CURSOR");
	bad_attr("an attribute of 65535 bytes", 65535, WK_A_CURSOR, "CURSOR");
	bad_attr("attribute 0", 8, 0, "unknown");
	bad_attr("the first number that no attribute has", 8, WK_A_MAX + 1, "unknown");
	bad_attr("a nested attribute", 8, 0x8000 | WK_A_CURSOR, "unknown");
	bad_attr("an attribute twice", 8, WK_A_KIND, "twice");
	bad_attr("an attribute of another verb", 8, WK_A_LOAD, "does not belong");
	bad_attr("an attribute of replies", 8, WK_A_CODE, "does not belong");
	bad_attr("a u32 of 3 bytes", 7, WK_A_CURSOR, "3 bytes instead of 4");
	bad_attr("a u32 of 0 bytes", 4, WK_A_CURSOR, "CURSOR");
	begin(c, WK_V_LIST);
	expect("a missing attribute is named", WK_C_BAD_MESSAGE, "needs attribute KIND");
	for (i = 1; i < 4; i++) {
		begin(c, WK_V_LIST);
		raw_u32(&c->m, WK_A_KIND, 1);
		raw_tail(&c->m, "\0\0\0", i);
		snprintf(name, sizeof(name), "%u bytes at the end are refused", i);
		expect(name, WK_C_BAD_MESSAGE, "left over");
	}
	begin(c, WK_V_LIST);
	raw_u32(&c->m, WK_A_KIND, 6);
	expect("a list that does not exist", WK_C_BAD_MESSAGE, "kind 6");
	for (i = 1; i <= WK_A_MAX; i++) {
		if (!attr_names[i])
			continue;
		begin(c, WK_V_BYE);
		raw_attr(&c->m, i, "12345", 5);
		snprintf(name, sizeof(name), "%s does not belong in BYE", attr_names[i]);
		expect(name, WK_C_BAD_MESSAGE, attr_names[i]);
	}
}

static void value(const char *what, const struct wk_value *v, size_t len)
{
	begin(c, WK_V_INVOKE);
	raw_u32(&c->m, WK_A_SPACE, 1);
	raw_u32(&c->m, WK_A_INSTANCE, 1);
	raw_attr(&c->m, WK_A_EXPORT, "x", 1);
	raw_attr(&c->m, WK_A_ARGS, v, len);
	expect(what, WK_C_BAD_MESSAGE, "ARGS");
}

static void contents(void)
{
	char name[80];

	value("a value of 23 bytes", &(struct wk_value){ .type = WK_VT_I32 }, 23);
	value("a value of no type", &(struct wk_value){ .type = 0x6e }, 24);
	value("an i32 of 33 bits", &(struct wk_value){ .type = WK_VT_I32, .bits = 1ull << 32 }, 24);
	value("an i64 that is null", &(struct wk_value){ .type = WK_VT_I64, .null = 1 }, 24);
	value("an f64 with a high half", &(struct wk_value){ .type = WK_VT_F64, .high = 1 }, 24);
	value("a null of 2", &(struct wk_value){ .type = WK_VT_EXTERNREF, .null = 2 }, 24);
	value("a null with bits",
	      &(struct wk_value){ .type = WK_VT_EXTERNREF, .null = 1, .bits = 1 }, 24);
	value("a funcref from outside", &(struct wk_value){ .type = WK_VT_FUNCREF, .bits = 1 }, 24);
	value("reserved bytes",
	      &(struct wk_value){ .type = WK_VT_I32, .reserved = { 0, 0, 0, 0, 0, 1 } }, 24);
	memset(name, 'n', sizeof(name));
	begin(c, WK_V_REGISTER);
	raw_attr(&c->m, WK_A_NAME, name, 65);
	expect("a name without NUL", WK_C_BAD_MESSAGE, "NAME");
	name[64] = '\0';
	begin(c, WK_V_REGISTER);
	raw_attr(&c->m, WK_A_NAME, name, 65);
	expect("a name of 65 bytes", WK_C_BAD_MESSAGE, "NAME");
	begin(c, WK_V_REGISTER);
	raw_attr(&c->m, WK_A_NAME, "", 0);
	expect("a name of 0 bytes", WK_C_BAD_MESSAGE, "NAME");
	begin(c, WK_V_REGISTER);
	raw_attr(&c->m, WK_A_NAME, "a\033[2J", 6);
	expect("a name with an escape", WK_C_BAD_MESSAGE, "0x1b");
	begin(c, WK_V_REGISTER);
	raw_attr(&c->m, WK_A_NAME, "a\0b", 4);
	expect("a name with a NUL inside", WK_C_BAD_MESSAGE, "0x00");
	begin(c, WK_V_SPACE_NEW);
	raw_attr(&c->m, WK_A_ARGV, "no end", 6);
	expect("arguments without NUL", WK_C_BAD_MESSAGE, "ARGV");
	begin(c, WK_V_SPACE_NEW);
	raw_u32(&c->m, WK_A_FLOATS, 3);
	expect("a float mode that does not exist", WK_C_BAD_MESSAGE, "float mode");
}

static void lengths(void)
{
	static uint8_t zero[WK_PAYLOAD_MAX];

	begin(c, WK_V_LIST);
	raw_u32(&c->m, WK_A_KIND, 1);
	raw_set16(&c->m, RAW_CN + 16, WK_MSG_SIZE);
	expect("cn_msg says less than there is", WK_C_BAD_MESSAGE, "announces");
	begin(c, WK_V_LIST);
	raw_u32(&c->m, WK_A_KIND, 1);
	raw_set16(&c->m, RAW_CN + 16, 60);
	expect_silence("cn_msg that says more than there is never arrives");
	begin(c, WK_V_LIST);
	raw_tail(&c->m, zero, WK_PAYLOAD_MAX - WK_MSG_SIZE);
	expect("16364 bytes arrive", WK_C_BAD_MESSAGE, "unknown attribute");
	begin(c, WK_V_LIST);
	raw_tail(&c->m, zero, WK_PAYLOAD_MAX - WK_MSG_SIZE + 1);
	expect_silence("16365 bytes do not");
}

/* Bytes without sense, and sensible messages with some bytes changed: nothing may break. */
static void noise(void)
{
	unsigned int i, n, rounds = 4000;

	srandom(20261121);
	for (i = 0; i < rounds; i++) {
		/* Not BYE, which would end the session that the tests need. */
		begin(c, i % 16 == 1 ? 3 : 1 + i % 16);
		raw_set64(&c->m, RAW_WK + 12, i % 16 ? c->session : 0);
		raw_u32(&c->m, 1 + random() % WK_A_MAX, random());
		for (n = random() % 40; n; n--)
			raw_tail(&c->m, &(uint8_t){ random() >> 8 }, 1);
		raw_seal(&c->m);
		for (n = random() % 4; n; n--)
			c->m.b[RAW_CN + 16 + random() % (c->m.len - RAW_CN - 16)] ^= random() >> 9;
		if (c->m.b[RAW_WK + 6] == WK_V_BYE)
			c->m.b[RAW_WK + 6] = WK_V_HELLO;
		raw_send(c->asks, &c->m);
		while (raw_recv(c->asks, &c->in, 0))
			;
	}
	while (raw_recv(c->asks, &c->in, 50))
		;
	ok(ask_u32(c, WK_V_LIST, WK_A_KIND, WK_LIST_PROGRAMS) == WK_C_OK,
	   "%u messages of noise do no harm", rounds);
}

void suite_bad(void)
{
	struct stage s;

	c = client_new();
	if (!ok(c, "a session opens"))
		return;
	heads();
	verbs();
	versions();
	sessions();
	attributes();
	contents();
	lengths();
	noise();
	client_free(c);
	ok(all_gone(WK_LIST_PROGRAMS, patience) && all_gone(WK_LIST_SPACES, patience),
	   "nothing is left of all that");
	ok(stage_open(&s), "and good messages still do their work");
	stage_close(&s);
}
