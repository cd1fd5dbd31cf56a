// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <string.h>

#include <linux/connector.h>
#include <linux/netlink.h>

#include "datagram.h"

void datagram_put(struct datagram *d, uint16_t type, uint16_t flags, uint32_t seq,
		  const void *payload, size_t len)
{
	struct nlmsghdr h = { .nlmsg_len = (uint32_t)(NLMSG_HDRLEN + len), .nlmsg_type = type,
			      .nlmsg_flags = flags, .nlmsg_seq = seq };

	if (d->len + NLMSG_SPACE(len) > sizeof(d->bytes))
		abort();
	memset(d->bytes + d->len, 0, NLMSG_SPACE(len));
	memcpy(d->bytes + d->len, &h, sizeof(h));
	if (len)
		memcpy(d->bytes + d->len + NLMSG_HDRLEN, payload, len);
	d->len += NLMSG_SPACE(len);
}

void datagram_put_short_cn(struct datagram *d, const void *payload, uint16_t len,
			   uint16_t claimed)
{
	struct cn_msg head = { .id = { 22, 0x5741 }, .seq = 7, .len = claimed };
	unsigned char *all = malloc(sizeof(head) + len);

	if (!all)
		abort();
	memcpy(all, &head, sizeof(head));
	if (len)
		memcpy(all + sizeof(head), payload, len);
	datagram_put(d, NLMSG_DONE, 0, 0, all, sizeof(head) + len);
	free(all);
}

void datagram_put_cn(struct datagram *d, uint32_t seq, const void *payload, uint16_t len)
{
	struct nlmsghdr *h = (struct nlmsghdr *)(d->bytes + d->len);

	datagram_put_short_cn(d, payload, len, len);
	h->nlmsg_seq = seq;
}

void datagram_put_error(struct datagram *d, int error)
{
	struct nlmsgerr e = { .error = error };

	datagram_put(d, NLMSG_ERROR, 0, 0, &e, sizeof(e));
}
