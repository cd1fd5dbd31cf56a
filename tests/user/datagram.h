/* SPDX-License-Identifier: GPL-2.0 */
/* Netlink datagrams put together by hand: good ones, and those that nobody should send. */
#ifndef _WK_TESTS_DATAGRAM_H
#define _WK_TESTS_DATAGRAM_H

#include <stddef.h>
#include <stdint.h>

#define DATAGRAM_MAX	66048

/**
 * struct datagram - one being built
 * @len: bytes so far
 * @bytes: them
 */
struct datagram {
	size_t len;
	union {
		unsigned char bytes[DATAGRAM_MAX];
		uint64_t align;
	};
};

/** datagram_put() - adds a netlink message with @len bytes of @payload */
void datagram_put(struct datagram *d, uint16_t type, uint16_t flags, uint32_t seq,
		  const void *payload, size_t len);

/** datagram_put_cn() - adds a Connector message as the kernel sends it: NLMSG_DONE, flags 0 */
void datagram_put_cn(struct datagram *d, uint32_t seq, const void *payload, uint16_t len);

/** datagram_put_short_cn() - adds one that claims @claimed bytes and has @len */
void datagram_put_short_cn(struct datagram *d, const void *payload, uint16_t len,
			   uint16_t claimed);

/** datagram_put_error() - adds an NLMSG_ERROR */
void datagram_put_error(struct datagram *d, int error);

#endif /* _WK_TESTS_DATAGRAM_H */
