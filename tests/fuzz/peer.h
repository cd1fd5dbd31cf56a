/* SPDX-License-Identifier: GPL-2.0 */
/* The other side of the wire: what the library makes of a message. */
#ifndef _WK_FUZZ_PEER_H
#define _WK_FUZZ_PEER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * peer_reads() - does the client's library find the same attributes?
 * @payload: what lies behind cn_msg, @len bytes
 * @present: bit n % 64 of word n / 64: attribute n is there
 */
bool peer_reads(const void *payload, size_t len, const uint64_t *present);

#endif /* _WK_FUZZ_PEER_H */
