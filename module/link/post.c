// SPDX-License-Identifier: GPL-2.0
#include <linux/file.h>
#include <linux/log2.h>
#include <linux/net.h>
#include <linux/skbuff.h>
#include <net/sock.h>

#include "../compat.h"
#include "post.h"

/*
 * What netlink will ask itself, from above: a message counts with what was
 * allocated for it, which is rounded up: what is to remain is not part of that. An
 * empty queue takes any.
 */
static bool has_room(struct sock *sk, size_t len, size_t spare)
{
	int used = sk_rmem_alloc_get(sk);

	return !used || used + roundup_pow_of_two(SKB_TRUESIZE(len)) + SKB_TRUESIZE(0) + spare <=
			READ_ONCE(sk->sk_rcvbuf);
}

/*
 * Port numbers are given again, as soon as a socket begins to be closed, perhaps to somebody who
 * must not see this. A reference to its file keeps the socket that said HELLO from that. Under the
 * lock neither the socket goes nor its file. Return: the file, or NULL when it is too late.
 */
static struct file *hold_port(struct sock *sk)
{
	struct file *file = NULL;

	read_lock_bh(&sk->sk_callback_lock);
	if (sk->sk_socket && sk->sk_socket->file)
		file = wk_get_file_unless_closed(sk->sk_socket->file);
	read_unlock_bh(&sk->sk_callback_lock);
	return file;
}

/*
 * Without any wait: a client that dies meanwhile can not be told from one that is slow as
 * long as we hold its port.
 */
int wk_post(struct wk_session *session, const struct wk_builder *b, struct cn_msg *buf,
	    size_t spare)
{
	struct file *file = hold_port(session->sk);
	int err = -EAGAIN;

	if (!file)
		return -ECONNREFUSED;
	mutex_lock(&session->sending);
	if (has_room(session->sk, b->len, spare))
		err = wk_wire_send(b, buf, session->port);
	mutex_unlock(&session->sending);
	fput(file);
	return err;
}
