// SPDX-License-Identifier: GPL-2.0
/*
 * The Connector calls us in the sender's context, in parallel, after checking
 * nothing but that the message is one; see drivers/connector/connector.c.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/capability.h>
#include <linux/connector.h>
#include <linux/netlink.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/user_namespace.h>
#include <linux/wait.h>

#include "call.h"
#include "door.h"

static const struct cb_id door_id = { WK_CN_IDX, WK_CN_VAL };

/* Requests at work. cn_del_callback() does not wait for them, so we count. */
static atomic_t inflight = ATOMIC_INIT(0);
static DECLARE_WAIT_QUEUE_HEAD(idle);
static bool closing;

#define WK_RULE(ident, handler, session, required, optional)	\
	[WK_V_##ident] = wk_verb_##handler,
static int (*const handlers[])(struct wk_call *c) = {
#include <wasm_kernel/rules.def>
};
#undef WK_RULE

static void dispatch(struct wk_call *c)
{
	const struct wk_head *head = &c->rq.head;

	if (wk_verb_needs_session(head->verb)) {
		c->session = wk_session_find(head->session);
		if (!c->session) {
			wk_refuse(&c->why, WK_C_NO_SESSION,
				  "there is no such session: say hello first");
			return;
		}
	}
	wk_call_start(c);
	handlers[head->verb](c);
}

/*
 * cn_msg lies right behind the nlmsghdr that announced it. The Connector lets a
 * cn_msg pass that is shorter than its datagram; we take no message with a tail.
 */
static int check_tail(const struct cn_msg *msg, struct wk_refusal *why)
{
	const struct nlmsghdr *nlh = (const void *)((const u8 *)msg - NLMSG_HDRLEN);
	u32 said = sizeof(*msg) + msg->len, there = nlh->nlmsg_len - NLMSG_HDRLEN;

	if (NLMSG_ALIGN(said) == NLMSG_ALIGN(there))
		return 0;
	return wk_refuse(why, WK_C_BAD_MESSAGE,
			 "cn_msg announces %u bytes where the message has %u", said, there);
}

static void handle_trusted(const struct cn_msg *msg, struct netlink_skb_parms *nsp,
			   const struct wk_head *head)
{
	struct wk_call *c = kzalloc(sizeof(*c), GFP_KERNEL);

	if (!c) {
		wk_call_plain(head, msg->seq, nsp->portid, WK_C_NOMEM, "out of memory");
		return;
	}
	c->rq.head = *head;
	c->cn_seq = msg->seq;
	c->port = nsp->portid;
	c->sk = nsp->sk;
	wk_call_start(c);
	if (!check_tail(msg, &c->why) &&
	    !wk_codec_body(msg->data, msg->len, &c->rq, &c->why))
		dispatch(c);
	wk_call_finish(c);
	wk_session_put(c->session);
	kfree(c);
}

/*
 * Who may not use the module learns that and nothing else: capability first,
 * before the message is looked at any further.
 */
static void handle(const struct cn_msg *msg, struct netlink_skb_parms *nsp)
{
	struct wk_head head;

	if (!wk_codec_head(msg->data, msg->len, &head))
		return;
	if (!__netlink_ns_capable(nsp, &init_user_ns, CAP_SYS_ADMIN))
		wk_call_plain(&head, msg->seq, nsp->portid, WK_C_DENIED,
			      "CAP_SYS_ADMIN in the initial user namespace is needed");
	else if (head.version != WK_PROTOCOL)
		wk_call_version(&head, msg->seq, nsp->portid);
	else if (READ_ONCE(closing))
		wk_call_plain(&head, msg->seq, nsp->portid, WK_C_UNLOADING,
			      "wasm_kernel is being removed");
	else
		handle_trusted(msg, nsp, &head);
}

static void on_message(struct cn_msg *msg, struct netlink_skb_parms *nsp)
{
	atomic_inc(&inflight);
	handle(msg, nsp);
	if (atomic_dec_and_test(&inflight))
		wake_up_all(&idle);
}

/* The Connector calls an id that is taken invalid. */
int wk_door_open(void)
{
	int err = cn_add_callback(&door_id, "wasm_kernel", on_message);

	if (err != -EINVAL)
		return err;
	pr_err("the Connector's id %u:%#x is taken: only one of wasm_kernel and its test build wasm_kernel_insecure can be loaded\n",
	       WK_CN_IDX, WK_CN_VAL);
	return -EBUSY;
}

/*
 * The first grace period catches a sender that the Connector has already sent our way
 * but that has not counted itself yet, the second one that has counted
 * itself out but not yet left: neither can sleep there of its own will.
 */
void wk_door_close(void)
{
	WRITE_ONCE(closing, true);
	cn_del_callback(&door_id);
	synchronize_rcu_tasks();
	wait_event(idle, !atomic_read(&inflight));
	synchronize_rcu_tasks();
}
