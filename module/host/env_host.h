/* SPDX-License-Identifier: GPL-2.0 */
/* Host functions in user space: what their embedder may provide. */
#ifndef _WK_HOST_ENV_HOST_H
#define _WK_HOST_ENV_HOST_H

#include "env.h"

/* A packet, as wk_hit.skb points to one here. */
struct sk_buff {
	const u8 *data;
	u32 len;
};

/* Takes records, if wk_hit.stream is not NULL. */
extern int (*wk_env_host_emit)(u32 type, const void *bytes, u32 len);

/* Records whose bytes could not be read. */
extern u32 wk_env_host_faults;

#endif /* _WK_HOST_ENV_HOST_H */
