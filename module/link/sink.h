/* SPDX-License-Identifier: GPL-2.0 */
/* Events: what a space has to say, sent to its session's client. */
#ifndef _WK_LINK_SINK_H
#define _WK_LINK_SINK_H

#include "session.h"

/* For wk_space_new(). */
extern const struct wk_sink_ops wk_sink_ops;

/**
 * wk_sink_new() - a way to the client of @session
 * Return: the sink, which holds a reference to @session, or NULL.
 */
void *wk_sink_new(struct wk_session *session);

#endif /* _WK_LINK_SINK_H */
