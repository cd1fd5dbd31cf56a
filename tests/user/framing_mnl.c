// SPDX-License-Identifier: GPL-2.0
/* libmnl, as its examples use it, and with cn_mnl. */

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <linux/rtnetlink.h>

#include "../../userspace/lib/cn_mnl.h"
#include "framing.h"

/* ---- callbacks ---- */

static int hear(struct heard *h, size_t bytes)
{
	h->messages++;
	h->bytes += bytes;
	return h->messages == h->stop_after ? MNL_CB_STOP : MNL_CB_OK;
}

static int naive_cb(const struct nlmsghdr *nlh, void *data)
{
	const struct cn_msg *msg = mnl_nlmsg_get_payload(nlh);

	return hear(data, msg->len);
}

static int ours_cb(const struct cn_msg *msg, void *data)
{
	return hear(data, msg->len);
}

static enum verdict verdict(int ret)
{
	if (ret == MNL_CB_OK)
		return V_OK;
	if (ret == MNL_CB_STOP)
		return V_STOP;
	return errno == EPERM ? V_EPERM : errno == ENOBUFS ? V_LOST :
	       errno == EBADMSG ? V_SHORT : V_OTHER;
}

static enum verdict inject_naive(const struct datagram *d, uint32_t port, struct heard *heard)
{
	(void)port;
	return verdict(mnl_cb_run(d->bytes, d->len, 0, 0, naive_cb, heard));
}

static enum verdict inject_ours(const struct datagram *d, uint32_t port, struct heard *heard)
{
	(void)port;
	return verdict(wk_cn_mnl_run(d->bytes, d->len, ours_cb, heard));
}

/* ---- the kernel's proc connector ---- */

struct exits {
	int pid;
	int n;
};

static int naive_exit(const struct nlmsghdr *nlh, void *data)
{
	const struct cn_msg *msg = mnl_nlmsg_get_payload(nlh);
	struct exits *e = data;

	e->n += proc_is_exit(msg->data, msg->len, e->pid);
	return MNL_CB_OK;
}

static int ours_exit(const struct cn_msg *msg, void *data)
{
	struct exits *e = data;

	e->n += proc_is_exit(msg->data, msg->len, e->pid);
	return MNL_CB_OK;
}

static bool readable(const struct mnl_socket *nl, int ms)
{
	struct pollfd fd = { .fd = mnl_socket_get_fd(nl), .events = POLLIN };

	return poll(&fd, 1, ms) > 0;
}

static int proc_events(bool ours)
{
	static uint32_t buf[WK_CN_MNL_BUFFER / 4];
	struct mnl_socket *nl = wk_cn_mnl_open(1 << 20);
	struct exits e = { 0 };
	ssize_t n;

	if (!nl || wk_cn_mnl_join(nl, CN_IDX_PROC) || proc_listen(mnl_socket_get_fd(nl)))
		return -1;
	e.pid = proc_child();
	while (!e.n && readable(nl, 1000)) {
		if (ours) {
			n = wk_cn_mnl_recv(nl, buf, sizeof(buf), 0);
			if (n < 0 || wk_cn_mnl_run(buf, (size_t)n, ours_exit, &e) < 0)
				break;
		} else {
			n = mnl_socket_recvfrom(nl, buf, sizeof(buf));
			if (n < 0 || mnl_cb_run(buf, (size_t)n, 0, 0, naive_exit, &e) < 0)
				break;
		}
	}
	mnl_socket_close(nl);
	return e.n;
}

static int proc_naive(void)
{
	return proc_events(false);
}

static int proc_ours(void)
{
	return proc_events(true);
}

static enum verdict overrun(int *after)
{
	static uint32_t buf[WK_CN_MNL_BUFFER / 4];
	struct mnl_socket *nl = wk_cn_mnl_open(4096);
	struct exits e = { 0 };
	enum verdict v = V_OK;
	ssize_t n = -1;

	*after = 0;
	if (!nl || wk_cn_mnl_join(nl, CN_IDX_PROC) || proc_listen(mnl_socket_get_fd(nl)))
		return V_OTHER;
	for (int i = 0; i < 100; i++)
		e.pid = proc_child();
	if (wk_cn_mnl_recv(nl, buf, sizeof(buf), 0) < 0)
		v = verdict(MNL_CB_ERROR);
	/* Whatever else this machine starts may fill the queue again. */
	for (int i = 0; i < 50 && n < 0 && !e.n; i++) {
		while (wk_cn_mnl_recv(nl, buf, sizeof(buf), MSG_DONTWAIT) >= 0)
			;
		e.pid = proc_child();
		n = 0;
		while (!e.n && n >= 0 && readable(nl, 1000)) {
			n = wk_cn_mnl_recv(nl, buf, sizeof(buf), 0);
			if (n >= 0)
				n = wk_cn_mnl_run(buf, (size_t)n, ours_exit, &e);
		}
	}
	*after = e.n;
	mnl_socket_close(nl);
	return v;
}

/* ---- other netlink families ---- */

static int no_cn(const struct cn_msg *msg, void *data)
{
	(void)msg;
	++*(int *)data;
	return MNL_CB_OK;
}

/* Sends one rtnetlink request; Return: what the run of its answer says. */
static enum verdict route(uint16_t type, uint16_t flags, int *heard)
{
	struct mnl_socket *nl = mnl_socket_open(NETLINK_ROUTE);
	char buf[32768];
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	struct rtgenmsg *gen = mnl_nlmsg_put_extra_header(nlh, sizeof(*gen));
	int ret = MNL_CB_OK;
	ssize_t n;

	nlh->nlmsg_type = type;
	nlh->nlmsg_flags = NLM_F_REQUEST | flags;
	gen->rtgen_family = AF_PACKET;
	if (!nl || mnl_socket_bind(nl, 0, MNL_SOCKET_AUTOPID) ||
	    mnl_socket_sendto(nl, nlh, nlh->nlmsg_len) < 0)
		return V_OTHER;
	while (ret == MNL_CB_OK) {
		n = wk_cn_mnl_recv(nl, buf, sizeof(buf), 0);
		ret = n < 0 ? MNL_CB_ERROR : wk_cn_mnl_run(buf, (size_t)n, no_cn, heard);
	}
	mnl_socket_close(nl);
	return verdict(ret);
}

int mnl_route_works(void)
{
	int heard = 0;
	bool dump = route(RTM_GETLINK, NLM_F_DUMP, &heard) == V_STOP;
	bool error = route(RTM_DELLINK, NLM_F_ACK, &heard) == V_OTHER && errno == EINVAL;

	return dump && error && !heard;
}

int mnl_foreign_dropped(void)
{
	struct mnl_socket *a = wk_cn_mnl_open(0);
	struct mnl_socket *b = wk_cn_mnl_open(0);
	struct cb_id id = { 22, 0x5741 };
	struct sockaddr_nl to = { .nl_family = AF_NETLINK };
	uint32_t buf[128];
	struct nlmsghdr *nlh = wk_cn_mnl_put(buf, sizeof(buf), &id, 1, "foreign", 8);
	bool arrived, dropped;

	if (!a || !b)
		return -1;
	to.nl_pid = mnl_socket_get_portid(b);
	if (sendto(mnl_socket_get_fd(a), nlh, nlh->nlmsg_len, 0, (struct sockaddr *)&to,
		   sizeof(to)) < 0)
		return -1;
	arrived = readable(b, 1000);
	dropped = wk_cn_mnl_recv(b, buf, sizeof(buf), MSG_DONTWAIT) < 0 && errno == EAGAIN;
	mnl_socket_close(a);
	mnl_socket_close(b);
	return arrived && dropped;
}

const struct library mnl_naive = { "libmnl alone", inject_naive, proc_naive, NULL };
const struct library mnl_ours = { "cn_mnl", inject_ours, proc_ours, overrun };
