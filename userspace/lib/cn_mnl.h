/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Connector messages with libmnl.
 *
 * The Connector sends its messages as NLMSG_DONE.  libmnl takes that for the
 * end of a dump: mnl_cb_run() stops, returns success, and no callback sees the
 * message.  These functions sit beside libmnl's own and get it right: a
 * message of the Connector is NLMSG_DONE without NLM_F_MULTI; an end of dump has the flag.
 * They serve any Connector service, not only wasm_kernel.
 */
#ifndef _WK_CN_MNL_H
#define _WK_CN_MNL_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <libmnl/libmnl.h>
#include <linux/connector.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Holds any datagram of the Connector: cn_msg.len has 16 bits. */
#define WK_CN_MNL_BUFFER	66048

/**
 * typedef wk_cn_mnl_cb - called for each message
 * @msg: complete: msg->data has msg->len bytes. At 4 mod 8: read 64-bit
 *       fields with memcpy().
 * @data: from wk_cn_mnl_run()
 *
 * Return: MNL_CB_OK to go on, MNL_CB_STOP or MNL_CB_ERROR (with errno) to stop.
 */
typedef int (*wk_cn_mnl_cb)(const struct cn_msg *msg, void *data);

/**
 * wk_cn_mnl_open() - a bound Connector socket, close-on-exec
 * @rcvbuf: size of its queue in bytes, forced if the process may; 0 for the
 *          system's default
 *
 * Return: to be closed with mnl_socket_close(); NULL with errno on error.
 */
struct mnl_socket *wk_cn_mnl_open(size_t rcvbuf);

/** wk_cn_mnl_join() - joins a multicast group (the idx of most services); 0 or -1, errno */
int wk_cn_mnl_join(struct mnl_socket *nl, uint32_t group);

/**
 * wk_cn_mnl_put() - builds a request
 * @buf: place for it
 * @size: bytes of @buf
 * @id: which service
 * @seq: to be given back in the answer, where the service does so
 * @data: payload
 * @len: its length
 *
 * Return: the message in @buf, or NULL with EMSGSIZE when it does not fit in
 * @buf or the kernel would drop it silently (more than 16364 bytes of payload).
 */
struct nlmsghdr *wk_cn_mnl_put(void *buf, size_t size, const struct cb_id *id, uint32_t seq,
			       const void *data, size_t len);

/**
 * wk_cn_mnl_send() - sends what wk_cn_mnl_put() built
 *
 * The callback in the kernel has returned when this does. A service that does
 * not exist is no error. Return: bytes sent, or -1 with errno.
 */
ssize_t wk_cn_mnl_send(const struct mnl_socket *nl, const struct nlmsghdr *nlh);

/**
 * wk_cn_mnl_recv() - receives one datagram from the kernel
 * @buf: place for it
 * @size: bytes of @buf, best WK_CN_MNL_BUFFER
 * @flags: MSG_DONTWAIT or 0
 *
 * Datagrams of other processes, which a privileged one can send, are dropped here.
 * Return: its length, or -1 with errno: ENOBUFS after messages were lost
 * (read on), EMSGSIZE when @buf was too small, EAGAIN, EINTR.
 */
ssize_t wk_cn_mnl_recv(const struct mnl_socket *nl, void *buf, size_t size, int flags);

/**
 * wk_cn_mnl_run() - gives each Connector message of a datagram to a callback
 * @buf: the datagram
 * @len: its length
 * @cb: callback
 * @data: passed to it
 *
 * Return: as mnl_cb_run(): what @cb returned last; MNL_CB_STOP at an
 * acknowledgement or a real end of dump; -1 with errno at a real NLMSG_ERROR,
 * ENOBUFS at NLMSG_OVERRUN, EBADMSG at a message shorter than it says.
 */
int wk_cn_mnl_run(const void *buf, size_t len, wk_cn_mnl_cb cb, void *data);

#ifdef __cplusplus
}
#endif

#endif /* _WK_CN_MNL_H */
