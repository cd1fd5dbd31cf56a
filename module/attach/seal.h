/* SPDX-License-Identifier: GPL-2.0 */
/* HMAC-SHA-256, by which the state of budgets is sealed. */
#ifndef _WK_ATTACH_SEAL_H
#define _WK_ATTACH_SEAL_H

#include <linux/types.h>

#include <linux/wasm_kernel.h>

/**
 * struct wk_seal - a key
 * @key: the operator's; the kernel does not keep it
 * @unit: whose state it is for
 */
struct wk_seal {
	u8 key[WK_SEAL_KEY];
	u32 unit;
} __packed;

/** wk_seal_sum() - a struct wk_dp_mac's sum; @key is a struct wk_seal. Context: any */
void wk_seal_sum(const void *key, const void *bytes, u32 len, u8 out[32]);

#endif /* _WK_ATTACH_SEAL_H */
