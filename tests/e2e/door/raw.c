// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/connector.h>
#include <linux/netlink.h>

#include "raw.h"

static void die(const char *what)
{
	printf("Bail out! %s: %s\n", what, strerror(errno));
	exit(99);
}

void raw_set16(struct raw_msg *m, size_t at, uint16_t v)
{
	memcpy(m->b + at, &v, sizeof(v));
}

void raw_set32(struct raw_msg *m, size_t at, uint32_t v)
{
	memcpy(m->b + at, &v, sizeof(v));
}

void raw_set64(struct raw_msg *m, size_t at, uint64_t v)
{
	memcpy(m->b + at, &v, sizeof(v));
}

void raw_seal(struct raw_msg *m)
{
	raw_set32(m, 0, m->len);
	raw_set16(m, RAW_CN + 16, m->len - RAW_WK);
}

void raw_begin(struct raw_msg *m, unsigned int verb, uint32_t request, uint64_t session)
{
	struct nlmsghdr nlh = { .nlmsg_type = NLMSG_DONE };
	struct cn_msg cn = { .id = { WK_CN_IDX, WK_CN_VAL }, .seq = request };
	struct wk_msg wk = { .version = WK_PROTOCOL, .verb = verb, .request = request,
			     .session = session };

	memcpy(m->b, &nlh, sizeof(nlh));
	memcpy(m->b + RAW_CN, &cn, sizeof(cn));
	memcpy(m->b + RAW_WK, &wk, sizeof(wk));
	m->len = RAW_ATTRS;
	raw_seal(m);
}

void raw_tail(struct raw_msg *m, const void *p, size_t len)
{
	memcpy(m->b + m->len, p, len);
	m->len += len;
	raw_seal(m);
}

void raw_attr(struct raw_msg *m, unsigned int type, const void *p, size_t len)
{
	static const uint8_t zero[4];
	uint16_t head[2] = { 4 + len, type };

	raw_tail(m, head, sizeof(head));
	raw_tail(m, p, len);
	raw_tail(m, zero, -len & 3);
}

void raw_u32(struct raw_msg *m, unsigned int type, uint32_t v)
{
	raw_attr(m, type, &v, sizeof(v));
}

void raw_u64(struct raw_msg *m, unsigned int type, uint64_t v)
{
	raw_attr(m, type, &v, sizeof(v));
}

void raw_str(struct raw_msg *m, unsigned int type, const char *s)
{
	raw_attr(m, type, s, strlen(s) + 1);
}

int raw_open(uint32_t *port)
{
	struct sockaddr_nl addr = { .nl_family = AF_NETLINK };
	socklen_t len = sizeof(addr);
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_CONNECTOR);

	if (fd < 0 || bind(fd, (void *)&addr, len) || getsockname(fd, (void *)&addr, &len))
		die("socket");
	*port = addr.nl_pid;
	return fd;
}

bool raw_send(int fd, const struct raw_msg *m)
{
	struct sockaddr_nl addr = { .nl_family = AF_NETLINK };

	return sendto(fd, m->b, m->len, 0, (void *)&addr, sizeof(addr)) == (ssize_t)m->len;
}

static void parse(struct raw_in *in)
{
	size_t at = RAW_ATTRS;
	struct wk_msg wk;

	if (in->len < RAW_ATTRS)
		die("a message without a head");
	memcpy(&wk, in->b + RAW_WK, sizeof(wk));
	in->verb = wk.verb;
	in->request = wk.request;
	in->session = wk.session;
	memset(in->present, 0, sizeof(in->present));
	while (at + 4 <= in->len) {
		uint16_t head[2];

		memcpy(head, in->b + at, sizeof(head));
		if (head[0] < 4 || at + head[0] > in->len || head[1] > WK_A_MAX)
			die("a broken attribute");
		in->present[head[1]] = true;
		in->attr[head[1]] = in->b + at + 4;
		in->attr_len[head[1]] = head[0] - 4;
		at += (head[0] + 3) & ~3;
	}
	if (at != in->len)
		die("bytes behind the attributes");
}

/* The longest wait at a time: a machine that stood still uses up one of them, and not @ms. */
#define SLICE_MS	250

bool raw_recv(int fd, struct raw_in *in, int ms)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	ssize_t n;

	while (!poll(&p, 1, ms < SLICE_MS ? ms : SLICE_MS)) {
		ms -= SLICE_MS;
		if (ms <= 0)
			return false;
	}
	n = recv(fd, in->b, sizeof(in->b), 0);
	if (n < 0)
		return false;
	in->len = n;
	parse(in);
	return true;
}

bool raw_has(const struct raw_in *in, unsigned int type)
{
	return in->present[type];
}

uint32_t raw_get32(const struct raw_in *in, unsigned int type)
{
	uint32_t v = 0;

	if (raw_has(in, type) && in->attr_len[type] == sizeof(v))
		memcpy(&v, in->attr[type], sizeof(v));
	return v;
}

uint64_t raw_get64(const struct raw_in *in, unsigned int type)
{
	uint64_t v = 0;

	if (raw_has(in, type) && in->attr_len[type] == sizeof(v))
		memcpy(&v, in->attr[type], sizeof(v));
	return v;
}

const char *raw_get_str(const struct raw_in *in, unsigned int type)
{
	return raw_has(in, type) ? (const char *)in->attr[type] : "";
}
