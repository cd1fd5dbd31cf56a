// SPDX-License-Identifier: GPL-2.0
/* What host functions ask the kernel. Plain kernel interfaces, all of them exported. */
#include <linux/cgroup.h>
#include <linux/cred.h>
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/ns_common.h>
#include <linux/percpu.h>
#include <linux/pid_namespace.h>
#include <linux/proc_ns.h>
#include <linux/ptrace.h>
#include <linux/random.h>
#include <linux/sched.h>
#include <linux/skbuff.h>
#include <linux/stacktrace.h>
#include <linux/timekeeping.h>
#include <linux/topology.h>
#include <linux/uaccess.h>
#include <linux/user_namespace.h>

#include "../stream/stream.h"
#include "env.h"

/* Of wk_env_random(); never 0 once set. */
static u64 secret;
static DEFINE_PER_CPU(u64, drawn);

void wk_env_prepare(void)
{
	if (!READ_ONCE(secret))
		WRITE_ONCE(secret, get_random_u64() | 1);
}

/* ---- memory ---- */

int wk_env_read_kernel(u64 addr, void *to, u32 len)
{
	return copy_from_kernel_nofault(to, (const void *)(unsigned long)addr, len) ? -EFAULT : 0;
}

/*
 * Where the hook may sleep, pages that are not there are fetched. A kernel thread has no user
 * memory of its own, only what is left of somebody else's.
 */
int wk_env_read_user(const struct wk_hit *hit, u64 addr, void *to, u32 len)
{
	const void __user *from = (const void __user *)(unsigned long)addr;

	if (!current->mm || (current->flags & PF_KTHREAD))
		return -EFAULT;
	if (!copy_from_user_nofault(to, from, len))
		return 0;
	return hit->fault_in ? hit->fault_in(hit, to, addr, len) : -EFAULT;
}

bool wk_env_is_user(u64 addr)
{
	return addr < TASK_SIZE_MAX;
}

u64 wk_env_percpu(u64 addr, u32 cpu)
{
	if (cpu >= nr_cpu_ids || !cpu_possible(cpu) || !addr)
		return 0;
	return addr + per_cpu_offset(cpu);
}

/* ---- who and where ---- */

/* Without the task's lock, which the hook may hold: a name that is being changed may be mixed. */
void wk_env_comm(char *comm)
{
	memcpy(comm, current->comm, WK_ENV_COMM);
}

u64 wk_env_pid_tgid(void)
{
	return (u64)current->tgid << 32 | (u32)current->pid;
}

u64 wk_env_uid_gid(void)
{
	u32 uid, gid;

	uid = from_kuid(&init_user_ns, current_uid());
	gid = from_kgid(&init_user_ns, current_gid());
	return (u64)gid << 32 | uid;
}

u32 wk_env_ppid(void)
{
	u32 pid;

	rcu_read_lock();
	pid = rcu_dereference(current->real_parent)->tgid;
	rcu_read_unlock();
	return pid;
}

u64 wk_env_task(void)
{
	return (unsigned long)current;
}

u64 wk_env_cgroup(void)
{
	u64 id;

	rcu_read_lock();
	id = cgroup_id(task_dfl_cgroup(current));
	rcu_read_unlock();
	return id;
}

u64 wk_env_ancestor(u32 level)
{
	struct cgroup *cgroup;
	u64 id;

	if (level > INT_MAX)
		return 0;
	rcu_read_lock();
	cgroup = task_dfl_cgroup(current);
	cgroup = (int)level <= cgroup->level ? cgroup_ancestor(cgroup, level) : NULL;
	id = cgroup ? cgroup_id(cgroup) : 0;
	rcu_read_unlock();
	return id;
}

int wk_env_ns_pid(u64 dev, u64 ino, u32 *pid, u32 *tgid)
{
	struct pid_namespace *ns = task_active_pid_ns(current);

	/* All of them are on one device, whose number no module may know. */
	if (!ns || ns->ns.inum != ino)
		return -EINVAL;
	*pid = task_pid_nr_ns(current, ns);
	*tgid = task_tgid_nr_ns(current, ns);
	return 0;
}

u32 wk_env_cpu(void)
{
	return raw_smp_processor_id();
}

u32 wk_env_node(void)
{
	return numa_node_id();
}

/*
 * Not the kernel's own generator: its locks may be held where a hook is.  Good for sampling, not
 * for keys: splitmix64 over a secret and the CPU.
 */
u64 wk_env_random(void)
{
	u64 z = this_cpu_add_return(drawn, 0x9e3779b97f4a7c15ull) ^ READ_ONCE(secret);

	z += (u64)raw_smp_processor_id() << 48;
	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ z >> 27) * 0x94d049bb133111ebull;
	return z ^ z >> 31;
}

#define STACK_MAX	64

/* The innermost frames are our own: they say nothing. */
u32 wk_env_stack(u64 *to, u32 max)
{
	unsigned long frames[STACK_MAX];
	u32 n = stack_trace_save(frames, STACK_MAX, 0), own = 0, i;

	while (own < n && within_module(frames[own], THIS_MODULE))
		own++;
	n = min_t(u32, n - own, max);
	for (i = 0; i < n; i++)
		to[i] = frames[own + i];
	return n;
}

/* ---- time ---- */

u64 wk_env_mono_ns(void)
{
	return ktime_get_mono_fast_ns();
}

u64 wk_env_boot_ns(void)
{
	return ktime_get_boot_fast_ns();
}

u64 wk_env_real_ns(void)
{
	return ktime_get_real_fast_ns();
}

u64 wk_env_tai_ns(void)
{
	return ktime_get_tai_fast_ns();
}

u64 wk_env_jiffies(void)
{
	return get_jiffies_64();
}

/* ---- the hook ---- */

#define REGISTER_ARGS	6

u32 wk_env_nargs(const struct wk_hit *hit)
{
	if (hit->args)
		return hit->nargs;
	return hit->regs ? REGISTER_ARGS : 0;
}

/* An argument on the stack of a task, whose first word is the return address. */
static int user_stack_arg(const struct wk_hit *hit, u32 n, u64 *value)
{
	unsigned long word = 0;
	u64 place = user_stack_pointer(hit->regs) + (u64)(n - REGISTER_ARGS + 1) * sizeof(word);

	if (n > 64 || wk_env_read_user(hit, place, &word, sizeof(word)))
		return -EINVAL;
	*value = word;
	return 0;
}

int wk_env_arg(const struct wk_hit *hit, u32 n, u64 *value)
{
	if (hit->args) {
		if (n >= hit->nargs)
			return -EINVAL;
		*value = hit->args[n];
		return 0;
	}
	if (!hit->regs || n > 64)
		return -EINVAL;
	if (n >= REGISTER_ARGS && user_mode(hit->regs))
		return user_stack_arg(hit, n, value);
	*value = regs_get_kernel_argument(hit->regs, n);
	return 0;
}

int wk_env_ret(const struct wk_hit *hit, u64 *value)
{
	if (!hit->has_ret)
		return -EINVAL;
	*value = hit->ret;
	return 0;
}

u64 wk_env_ip(const struct wk_hit *hit)
{
	if (hit->ip)
		return hit->ip;
	return hit->regs ? instruction_pointer(hit->regs) : 0;
}

u32 wk_env_packet_len(const struct wk_hit *hit)
{
	return hit->skb->len;
}

u32 wk_env_packet_ifindex(const struct wk_hit *hit)
{
	return hit->skb->dev ? hit->skb->dev->ifindex : 0;
}

u32 wk_env_packet_mark(const struct wk_hit *hit)
{
	return hit->skb->mark;
}

u32 wk_env_packet_protocol(const struct wk_hit *hit)
{
	return ntohs(hit->skb->protocol);
}

int wk_env_packet_read(const struct wk_hit *hit, u32 offset, void *to, u32 len)
{
	return len && skb_copy_bits(hit->skb, (int)offset, to, (int)len) ? -EFAULT : 0;
}

/* ---- the stream ---- */

int wk_env_emit(const struct wk_hit *hit, u32 type, const void *bytes, u32 len)
{
	return hit->emit ? hit->emit(hit, type, bytes, len)
			 : wk_stream_emit(hit->stream, type, bytes, len);
}

void wk_env_emit_fault(const struct wk_hit *hit)
{
	/* Where records have noise, none is counted without. */
	if (!hit->emit)
		wk_stream_count(hit->stream, WK_DROP_FAULT, 1);
}

u64 wk_env_emit_room(const struct wk_hit *hit)
{
	return wk_stream_room(hit->stream);
}
