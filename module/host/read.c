// SPDX-License-Identifier: GPL-2.0
/* Memory of the kernel and of tasks: read without faulting, into memory of the guest. */
#include "call.h"

/* Pieces of a string: aligned, so that none crosses into a page that may not be there. */
#define PIECE	64

static int read_any(struct wk_hit *hit, bool user, u64 addr, void *to, u32 len)
{
	return user ? wk_env_read_user(hit, addr, to, len) : wk_env_read_kernel(addr, to, len);
}

static s64 read_into(struct wk_exec *x, struct wk_hit *hit, bool user, u64 addr, u64 ptr,
		     u64 len)
{
	void *to = call_range(x, ptr, len);

	if (!to)
		return call_bad_range(hit);
	if ((u32)len > WK_HOST_READ_MAX)
		return call_fail(hit, -E2BIG, "more than 1 MiB at once");
	if (!(u32)len || !read_any(hit, user, addr, to, (u32)len))
		return 0;
	memset(to, 0, (u32)len);
	return call_fault(hit);
}

s64 wk_host_read_str(struct wk_hit *hit, bool user, u64 addr, char *to, u32 size)
{
	u32 done = 0;

	while (done < size) {
		u32 n = min_t(u32, size - done, PIECE - (u32)((addr + done) % PIECE));
		const char *nul;

		if (read_any(hit, user, addr + done, to + done, n)) {
			memset(to, 0, done + n);
			return call_fault(hit);
		}
		nul = memchr(to + done, 0, n);
		if (nul)
			return nul - to + 1;
		done += n;
	}
	if (size)
		to[size - 1] = '\0';
	return size;
}

static s64 read_str_into(struct wk_exec *x, struct wk_hit *hit, bool user, u64 addr, u64 ptr,
			 u64 len)
{
	char *to = call_range(x, ptr, len);

	if (!to)
		return call_bad_range(hit);
	if ((u32)len > WK_HOST_READ_MAX)
		return call_fail(hit, -E2BIG, "more than 1 MiB at once");
	return wk_host_read_str(hit, user, addr, to, (u32)len);
}

/* ---- wasm_kernel: (address, ptr, len) ---- */

WK_CALL(read_kernel)
{
	return read_into(x, hit, false, slots[0], slots[1], slots[2]);
}

WK_CALL(read_user)
{
	return read_into(x, hit, true, slots[0], slots[1], slots[2]);
}

WK_CALL(read_kernel_str)
{
	return read_str_into(x, hit, false, slots[0], slots[1], slots[2]);
}

WK_CALL(read_user_str)
{
	return read_str_into(x, hit, true, slots[0], slots[1], slots[2]);
}

/* ---- bpf: (ptr, len, address) ---- */

WK_CALL(probe_read_kernel)
{
	return read_into(x, hit, false, slots[2], slots[0], slots[1]);
}

WK_CALL(probe_read_user)
{
	return read_into(x, hit, true, slots[2], slots[0], slots[1]);
}

WK_CALL(probe_read)
{
	return read_into(x, hit, wk_env_is_user(slots[2]), slots[2], slots[0], slots[1]);
}

WK_CALL(probe_read_kernel_str)
{
	return read_str_into(x, hit, false, slots[2], slots[0], slots[1]);
}

WK_CALL(probe_read_user_str)
{
	return read_str_into(x, hit, true, slots[2], slots[0], slots[1]);
}

WK_CALL(probe_read_str)
{
	return read_str_into(x, hit, wk_env_is_user(slots[2]), slots[2], slots[0], slots[1]);
}

WK_CALL(copy_from_user)
{
	return read_into(x, hit, true, slots[2], slots[0], slots[1]);
}
