// SPDX-License-Identifier: GPL-2.0
#include <linux/err.h>
#include <linux/slab.h>

#include "post.h"
#include "subscriber.h"

#define BUF_SIZE	(WK_DATAGRAM_MAX - NLMSG_HDRLEN)

/* A batch leaves this much of the reader's queue to the summary. */
#define SUMMARY_ROOM	4096

static_assert(WK_STREAM_BATCH + sizeof(struct wk_wire_account) + 256 <= BUF_SIZE);

/**
 * struct sink - where a stream goes
 * @session: with a reference
 * @attach: with a reference: the summary says why it ended
 * @buf: the message being written
 */
struct sink {
	struct wk_session *session;
	struct wk_attach *attach;
	struct cn_msg *buf;
};

/**
 * struct wk_subscriber - in the list of its session
 * @list: there
 * @attach: with a reference, which keeps the stream and so @sub
 * @sub: the subscription
 */
struct wk_subscriber {
	struct list_head list;
	struct wk_attach *attach;
	struct wk_subscription *sub;
};

/* ---- the way to the reader ---- */

static void start(struct sink *s, struct wk_builder *b, u16 verb,
		  const struct wk_wire_account *acct)
{
	struct wk_msg head = { .verb = verb, .session = s->session->id };

	wk_wire_start(b, s->buf, BUF_SIZE, &head);
	wk_build_u32(b, WK_A_ATTACH, s->attach->id);
	wk_build_bytes(b, WK_A_ACCOUNT, acct, sizeof(*acct));
}

static int deliver(struct sink *s, struct wk_builder *b, size_t spare)
{
	int err = wk_post(s->session, b, s->buf, spare);

	return err == -ENOMEM ? -EAGAIN : err;
}

static int records(void *data, const void *batch, u32 len, const struct wk_wire_account *acct)
{
	struct sink *s = data;
	struct wk_builder b;

	start(s, &b, WK_EV_RECORDS, acct);
	wk_build_bytes(&b, WK_A_RECORDS, batch, len);
	return deliver(s, &b, SUMMARY_ROOM);
}

static int summary(void *data, const struct wk_wire_account *acct)
{
	struct sink *s = data;
	struct wk_builder b;

	start(s, &b, WK_EV_SUMMARY, acct);
	wk_build_u32(&b, WK_A_REASON, READ_ONCE(s->attach->reason));
	return deliver(s, &b, 0);
}

static void release(void *data)
{
	struct sink *s = data;

	wk_session_put(s->session);
	wk_attach_put(s->attach);
	kvfree(s->buf);
	kfree(s);
}

static const struct wk_subscriber_ops ops = {
	.records = records,
	.summary = summary,
	.release = release,
};

static struct sink *new_sink(struct wk_session *session, struct wk_attach *at)
{
	struct sink *s = kzalloc(sizeof(*s), GFP_KERNEL_ACCOUNT);

	if (!s)
		return NULL;
	s->buf = kvmalloc(BUF_SIZE, GFP_KERNEL_ACCOUNT);
	if (!s->buf) {
		kfree(s);
		return NULL;
	}
	refcount_inc(&session->refs);
	refcount_inc(&at->refs);
	s->session = session;
	s->attach = at;
	return s;
}

/* ---- subscriptions of a session ---- */

static struct wk_subscriber *find_locked(struct wk_session *session, u32 attach)
{
	struct wk_subscriber *sub;

	lockdep_assert_held(&session->lock);
	list_for_each_entry(sub, &session->subscribers, list)
		if (sub->attach->id == attach)
			return sub;
	return NULL;
}

static int subscribe_locked(struct wk_session *session, struct wk_attach *at,
			    struct wk_subscriber *sub)
{
	struct sink *s;

	if (session->dead)
		return -ESHUTDOWN;
	if (find_locked(session, at->id))
		return -EEXIST;
	s = new_sink(session, at);
	if (!s)
		return -ENOMEM;
	sub->sub = wk_stream_subscribe(at->stream, &ops, s);
	if (IS_ERR(sub->sub))
		return PTR_ERR(sub->sub);
	refcount_inc(&at->refs);
	sub->attach = at;
	list_add(&sub->list, &session->subscribers);
	return 0;
}

static void end(struct wk_subscriber *sub, bool tell)
{
	wk_stream_unsubscribe(sub->attach->stream, sub->sub, tell);
	wk_attach_put(sub->attach);
	kfree(sub);
}

/* A session that lives long would else keep every attachment whose end it was told. */
static void take_told(struct wk_session *session, struct list_head *to)
{
	struct wk_subscriber *sub, *next;

	lockdep_assert_held(&session->lock);
	list_for_each_entry_safe(sub, next, &session->subscribers, list)
		if (wk_stream_told(sub->attach->stream, sub->sub))
			list_move(&sub->list, to);
}

static void end_all(struct list_head *subs)
{
	struct wk_subscriber *sub, *next;

	list_for_each_entry_safe(sub, next, subs, list)
		end(sub, false);
	INIT_LIST_HEAD(subs);
}

int wk_subscriber_new(struct wk_session *session, struct wk_attach *at)
{
	struct wk_subscriber *sub = kzalloc(sizeof(*sub), GFP_KERNEL_ACCOUNT);
	LIST_HEAD(told);
	int err;

	if (!sub)
		return -ENOMEM;
	mutex_lock(&session->lock);
	take_told(session, &told);
	err = subscribe_locked(session, at, sub);
	mutex_unlock(&session->lock);
	end_all(&told);
	if (err)
		kfree(sub);
	return err;
}

int wk_subscriber_end(struct wk_session *session, u32 attach)
{
	struct wk_subscriber *sub;

	mutex_lock(&session->lock);
	sub = find_locked(session, attach);
	if (sub)
		list_del(&sub->list);
	mutex_unlock(&session->lock);
	if (!sub)
		return -ENOENT;
	end(sub, true);
	return 0;
}

void wk_subscribers_free(struct wk_session *session)
{
	end_all(&session->subscribers);
}
