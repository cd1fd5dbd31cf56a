// SPDX-License-Identifier: GPL-2.0
/* The hook that was hit: arguments, result, packet. */
#include "call.h"

static s64 no_arg(struct wk_hit *hit)
{
	return call_fail(hit, -EINVAL, "the hook has no such argument");
}

/* The value itself: 0 when there is none, and then an error is kept. */
WK_CALL(arg)
{
	u64 value = 0;

	if (wk_env_arg(hit, (u32)slots[0], &value)) {
		no_arg(hit);
		return 0;
	}
	return (s64)value;
}

WK_CALL(nargs)
{
	return wk_env_nargs(hit);
}

WK_CALL(ret)
{
	u64 value = 0;

	if (wk_env_ret(hit, &value)) {
		call_fail(hit, -EOPNOTSUPP, "the hook has no result");
		return 0;
	}
	return (s64)value;
}

WK_CALL(ip)
{
	return (s64)wk_env_ip(hit);
}

WK_CALL(probe)
{
	return hit->probe;
}

WK_CALL(attach_cookie)
{
	return hit->probe;
}

/* (ctx, n, ptr) */
WK_CALL(func_arg)
{
	void *to = call_range(x, slots[2], sizeof(u64));
	u64 value = 0;

	if (!to)
		return call_bad_range(hit);
	if (wk_env_arg(hit, (u32)slots[1], &value))
		return no_arg(hit);
	memcpy(to, &value, sizeof(value));
	return 0;
}

/* (ctx, ptr) */
WK_CALL(func_ret)
{
	void *to = call_range(x, slots[1], sizeof(u64));
	u64 value = 0;

	if (!to)
		return call_bad_range(hit);
	if (wk_env_ret(hit, &value))
		return call_fail(hit, -EOPNOTSUPP, "the hook has no result");
	memcpy(to, &value, sizeof(value));
	return 0;
}

/* ---- packets ---- */

static s64 no_packet(struct wk_hit *hit)
{
	return call_fail(hit, -EOPNOTSUPP, "the hook has no packet");
}

WK_CALL(packet_len)
{
	return hit->skb ? wk_env_packet_len(hit) : no_packet(hit);
}

WK_CALL(packet_ifindex)
{
	return hit->skb ? wk_env_packet_ifindex(hit) : no_packet(hit);
}

WK_CALL(packet_mark)
{
	return hit->skb ? wk_env_packet_mark(hit) : no_packet(hit);
}

WK_CALL(packet_protocol)
{
	return hit->skb ? wk_env_packet_protocol(hit) : no_packet(hit);
}

static s64 read_packet(struct wk_exec *x, struct wk_hit *hit, u32 offset, u64 ptr, u64 len)
{
	void *to = call_range(x, ptr, len);
	u32 size;

	if (!to)
		return call_bad_range(hit);
	if (!hit->skb)
		return no_packet(hit);
	size = wk_env_packet_len(hit);
	if (offset > size || (u32)len > size - offset ||
	    wk_env_packet_read(hit, offset, to, (u32)len))
		return call_fail(hit, -EFAULT, "bytes outside of the packet");
	return 0;
}

/* (offset, ptr, len) */
WK_CALL(packet_read)
{
	return read_packet(x, hit, (u32)slots[0], slots[1], slots[2]);
}

/* (ctx, offset, ptr, len) */
WK_CALL(skb_load_bytes)
{
	return read_packet(x, hit, (u32)slots[1], slots[2], slots[3]);
}
