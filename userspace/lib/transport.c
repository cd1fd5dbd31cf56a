// SPDX-License-Identifier: GPL-2.0
/* Two Connector sockets. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/wasm_kernel.h>

#include "cn_mnl.h"
#include "transport.h"

/* Room for output while the client is busy; the program waits when it is full. */
#define EVENTS_RCVBUF	(1 << 20)

struct netlink {
	struct wk_transport ops;
	struct mnl_socket *nl[WK_CHANNELS];
};

static struct netlink *self(struct wk_transport *t)
{
	return (struct netlink *)t;
}

static int netlink_send(struct wk_transport *t, enum wk_channel ch, const void *msg, size_t len)
{
	(void)len;
	return wk_cn_mnl_send(self(t)->nl[ch], msg) < 0 ? -errno : 0;
}

static ssize_t netlink_recv(struct wk_transport *t, enum wk_channel ch, void *buf, size_t size)
{
	ssize_t n = wk_cn_mnl_recv(self(t)->nl[ch], buf, size, MSG_DONTWAIT);

	return n < 0 ? -errno : n;
}

static void netlink_pollfds(struct wk_transport *t, struct pollfd fds[WK_CHANNELS])
{
	for (int i = 0; i < WK_CHANNELS; i++)
		fds[i] = (struct pollfd){ .fd = mnl_socket_get_fd(self(t)->nl[i]),
					  .events = POLLIN };
}

static int netlink_wait(struct wk_transport *t, int timeout_ms)
{
	struct pollfd fds[WK_CHANNELS];
	int n;

	netlink_pollfds(t, fds);
	n = poll(fds, WK_CHANNELS, timeout_ms);
	return n < 0 ? -errno : n;
}

bool wk_transport_listed(const char *path)
{
	unsigned int idx, val;
	char line[128];
	bool found = false;
	FILE *f = fopen(path, "re");

	if (!f)
		return false;
	while (!found && fgets(line, sizeof(line), f)) {
		const char *id = strrchr(line, ' ');

		found = id && sscanf(id, "%u:%u", &idx, &val) == 2 &&
			idx == WK_CN_IDX && val == WK_CN_VAL;
	}
	fclose(f);
	return found;
}

static bool netlink_loaded(struct wk_transport *t)
{
	(void)t;
	return wk_transport_listed("/proc/net/connector");
}

static void netlink_close(struct wk_transport *t)
{
	for (int i = 0; i < WK_CHANNELS; i++)
		if (self(t)->nl[i])
			mnl_socket_close(self(t)->nl[i]);
	free(t);
}

int wk_transport_open(struct wk_transport **t)
{
	static const size_t rcvbuf[WK_CHANNELS] = { [WK_CHANNEL_EVENTS] = EVENTS_RCVBUF };
	struct netlink *n = calloc(1, sizeof(*n));
	int err;

	if (!n)
		return -ENOMEM;
	n->ops = (struct wk_transport){
		.send = netlink_send, .recv = netlink_recv, .wait = netlink_wait,
		.loaded = netlink_loaded, .pollfds = netlink_pollfds, .close = netlink_close,
	};
	for (int i = 0; i < WK_CHANNELS; i++) {
		n->nl[i] = wk_cn_mnl_open(rcvbuf[i]);
		if (!n->nl[i]) {
			err = errno;
			netlink_close(&n->ops);
			return -err;
		}
	}
	*t = &n->ops;
	return 0;
}
