/* SPDX-License-Identifier: GPL-2.0 */
/* Messages to user space: what every one of them needs. */
#ifndef _WK_LINK_WIRE_H
#define _WK_LINK_WIRE_H

#include <linux/connector.h>

#include "codec.h"

/*
 * Replies are sent from the sender's own context: a wait for room in its queue
 * would be for ever. Without direct reclaim the Connector does not wait.
 */
#define WK_GFP_REPLY	((GFP_KERNEL & ~__GFP_DIRECT_RECLAIM) | __GFP_NOWARN)

/* Events are sent by runners, which may wait for their reader. */
#define WK_GFP_EVENT	(GFP_KERNEL | __GFP_NOWARN)

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
 * @gfp: WK_GFP_REPLY or WK_GFP_EVENT
 *
 * Return: 0, -EAGAIN without room, -ECONNREFUSED without a reader, -ENOMEM,
 * -ERESTARTSYS when the wait was interrupted.
 */
int wk_wire_send(const struct wk_builder *b, struct cn_msg *buf, u32 port, gfp_t gfp);

#endif /* _WK_LINK_WIRE_H */
