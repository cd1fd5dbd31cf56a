// SPDX-License-Identifier: GPL-2.0
/*
 * What host functions ask, in user space: the process itself plays the task, the user and the
 * kernel, read by a system call that does not fault.
 */
#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "env_host.h"

int (*wk_env_host_emit)(u32 type, const void *bytes, u32 len);
u32 wk_env_host_faults;

void wk_env_prepare(void)
{
}

/* ---- memory ---- */

int wk_env_read_kernel(u64 addr, void *to, u32 len)
{
	const struct iovec local = { to, len }, remote = { (void *)(uintptr_t)addr, len };

	return process_vm_readv(getpid(), &local, 1, &remote, 1, 0) == (ssize_t)len ? 0 : -EFAULT;
}

int wk_env_read_user(const struct wk_hit *hit, u64 addr, void *to, u32 len)
{
	(void)hit;
	return wk_env_read_kernel(addr, to, len);
}

bool wk_env_is_user(u64 addr)
{
	return addr >> 47 == 0;
}

u64 wk_env_percpu(u64 addr, u32 cpu)
{
	(void)cpu;
	return addr;
}

/* ---- who and where ---- */

void wk_env_comm(char *comm)
{
	prctl(PR_GET_NAME, comm, 0, 0, 0);
}

u64 wk_env_pid_tgid(void)
{
	return (u64)getpid() << 32 | (u32)syscall(SYS_gettid);
}

u64 wk_env_uid_gid(void)
{
	return (u64)getgid() << 32 | getuid();
}

u32 wk_env_ppid(void)
{
	return (u32)getppid();
}

u64 wk_env_task(void)
{
	return 0;
}

u64 wk_env_cgroup(void)
{
	return 1;
}

u64 wk_env_ancestor(u32 level)
{
	return level == 0;
}

int wk_env_ns_pid(u64 dev, u64 ino, u32 *pid, u32 *tgid)
{
	(void)dev;
	(void)ino;
	*pid = (u32)getpid();
	*tgid = *pid;
	return 0;
}

u32 wk_env_cpu(void)
{
	int cpu = sched_getcpu();

	return cpu < 0 ? 0 : (u32)cpu;
}

u32 wk_env_node(void)
{
	return 0;
}

u64 wk_env_random(void)
{
	static u64 state;

	state = state * 6364136223846793005ull + 1442695040888963407ull + wk_env_mono_ns();
	return state ^ state >> 33;
}

u32 wk_env_stack(u64 *to, u32 max)
{
	if (max)
		to[0] = (uintptr_t)wk_env_stack;
	return max > 0;
}

/* ---- time ---- */

static u64 read_clock(clockid_t id)
{
	struct timespec t = { 0 };

	clock_gettime(id, &t);
	return (u64)t.tv_sec * 1000000000 + (u64)t.tv_nsec;
}

u64 wk_env_mono_ns(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

u64 wk_env_boot_ns(void)
{
	return read_clock(CLOCK_BOOTTIME);
}

u64 wk_env_real_ns(void)
{
	return read_clock(CLOCK_REALTIME);
}

u64 wk_env_tai_ns(void)
{
	return read_clock(CLOCK_TAI);
}

u64 wk_env_jiffies(void)
{
	return wk_env_mono_ns() / 4000000;
}

/* ---- the hook ---- */

u32 wk_env_nargs(const struct wk_hit *hit)
{
	return hit->nargs;
}

int wk_env_arg(const struct wk_hit *hit, u32 n, u64 *value)
{
	if (n >= hit->nargs)
		return -EINVAL;
	*value = hit->args[n];
	return 0;
}

int wk_env_ret(const struct wk_hit *hit, u64 *value)
{
	*value = hit->ret;
	return hit->has_ret ? 0 : -EINVAL;
}

u64 wk_env_ip(const struct wk_hit *hit)
{
	return hit->ip;
}

u32 wk_env_packet_len(const struct wk_hit *hit)
{
	return hit->skb->len;
}

u32 wk_env_packet_ifindex(const struct wk_hit *hit)
{
	(void)hit;
	return 1;
}

u32 wk_env_packet_mark(const struct wk_hit *hit)
{
	(void)hit;
	return 0;
}

u32 wk_env_packet_protocol(const struct wk_hit *hit)
{
	(void)hit;
	return 0x0800;
}

int wk_env_packet_read(const struct wk_hit *hit, u32 offset, void *to, u32 len)
{
	memcpy(to, hit->skb->data + offset, len);
	return 0;
}

/* ---- the stream ---- */

int wk_env_emit(const struct wk_hit *hit, u32 type, const void *bytes, u32 len)
{
	(void)hit;
	return wk_env_host_emit ? wk_env_host_emit(type, bytes, len) : -ENOTCONN;
}

void wk_env_emit_fault(const struct wk_hit *hit)
{
	(void)hit;
	wk_env_host_faults++;
}

u64 wk_env_emit_room(const struct wk_hit *hit)
{
	(void)hit;
	return 4096;
}
