// SPDX-License-Identifier: GPL-2.0
#include "wire.h"

/* Without direct reclaim the Connector does not wait for room. */
#define GFP_NO_WAIT	((GFP_KERNEL & ~__GFP_DIRECT_RECLAIM) | __GFP_NOWARN)

void wk_wire_start(struct wk_builder *b, struct cn_msg *buf, size_t size,
		   const struct wk_msg *head)
{
	struct wk_msg msg = *head;

	*buf = (struct cn_msg){ .id = { WK_CN_IDX, WK_CN_VAL } };
	msg.version = WK_PROTOCOL;
	wk_build_head(b, buf->data, size - sizeof(*buf), &msg);
}

int wk_wire_send(const struct wk_builder *b, struct cn_msg *buf, u32 port)
{
	int sent;

	if (WARN_ON_ONCE(b->full))
		return -EMSGSIZE;
	buf->len = b->len;
	sent = cn_netlink_send(buf, port, 0, GFP_NO_WAIT);
	return min(sent, 0);
}
