// SPDX-License-Identifier: GPL-2.0
/* The client against a kernel that is right, and against one that is not. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../../userspace/lib/wasm_kernel.h"
#include "fake_kernel.h"
#include "tap.h"

/**
 * struct world - a client and its kernel
 * @out: what the program wrote to stdout and stderr
 * @room: the last credit
 * @progress: calls, and the last one's numbers
 */
struct world {
	struct fake_kernel *k;
	struct wk_client *c;
	char out[2][512];
	uint32_t room;
	int progress;
	size_t sent, total;
};

static void on_output(void *data, uint32_t space, uint32_t fd, const void *bytes, size_t n)
{
	struct world *w = data;

	if (space == FAKE_SPACE)
		strncat(w->out[fd == 2], bytes, n);
}

static void on_room(void *data, uint32_t space, uint32_t room)
{
	struct world *w = data;

	w->room = space == FAKE_SPACE ? room : 0;
}

static void on_progress(void *data, size_t sent, size_t total)
{
	struct world *w = data;

	w->progress++;
	w->sent = sent;
	w->total = total;
}

static const struct wk_client_events events = {
	.output = on_output,
	.room = on_room,
	.progress = on_progress,
};

static void open_world(struct world *w)
{
	memset(w, 0, sizeof(*w));
	w->k = fake_kernel_new();
	w->c = wk_client_new(&events, w);
	wk_client_use(w->c, &w->k->t);
	wk_client_set_reply_timeout(w->c, 20);
}

static void open_session(struct world *w)
{
	open_world(w);
	if (wk_client_hello(w->c))
		abort();
}

static void close_world(struct world *w)
{
	if (w->k->bad_request[0])
		tap_ok(false, "the codec took every request: %s", w->k->bad_request);
	wk_client_free(w->c);
	fake_kernel_free(w->k);
}

static const char *text(const struct world *w)
{
	return wk_client_fault(w->c)->text;
}

/* ---- a kernel that is right ---- */

static void test_hello(void)
{
	struct world w;

	open_session(&w);
	tap_ok(wk_client_protocol(w.c) == WK_PROTOCOL &&
	       !strcmp(wk_client_release(w.c), "9.8.7"), "hello: protocol and release");
	tap_ok(!w.k->hello_on_control, "hello: on the socket that gets the events");
	tap_ok(!wk_client_bye(w.c) && w.k->said_bye, "bye");
	close_world(&w);
}

static void test_not_loaded(void)
{
	struct world w;

	open_world(&w);
	w.k->loaded = false;
	tap_ok(wk_client_hello(w.c) == -ENOTCONN && !w.k->requests &&
	       !strcmp(text(&w), "wasm_kernel is not loaded: insmod wasm_kernel.ko"),
	       "not loaded: says so, and how to load it");
	close_world(&w);
}

static void test_version(uint16_t protocol, const char *advice)
{
	struct world w;

	open_world(&w);
	w.k->protocol = protocol;
	tap_ok(wk_client_hello(w.c) == WK_C_VERSION && strstr(text(&w), advice) &&
	       wk_client_protocol(w.c) == protocol, "protocol %u: %s", protocol, text(&w));
	close_world(&w);
}

static void test_load(size_t len)
{
	unsigned char *bytes = malloc(len + 1);
	struct world w;
	uint32_t program = 0;
	size_t pieces = (len + WK_CHUNK_MAX - 1) / WK_CHUNK_MAX;
	int err;

	for (size_t i = 0; i < len; i++)
		bytes[i] = (unsigned char)(i * 31 + i / 251);
	open_session(&w);
	err = wk_client_load(w.c, bytes, len, "a.wasm", WK_CLIENT_PIN, &program);
	tap_ok(!err && program == FAKE_PROGRAM && w.k->digest_right && w.k->pinned &&
	       w.k->uploaded_len == len && !memcmp(w.k->uploaded, bytes, len) &&
	       w.k->requests == (int)pieces + 3 && (!len || (w.sent == len && w.total == len)) &&
	       w.progress == (int)pieces, "load: %zu bytes in %zu pieces", len, pieces);
	close_world(&w);
	free(bytes);
}

static int sum(void *data, const struct wk_list_item *i)
{
	uint32_t *total = data;

	*total += i->id + (uint32_t)strlen(i->name);
	return i->id == 9 ? 17 : 0;
}

static void test_list(uint32_t items, int want)
{
	struct world w;
	uint32_t got = 0;
	uint32_t expected = 0;
	int ret;

	open_session(&w);
	w.k->items = items;
	for (uint32_t i = 1; i <= items && i <= 9; i++)
		expected += i + 63;
	ret = wk_client_list(w.c, WK_LIST_PROGRAMS, sum, &got);
	tap_ok(ret == want && got == expected, "list: %u items, three a reply", items);
	close_world(&w);
}

static void test_space(void)
{
	struct wk_client_space cfg = {
		.memory_pages = 1, .stack_slots = 2, .timeout_ms = 3, .floats = WK_FLOAT_FPU,
		.fuel = 4, .strict = true, .pipes = 5, .argv = "a\0b", .argv_len = 4,
		.environ = "C=d", .environ_len = 4,
	};
	struct world w;
	uint32_t space = 0;

	open_session(&w);
	tap_ok(!wk_client_space_new(w.c, &cfg, &space) && space == FAKE_SPACE &&
	       w.k->memory == 1 && w.k->stack == 2 && w.k->timeout == 3 && w.k->floats == 2 &&
	       w.k->fuel == 4 && w.k->strict && w.k->pipes == 5 && w.k->argv_len == 4 &&
	       w.k->environ_len == 4,
	       "space: every setting arrives");
	tap_ok(!wk_client_space_new(w.c, NULL, &space) && !w.k->memory && !w.k->strict,
	       "space: defaults are left to the kernel");
	tap_ok(!wk_client_space_del(w.c, space), "space: delete");
	close_world(&w);
}

static void test_too_long(size_t len, int want)
{
	char *argv = calloc(1, len);
	struct wk_client_space cfg = { .argv = argv, .argv_len = len };
	struct world w;
	uint32_t space = 0;
	int ret, requests;

	open_session(&w);
	requests = w.k->requests;
	ret = wk_client_space_new(w.c, &cfg, &space);
	tap_ok(ret == want && w.k->requests == requests + !want,
	       "space: %zu bytes of arguments %s", len,
	       want ? "are refused before they are sent" : "fit");
	close_world(&w);
	free(argv);
}

static void test_invoke(bool done_first)
{
	const struct wk_value args[] = { { .type = WK_VT_I32, .bits = 5 },
					 { .type = WK_VT_F64, .bits = 1ull << 63 } };
	struct wk_client_done d = { 0 };
	struct world w;

	open_session(&w);
	w.k->done_first = done_first;
	w.k->outputs = 4;
	tap_ok(!wk_client_invoke(w.c, FAKE_SPACE, FAKE_INSTANCE, "f\0g", 3, args, 2, &d) &&
	       d.code == WK_C_OK && d.nresults == 2 && d.results[1].type == WK_VT_F64 &&
	       d.results[1].bits == 1ull << 63 && d.fuel == 1234 && d.nsec == 5678 && !d.text[0],
	       "invoke: results%s", done_first ? ", though the end came before the reply" : "");
	tap_ok(!strcmp(w.out[0], "line 0\nline 2\n") && !strcmp(w.out[1], "line 1\nline 3\n"),
	       "invoke: output in order");
	wk_client_done_clear(&d);
	close_world(&w);
}

static void test_trap(void)
{
	struct wk_client_done d = { 0 };
	struct world w;

	open_session(&w);
	w.k->done_code = WK_C_TRAP;
	tap_ok(!wk_client_instantiate(w.c, FAKE_SPACE, FAKE_PROGRAM, &d) && d.code == WK_C_TRAP &&
	       d.trap == 1 && !strcmp(d.text, "unreachable") && d.nframes == 2 &&
	       d.frames_total == 100 && d.frames[0].func == 9 && d.frames[1].offset == 0x45 &&
	       !strcmp(d.names[0], "inner") && !strcmp(d.names[1], "outer"),
	       "trap: sentence and backtrace");
	wk_client_done_clear(&d);
	w.k->done_code = WK_C_EXIT;
	tap_ok(!wk_client_instantiate(w.c, FAKE_SPACE, FAKE_PROGRAM, &d) && d.exit == 42 &&
	       d.instance == FAKE_INSTANCE, "exit: code");
	wk_client_done_clear(&d);
	close_world(&w);
}

static void test_stdin(void)
{
	struct wk_client_done d = { 0 };
	struct world w;
	uint32_t run = 0, room = 0;

	open_session(&w);
	w.k->ask_stdin = true;
	tap_ok(!wk_client_start_invoke(w.c, FAKE_SPACE, FAKE_INSTANCE, "f", 1, NULL, 0, &run) &&
	       run && !wk_client_dispatch(w.c) && w.room == 10, "stdin: the credit arrives");
	tap_ok(!wk_client_ended(w.c, run, &d), "stdin: the run has not ended");
	tap_ok(wk_client_start_invoke(w.c, FAKE_SPACE, 1, "f", 1, NULL, 0, &room) == -EBUSY,
	       "stdin: a second run is refused meanwhile");
	tap_ok(!wk_client_stdin(w.c, FAKE_SPACE, "hello", 5, true, &room) && room == 3 &&
	       w.k->input_len == 5 && w.k->input_eof, "stdin: bytes and end");
	tap_ok(!wk_client_kill(w.c, FAKE_SPACE) && w.k->killed, "kill");
	fake_kernel_end_run(w.k, WK_C_KILLED);
	tap_ok(!wk_client_dispatch(w.c) && wk_client_ended(w.c, run, &d) &&
	       d.code == WK_C_KILLED && d.text[0], "kill: the run ends, with a sentence");
	tap_ok(!wk_client_ended(w.c, run, &d), "kill: it ends once");
	wk_client_done_clear(&d);
	close_world(&w);
}

static void test_small_verbs(void)
{
	struct wk_value v = { 0 };
	struct world w;

	open_session(&w);
	tap_ok(!wk_client_global_get(w.c, FAKE_SPACE, 1, "g", 1, &v) && v.bits == 99 &&
	       v.type == WK_VT_I64, "global");
	tap_ok(!wk_client_register(w.c, FAKE_SPACE, 1, "M"), "register");
	tap_ok(!wk_client_unload(w.c, FAKE_PROGRAM), "unload");
	close_world(&w);
}

static void test_no_hello(void)
{
	struct wk_client *c = wk_client_new(NULL, NULL);
	uint32_t space;

	tap_ok(wk_client_space_new(c, NULL, &space) == -ENOTCONN, "no hello: refused");
	wk_client_free(c);
	wk_client_free(NULL);
}

/* A program that writes faster than it is read must not keep the caller from its Ctrl-C. */
static void test_flood(void)
{
	struct wk_client_done d = { 0 };
	int turns = 0;
	struct world w;
	uint32_t run;

	open_session(&w);
	w.k->outputs = 60;
	wk_client_start_invoke(w.c, FAKE_SPACE, FAKE_INSTANCE, "f", 1, NULL, 0, &run);
	while (turns < 10 && !wk_client_ended(w.c, run, &d) && !wk_client_dispatch(w.c))
		turns++;
	tap_ok(turns > 1 && turns < 10, "flood: taken in pieces (%d)", turns);
	tap_ok(strstr(w.out[1], "line 59\n"), "flood: all of it");
	wk_client_done_clear(&d);
	close_world(&w);
}

static void test_output_gap(void)
{
	struct wk_client_done d = { 0 };
	struct world w;

	open_session(&w);
	w.k->outputs = 5;
	w.k->output_gap = 3;
	tap_ok(wk_client_invoke(w.c, FAKE_SPACE, 1, "f", 1, NULL, 0, &d) == -EPROTO &&
	       strstr(text(&w), "output was lost"), "lost output: %s", text(&w));
	wk_client_done_clear(&d);
	close_world(&w);
}

/* ---- a kernel that is not ---- */

/**
 * struct wrong - a fault and what the client makes of it
 * @verb: where
 * @result: of the call
 * @says: part of the sentence
 */
struct wrong {
	enum fault fault;
	const char *name;
	uint16_t verb;
	int result;
	const char *says;
};

static const struct wrong wrongs[] = {
	{ FAULT_LOSE_REPLY, "a lost reply", WK_V_SPACE_NEW, -ETIMEDOUT,
	  "did not answer to space-new within 20 ms" },
	{ FAULT_LOSE_REPLY, "a lost reply to hello", WK_V_HELLO, -ETIMEDOUT, "hello" },
	{ FAULT_UNLOADED, "a module that goes away", WK_V_SPACE_NEW, -ENOTCONN, "not loaded" },
	{ FAULT_LATE_REPLY, "a reply to another request", WK_V_SPACE_NEW, 0, "" },
	{ FAULT_REPLY_TWICE, "a reply that comes twice", WK_V_SPACE_NEW, 0, "" },
	{ FAULT_EMPTY_REPLY_DATAGRAM, "an NLMSG_NOOP", WK_V_SPACE_NEW, 0, "" },
	{ FAULT_UNKNOWN_ATTR, "an attribute of a later release", WK_V_SPACE_NEW, 0, "" },
	{ FAULT_OTHER_SESSION, "a reply for another session", WK_V_SPACE_NEW, -EPROTO,
	  "another session" },
	{ FAULT_OTHER_VERSION, "a reply in another protocol", WK_V_SPACE_NEW, -EPROTO,
	  "the kernel answered in protocol" },
	{ FAULT_NO_CODE, "a reply without code", WK_V_SPACE_NEW, -EPROTO, "no code" },
	{ FAULT_HUGE_CODE, "a senseless code", WK_V_SPACE_NEW, -EPROTO, "senseless" },
	{ FAULT_NO_NUMBER, "a reply without the space", WK_V_SPACE_NEW, -EPROTO,
	  "space-new lacks SPACE" },
	{ FAULT_NO_NUMBER, "a reply without the load", WK_V_LOAD_BEGIN, -EPROTO, "lacks LOAD" },
	{ FAULT_NO_NUMBER, "a reply without the program", WK_V_LOAD_COMMIT, -EPROTO,
	  "lacks PROGRAM" },
	{ FAULT_NO_NUMBER, "a reply without the value", WK_V_GLOBAL_GET, -EPROTO, "no value" },
	{ FAULT_ATTR_TWICE, "an attribute twice", WK_V_SPACE_NEW, -EPROTO, "twice" },
	{ FAULT_ATTR_SIZE, "an attribute of a wrong size", WK_V_SPACE_NEW, -EPROTO, "size" },
	{ FAULT_ATTR_CUT, "an attribute cut short", WK_V_SPACE_NEW, -EPROTO, "cut short" },
	{ FAULT_SHORT_MESSAGE, "a message without head", WK_V_SPACE_NEW, -EPROTO, "header" },
	{ FAULT_LYING_CN, "a length that lies", WK_V_SPACE_NEW, -EPROTO, "netlink" },
	{ FAULT_OTHER_SERVICE, "another Connector service", WK_V_SPACE_NEW, -EPROTO,
	  "another Connector service" },
	{ FAULT_NLMSG_ERROR, "a real NLMSG_ERROR", WK_V_SPACE_NEW, -EPROTO, "not permitted" },
	{ FAULT_OVERRUN, "a queue that ran over", WK_V_SPACE_NEW, -ENOBUFS, "lost" },
	{ FAULT_UNKNOWN_EVENT, "an unknown event", WK_V_SPACE_NEW, -EPROTO, "number 300" },
	{ FAULT_EVENT_SESSION, "an event of another session", WK_V_SPACE_NEW, -EPROTO,
	  "event of another session" },
	{ FAULT_REFUSE, "a refusal", WK_V_LOAD_COMMIT, WK_C_INVALID, "expected i32, found i64" },
	{ FAULT_REFUSE, "a refused chunk", WK_V_LOAD_CHUNK, WK_C_INVALID, "expected i32" },
	{ FAULT_REFUSE, "a refused run", WK_V_INVOKE, WK_C_INVALID, "expected i32" },
	{ FAULT_REFUSE_SILENT, "a refusal without text", WK_V_SPACE_NEW, WK_C_NOMEM,
	  "out of memory" },
	{ FAULT_UNPRINTABLE, "control characters", WK_V_SPACE_NEW, WK_C_INTERNAL, "?[31mred?" },
	{ FAULT_LIST_LOOP, "a list that does not end", WK_V_LIST, -EPROTO, "does not end" },
	{ FAULT_LIST_CUT, "a list that is cut short", WK_V_LIST, -EPROTO, "cut short" },
};

static int count_items(void *data, const struct wk_list_item *i)
{
	(void)i;
	return ++*(int *)data > 100;
}

/* Walks through all verbs until one does not return 0. */
static int session(struct world *w)
{
	struct wk_client_done d = { 0 };
	struct wk_value v;
	uint32_t n;
	int items = 0;
	int ret;

	ret = wk_client_hello(w->c);
	ret = ret ? ret : wk_client_load(w->c, "abc", 3, "", 0, &n);
	ret = ret ? ret : wk_client_list(w->c, WK_LIST_PROGRAMS, count_items, &items);
	ret = ret ? ret : wk_client_space_new(w->c, NULL, &n);
	ret = ret ? ret : wk_client_invoke(w->c, FAKE_SPACE, 1, "f", 1, NULL, 0, &d);
	ret = ret ? ret : wk_client_global_get(w->c, FAKE_SPACE, 1, "g", 1, &v);
	wk_client_done_clear(&d);
	return ret;
}

static void test_wrong(const struct wrong *f)
{
	struct world w;
	int ret;

	open_world(&w);
	w.k->items = 7;
	w.k->fault = f->fault;
	w.k->fault_verb = f->verb;
	ret = session(&w);
	if (!tap_ok(ret == f->result && (!ret || strstr(text(&w), f->says)) &&
		    (!ret || wk_client_fault(w.c)->result == ret), "%s", f->name))
		tap_note("%d (%s), expected %d (%s)", ret, text(&w), f->result, f->says);
	close_world(&w);
}

static void test_fault_place(void)
{
	struct world w;
	uint32_t n;
	int ret;

	open_session(&w);
	w.k->fault = FAULT_REFUSE;
	w.k->fault_verb = WK_V_LOAD_COMMIT;
	ret = wk_client_load(w.c, "abc", 3, "", 0, &n);
	tap_ok(ret == WK_C_INVALID && wk_client_fault(w.c)->offset == 1000 &&
	       wk_client_fault(w.c)->func == 7, "a refusal has offset and function");
	w.k->faulted = false;
	w.k->fault_verb = WK_V_LOAD_CHUNK;
	ret = wk_client_load(w.c, "abc", 3, "", 0, &n);
	tap_ok(ret == WK_C_INVALID && w.k->aborted && wk_client_fault(w.c)->offset == 1000,
	       "a load that goes wrong is aborted, and its fault stays");
	close_world(&w);
}

static void test_interrupted(void)
{
	struct world w;
	uint32_t space;

	open_session(&w);
	w.k->fault = FAULT_LOSE_REPLY;
	w.k->fault_verb = WK_V_SPACE_NEW;
	wk_client_space_new(w.c, NULL, &space);
	w.k->fault = FAULT_EINTR;
	w.k->ask_stdin = true;
	tap_ok(wk_client_invoke(w.c, FAKE_SPACE, 1, "f", 1, NULL, 0,
				&(struct wk_client_done){ 0 }) == -EINTR, "a signal ends a wait");
	close_world(&w);
}

static void test_unloaded_while_running(void)
{
	struct wk_client_done d = { 0 };
	struct world w;

	open_session(&w);
	w.k->ask_stdin = true;
	w.k->fault = FAULT_UNLOADED;
	w.k->fault_verb = WK_V_KILL;
	w.k->loaded = false;
	tap_ok(wk_client_invoke(w.c, FAKE_SPACE, 1, "f", 1, NULL, 0, &d) == -ENOTCONN &&
	       strstr(text(&w), "unloaded while"), "unloaded while a program runs: %s", text(&w));
	close_world(&w);
}

static void test_done_without_code(void)
{
	struct wk_client_done d = { 0 };
	struct world w;

	open_session(&w);
	w.k->fault = FAULT_NO_CODE;
	w.k->fault_verb = WK_EV_DONE;
	tap_ok(wk_client_invoke(w.c, FAKE_SPACE, 1, "f", 1, NULL, 0, &d) == -EPROTO,
	       "an end without code: %s", text(&w));
	close_world(&w);
}

static void test_codes(void)
{
	tap_ok(!strcmp(wk_code_name(WK_C_BAD_ORDER), "bad-order") &&
	       !strcmp(wk_code_name(9999), "unknown") && *wk_code_meaning(9999),
	       "names of codes");
}

static void test_right(void)
{
	static const size_t sizes[] = { 0, 1, WK_CHUNK_MAX, WK_CHUNK_MAX + 1, 100000 };

	test_hello();
	test_not_loaded();
	test_version(WK_PROTOCOL + 1, "update the client");
	test_version(0, "update the module");
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
		test_load(sizes[i]);
	test_list(0, 0);
	test_list(3, 0);
	test_list(7, 0);
	test_list(20, 17);
	test_space();
	test_too_long(WK_PAYLOAD_MAX - WK_MSG_SIZE - 4, 0);
	test_too_long(WK_PAYLOAD_MAX - WK_MSG_SIZE, -EMSGSIZE);
	test_too_long(100000, -EMSGSIZE);
	test_invoke(false);
	test_invoke(true);
	test_trap();
	test_stdin();
	test_small_verbs();
	test_no_hello();
	test_codes();
}

int main(void)
{
	test_right();
	test_flood();
	test_output_gap();
	for (size_t i = 0; i < sizeof(wrongs) / sizeof(wrongs[0]); i++)
		test_wrong(&wrongs[i]);
	test_fault_place();
	test_interrupted();
	test_unloaded_while_running();
	test_done_without_code();
	return tap_end();
}
