/* SPDX-License-Identifier: GPL-2.0 */
/* How a client reaches the kernel: two Connector sockets, or a fake in tests. */
#ifndef _WK_TRANSPORT_H
#define _WK_TRANSPORT_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* Replies must not queue behind output: see docs/protocol.md. */
enum wk_channel {
	WK_CHANNEL_EVENTS,	/* says hello; gets its reply and all events */
	WK_CHANNEL_CONTROL,	/* everything else */
	WK_CHANNELS,
};

/**
 * struct wk_transport - operations; all return a negative errno on error
 * @send: sends one netlink message of @len bytes
 * @recv: takes one datagram from the kernel without waiting; -EAGAIN when
 *        there is none
 * @wait: waits until a channel has something; > 0 when one has, 0 after @timeout_ms (-1: never)
 * @loaded: is the module there, as far as one can see?
 * @pollfds: one for each channel
 * @close: frees everything
 */
struct wk_transport {
	int (*send)(struct wk_transport *t, enum wk_channel ch, const void *msg, size_t len);
	ssize_t (*recv)(struct wk_transport *t, enum wk_channel ch, void *buf, size_t size);
	int (*wait)(struct wk_transport *t, int timeout_ms);
	bool (*loaded)(struct wk_transport *t);
	void (*pollfds)(struct wk_transport *t, struct pollfd fds[WK_CHANNELS]);
	void (*close)(struct wk_transport *t);
};

/** wk_transport_open() - the real one; Return: 0 with *@t, or a negative errno */
int wk_transport_open(struct wk_transport **t);

/** wk_transport_listed() - does a file like /proc/net/connector list our id? */
bool wk_transport_listed(const char *path);

#endif /* _WK_TRANSPORT_H */
