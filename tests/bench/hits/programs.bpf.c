// SPDX-License-Identifier: GPL-2.0
/* The same programs as eBPF. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} counts SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 256 * 1024);
} ring SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} lost SEC(".maps");

static __always_inline void add_one(void *map)
{
	__u32 key = 0;
	__u64 *n = bpf_map_lookup_elem(map, &key);

	if (n)
		__sync_fetch_and_add(n, 1);
}

#define PROGRAMS(kind, section)						\
	SEC(section) int kind##_empty(void *ctx)			\
	{								\
		return 0;						\
	}								\
	SEC(section) int kind##_count(void *ctx)			\
	{								\
		add_one(&counts);					\
		return 0;						\
	}

PROGRAMS(kprobe, "kprobe/__x64_sys_getsid")
PROGRAMS(tracepoint, "raw_tp/sys_enter")

/* As ours: a time stamp, and 64 bytes. */
SEC("kprobe/__x64_sys_getsid") int kprobe_emit(void *ctx)
{
	__u64 *r = bpf_ringbuf_reserve(&ring, 8 + 64, 0);

	if (!r) {
		add_one(&lost);
		return 0;
	}
	r[0] = bpf_ktime_get_ns();
	__builtin_memset(r + 1, 0, 64);
	bpf_ringbuf_submit(r, 0);
	return 0;
}
