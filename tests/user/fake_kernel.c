// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sha2.h>

#include <linux/connector.h>
#include <linux/netlink.h>

#include "../../module/link/codec.h"
#include "datagram.h"
#include "fake_kernel.h"

/* ---- queues ---- */

struct fake_queue {
	struct fake_queue *next;
	size_t len;
	unsigned char bytes[];
};

static void push(struct fake_kernel *k, enum wk_channel ch, const struct datagram *d)
{
	struct fake_queue **p = &k->queue[ch];
	struct fake_queue *q = malloc(sizeof(*q) + d->len);

	if (!q)
		abort();
	while (*p)
		p = &(*p)->next;
	q->next = NULL;
	q->len = d->len;
	memcpy(q->bytes, d->bytes, d->len);
	*p = q;
}

static struct fake_kernel *self(struct wk_transport *t)
{
	return container_of(t, struct fake_kernel, t);
}

static ssize_t fake_recv(struct wk_transport *t, enum wk_channel ch, void *buf, size_t size)
{
	struct fake_kernel *k = self(t);
	struct fake_queue *q = k->queue[ch];
	ssize_t n;

	if (k->event_overrun) {
		k->event_overrun = false;
		return -ENOBUFS;
	}
	if (!q)
		return -EAGAIN;
	if (q->len > size)
		return -EMSGSIZE;
	n = (ssize_t)q->len;
	memcpy(buf, q->bytes, q->len);
	k->queue[ch] = q->next;
	free(q);
	return n;
}

/* ---- messages ---- */

struct message {
	struct wk_builder b;
	struct wk_msg head;
	u8 bytes[WK_DATAGRAM_MAX];
};

static struct message *message(const struct fake_kernel *k, u16 verb, u32 request)
{
	struct message *m = calloc(1, sizeof(*m));

	if (!m)
		abort();
	m->head = (struct wk_msg){ .version = k->protocol, .verb = verb, .request = request,
				   .session = FAKE_SESSION };
	wk_build_head(&m->b, m->bytes, sizeof(m->bytes), &m->head);
	return m;
}

static void send_message(struct fake_kernel *k, enum wk_channel ch, struct message *m)
{
	struct datagram *d = calloc(1, sizeof(*d));

	memcpy(m->bytes, &m->head, sizeof(m->head));
	datagram_put_cn(d, m->head.request, m->bytes, (uint16_t)m->b.len);
	push(k, ch, d);
	free(d);
	free(m);
}

static void send_raw(struct fake_kernel *k, enum wk_channel ch,
		     void (*fill)(struct datagram *d))
{
	struct datagram *d = calloc(1, sizeof(*d));

	fill(d);
	push(k, ch, d);
	free(d);
}

/* ---- events ---- */

static void send_output(struct fake_kernel *k, u32 request, u64 seq)
{
	struct message *m = message(k, WK_EV_OUTPUT, request);
	char text[32];

	snprintf(text, sizeof(text), "line %llu\n", (unsigned long long)seq);
	wk_build_u32(&m->b, WK_A_SPACE, FAKE_SPACE);
	wk_build_u32(&m->b, WK_A_FD, seq % 2 ? 2 : 1);
	wk_build_u64(&m->b, WK_A_SEQ, seq);
	wk_build_bytes(&m->b, WK_A_DATA, text, strlen(text));
	send_message(k, WK_CHANNEL_EVENTS, m);
}

static void put_trap(struct message *m)
{
	const struct wk_wire_frame frames[] = { { FAKE_INSTANCE, 9, 0x123 },
						{ FAKE_INSTANCE, 2, 0x45 } };
	static const char names[] = "inner\0outer";

	wk_build_string(&m->b, WK_A_TEXT, "unreachable");
	wk_build_u32(&m->b, WK_A_TRAP, 1);
	wk_build_bytes(&m->b, WK_A_FRAMES, frames, sizeof(frames));
	wk_build_u32(&m->b, WK_A_FRAMES_TOTAL, 100);
	wk_build_bytes(&m->b, WK_A_NAMES, names, sizeof(names));
}

static void send_done(struct fake_kernel *k, u32 request, u32 code, const struct wk_span *results)
{
	struct message *m = message(k, WK_EV_DONE, request);

	wk_build_u32(&m->b, WK_A_SPACE, FAKE_SPACE);
	if (k->fault != FAULT_NO_CODE || k->fault_verb != WK_EV_DONE)
		wk_build_u32(&m->b, WK_A_CODE, code);
	wk_build_u64(&m->b, WK_A_FUEL, 1234);
	wk_build_u64(&m->b, WK_A_NSEC, 5678);
	wk_build_u32(&m->b, WK_A_INSTANCE, FAKE_INSTANCE);
	if (results)
		wk_build_bytes(&m->b, WK_A_RESULTS, results->p, results->len);
	if (code == WK_C_TRAP)
		put_trap(m);
	if (code == WK_C_EXIT)
		wk_build_u32(&m->b, WK_A_EXIT, 42);
	send_message(k, WK_CHANNEL_EVENTS, m);
}

void fake_kernel_end_run(struct fake_kernel *k, uint32_t code)
{
	send_done(k, k->run, code, NULL);
	k->run = 0;
}

static void run(struct fake_kernel *k, const struct wk_request *rq)
{
	struct wk_span args = { 0 };
	u64 seq = 0;

	if (wk_has(rq, WK_A_ARGS))
		args = rq->attrs[WK_A_ARGS];
	for (int i = 0; i < k->outputs; i++) {
		seq += i && i == k->output_gap;
		send_output(k, rq->head.request, seq++);
	}
	k->run = rq->head.request;
	if (k->ask_stdin) {
		struct message *m = message(k, WK_EV_STDIN, rq->head.request);

		wk_build_u32(&m->b, WK_A_SPACE, FAKE_SPACE);
		wk_build_u32(&m->b, WK_A_ROOM, 10);
		send_message(k, WK_CHANNEL_EVENTS, m);
		return;
	}
	send_done(k, rq->head.request, k->done_code, args.len ? &args : NULL);
}

/* ---- answers ---- */

static void put_items(struct fake_kernel *k, const struct wk_request *rq, struct message *m)
{
	u32 at = wk_get_u32(rq, WK_A_CURSOR, 0);
	u32 n = k->items - at < 3 ? k->items - at : 3;
	struct wk_list_item items[3];

	if (wk_get_u32(rq, WK_A_KIND, 0) != WK_LIST_PROGRAMS)
		n = 0;
	memset(items, 0, sizeof(items));
	for (u32 i = 0; i < n; i++) {
		items[i].id = at + i + 1;
		items[i].size = 10 * (at + i);
		/* No NUL: the client must not run past it. */
		memset(items[i].name, 'x', sizeof(items[i].name));
	}
	wk_build_bytes(&m->b, WK_A_ITEMS, items,
		       n * sizeof(items[0]) - (k->fault == FAULT_LIST_CUT ? 1 : 0));
	if (n && at + n < k->items)
		wk_build_u32(&m->b, WK_A_CURSOR, k->fault == FAULT_LIST_LOOP ? 1 : at + n);
}

static void take_load(struct fake_kernel *k, const struct wk_request *rq)
{
	k->uploaded_total = wk_get_u32(rq, WK_A_LENGTH, 0);
	k->uploaded_len = 0;
	k->pinned = wk_has(rq, WK_A_PIN);
	memcpy(k->digest, rq->attrs[WK_A_DIGEST].p, sizeof(k->digest));
	free(k->uploaded);
	k->uploaded = malloc(k->uploaded_total + 1);
}

static u32 take_chunk(struct fake_kernel *k, const struct wk_request *rq)
{
	struct wk_span data = rq->attrs[WK_A_DATA];

	if (wk_get_u32(rq, WK_A_OFFSET, 0) != k->uploaded_len ||
	    data.len > k->uploaded_total - k->uploaded_len)
		return WK_C_BAD_ORDER;
	memcpy(k->uploaded + k->uploaded_len, data.p, data.len);
	k->uploaded_len += data.len;
	return WK_C_OK;
}

static u32 commit(struct fake_kernel *k)
{
	unsigned char digest[SHA256_DIGEST_LENGTH];
	SHA2_CTX ctx;

	SHA256Init(&ctx);
	SHA256Update(&ctx, k->uploaded, k->uploaded_len);
	SHA256Final(digest, &ctx);
	k->digest_right = k->uploaded_len == k->uploaded_total &&
			  !memcmp(digest, k->digest, sizeof(digest));
	return k->digest_right ? WK_C_OK : WK_C_DIGEST;
}

static void take_space(struct fake_kernel *k, const struct wk_request *rq)
{
	k->argv_len = rq->attrs[WK_A_ARGV].len;
	k->environ_len = rq->attrs[WK_A_ENVIRON].len;
	k->fuel = (u32)wk_get_u64(rq, WK_A_FUEL, 0);
	k->memory = wk_get_u32(rq, WK_A_MEMORY, 0);
	k->timeout = wk_get_u32(rq, WK_A_TIMEOUT, 0);
	k->floats = wk_get_u32(rq, WK_A_FLOATS, 0);
	k->stack = wk_get_u32(rq, WK_A_STACK, 0);
	k->strict = wk_has(rq, WK_A_STRICT);
	k->pipes = wk_get_u32(rq, WK_A_PIPES, 0);
}

static void take_stdin(struct fake_kernel *k, const struct wk_request *rq)
{
	if (wk_has(rq, WK_A_DATA)) {
		memcpy(k->input + k->input_len, rq->attrs[WK_A_DATA].p, rq->attrs[WK_A_DATA].len);
		k->input_len += rq->attrs[WK_A_DATA].len;
	}
	k->input_eof |= wk_has(rq, WK_A_EOF);
}

/* What a request does, besides its reply. Return: code. */
static u32 act(struct fake_kernel *k, const struct wk_request *rq)
{
	switch (rq->head.verb) {
	case WK_V_LOAD_BEGIN:
		take_load(k, rq);
		return WK_C_OK;
	case WK_V_LOAD_CHUNK:
		return take_chunk(k, rq);
	case WK_V_LOAD_COMMIT:
		return commit(k);
	case WK_V_LOAD_ABORT:
		k->aborted = true;
		return WK_C_NO_OBJECT;	/* so that a client which forgets its fault is seen */
	case WK_V_SPACE_NEW:
		take_space(k, rq);
		return WK_C_OK;
	case WK_V_STDIN:
		take_stdin(k, rq);
		return WK_C_OK;
	case WK_V_KILL:
		k->killed = true;
		return WK_C_OK;
	case WK_V_BYE:
		k->said_bye = true;
		return WK_C_OK;
	default:
		return WK_C_OK;
	}
}

static void put_numbers(struct fake_kernel *k, const struct wk_request *rq, struct message *m)
{
	const struct wk_value v = { .type = WK_VT_I64, .bits = 99 };

	switch (rq->head.verb) {
	case WK_V_HELLO:
		wk_build_u32(&m->b, WK_A_PROTOCOL, k->protocol);
		wk_build_string(&m->b, WK_A_RELEASE, "9.8.7");
		break;
	case WK_V_LOAD_BEGIN:
		wk_build_u32(&m->b, WK_A_LOAD, 1);
		break;
	case WK_V_LOAD_COMMIT:
		wk_build_u32(&m->b, WK_A_PROGRAM, FAKE_PROGRAM);
		break;
	case WK_V_SPACE_NEW:
		wk_build_u32(&m->b, WK_A_SPACE, FAKE_SPACE);
		break;
	case WK_V_STDIN:
		wk_build_u32(&m->b, WK_A_ROOM, 3);
		break;
	case WK_V_GLOBAL_GET:
		wk_build_bytes(&m->b, WK_A_RESULTS, &v, sizeof(v));
		break;
	case WK_V_LIST:
		put_items(k, rq, m);
		break;
	}
}

/* ---- faults ---- */

static void fill_short(struct datagram *d)
{
	datagram_put_cn(d, 0, "0123456789012345678901234", 20);
}

static void fill_lying(struct datagram *d)
{
	static const char bytes[64];

	datagram_put_short_cn(d, bytes, sizeof(bytes), 2000);
}

static void fill_other_service(struct datagram *d)
{
	static const char bytes[64];

	datagram_put_cn(d, 0, bytes, sizeof(bytes));
	((struct cn_msg *)(d->bytes + NLMSG_HDRLEN))->id.idx = 1;
}

static void fill_error(struct datagram *d)
{
	datagram_put_error(d, -EPERM);
}

static void fill_nothing(struct datagram *d)
{
	datagram_put(d, NLMSG_NOOP, 0, 0, NULL, 0);
}

/* Changes a good reply; @m may already have the code of one that is refused. */
static void spoil(struct fake_kernel *k, struct message *m, u32 *code)
{
	switch (k->fault) {
	case FAULT_OTHER_SESSION:
		m->head.session ^= 1;
		break;
	case FAULT_OTHER_VERSION:
		m->head.version++;
		break;
	case FAULT_HUGE_CODE:
		*code = 0xffffffff;
		break;
	case FAULT_REFUSE:
		*code = WK_C_INVALID;
		wk_build_string(&m->b, WK_A_TEXT, "expected i32, found i64");
		wk_build_u32(&m->b, WK_A_OFFSET, 1000);
		wk_build_u32(&m->b, WK_A_FUNC, 7);
		break;
	case FAULT_REFUSE_SILENT:
		*code = WK_C_NOMEM;
		break;
	case FAULT_UNPRINTABLE:
		*code = WK_C_INTERNAL;
		wk_build_string(&m->b, WK_A_TEXT, "\x1b[31mred\n");
		break;
	case FAULT_ATTR_TWICE:
		wk_build_u32(&m->b, WK_A_OFFSET, 1);
		wk_build_u32(&m->b, WK_A_OFFSET, 1);
		break;
	case FAULT_ATTR_SIZE:
		wk_build_bytes(&m->b, WK_A_OFFSET, "abcde", 5);
		break;
	case FAULT_UNKNOWN_ATTR:
		wk_build_bytes(&m->b, 999, "abcde", 5);
		break;
	default:
		break;
	}
}

static void send_extra(struct fake_kernel *k, enum wk_channel ch, u32 request)
{
	switch (k->fault) {
	case FAULT_LATE_REPLY:
		send_message(k, ch, message(k, WK_REPLY, request - 1));
		break;
	case FAULT_SHORT_MESSAGE:
		send_raw(k, ch, fill_short);
		break;
	case FAULT_LYING_CN:
		send_raw(k, ch, fill_lying);
		break;
	case FAULT_OTHER_SERVICE:
		send_raw(k, ch, fill_other_service);
		break;
	case FAULT_NLMSG_ERROR:
		send_raw(k, ch, fill_error);
		break;
	case FAULT_EMPTY_REPLY_DATAGRAM:
		send_raw(k, ch, fill_nothing);
		break;
	case FAULT_UNKNOWN_EVENT:
		send_message(k, ch, message(k, 300, request));
		break;
	case FAULT_EVENT_SESSION: {
		struct message *m = message(k, WK_EV_STDIN, request);

		m->head.session++;
		send_message(k, ch, m);
		break;
	}
	case FAULT_OVERRUN:
		k->event_overrun = true;
		break;
	case FAULT_UNLOADED:
		k->loaded = false;
		break;
	default:
		break;
	}
}

static bool at_fault(const struct fake_kernel *k, const struct wk_request *rq)
{
	return k->fault && k->fault_verb == rq->head.verb && !k->faulted;
}

static void reply(struct fake_kernel *k, enum wk_channel ch, const struct wk_request *rq, u32 code)
{
	struct message *m = message(k, WK_REPLY, rq->head.request);
	bool fault = at_fault(k, rq);

	if (fault) {
		k->faulted = true;
		send_extra(k, ch, rq->head.request);
		spoil(k, m, &code);
	}
	if (!fault || k->fault != FAULT_NO_CODE)
		wk_build_u32(&m->b, WK_A_CODE, code);
	if (!code && !(fault && k->fault == FAULT_NO_NUMBER))
		put_numbers(k, rq, m);
	/* The last attribute says more than there is. */
	if (fault && k->fault == FAULT_ATTR_CUT)
		((struct nlattr *)(m->bytes + sizeof(m->head)))->nla_len += 4000;
	if (fault && (k->fault == FAULT_LOSE_REPLY || k->fault == FAULT_UNLOADED)) {
		free(m);
		return;
	}
	send_message(k, ch, m);
	if (fault && k->fault == FAULT_REPLY_TWICE)
		send_message(k, ch, message(k, WK_REPLY, rq->head.request));
}

static void answer(struct fake_kernel *k, enum wk_channel ch, const struct wk_request *rq)
{
	bool runs = rq->head.verb == WK_V_INVOKE || rq->head.verb == WK_V_INSTANTIATE;

	if (runs && k->done_first)
		run(k, rq);
	reply(k, ch, rq, act(k, rq));
	if (runs && !k->done_first)
		run(k, rq);
}

static void answer_version(struct fake_kernel *k, enum wk_channel ch, u32 request)
{
	struct message *m = message(k, WK_REPLY, request);

	m->head.session = 0;
	wk_build_u32(&m->b, WK_A_CODE, WK_C_VERSION);
	wk_build_string(&m->b, WK_A_TEXT, "another version");
	wk_build_u32(&m->b, WK_A_PROTOCOL, k->protocol);
	wk_build_string(&m->b, WK_A_RELEASE, "9.8.7");
	send_message(k, ch, m);
}

static int fake_send(struct wk_transport *t, enum wk_channel ch, const void *msg, size_t len)
{
	struct fake_kernel *k = self(t);
	const struct nlmsghdr *nlh = msg;
	const struct cn_msg *cn = NLMSG_DATA(nlh);
	struct wk_refusal why = { 0 };
	struct wk_request rq = { 0 };

	k->requests++;
	if (nlh->nlmsg_len != len || len - NLMSG_HDRLEN - sizeof(*cn) != cn->len ||
	    cn->id.idx != WK_CN_IDX || cn->id.val != WK_CN_VAL ||
	    !wk_codec_head(cn->data, cn->len, &rq.head)) {
		strcpy(k->bad_request, "the frame is wrong");
		return 0;
	}
	if (rq.head.version != k->protocol) {
		answer_version(k, ch, rq.head.request);
		return 0;
	}
	if (wk_codec_body(cn->data, cn->len, &rq, &why)) {
		strcpy(k->bad_request, why.text);
		return 0;
	}
	if (rq.head.verb == WK_V_HELLO)
		k->hello_on_control = ch == WK_CHANNEL_CONTROL;
	else if (rq.head.session != FAKE_SESSION)
		strcpy(k->bad_request, "the session is wrong");
	answer(k, ch, &rq);
	return 0;
}

static int fake_wait(struct wk_transport *t, int timeout_ms)
{
	struct fake_kernel *k = self(t);

	(void)timeout_ms;
	if (k->fault == FAULT_EINTR)
		return -EINTR;
	return k->queue[0] || k->queue[1];
}

static bool fake_loaded(struct wk_transport *t)
{
	return self(t)->loaded;
}

static void fake_pollfds(struct wk_transport *t, struct pollfd fds[WK_CHANNELS])
{
	(void)t;
	for (int i = 0; i < WK_CHANNELS; i++)
		fds[i] = (struct pollfd){ .fd = 100 + i, .events = POLLIN };
}

struct fake_kernel *fake_kernel_new(void)
{
	struct fake_kernel *k = calloc(1, sizeof(*k));

	if (!k)
		abort();
	k->loaded = true;
	k->protocol = WK_PROTOCOL;
	k->t = (struct wk_transport){ .send = fake_send, .recv = fake_recv, .wait = fake_wait,
				      .loaded = fake_loaded, .pollfds = fake_pollfds };
	return k;
}

void fake_kernel_free(struct fake_kernel *k)
{
	for (int i = 0; i < WK_CHANNELS; i++)
		while (k->queue[i]) {
			struct fake_queue *q = k->queue[i];

			k->queue[i] = q->next;
			free(q);
		}
	free(k->uploaded);
	free(k);
}
