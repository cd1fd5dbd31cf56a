/* SPDX-License-Identifier: GPL-2.0 */
/* SipHash-2-4 of one number: which bucket a unit is in, for who does not have the key. */
#ifndef _WK_DP_SIPHASH_H
#define _WK_DP_SIPHASH_H

#include "../wasm/shim.h"

/**
 * struct wk_dp_key - a secret
 * @half: its two halves
 */
struct wk_dp_key {
	u64 half[2];
};

/** wk_dp_siphash() - of the 8 bytes of @v, little-endian. Context: any. */
u64 wk_dp_siphash(const struct wk_dp_key *key, u64 v);

#endif /* _WK_DP_SIPHASH_H */
