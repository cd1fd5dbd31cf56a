/* SPDX-License-Identifier: GPL-2.0 */
/* A request at work: what its handler gets, and the reply it leaves. */
#ifndef _WK_LINK_CALL_H
#define _WK_LINK_CALL_H

#include "codec.h"
#include "session.h"
#include "wire.h"

struct wk_attach;

/* Room for CODE, TEXT, OFFSET and FUNC; or for the attributes of a small success. */
#define WK_REPLY_SMALL	(sizeof(struct cn_msg) + WK_MSG_SIZE + WK_TEXT_MAX + 64)

/**
 * struct wk_call - a request and its reply
 * @rq: the request, checked
 * @cn_seq: sequence number in cn_msg, which the reply repeats
 * @port: netlink port that asked: gets the reply
 * @sk: its socket
 * @session: with a reference; NULL in HELLO until it has made one
 * @why: filled by a handler that refuses
 * @error_offset: byte offset in a module that was refused, or WK_NO_OFFSET
 * @error_func: function index in it, or WK_NO_FUNC
 * @reply: attributes of a success are written to it
 * @buf: where @reply lies
 * @small: what @buf is unless wk_call_enlarge() was called
 */
struct wk_call {
	struct wk_request rq;
	u32 cn_seq;
	u32 port;
	struct sock *sk;
	struct wk_session *session;
	struct wk_refusal why;
	u32 error_offset;
	u32 error_func;
	struct wk_builder reply;
	struct cn_msg *buf;
	u8 small[WK_REPLY_SMALL] __aligned(4);
};

/** wk_call_start() - begins the reply of a success */
void wk_call_start(struct wk_call *c);

/**
 * wk_call_enlarge() - begins it anew with more room
 * Return: 0, or -1 with the refusal filled in.
 */
int wk_call_enlarge(struct wk_call *c, size_t size);

/** wk_call_finish() - sends the reply: a success, or what @c->why says */
void wk_call_finish(struct wk_call *c);

/**
 * wk_call_attach() - the attachment that the request names
 * @c: call
 * @owner: only if it belongs to this session or is pinned; NULL: any
 *
 * Return: it, with a reference; or NULL with the refusal filled in.
 */
struct wk_attach *wk_call_attach(struct wk_call *c, const void *owner);

/** wk_call_plain() - answers, with nothing allocated, a request that became no call */
void wk_call_plain(const struct wk_head *head, u32 cn_seq, u32 port, u32 code, const char *text);

/** wk_call_version() - answers a request of another protocol version */
void wk_call_version(const struct wk_head *head, u32 cn_seq, u32 port);

/* Handlers of the verbs. Return: 0, or -1 with @c->why filled in. Context: process. */
#define WK_RULE(ident, handler, session, required, optional)	\
	int wk_verb_##handler(struct wk_call *c);
#include <wasm_kernel/rules.def>
#undef WK_RULE

#endif /* _WK_LINK_CALL_H */
