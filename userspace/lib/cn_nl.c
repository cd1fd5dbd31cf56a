// SPDX-License-Identifier: GPL-2.0
/* Connector messages with libnl-3; see cn_nl.h. */

#include <errno.h>
#include <string.h>

#include <linux/netlink.h>
#include <netlink/handlers.h>
#include <netlink/msg.h>
#include <netlink/socket.h>

#include "cn_nl.h"

#define CN_PAYLOAD_MAX	16364	/* more behind cn_msg is dropped silently */
#define DEFAULT_RCVBUF	(1 << 20)

static int setup(struct nl_sock *sk, size_t rcvbuf)
{
	int err = nl_connect(sk, NETLINK_CONNECTOR);

	if (err < 0)
		return err;
	/* Never answered, and libnl would wait for it. */
	nl_socket_disable_auto_ack(sk);
	/* One system call for each datagram instead of two. */
	nl_socket_disable_msg_peek(sk);
	err = nl_socket_set_msg_buf_size(sk, WK_CN_NL_BUFFER);
	if (err < 0)
		return err;
	return nl_socket_set_buffer_size(sk, rcvbuf ? (int)rcvbuf : DEFAULT_RCVBUF, 0);
}

struct nl_sock *wk_cn_nl_open(size_t rcvbuf)
{
	struct nl_sock *sk = nl_socket_alloc();
	int saved;

	if (!sk) {
		errno = ENOMEM;
		return NULL;
	}
	if (setup(sk, rcvbuf) < 0) {
		saved = errno;
		nl_socket_free(sk);
		errno = saved;
		return NULL;
	}
	return sk;
}

int wk_cn_nl_join(struct nl_sock *sk, int group)
{
	return nl_socket_add_memberships(sk, group, 0);
}

static int on_message(struct nl_msg *nlmsg, void *data)
{
	const struct nlmsghdr *nlh = nlmsg_hdr(nlmsg);
	const struct sockaddr_nl *from = nlmsg_get_src(nlmsg);
	const struct cn_msg *msg = nlmsg_data(nlh);
	const struct wk_cn_nl *cn = data;
	int ret;

	if (from->nl_pid)
		return NL_SKIP;		/* another process, not the kernel */
	if (nlh->nlmsg_type != NLMSG_DONE || (nlh->nlmsg_flags & NLM_F_MULTI))
		return NL_OK;		/* libnl's own business */
	if (nlmsg_datalen(nlh) < (int)sizeof(*msg) ||
	    nlmsg_datalen(nlh) - (int)sizeof(*msg) < msg->len)
		return -NLE_MSG_TOOSHORT;
	ret = cn->cb(msg, cn->data);
	/* NL_SKIP: before the sequence check and before the end-of-dump path. */
	return ret == NL_OK ? NL_SKIP : ret;
}

int wk_cn_nl_set(struct nl_sock *sk, struct wk_cn_nl *cn)
{
	return nl_socket_modify_cb(sk, NL_CB_MSG_IN, NL_CB_CUSTOM, on_message, cn);
}

int wk_cn_nl_set_cb(struct nl_cb *cb, struct wk_cn_nl *cn)
{
	return nl_cb_set(cb, NL_CB_MSG_IN, NL_CB_CUSTOM, on_message, cn);
}

int wk_cn_nl_send(struct nl_sock *sk, const struct cb_id *id, uint32_t seq, const void *data,
		  size_t len)
{
	struct cn_msg head = { .id = *id, .seq = seq, .len = (uint16_t)len };
	struct nl_msg *msg;
	int ret = -NLE_NOMEM;

	if (len > CN_PAYLOAD_MAX)
		return -NLE_MSGSIZE;
	msg = nlmsg_alloc_size(NLMSG_HDRLEN + sizeof(head) + len + NLMSG_ALIGNTO);
	if (!msg)
		return ret;
	if (nlmsg_put(msg, NL_AUTO_PORT, seq, NLMSG_DONE, 0, 0) &&
	    !nlmsg_append(msg, &head, sizeof(head), 0) &&
	    (!len || !nlmsg_append(msg, (void *)data, len, 0)))
		ret = nl_send_auto(sk, msg);
	nlmsg_free(msg);
	return ret;
}

int wk_cn_nl_recv(struct nl_sock *sk)
{
	int ret;

	errno = 0;
	ret = nl_recvmsgs_default(sk);
	if (ret == -NLE_NOMEM && errno == ENOBUFS)
		return -NLE_MSG_OVERFLOW;
	return ret;
}
