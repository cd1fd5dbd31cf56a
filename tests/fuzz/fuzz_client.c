// SPDX-License-Identifier: GPL-2.0
/*
 * A kernel that answers with any bytes: to each call of libwasm_kernel, as whole datagrams or as
 * attributes in a message whose head is right; and to programs that use libnl-3.
 *
 * The input: a byte that chooses a call, its answers, the next call, and so on. An answer is a byte
 * of flags, two of length, and its bytes. When there are no more, the module is gone.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <netlink/handlers.h>
#include <netlink/netlink.h>

#include "../../userspace/cli/parts.h"
#include "../../userspace/lib/cn_nl.h"
#include "../../userspace/lib/msg.h"
#include "../../userspace/lib/transport.h"
#include "../../userspace/lib/wasm_kernel.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
	ANSWER_CONTROL = 1,	/* comes on that channel */
	ANSWER_RAW = 2,		/* the bytes are the datagram */
	ANSWER_OK = 4,		/* CODE is there, and good */
	ANSWER_STRANGE = 8,	/* of another session */
	ANSWER_VERB = 4,	/* shift: which verb */
};

#define SESSION	0x0123456789abcdefull
#define CALLS	64	/* at most, of one input */

/**
 * struct kernel - what answers
 * @t: for the client
 * @p: where the input goes on
 * @left: bytes of it
 * @request: number of the last request
 * @run: number of the last one that started a run
 * @greeted: HELLO has been answered
 */
struct kernel {
	struct wk_transport t;
	const uint8_t *p;
	size_t left;
	uint32_t request;
	uint32_t run;
	bool greeted;
};

static unsigned int take_u8(struct kernel *k)
{
	if (!k->left)
		return 0;
	k->left--;
	return *k->p++;
}

/* ---- the transport ---- */

static int on_send(struct wk_transport *t, enum wk_channel ch, const void *msg, size_t len)
{
	struct kernel *k = (struct kernel *)t;
	struct wk_msg head;

	(void)ch;
	if (len < 16 + sizeof(struct cn_msg) + sizeof(head))
		abort();
	memcpy(&head, (const char *)msg + 16 + sizeof(struct cn_msg), sizeof(head));
	k->request = head.request;
	if (head.verb == WK_V_INVOKE || head.verb == WK_V_INSTANTIATE)
		k->run = head.request;
	return 0;
}

/* Puts a message together whose parts in front of the attributes are right. */
static ssize_t message(void *buf, size_t size, const struct wk_msg *head, const void *attrs,
		       size_t n, bool ok)
{
	const struct nlattr code = { .nla_len = 8, .nla_type = WK_A_CODE };
	struct nlmsghdr nlh = { .nlmsg_type = NLMSG_DONE };
	struct cn_msg cn = { .id = { WK_CN_IDX, WK_CN_VAL } };
	uint8_t *p = buf;
	size_t len = sizeof(nlh) + sizeof(cn) + sizeof(*head) + (ok ? 8 : 0) + n;

	if (len > size)
		return -EMSGSIZE;
	cn.len = (uint16_t)(len - sizeof(nlh) - sizeof(cn));
	nlh.nlmsg_len = (uint32_t)len;
	p = mempcpy(p, &nlh, sizeof(nlh));
	p = mempcpy(p, &cn, sizeof(cn));
	p = mempcpy(p, head, sizeof(*head));
	if (ok) {
		p = mempcpy(p, &code, sizeof(code));
		p = mempcpy(p, "\0\0\0\0", 4);
	}
	memcpy(p, attrs, n);
	return (ssize_t)len;
}

static ssize_t greet(struct kernel *k, void *buf, size_t size)
{
	static const uint8_t protocol[] = { 8, 0, WK_A_PROTOCOL, 0, WK_PROTOCOL, 0, 0, 0 };
	const struct wk_msg head = { .version = WK_PROTOCOL, .verb = WK_REPLY,
				     .request = k->request, .session = SESSION };

	k->greeted = true;
	return message(buf, size, &head, protocol, sizeof(protocol), true);
}

static ssize_t answer(struct kernel *k, unsigned int flags, void *buf, size_t size,
		      const uint8_t *bytes, size_t n)
{
	static const uint16_t verbs[8] = { WK_REPLY, WK_EV_OUTPUT, WK_EV_DONE, WK_EV_STDIN,
					   WK_EV_RECORDS, WK_EV_SUMMARY, WK_REPLY, 999 };
	uint16_t verb = verbs[flags >> ANSWER_VERB & 7];
	const struct wk_msg head = {
		.version = WK_PROTOCOL, .verb = verb,
		.request = verb == WK_REPLY ? k->request : k->run,
		.session = flags & ANSWER_STRANGE ? 1 : SESSION,
	};

	if (!(flags & ANSWER_RAW))
		return message(buf, size, &head, bytes, n, flags & ANSWER_OK);
	n = n < size ? n : size;
	memcpy(buf, bytes, n);
	return (ssize_t)n;
}

static ssize_t on_recv(struct wk_transport *t, enum wk_channel ch, void *buf, size_t size)
{
	struct kernel *k = (struct kernel *)t;
	unsigned int flags;
	size_t n;

	if (!k->greeted && k->request && ch == WK_CHANNEL_EVENTS)
		return greet(k, buf, size);
	/* HELLO is request 1, and all there is to it has been said. */
	if (!k->greeted || k->request < 2 || k->left < 3 ||
	    (*k->p & ANSWER_CONTROL ? WK_CHANNEL_CONTROL : WK_CHANNEL_EVENTS) != ch)
		return -EAGAIN;
	flags = take_u8(k);
	n = take_u8(k);
	n |= take_u8(k) << 8;
	n = n < k->left ? n : k->left;
	k->p += n;
	k->left -= n;
	return answer(k, flags, buf, size, k->p - n, n);
}

static bool on_loaded(struct wk_transport *t)
{
	struct kernel *k = (struct kernel *)t;

	return !k->greeted || k->left >= 3;
}

static int on_wait(struct wk_transport *t, int timeout_ms)
{
	(void)timeout_ms;
	return on_loaded(t);
}

static void on_pollfds(struct wk_transport *t, struct pollfd fds[WK_CHANNELS])
{
	(void)t;
	memset(fds, 0, WK_CHANNELS * sizeof(*fds));
}

static void on_close(struct wk_transport *t)
{
	(void)t;
}

static const struct wk_transport transport = {
	.send = on_send, .recv = on_recv, .wait = on_wait, .loaded = on_loaded,
	.pollfds = on_pollfds, .close = on_close,
};

/* ---- what is told is read, all of it ---- */

static volatile unsigned int sum;

static void touch(const void *p, size_t n)
{
	const uint8_t *bytes = p;

	for (size_t i = 0; i < n; i++)
		sum += bytes[i];
}

static void touch_text(const char *s)
{
	touch(s, strlen(s));
}

static void on_output(void *data, uint32_t space, uint32_t fd, const void *bytes, size_t n)
{
	(void)data;
	(void)space;
	(void)fd;
	touch(bytes, n);
}

static int on_record(void *data, uint32_t type, const struct record_head *head, const void *bytes,
		     size_t n)
{
	(void)data;
	(void)type;
	touch(head, sizeof(*head));
	touch(bytes, n);
	return 0;
}

static void on_records(void *data, uint32_t attach, const void *records, size_t n,
		       const struct wk_wire_account *account)
{
	(void)attach;
	touch(account, sizeof(*account));
	parts_batch(data, records, n, on_record, NULL);
}

static void on_summary(void *data, uint32_t attach, const struct wk_wire_account *account,
		       uint32_t reason)
{
	(void)data;
	(void)attach;
	touch(account, sizeof(*account));
	touch_text(wk_reason_meaning(reason));
}

static const struct wk_client_events events = {
	.output = on_output, .records = on_records, .summary = on_summary,
};

static int each_item(void *data, const struct wk_list_item *item)
{
	(void)data;
	touch(item, sizeof(*item));
	touch_text(item->name);
	return 0;
}

static int each_pair(void *data, const void *key, const void *values, uint32_t cpus)
{
	const struct wk_wire_map *map = data;

	touch(key, map->key_size);
	for (uint32_t i = 0; i < cpus; i++)
		touch((const char *)values + (size_t)i * ((map->value_size + 7ul) & ~7ul),
		      map->value_size);
	return 0;
}

/* ---- calls ---- */

static void use_done(int ret, struct wk_client_done *done)
{
	if (ret)
		return;
	for (size_t i = 0; i < done->nframes; i++)
		touch_text(done->names[i]);
	touch(done->results, done->nresults * sizeof(*done->results));
	touch(done->frames, done->nframes * sizeof(*done->frames));
	touch_text(done->text);
	wk_client_done_clear(done);
}

static void use_stats(int ret, struct wk_client_stats *s)
{
	if (ret)
		return;
	for (size_t i = 0; i < s->nprobes; i++)
		touch_text(s->probes[i].name);
	for (size_t i = 0; i < s->nframes; i++)
		touch_text(s->names[i]);
	touch_text(s->text);
	wk_client_stats_clear(s);
}

static void dump_maps(struct wk_client *c)
{
	struct wk_client_attach_info info;

	if (wk_client_attach_info(c, 1, &info))
		return;
	touch_text(info.name);
	touch(info.manifest, info.manifest_len + 1);
	for (size_t i = 0; i < info.nmaps && i < 4; i++) {
		touch_text(info.maps[i].name);
		wk_client_map_dump(c, 1, info.maps[i].name, &info.maps[i], each_pair,
				   &info.maps[i]);
	}
	wk_client_attach_info_clear(&info);
}

static void run_something(struct wk_client *c, unsigned int which)
{
	struct wk_client_done done;

	if (which)
		use_done(wk_client_invoke(c, 1, 1, "f", 1, NULL, 0, &done), &done);
	else
		use_done(wk_client_instantiate(c, 1, 1, &done), &done);
}

static void account(struct wk_client *c, unsigned int which)
{
	struct wk_client_stats s;

	use_stats(which ? wk_client_detach(c, 1, &s) : wk_client_stats(c, 1, &s), &s);
}

static void stream(struct wk_client *c, unsigned int which)
{
	if (which)
		wk_client_unsubscribe(c, 1);
	else if (!wk_client_subscribe(c, 1))
		wk_client_dispatch(c);
}

static void small_call(struct wk_client *c, unsigned int which)
{
	struct wk_value value;
	uint32_t number;
	int64_t noise[4];

	switch (which % 7) {
	case 0:
		wk_client_space_new(c, NULL, &number);
		break;
	case 1:
		if (!wk_client_global_get(c, 1, 1, "g", 1, &value))
			touch(&value, sizeof(value));
		break;
	case 2:
		if (!wk_client_dp_sample(c, WK_DP_LAPLACE, 1, 1, noise, 4))
			touch(noise, sizeof(noise));
		break;
	case 3:
		wk_client_stdin(c, 1, "x", 1, true, &number);
		break;
	case 4:
		wk_client_space_del(c, 1);
		break;
	case 5:
		wk_client_attach_new(c, &(struct wk_client_attach){ .program = 1 }, &number);
		break;
	default:
		wk_client_load(c, "\0asm\1\0\0\0", 8, "empty", 0, &number);
	}
}

static void call(struct wk_client *c, unsigned int which)
{
	switch (which % 8) {
	case 0:
		wk_client_list(c, 1 + which / 8 % 5, each_item, NULL);
		break;
	case 1:
	case 2:
		run_something(c, which % 8 - 1);
		break;
	case 3:
		account(c, which / 8 % 2);
		break;
	case 4:
		dump_maps(c);
		break;
	case 5:
		stream(c, which / 8 % 2);
		break;
	default:
		small_call(c, which / 8);
	}
	touch_text(wk_client_fault(c)->text);
}

static void be_client(const uint8_t *data, size_t size)
{
	struct kernel k = { .t = transport, .p = data, .left = size };
	struct parts parts = { 0 };
	struct wk_client *c = wk_client_new(&events, &parts);

	if (!c)
		return;
	wk_client_use(c, &k.t);
	if (wk_client_hello(c))
		abort();
	for (int i = 0; i < CALLS && k.left; i++)
		call(c, take_u8(&k));
	wk_client_free(c);
	parts_clear(&parts);
}

/* ---- libnl-3 ---- */

struct datagram {
	const uint8_t *p;
	size_t n;
};

static struct datagram given;

static int give(struct nl_sock *sk, struct sockaddr_nl *from, unsigned char **buf,
		struct ucred **creds)
{
	size_t n = given.n;

	(void)sk;
	(void)creds;
	*from = (struct sockaddr_nl){ .nl_family = AF_NETLINK };
	if (!n)
		return 0;
	*buf = malloc(n);
	if (!*buf)
		return -NLE_NOMEM;
	memcpy(*buf, given.p, n);
	given.n = 0;
	return (int)n;
}

static int on_cn(const struct cn_msg *msg, void *data)
{
	(void)data;
	touch(msg->data, msg->len);
	return 0;
}

static void be_libnl(const uint8_t *data, size_t size)
{
	struct wk_cn_nl cn = { .cb = on_cn };
	struct nl_sock *sk = nl_socket_alloc();
	struct nl_cb *cb = nl_cb_alloc(NL_CB_DEFAULT);

	if (sk && cb && !wk_cn_nl_set_cb(cb, &cn)) {
		nl_cb_overwrite_recv(cb, give);
		given = (struct datagram){ data, size };
		nl_recvmsgs(sk, cb);
	}
	nl_cb_put(cb);
	nl_socket_free(sk);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	be_client(data, size);
	be_libnl(data, size);
	return 0;
}
