// SPDX-License-Identifier: GPL-2.0
/* Connector messages with libmnl; see cn_mnl.h. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "cn_mnl.h"

#define CN_PAYLOAD_MAX	16364	/* more behind cn_msg is dropped silently */

struct run {
	wk_cn_mnl_cb cb;
	void *data;
};

static void set_rcvbuf(int fd, size_t rcvbuf)
{
	int size = (int)rcvbuf;

	/* The second is capped by rmem_max, but needs no capability. */
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)))
		(void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
}

struct mnl_socket *wk_cn_mnl_open(size_t rcvbuf)
{
	struct mnl_socket *nl = mnl_socket_open2(NETLINK_CONNECTOR, SOCK_CLOEXEC);
	int saved;

	if (!nl)
		return NULL;
	if (mnl_socket_bind(nl, 0, MNL_SOCKET_AUTOPID)) {
		saved = errno;
		mnl_socket_close(nl);
		errno = saved;
		return NULL;
	}
	if (rcvbuf)
		set_rcvbuf(mnl_socket_get_fd(nl), rcvbuf);
	return nl;
}

int wk_cn_mnl_join(struct mnl_socket *nl, uint32_t group)
{
	return mnl_socket_setsockopt(nl, NETLINK_ADD_MEMBERSHIP, &group, sizeof(group));
}

struct nlmsghdr *wk_cn_mnl_put(void *buf, size_t size, const struct cb_id *id, uint32_t seq,
			       const void *data, size_t len)
{
	struct nlmsghdr *nlh;
	struct cn_msg *msg;

	if (len > CN_PAYLOAD_MAX || size < MNL_ALIGN(sizeof(*nlh) + sizeof(*msg) + len)) {
		errno = EMSGSIZE;
		return NULL;
	}
	nlh = mnl_nlmsg_put_header(buf);
	nlh->nlmsg_type = NLMSG_DONE;
	nlh->nlmsg_seq = seq;
	msg = mnl_nlmsg_put_extra_header(nlh, sizeof(*msg));
	msg->id = *id;
	msg->seq = seq;
	msg->len = (uint16_t)len;
	if (len)
		memcpy(msg->data, data, len);
	nlh->nlmsg_len += (uint32_t)len;
	return nlh;
}

ssize_t wk_cn_mnl_send(const struct mnl_socket *nl, const struct nlmsghdr *nlh)
{
	return mnl_socket_sendto(nl, nlh, nlh->nlmsg_len);
}

ssize_t wk_cn_mnl_recv(const struct mnl_socket *nl, void *buf, size_t size, int flags)
{
	struct sockaddr_nl from;
	struct iovec iov = { .iov_base = buf, .iov_len = size };
	struct msghdr msg;
	ssize_t n;

	do {
		msg = (struct msghdr){ .msg_name = &from, .msg_namelen = sizeof(from),
				       .msg_iov = &iov, .msg_iovlen = 1 };
		n = recvmsg(mnl_socket_get_fd(nl), &msg, flags);
		if (n < 0)
			return -1;
	} while (msg.msg_namelen != sizeof(from) || from.nl_pid);
	if (msg.msg_flags & MSG_TRUNC) {
		errno = EMSGSIZE;
		return -1;
	}
	return n;
}

static int on_done(const struct nlmsghdr *nlh, void *data)
{
	const struct cn_msg *msg = mnl_nlmsg_get_payload(nlh);
	const struct run *run = data;

	if (nlh->nlmsg_flags & NLM_F_MULTI)
		return MNL_CB_STOP;
	if (mnl_nlmsg_get_payload_len(nlh) < sizeof(*msg) ||
	    mnl_nlmsg_get_payload_len(nlh) - sizeof(*msg) < msg->len) {
		errno = EBADMSG;
		return MNL_CB_ERROR;
	}
	return run->cb(msg, run->data);
}

/* As libmnl's own, which cannot be called once a table of ours replaces its table. */
static int on_error(const struct nlmsghdr *nlh, void *data)
{
	const struct nlmsgerr *err = mnl_nlmsg_get_payload(nlh);

	(void)data;
	if (nlh->nlmsg_len < mnl_nlmsg_size(sizeof(*err))) {
		errno = EBADMSG;
		return MNL_CB_ERROR;
	}
	errno = abs(err->error);
	return err->error ? MNL_CB_ERROR : MNL_CB_STOP;
}

static int on_noop(const struct nlmsghdr *nlh, void *data)
{
	(void)nlh;
	(void)data;
	return MNL_CB_OK;
}

static int on_overrun(const struct nlmsghdr *nlh, void *data)
{
	(void)nlh;
	(void)data;
	errno = ENOBUFS;
	return MNL_CB_ERROR;
}

/* A NULL here would mean "skip silently", not "as usual". Not const for mnl_cb_run2(). */
static mnl_cb_t control[NLMSG_OVERRUN + 1] = {
	[0] = on_noop,
	[NLMSG_NOOP] = on_noop,
	[NLMSG_ERROR] = on_error,
	[NLMSG_DONE] = on_done,
	[NLMSG_OVERRUN] = on_overrun,
};

/*
 * Bytes in front of a message that is longer than what there is. libmnl takes lengths for int: one
 * of 2 GiB or more would pass, and send it backwards, or round and round.
 */
static size_t whole_messages(const void *buf, size_t len)
{
	struct nlmsghdr h;
	size_t at = 0;

	while (len - at >= sizeof(h)) {
		memcpy(&h, (const char *)buf + at, sizeof(h));
		if (h.nlmsg_len < sizeof(h) || h.nlmsg_len > len - at)
			return at;
		if (MNL_ALIGN(h.nlmsg_len) >= len - at)
			return len;
		at += MNL_ALIGN(h.nlmsg_len);
	}
	return at;
}

int wk_cn_mnl_run(const void *buf, size_t len, wk_cn_mnl_cb cb, void *data)
{
	struct run run = { .cb = cb, .data = data };

	len = whole_messages(buf, len);
	/* The Connector's sequence numbers are its services' own: not for libmnl. */
	return mnl_cb_run2(buf, len, 0, 0, NULL, &run, control, MNL_ARRAY_SIZE(control));
}
