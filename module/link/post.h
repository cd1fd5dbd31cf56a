/* SPDX-License-Identifier: GPL-2.0 */
/* Messages to a session's client that may find its queue full. */
#ifndef _WK_LINK_POST_H
#define _WK_LINK_POST_H

#include "session.h"
#include "wire.h"

/**
 * wk_post() - sends a message to the port that said HELLO, if there is room
 * @session: whose
 * @b: written message
 * @buf: where it lies
 * @spare: bytes that must remain of the queue
 *
 * Context: may sleep, but does not wait for the reader.
 * Return: 0, -EAGAIN without room, -ENOMEM, -ECONNREFUSED when the client is gone.
 */
int wk_post(struct wk_session *session, const struct wk_builder *b, struct cn_msg *buf,
	    size_t spare);

#endif /* _WK_LINK_POST_H */
