/* SPDX-License-Identifier: GPL-2.0 */
/* Messages to user space: what every one of them needs. */
#ifndef _WK_LINK_WIRE_H
#define _WK_LINK_WIRE_H

#include <linux/connector.h>

#include "codec.h"

/**
 * wk_wire_start() - begins a message
 * @b: to write it with
 * @buf: where: a struct cn_msg with room behind it
 * @size: bytes of all of @buf
 * @head: head of the payload; version is filled in
 */
void wk_wire_start(struct wk_builder *b, struct cn_msg *buf, size_t size,
		   const struct wk_msg *head);

/**
 * wk_wire_send() - sends a message to one port
 * @b: written message, not full
 * @buf: as for wk_wire_start(); seq and ack may have been set
 * @port: netlink port
 *
 * Never waits, neither for room nor for memory: a reply is sent from its receiver's own context,
 * where a wait would be for ever, and an event while its receiver is kept from dying.
 *
 * Return: 0, -EAGAIN without room, -ECONNREFUSED without a reader, -ENOMEM.
 */
int wk_wire_send(const struct wk_builder *b, struct cn_msg *buf, u32 port);

#endif /* _WK_LINK_WIRE_H */
