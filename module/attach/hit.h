/* SPDX-License-Identifier: GPL-2.0 */
/* The one path from a hook into a guest. */
#ifndef _WK_ATTACH_HIT_H
#define _WK_ATTACH_HIT_H

#include "attach.h"

#define WK_HIT_ARGS	12

/**
 * struct wk_source - what a hook knows about its hit
 * @regs: registers, or NULL
 * @skb: packet, or NULL
 * @args: arguments for the guest, WK_HIT_ARGS of them or as many as the guest takes
 * @nargs: how many of them host functions may see; 0 where they can use @regs
 * @ip: address of what was probed, or 0
 * @ret: return value
 * @has_ret: there is one
 */
struct wk_source {
	struct pt_regs *regs;
	struct sk_buff *skb;
	const u64 *args;
	u32 nargs;
	u64 ip;
	u64 ret;
	bool has_ret;
};

/**
 * wk_hit() - calls the guest, unless this CPU is inside of one already
 * @p: probe, registered
 * @src: about the hit
 * @result: gets the guest's result when it has one and did not trap
 *
 * Context: any, NMI included, with any lock held. Return: was the guest called, to its end?
 */
bool wk_hit(struct wk_probe *p, const struct wk_source *src, u32 *result);

/** wk_hit_fill() - tells host functions about a hit. Context: as hits */
void wk_hit_fill(struct wk_probe *p, struct wk_hit *hit, const struct wk_source *src);

#endif /* _WK_ATTACH_HIT_H */
