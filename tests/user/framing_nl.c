// SPDX-License-Identifier: GPL-2.0
/* libnl-3, as its documentation uses it, and with cn_nl. */

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/rtnetlink.h>
#include <netlink/handlers.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>

#include "../../userspace/lib/cn_nl.h"
#include "framing.h"

/* ---- injection: libnl lets a program bring its own recv() ---- */

static const struct datagram *injected;
static uint32_t injected_port;

static int give(struct nl_sock *sk, struct sockaddr_nl *from, unsigned char **buf,
		struct ucred **creds)
{
	size_t len;

	(void)sk;
	(void)creds;
	if (!injected)
		return 0;
	len = injected->len;
	*from = (struct sockaddr_nl){ .nl_family = AF_NETLINK, .nl_pid = injected_port };
	*buf = malloc(len);
	if (!*buf)
		return -NLE_NOMEM;
	memcpy(*buf, injected->bytes, len);
	injected = NULL;
	return (int)len;
}

static struct wk_cn_nl callback;
static bool finished;

static int on_finish(struct nl_msg *msg, void *data)
{
	(void)msg;
	(void)data;
	finished = true;
	return NL_STOP;
}

static int hear(struct heard *h, size_t bytes)
{
	h->messages++;
	h->bytes += bytes;
	return h->messages == h->stop_after ? NL_STOP : NL_OK;
}

static int naive_cb(struct nl_msg *msg, void *data)
{
	const struct cn_msg *cn = nlmsg_data(nlmsg_hdr(msg));

	return hear(data, cn->len);
}

static int ours_cb(const struct cn_msg *msg, void *data)
{
	return hear(data, msg->len);
}

static enum verdict verdict(int ret, bool stopped)
{
	if (ret >= 0)
		return stopped ? V_STOP : V_OK;
	return ret == -NLE_PERM ? V_EPERM : ret == -NLE_MSG_OVERFLOW ? V_LOST :
	       ret == -NLE_MSG_TOOSHORT || ret == -NLE_MSG_TRUNC ? V_SHORT : V_OTHER;
}

/* As the documentation of libnl-3 says. */
static struct nl_sock *plain_socket(void)
{
	struct nl_sock *sk = nl_socket_alloc();

	if (!sk || nl_connect(sk, NETLINK_CONNECTOR))
		abort();
	return sk;
}

static enum verdict inject(struct nl_sock *sk, bool ours, const struct datagram *d,
			   uint32_t port, struct heard *heard)
{
	struct nl_cb *cb = nl_socket_get_cb(sk);
	int ret;

	injected = d;
	injected_port = port;
	finished = false;
	callback = (struct wk_cn_nl){ ours_cb, heard };
	nl_cb_overwrite_recv(cb, give);
	if (ours) {
		wk_cn_nl_set_cb(cb, &callback);
		nl_cb_set(cb, NL_CB_FINISH, NL_CB_CUSTOM, on_finish, NULL);
		nl_cb_set(cb, NL_CB_ACK, NL_CB_CUSTOM, on_finish, NULL);
	} else {
		nl_cb_set(cb, NL_CB_VALID, NL_CB_CUSTOM, naive_cb, heard);
	}
	ret = nl_recvmsgs(sk, cb);
	nl_cb_put(cb);
	nl_socket_free(sk);
	return verdict(ret, finished ||
		       (heard->stop_after && heard->messages == heard->stop_after));
}

static enum verdict inject_naive(const struct datagram *d, uint32_t port, struct heard *heard)
{
	return inject(plain_socket(), false, d, port, heard);
}

/* The first thing that one tries against "sequence mismatch". */
static enum verdict inject_unchecked(const struct datagram *d, uint32_t port,
				     struct heard *heard)
{
	struct nl_sock *sk = plain_socket();

	nl_socket_disable_seq_check(sk);
	return inject(sk, false, d, port, heard);
}

static enum verdict inject_ours(const struct datagram *d, uint32_t port, struct heard *heard)
{
	return inject(wk_cn_nl_open(0), true, d, port, heard);
}

/* ---- the kernel's proc connector ---- */

struct exits {
	int pid;
	int n;
};

static int naive_exit(struct nl_msg *msg, void *data)
{
	const struct cn_msg *cn = nlmsg_data(nlmsg_hdr(msg));
	struct exits *e = data;

	e->n += proc_is_exit(cn->data, cn->len, e->pid);
	return NL_OK;
}

static int ours_exit(const struct cn_msg *msg, void *data)
{
	struct exits *e = data;

	e->n += proc_is_exit(msg->data, msg->len, e->pid);
	return 0;
}

static bool readable(struct nl_sock *sk, int ms)
{
	struct pollfd fd = { .fd = nl_socket_get_fd(sk), .events = POLLIN };

	return poll(&fd, 1, ms) > 0;
}

static struct nl_sock *proc_socket(struct nl_sock *sk)
{
	if (!sk || wk_cn_nl_join(sk, CN_IDX_PROC) || proc_listen(nl_socket_get_fd(sk)))
		return NULL;
	return sk;
}

static int proc_naive_on(struct nl_sock *plain)
{
	struct nl_sock *sk = proc_socket(plain);
	struct exits e = { 0 };
	int ret = 0;

	if (!sk)
		return -1;
	nl_socket_modify_cb(sk, NL_CB_VALID, NL_CB_CUSTOM, naive_exit, &e);
	e.pid = proc_child();
	while (!e.n && ret >= 0 && readable(sk, 1000))
		ret = nl_recvmsgs_default(sk);
	nl_socket_free(sk);
	return ret < 0 ? -1 : e.n;
}

static int proc_naive(void)
{
	return proc_naive_on(plain_socket());
}

static int proc_unchecked(void)
{
	struct nl_sock *sk = plain_socket();

	nl_socket_disable_seq_check(sk);
	return proc_naive_on(sk);
}

static int proc_ours(void)
{
	struct nl_sock *sk = proc_socket(wk_cn_nl_open(0));
	struct exits e = { 0 };
	struct wk_cn_nl cn = { ours_exit, &e };
	int ret = 0;

	if (!sk || wk_cn_nl_set(sk, &cn))
		return -1;
	e.pid = proc_child();
	while (!e.n && ret >= 0 && readable(sk, 1000))
		ret = wk_cn_nl_recv(sk);
	nl_socket_free(sk);
	return ret < 0 ? -1 : e.n;
}

static enum verdict overrun(int *after)
{
	struct nl_sock *sk = proc_socket(wk_cn_nl_open(4096));
	struct exits e = { 0 };
	struct wk_cn_nl cn = { ours_exit, &e };
	enum verdict v;
	int n = -1;

	*after = 0;
	if (!sk || wk_cn_nl_set(sk, &cn))
		return V_OTHER;
	for (int i = 0; i < 100; i++)
		proc_child();
	v = verdict(wk_cn_nl_recv(sk), false);
	/* Whatever else this machine starts may fill the queue again. */
	for (int i = 0; i < 50 && n < 0 && !e.n; i++) {
		while (readable(sk, 0))
			wk_cn_nl_recv(sk);
		e.pid = proc_child();
		n = 0;
		while (!e.n && n >= 0 && readable(sk, 1000))
			n = wk_cn_nl_recv(sk);
	}
	*after = e.n;
	nl_socket_free(sk);
	return v;
}

/* ---- other netlink families ---- */

static int count(struct nl_msg *msg, void *data)
{
	(void)msg;
	++*(int *)data;
	return NL_OK;
}

static int no_cn(const struct cn_msg *msg, void *data)
{
	(void)msg;
	*(int *)data += 1000;
	return 0;
}

int nl_route_works(void)
{
	struct rtgenmsg gen = { .rtgen_family = AF_PACKET };
	struct nl_sock *sk = nl_socket_alloc();
	int links = 0, stray = 0;
	struct wk_cn_nl cn = { no_cn, &stray };
	int dump, error;

	if (!sk || nl_connect(sk, NETLINK_ROUTE) || wk_cn_nl_set(sk, &cn))
		return false;
	nl_socket_modify_cb(sk, NL_CB_VALID, NL_CB_CUSTOM, count, &links);
	nl_send_simple(sk, RTM_GETLINK, NLM_F_DUMP, &gen, sizeof(gen));
	dump = nl_recvmsgs_default(sk);
	nl_send_simple(sk, RTM_DELLINK, 0, &gen, sizeof(gen));
	error = nl_recvmsgs_default(sk);
	nl_socket_free(sk);
	return dump >= 0 && links > 0 && error == -NLE_INVAL && !stray;
}

int nl_foreign_dropped(void)
{
	static struct datagram d;
	struct heard theirs = { 0 }, kernels = { 0 };

	d.len = 0;
	datagram_put_cn(&d, 0, "x", 1);
	inject_ours(&d, 4711, &theirs);
	inject_ours(&d, 0, &kernels);
	return !theirs.messages && kernels.messages == 1;
}

const struct library nl_naive = { "libnl-3 alone", inject_naive, proc_naive, NULL };
const struct library nl_unchecked = { "libnl-3 without sequence check", inject_unchecked,
				      proc_unchecked, NULL };
const struct library nl_ours = { "cn_nl", inject_ours, proc_ours, overrun };
