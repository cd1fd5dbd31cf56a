/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Sessions: what one client has, named by a random number, gone with its socket.
 *
 * Programs and spaces know their session as their owner; a session does not
 * know them, it asks the tables when it ends.
 */
#ifndef _WK_LINK_SESSION_H
#define _WK_LINK_SESSION_H

#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/refcount.h>
#include <linux/types.h>
#include <linux/workqueue.h>

#include "../prog/space.h"

struct sock;

/**
 * struct wk_session - a client
 * @list: in the table of sessions
 * @refs: the table's, one per request at work, one per space's sink
 * @id: random, never 0
 * @port: netlink port that said HELLO: events go there
 * @sk: its socket, kept to see whether it still lives, and how full its queue is
 * @sending: one event at a time: a look for room in the queue holds until the event is in it
 * @lock: everything below, and that nothing is added to a dead session
 * @dead: it is ending
 * @loads: unfinished loads
 * @nloads: how many
 * @load_bytes: memory that they hold
 * @next_load: last number given
 * @subscribers: list of struct wk_subscriber: streams that it gets
 * @why: how its end looks to its guests
 * @teardown: frees what it owns
 */
struct wk_session {
	struct list_head list;
	refcount_t refs;
	u64 id;
	u32 port;
	struct sock *sk;
	struct mutex sending;

	struct mutex lock;
	bool dead;
	struct list_head loads;
	u32 nloads;
	u64 load_bytes;
	u32 next_load;
	struct list_head subscribers;

	enum wk_stop why;
	struct work_struct teardown;
};

/** wk_sessions_init() - Return: 0 or -ENOMEM. Sessions die with their sockets from now on. */
int wk_sessions_init(void);

/**
 * wk_sessions_exit() - ends all sessions and waits until everything they owned is gone
 *
 * The door is shut already: no request is at work. Context: process.
 */
void wk_sessions_exit(void);

/**
 * wk_session_open() - a new session
 * @port: netlink port of the client
 * @sk: its socket
 *
 * Return: the session with a reference for the caller, ERR_PTR(-ENOSPC) when there
 * are too many, ERR_PTR(-ENOMEM).
 */
struct wk_session *wk_session_open(u32 port, struct sock *sk);

/** wk_session_find() - session by number with a reference, or NULL */
struct wk_session *wk_session_find(u64 id);

/** wk_session_put() - gives a reference back; NULL is allowed. Context: may sleep */
void wk_session_put(struct wk_session *session);

/**
 * wk_session_close() - ends a session at its client's wish
 *
 * When it returns, all that the session owned is gone. Context: process.
 */
void wk_session_close(struct wk_session *session);

#endif /* _WK_LINK_SESSION_H */
