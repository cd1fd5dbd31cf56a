// SPDX-License-Identifier: GPL-2.0
#include <linux/skbuff.h>
#include <linux/slab.h>

#include <wasm_kernel/release.h>

#include "../attach/attach.h"
#include "call.h"

static struct wk_msg reply_head(const struct wk_head *head, u64 session)
{
	return (struct wk_msg){
		.verb = WK_REPLY,
		.request = head->request,
		.session = session,
	};
}

/* Tries to send a reply. */
#define TRIES	4

/*
 * A reply that is lost is as good as a hung kernel. Without a wait the allocator may have nothing
 * to give, the less so for a long reply: asked by one who may wait, it looks for some.
 * Return: 0 or -errno
 */
static int send_reply(const struct wk_builder *b, struct cn_msg *buf, u32 cn_seq, u32 port)
{
	int tries, err = -ENOMEM;

	buf->seq = cn_seq;
	buf->ack = cn_seq + 1;
	for (tries = 0; err == -ENOMEM && tries < TRIES; tries++) {
		if (tries)
			kfree(kmalloc(SKB_TRUESIZE(b->len), GFP_KERNEL | __GFP_NOWARN));
		err = wk_wire_send(b, buf, port);
	}
	return err;
}

static void start(struct wk_call *c, size_t size, u32 code)
{
	struct wk_msg head = reply_head(&c->rq.head, c->session ? c->session->id : 0);

	wk_wire_start(&c->reply, c->buf, size, &head);
	wk_build_u32(&c->reply, WK_A_CODE, code);
}

void wk_call_start(struct wk_call *c)
{
	c->buf = (struct cn_msg *)c->small;
	c->error_offset = WK_NO_OFFSET;
	c->error_func = WK_NO_FUNC;
	start(c, sizeof(c->small), WK_C_OK);
}

int wk_call_enlarge(struct wk_call *c, size_t size)
{
	struct cn_msg *buf = kvmalloc(size, GFP_KERNEL);

	if (!buf)
		return wk_refuse(&c->why, WK_C_NOMEM, "out of memory");
	c->buf = buf;
	start(c, size, WK_C_OK);
	return 0;
}

static void finish_refusal(struct wk_call *c)
{
	start(c, sizeof(c->small), c->why.code);
	wk_build_string(&c->reply, WK_A_TEXT, c->why.text);
	if (c->error_offset != WK_NO_OFFSET)
		wk_build_u32(&c->reply, WK_A_OFFSET, c->error_offset);
	if (c->error_func != WK_NO_FUNC)
		wk_build_u32(&c->reply, WK_A_FUNC, c->error_func);
}

void wk_call_finish(struct wk_call *c)
{
	if (c->why.code)
		finish_refusal(c);
	if (send_reply(&c->reply, c->buf, c->cn_seq, c->port) == -ENOMEM) {
		/* There may still be room to say so. */
		wk_refuse(&c->why, WK_C_NOMEM, "out of memory for the reply");
		finish_refusal(c);
		send_reply(&c->reply, c->buf, c->cn_seq, c->port);
	}
	if (c->buf != (struct cn_msg *)c->small)
		kvfree(c->buf);
}

struct wk_attach *wk_call_attach(struct wk_call *c, const void *owner)
{
	u32 id = wk_get_u32(&c->rq, WK_A_ATTACH, 0);
	struct wk_attach *at = wk_attach_get(id, owner);

	if (!at)
		wk_refuse(&c->why, WK_C_NO_OBJECT, owner ?
			  "there is no attachment %u, or it belongs to another session" :
			  "there is no attachment %u", id);
	return at;
}

void wk_call_plain(const struct wk_head *head, u32 cn_seq, u32 port, u32 code, const char *text)
{
	u8 buf[WK_REPLY_SMALL] __aligned(4);
	struct wk_msg msg = reply_head(head, 0);
	struct cn_msg *cn = (struct cn_msg *)buf;
	struct wk_builder b;

	wk_wire_start(&b, cn, sizeof(buf), &msg);
	wk_build_u32(&b, WK_A_CODE, code);
	wk_build_string(&b, WK_A_TEXT, text);
	send_reply(&b, cn, cn_seq, port);
}

void wk_call_version(const struct wk_head *head, u32 cn_seq, u32 port)
{
	u8 buf[WK_REPLY_SMALL] __aligned(4);
	struct wk_msg msg = reply_head(head, 0);
	struct cn_msg *cn = (struct cn_msg *)buf;
	struct wk_builder b;
	char text[160];

	scnprintf(text, sizeof(text),
		  "the client speaks protocol %u, the kernel module %s speaks %u: update the %s",
		  head->version, WK_RELEASE WK_FLAVOUR, WK_PROTOCOL,
		  head->version < WK_PROTOCOL ? "client" : "kernel module");
	wk_wire_start(&b, cn, sizeof(buf), &msg);
	wk_build_u32(&b, WK_A_CODE, WK_C_VERSION);
	wk_build_u32(&b, WK_A_PROTOCOL, WK_PROTOCOL);
	wk_build_string(&b, WK_A_RELEASE, WK_RELEASE WK_FLAVOUR);
	wk_build_string(&b, WK_A_TEXT, text);
	send_reply(&b, cn, cn_seq, port);
}
