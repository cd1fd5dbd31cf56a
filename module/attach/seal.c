// SPDX-License-Identifier: GPL-2.0
#include <crypto/sha2.h>
#include <linux/build_bug.h>
#include <linux/string.h>

#include "seal.h"

static void start(struct sha256_state *h, const struct wk_seal *seal, u8 pad)
{
	u8 block[SHA256_BLOCK_SIZE] = {};
	u32 i;

	static_assert(sizeof(*seal) <= sizeof(block));
	memcpy(block, seal, sizeof(*seal));
	for (i = 0; i < sizeof(block); i++)
		block[i] ^= pad;
	sha256_init(h);
	sha256_update(h, block, sizeof(block));
	memzero_explicit(block, sizeof(block));
}

/* RFC 2104. */
void wk_seal_sum(const void *key, const void *bytes, u32 len, u8 out[32])
{
	struct sha256_state h;
	u8 inner[SHA256_DIGEST_SIZE];

	start(&h, key, 0x36);
	sha256_update(&h, bytes, len);
	sha256_final(&h, inner);
	start(&h, key, 0x5c);
	sha256_update(&h, inner, sizeof(inner));
	sha256_final(&h, out);
}
