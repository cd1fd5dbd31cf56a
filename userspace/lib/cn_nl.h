/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Connector messages with libnl-3.
 *
 * The Connector sends its messages as NLMSG_DONE.  libnl takes that for the
 * end of a dump, and the sequence number for a wrong one: NL_CB_VALID is never
 * called, and nl_recvmsgs() fails with -NLE_SEQ_MISMATCH.  These functions take
 * Connector messages out before either happens, and leave the rest to libnl.
 * They serve any Connector service, not only wasm_kernel.
 *
 * Do not use nl_send_sync() or nl_wait_for_ack() on such a socket: the
 * Connector acknowledges nothing.
 */
#ifndef _WK_CN_NL_H
#define _WK_CN_NL_H

#include <stddef.h>
#include <stdint.h>

#include <linux/connector.h>
#include <netlink/netlink.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Holds any datagram of the Connector: cn_msg.len has 16 bits. */
#define WK_CN_NL_BUFFER		66048

/**
 * typedef wk_cn_nl_cb - called for each message
 * @msg: complete: msg->data has msg->len bytes. At 4 mod 8: read 64-bit
 *       fields with memcpy().
 * @data: from struct wk_cn_nl
 *
 * Return: 0 to go on; NL_STOP, or a negative NLE_* to stop.
 */
typedef int (*wk_cn_nl_cb)(const struct cn_msg *msg, void *data);

/**
 * struct wk_cn_nl - a callback; must live as long as it is set
 * @cb: called for each message
 * @data: passed to it
 */
struct wk_cn_nl {
	wk_cn_nl_cb cb;
	void *data;
};

/**
 * wk_cn_nl_open() - a connected Connector socket
 * @rcvbuf: size of its queue in bytes (nl_connect() alone would make it
 *          smaller than the system's default); 0 for 1 MiB
 *
 * Return: to be freed with nl_socket_free(); NULL with errno on error.
 */
struct nl_sock *wk_cn_nl_open(size_t rcvbuf);

/** wk_cn_nl_join() - joins a multicast group; 0 or a negative NLE_* */
int wk_cn_nl_join(struct nl_sock *sk, int group);

/**
 * wk_cn_nl_set() - has nl_recvmsgs_default() on @sk give Connector messages to a callback
 *
 * Takes the socket's NL_CB_MSG_IN. Return: 0 or a negative NLE_*.
 */
int wk_cn_nl_set(struct nl_sock *sk, struct wk_cn_nl *cn);

/** wk_cn_nl_set_cb() - the same for a set of callbacks of the caller's own */
int wk_cn_nl_set_cb(struct nl_cb *cb, struct wk_cn_nl *cn);

/**
 * wk_cn_nl_send() - sends a request
 *
 * The callback in the kernel has returned when this does. A service that does
 * not exist is no error. Return: bytes sent, or a negative NLE_*:
 * -NLE_MSGSIZE for what the kernel would drop silently (more than 16364 bytes).
 */
int wk_cn_nl_send(struct nl_sock *sk, const struct cb_id *id, uint32_t seq, const void *data,
		  size_t len);

/**
 * wk_cn_nl_recv() - waits for one datagram and gives its messages to the callback
 *
 * As nl_recvmsgs_default(), but a queue that ran over is -NLE_MSG_OVERFLOW
 * (libnl says "out of memory"): messages were lost, read on.
 */
int wk_cn_nl_recv(struct nl_sock *sk);

#ifdef __cplusplus
}
#endif

#endif /* _WK_CN_NL_H */
