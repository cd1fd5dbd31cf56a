// SPDX-License-Identifier: GPL-2.0
#include <linux/netlink.h>
#include <linux/notifier.h>
#include <linux/random.h>
#include <linux/slab.h>
#include <net/net_namespace.h>
#include <net/sock.h>

#include "../attach/attach.h"
#include "load.h"
#include "session.h"
#include "subscriber.h"

static DEFINE_MUTEX(table_lock);
static LIST_HEAD(table);
static u32 count;
static struct workqueue_struct *undertaker;

/* ---- life ---- */

void wk_session_put(struct wk_session *session)
{
	if (!session || !refcount_dec_and_test(&session->refs))
		return;
	sock_put(session->sk);
	mutex_destroy(&session->sending);
	mutex_destroy(&session->lock);
	kfree(session);
}

/* Frees what the session owned; it is out of the table and marked dead. */
static void tear_down(struct wk_session *session)
{
	wk_subscribers_free(session);
	wk_attachments_release(session, session->why == WK_STOP_UNLOAD ? WK_REASON_UNLOAD :
								    WK_REASON_SESSION);
	wk_spaces_release(session, session->why);
	wk_programs_release(session);
	wk_loads_free(session);
	wk_session_put(session);
}

static void teardown_work(struct work_struct *work)
{
	tear_down(container_of(work, struct wk_session, teardown));
}

static struct wk_session *find_locked(u64 id)
{
	struct wk_session *session;

	lockdep_assert_held(&table_lock);
	list_for_each_entry(session, &table, list)
		if (session->id == id)
			return session;
	return NULL;
}

static u32 count_port_locked(u32 port)
{
	struct wk_session *session;
	u32 n = 0;

	lockdep_assert_held(&table_lock);
	list_for_each_entry(session, &table, list)
		n += session->port == port;
	return n;
}

static int insert(struct wk_session *session)
{
	int err = -ENOSPC;

	mutex_lock(&table_lock);
	if (count >= WK_MAX_SESSIONS ||
	    count_port_locked(session->port) >= WK_MAX_SESSIONS_PER_PORT)
		goto out_unlock;
	do {
		session->id = get_random_u64();
	} while (!session->id || find_locked(session->id));
	list_add(&session->list, &table);
	refcount_inc(&session->refs);
	count++;
	err = 0;
out_unlock:
	mutex_unlock(&table_lock);
	return err;
}

struct wk_session *wk_session_open(u32 port, struct sock *sk)
{
	struct wk_session *session = kzalloc(sizeof(*session), GFP_KERNEL_ACCOUNT);
	int err;

	if (!session)
		return ERR_PTR(-ENOMEM);
	refcount_set(&session->refs, 1);
	session->port = port;
	sock_hold(sk);
	session->sk = sk;
	session->why = WK_STOP_GONE;
	mutex_init(&session->sending);
	mutex_init(&session->lock);
	INIT_LIST_HEAD(&session->loads);
	INIT_LIST_HEAD(&session->subscribers);
	INIT_WORK(&session->teardown, teardown_work);
	err = insert(session);
	if (err) {
		wk_session_put(session);
		return ERR_PTR(err);
	}
	return session;
}

struct wk_session *wk_session_find(u64 id)
{
	struct wk_session *session;

	mutex_lock(&table_lock);
	session = find_locked(id);
	if (session)
		refcount_inc(&session->refs);
	mutex_unlock(&table_lock);
	return session;
}

/* ---- end ---- */

static void unlink_locked(struct wk_session *session)
{
	lockdep_assert_held(&table_lock);
	list_del_init(&session->list);
	count--;
}

/* Stops its guests at once; they are buried later. */
static void kill(struct wk_session *session, enum wk_stop why)
{
	mutex_lock(&session->lock);
	session->dead = true;
	session->why = why;
	mutex_unlock(&session->lock);
	wk_attachments_kill(session);
	wk_spaces_kill(session, why);
}

void wk_session_close(struct wk_session *session)
{
	bool mine;

	mutex_lock(&table_lock);
	mine = !list_empty(&session->list);
	if (mine)
		unlink_locked(session);
	mutex_unlock(&table_lock);
	if (!mine)
		return;
	kill(session, WK_STOP_DELETE);
	tear_down(session);
}

/*
 * Has the socket @port of @session been closed? Its number may have been given again since, to
 * somebody who said hello before we hear of the old one's end.
 */
static bool lost(const struct wk_session *session, u32 port)
{
	return session->port == port && sock_flag(session->sk, SOCK_DEAD);
}

/*
 * Takes a session that lost @port, or (0) any, out of the table. One at a time: who finds a
 * session unlinked must be sure that it is in no other list either.
 */
static struct wk_session *take_one(u32 port)
{
	struct wk_session *session;

	mutex_lock(&table_lock);
	list_for_each_entry(session, &table, list) {
		if (!port || lost(session, port)) {
			unlink_locked(session);
			mutex_unlock(&table_lock);
			return session;
		}
	}
	mutex_unlock(&table_lock);
	return NULL;
}

/* Ends the sessions that lost @port; 0: all. */
static void end_sessions(u32 port, enum wk_stop why)
{
	struct wk_session *session;

	while ((session = take_one(port))) {
		kill(session, why);
		queue_work(undertaker, &session->teardown);
	}
}

/*
 * A netlink socket has been closed, by its owner or by the owner's death. We are
 * in the closing task, which must not wait for guests.
 */
static int on_release(struct notifier_block *nb, unsigned long event, void *data)
{
	const struct netlink_notify *n = data;

	if (event == NETLINK_URELEASE && n->protocol == NETLINK_CONNECTOR && n->portid &&
	    net_eq(n->net, &init_net))
		end_sessions(n->portid, WK_STOP_GONE);
	return NOTIFY_DONE;
}

static struct notifier_block notifier = {
	.notifier_call = on_release,
};

int wk_sessions_init(void)
{
	int err;

	undertaker = alloc_workqueue("wasm_kernel", WQ_UNBOUND, 0);
	if (!undertaker)
		return -ENOMEM;
	err = netlink_register_notifier(&notifier);
	if (err)
		destroy_workqueue(undertaker);
	return err;
}

void wk_sessions_exit(void)
{
	netlink_unregister_notifier(&notifier);
	end_sessions(0, WK_STOP_UNLOAD);
	destroy_workqueue(undertaker);
}
