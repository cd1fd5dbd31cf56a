// SPDX-License-Identifier: GPL-2.0
/* Who is running, where, and when. */
#include "../map/map.h"
#include "call.h"

#define VALUE(name, value) \
	WK_CALL(name) \
	{ \
		return (s64)(value); \
	}

VALUE(pid_tgid, wk_env_pid_tgid())
VALUE(pid, wk_env_pid_tgid() >> 32)
VALUE(tid, (u32)wk_env_pid_tgid())
VALUE(uid_gid, wk_env_uid_gid())
VALUE(uid, (u32)wk_env_uid_gid())
VALUE(gid, wk_env_uid_gid() >> 32)
VALUE(ppid, wk_env_ppid())
VALUE(task, wk_env_task())
VALUE(cgroup_id, wk_env_cgroup())
VALUE(ancestor_cgroup, wk_env_ancestor((u32)slots[0]))
VALUE(cpu, wk_env_cpu())
VALUE(node, wk_env_node())
VALUE(random, wk_env_random())
VALUE(prandom, (u32)wk_env_random())
VALUE(mono_ns, wk_env_mono_ns())
VALUE(boot_ns, wk_env_boot_ns())
VALUE(real_ns, wk_env_real_ns())
VALUE(tai_ns, wk_env_tai_ns())
VALUE(jiffies, wk_env_jiffies())
VALUE(this_cpu_ptr, wk_env_percpu(slots[0], wk_env_cpu()))
VALUE(per_cpu_ptr, wk_env_percpu(slots[0], (u32)slots[1]))

/* The name, as much of it as fits, always ended by NUL. */
static s64 put_comm(struct wk_exec *x, struct wk_hit *hit, const u64 *slots, u32 *len)
{
	char comm[WK_ENV_COMM] = "";
	u32 size = (u32)slots[1];
	char *to = call_range(x, slots[0], size);

	if (!to)
		return call_bad_range(hit);
	if (!size)
		return call_fail(hit, -EINVAL, "no room for a name");
	wk_env_comm(comm);
	comm[WK_ENV_COMM - 1] = '\0';
	*len = min_t(u32, (u32)strlen(comm), size - 1);
	memcpy(to, comm, *len);
	memset(to + *len, 0, min_t(u32, size, WK_ENV_COMM) - *len);
	return 0;
}

/* Return: its length. */
WK_CALL(comm)
{
	u32 len = 0;
	s64 err = put_comm(x, hit, slots, &len);

	return err ? err : len;
}

/* Return: 0. */
WK_CALL(bpf_comm)
{
	u32 len;

	return put_comm(x, hit, slots, &len);
}

/* (dev, ino, ptr, len): a struct of pid and tgid */
WK_CALL(ns_pid_tgid)
{
	u32 ids[2] = { 0 };
	u8 *to = call_range(x, slots[2], slots[3]);

	if (!to)
		return call_bad_range(hit);
	if ((u32)slots[3] != sizeof(ids))
		return call_fail(hit, -EINVAL, "pid and tgid take 8 bytes");
	if (wk_env_ns_pid(slots[0], slots[1], &ids[0], &ids[1])) {
		memset(to, 0, sizeof(ids));
		return call_fail(hit, -EINVAL, "the task is not in that namespace");
	}
	memcpy(to, ids, sizeof(ids));
	return 0;
}

/* (map, index): the map is an array of cgroup ids, u64. Return: 1 when the task is below it. */
WK_CALL(under_cgroup)
{
	struct wk_map *map = (u32)slots[0] < hit->nmaps ? hit->maps[(u32)slots[0]] : NULL;
	u32 index = (u32)slots[1], level;
	u64 id = 0, own = wk_env_cgroup(), above;

	if (!map || wk_map_def(map)->value_size != 8 || wk_map_def(map)->key_size != 4)
		return call_fail(hit, -EINVAL, "that is no map of cgroup ids");
	if (wk_map_lookup(map, &index, &id) || !id)
		return call_fail(hit, -EAGAIN, "the map has no cgroup there");
	for (level = 0; (above = wk_env_ancestor(level)); level++)
		if (above == id)
			return 1;
	return own == id;
}
