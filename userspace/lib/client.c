// SPDX-License-Identifier: GPL-2.0
/* Life of a session: hello, one request at a time, what arrives, bye. */

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../../include/wasm_kernel/release.h"
#include "client.h"

#define REPLY_MS	5000

/* Messages that are taken at a time. */
#define DRAIN_MAX	16

/* ---- faults ---- */

/* Text of the kernel goes to terminals. */
static void make_printable(char *s)
{
	for (; *s; s++)
		if (!isprint((unsigned char)*s))
			*s = '?';
}

int wk_client_fail(struct wk_client *c, int result, const char *fmt, ...)
{
	va_list ap;

	c->fault = (struct wk_client_fault){ .result = result, .offset = WK_CLIENT_NOWHERE,
					     .func = WK_CLIENT_NOWHERE };
	va_start(ap, fmt);
	vsnprintf(c->fault.text, sizeof(c->fault.text), fmt, ap);
	va_end(ap);
	make_printable(c->fault.text);
	return result;
}

static int not_loaded(struct wk_client *c)
{
	return wk_client_fail(c, -ENOTCONN, "wasm_kernel is not loaded: insmod wasm_kernel.ko");
}

const struct wk_client_fault *wk_client_fault(const struct wk_client *c)
{
	return &c->fault;
}

/* ---- what arrives ---- */

struct arrival {
	struct wk_client *c;
	int err;
};

static bool is_awaited(const struct wk_client *c, const struct wk_fields *f)
{
	return f->head.verb == WK_REPLY && !c->answered && c->last_request &&
	       f->head.request == c->last_request;
}

static int take_reply(struct wk_client *c, const struct cn_msg *cn)
{
	size_t size = sizeof(*cn) + cn->len;
	const char *why;

	if (size > sizeof(c->reply_buf))
		return wk_client_fail(c, -EPROTO, "the reply is longer than the protocol allows");
	memcpy(c->reply_buf, cn, size);
	c->answered = true;
	return wk_fields_parse((const struct cn_msg *)c->reply_buf, &c->reply, &why);
}

/* Only errors may lack the session: the kernel may know none. */
static bool session_right(const struct wk_client *c, const struct wk_fields *f)
{
	return !c->session || f->head.session == c->session ||
	       (f->head.verb == WK_REPLY && wk_fields_u32(f, WK_A_CODE, 0) != WK_C_OK);
}

static int take_message(struct wk_client *c, const struct cn_msg *cn)
{
	struct wk_fields f;
	const char *why;

	if (wk_fields_parse(cn, &f, &why))
		return wk_client_fail(c, -EPROTO, "a message of the kernel cannot be read: %s",
				      why);
	if (is_awaited(c, &f))
		return take_reply(c, cn);
	if (f.head.verb == WK_REPLY)
		return 0;	/* to a request that was given up */
	if (!session_right(c, &f))
		return wk_client_fail(c, -EPROTO, "the kernel sent an event of another session");
	return wk_client_event(c, &f);
}

static int on_message(const struct cn_msg *cn, void *data)
{
	struct arrival *a = data;

	a->err = take_message(a->c, cn);
	return a->err ? MNL_CB_STOP : MNL_CB_OK;
}

static int take_datagram(struct wk_client *c, size_t len)
{
	struct arrival a = { .c = c };

	if (wk_cn_mnl_run(c->buf, len, on_message, &a) < 0)
		return wk_client_fail(c, -EPROTO, "netlink: %s", strerror(errno));
	return a.err;
}

/* A program may write faster than it is read: the caller has other things to do, too. */
static int drain(struct wk_client *c, enum wk_channel ch)
{
	ssize_t n = 0;
	int err;

	for (int i = 0; i < DRAIN_MAX; i++) {
		n = c->t->recv(c->t, ch, c->buf, sizeof(c->buf));
		if (n < 0)
			break;
		err = take_datagram(c, (size_t)n);
		if (err)
			return err;
	}
	if (n >= 0 || n == -EAGAIN || n == -EINTR)
		return 0;
	if (n == -ENOBUFS)
		return wk_client_fail(c, -ENOBUFS, "messages of the kernel were lost");
	return wk_client_fail(c, (int)n, "receiving failed: %s", strerror((int)-n));
}

int wk_client_dispatch(struct wk_client *c)
{
	int err = drain(c, WK_CHANNEL_CONTROL);

	return err ? err : drain(c, WK_CHANNEL_EVENTS);
}

void wk_client_pollfds(const struct wk_client *c, struct pollfd fds[WK_CLIENT_FDS])
{
	_Static_assert(WK_CLIENT_FDS == (int)WK_CHANNELS, "one descriptor for each channel");
	c->t->pollfds(c->t, fds);
}

/* ---- one request ---- */

const char *wk_client_verb_name(uint32_t verb)
{
	switch (verb) {
#define WK_VERB(number, ident, name, summary) case (number): return name;
#include "../../include/wasm_kernel/verbs.def"
#undef WK_VERB
	}
	return "unknown";
}

#define MS		1000000ll	/* nanoseconds */

/* The longest wait at a time: a machine that stood still uses up one, not all of a patience. */
#define SLICE_MS	250

static int64_t now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000 * MS + ts.tv_nsec;
}

/* Return: what of @left is left after the time from @since on, of which a slice counts at most. */
static int64_t less(int64_t left, int64_t *since)
{
	int64_t now = now_ns(), took = now - *since;

	*since = now;
	return left - (took < SLICE_MS * MS ? took : SLICE_MS * MS);
}

/* What to say about silence depends on whether somebody is there. */
static int no_answer(struct wk_client *c, uint32_t verb)
{
	if (!c->t->loaded(c->t))
		return not_loaded(c);
	return wk_client_fail(c, -ETIMEDOUT, "wasm_kernel did not answer to %s within %d ms",
			      wk_client_verb_name(verb), c->reply_ms);
}

static int await_reply(struct wk_client *c, uint32_t verb)
{
	int64_t since = now_ns(), left = c->reply_ms * MS;
	int err;

	for (;;) {
		err = wk_client_dispatch(c);
		if (err || c->answered)
			return err;
		if (left <= 0)
			return no_answer(c, verb);
		err = c->t->wait(c->t, left < SLICE_MS * MS ? (int)(left / MS) + 1 : SLICE_MS);
		if (err == -EINTR)
			return wk_client_fail(c, err, "interrupted");
		if (err < 0)
			return wk_client_fail(c, err, "waiting failed: %s", strerror(-err));
		left = less(left, &since);
	}
}

void wk_client_begin(struct wk_client *c, enum wk_verb verb)
{
	if (++c->last_request == 0)
		c->last_request = 1;
	wk_request_begin(&c->req, verb, c->last_request, c->session);
}

static uint32_t request_verb(const struct wk_request *r)
{
	struct wk_msg head;

	memcpy(&head, r->bytes + sizeof(struct nlmsghdr) + sizeof(struct cn_msg), sizeof(head));
	return head.verb;
}

static int send_request(struct wk_client *c, uint32_t verb)
{
	enum wk_channel ch = verb == WK_V_HELLO ? WK_CHANNEL_EVENTS : WK_CHANNEL_CONTROL;
	size_t len = wk_request_end(&c->req);
	int err;

	if (!c->t)
		return wk_client_fail(c, -ENOTCONN, "say hello first");
	if (c->req.too_long)
		return wk_client_fail(c, -EMSGSIZE,
				      "%s: arguments, environment and names are too long for one message (%d bytes)",
				      wk_client_verb_name(verb), WK_PAYLOAD_MAX);
	c->answered = false;
	err = c->t->send(c->t, ch, c->req.bytes, len);
	if (err == -ECONNREFUSED)
		return wk_client_fail(c, -ENOTCONN,
				      "the Connector is not reachable from this network namespace");
	if (err == -EINTR)
		return wk_client_fail(c, err, "interrupted");
	if (err)
		return wk_client_fail(c, err, "sending failed: %s", strerror(-err));
	return 0;
}

/* The code of the reply becomes the result, its sentence the fault. */
static int reply_result(struct wk_client *c)
{
	const struct wk_fields *f = &c->reply;
	const char *text = wk_fields_string(f, WK_A_TEXT);
	uint32_t code;

	if (!f->at[WK_A_CODE])
		return wk_client_fail(c, -EPROTO, "the kernel's reply has no code");
	code = wk_fields_u32(f, WK_A_CODE, 0);
	if (code > INT32_MAX)
		return wk_client_fail(c, -EPROTO, "the kernel's reply has a senseless code");
	if (code == WK_C_OK)
		return 0;
	wk_client_fail(c, (int)code, "%s", *text ? text : wk_code_meaning(code));
	c->fault.offset = wk_fields_u32(f, WK_A_OFFSET, WK_CLIENT_NOWHERE);
	c->fault.func = wk_fields_u32(f, WK_A_FUNC, WK_CLIENT_NOWHERE);
	return (int)code;
}

int wk_client_call(struct wk_client *c)
{
	uint32_t verb = request_verb(&c->req);
	int err = send_request(c, verb);

	if (!err)
		err = await_reply(c, verb);
	if (err)
		return err;
	if (!session_right(c, &c->reply))
		return wk_client_fail(c, -EPROTO, "the kernel answered for another session");
	if (c->reply.head.version != WK_PROTOCOL && verb != WK_V_HELLO)
		return wk_client_fail(c, -EPROTO, "the kernel answered in protocol %u",
				      c->reply.head.version);
	return reply_result(c);
}

int wk_client_want(struct wk_client *c, enum wk_attr attr, uint32_t *v)
{
	if (!c->reply.at[attr])
		return wk_client_fail(c, -EPROTO, "the kernel's reply to %s lacks %s",
				      wk_client_verb_name(request_verb(&c->req)),
				      wk_attr_name(attr));
	*v = wk_fields_u32(&c->reply, attr, 0);
	return 0;
}

/* ---- life ---- */

struct wk_client *wk_client_new(const struct wk_client_events *events, void *data)
{
	static const struct wk_client_events deaf;
	struct wk_client *c = calloc(1, sizeof(*c));

	if (!c)
		return NULL;
	c->events = events ? events : &deaf;
	c->data = data;
	c->reply_ms = REPLY_MS;
	return c;
}

void wk_client_use(struct wk_client *c, struct wk_transport *t)
{
	c->t = t;
}

void wk_client_set_reply_timeout(struct wk_client *c, int ms)
{
	c->reply_ms = ms;
}

static int connect_kernel(struct wk_client *c)
{
	int err;

	if (c->t)
		return 0;
	err = wk_transport_open(&c->t);
	if (err == -EPROTONOSUPPORT)
		return wk_client_fail(c, err, "this kernel has no Connector (CONFIG_CONNECTOR)");
	if (err)
		return wk_client_fail(c, err, "cannot open a netlink socket: %s", strerror(-err));
	c->own_transport = true;
	return 0;
}

/* Which side is behind is known only here: the kernel's sentence may be from an old one. */
static int version_mismatch(struct wk_client *c)
{
	const char *advice = c->protocol > WK_PROTOCOL ? "update the client"
						       : "update the module";

	return wk_client_fail(c, WK_C_VERSION,
			      "wasm_kernel.ko %s speaks protocol %u, this client (%s) protocol %u: %s",
			      c->release, c->protocol, WK_RELEASE, WK_PROTOCOL, advice);
}

static void note_peer(struct wk_client *c)
{
	c->protocol = wk_fields_u32(&c->reply, WK_A_PROTOCOL, c->reply.head.version);
	snprintf(c->release, sizeof(c->release), "%s", wk_fields_string(&c->reply, WK_A_RELEASE));
	make_printable(c->release);
}

int wk_client_hello(struct wk_client *c)
{
	int err = connect_kernel(c);

	if (err)
		return err;
	if (!c->t->loaded(c->t))
		return not_loaded(c);
	c->session = 0;
	wk_client_begin(c, WK_V_HELLO);
	wk_request_u32(&c->req, WK_A_PROTOCOL, WK_PROTOCOL);
	wk_request_string(&c->req, WK_A_RELEASE, WK_RELEASE);
	err = wk_client_call(c);
	if (!err || err == WK_C_VERSION)
		note_peer(c);
	if (err == WK_C_VERSION || (!err && c->protocol != WK_PROTOCOL))
		return version_mismatch(c);
	if (err)
		return err;
	if (!c->reply.head.session)
		return wk_client_fail(c, -EPROTO, "the kernel gave no session number");
	c->session = c->reply.head.session;
	return 0;
}

int wk_client_bye(struct wk_client *c)
{
	int err;

	wk_client_begin(c, WK_V_BYE);
	err = wk_client_call(c);
	if (!err)
		c->session = 0;
	return err;
}

static void free_streams(struct wk_client *c)
{
	while (c->streams)
		wk_client_forget(c, c->streams->space);
}

void wk_client_free(struct wk_client *c)
{
	if (!c)
		return;
	if (c->own_transport)
		c->t->close(c->t);
	free_streams(c);
	wk_client_done_clear(&c->done);
	free(c);
}

const char *wk_client_release(const struct wk_client *c)
{
	return c->release;
}

uint32_t wk_client_protocol(const struct wk_client *c)
{
	return c->protocol;
}
