/* SPDX-License-Identifier: GPL-2.0 */
/* Sessions that get the stream of an attachment. */
#ifndef _WK_LINK_SUBSCRIBER_H
#define _WK_LINK_SUBSCRIBER_H

#include "../attach/attach.h"
#include "session.h"

/**
 * wk_subscriber_new() - sends the records of @at to @session from now on
 * Return: 0; -EEXIST, it gets them already; -ESHUTDOWN, @at or the session has ended; -ENOSPC,
 * there are too many; -ENOMEM.
 */
int wk_subscriber_new(struct wk_session *session, struct wk_attach *at);

/**
 * wk_subscriber_end() - sends no more
 * Return: 0, or -ENOENT. Context: process; waits a bounded time for the reader.
 */
int wk_subscriber_end(struct wk_session *session, u32 attach);

/** wk_subscribers_free() - ends all of a dead session's, without a word */
void wk_subscribers_free(struct wk_session *session);

#endif /* _WK_LINK_SUBSCRIBER_H */
