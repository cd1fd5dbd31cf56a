/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What host functions ask the machine: env_kernel.c answers in the kernel, env_host.c in
 * user space, where there is little to tell.
 *
 * Everything here may be called in any context that the rows of host.def allow, and never sleeps
 * unless @hit->fault_in is there.
 */
#ifndef _WK_HOST_ENV_H
#define _WK_HOST_ENV_H

#include "hit.h"

/** wk_env_prepare() - before the first of the others. Context: may sleep. */
void wk_env_prepare(void);

/* ---- memory: never faults. Return: 0 or -EFAULT, then @to may have been written ---- */

int wk_env_read_kernel(u64 addr, void *to, u32 len);
int wk_env_read_user(const struct wk_hit *hit, u64 addr, void *to, u32 len);

/** wk_env_is_user() - does the address belong to user space? */
bool wk_env_is_user(u64 addr);

/** wk_env_percpu() - where @cpu has what @addr is for all; 0 without such a CPU */
u64 wk_env_percpu(u64 addr, u32 cpu);

/* ---- who and where ---- */

enum {
	WK_ENV_COMM = 16,
};

void wk_env_comm(char *comm);
u64 wk_env_pid_tgid(void);
u64 wk_env_uid_gid(void);
u32 wk_env_ppid(void);
u64 wk_env_task(void);
u64 wk_env_cgroup(void);

/** wk_env_ancestor() - cgroup id of the ancestor at @level; 0 when there is none */
u64 wk_env_ancestor(u32 level);

/** wk_env_ns_pid() - pid and tgid in the namespace of @dev and @ino. Return: 0 or -EINVAL */
int wk_env_ns_pid(u64 dev, u64 ino, u32 *pid, u32 *tgid);
u32 wk_env_cpu(void);
u32 wk_env_node(void);
u64 wk_env_random(void);

/** wk_env_stack() - return addresses of the kernel, innermost first. Return: how many */
u32 wk_env_stack(u64 *to, u32 max);

/* ---- time in nanoseconds; in any context, NMI too ---- */

u64 wk_env_mono_ns(void);
u64 wk_env_boot_ns(void);
u64 wk_env_real_ns(void);
u64 wk_env_tai_ns(void);
u64 wk_env_jiffies(void);

/* ---- the hook ---- */

u32 wk_env_nargs(const struct wk_hit *hit);

/** wk_env_arg() - Return: 0, or -EINVAL when there is no argument @n */
int wk_env_arg(const struct wk_hit *hit, u32 n, u64 *value);
int wk_env_ret(const struct wk_hit *hit, u64 *value);
u64 wk_env_ip(const struct wk_hit *hit);

/* @hit->skb is not NULL */
u32 wk_env_packet_len(const struct wk_hit *hit);
u32 wk_env_packet_ifindex(const struct wk_hit *hit);
u32 wk_env_packet_mark(const struct wk_hit *hit);
u32 wk_env_packet_protocol(const struct wk_hit *hit);

/** wk_env_packet_read() - the range lies inside of the packet. Return: 0 or -EFAULT */
int wk_env_packet_read(const struct wk_hit *hit, u32 offset, void *to, u32 len);

/* ---- the stream; @hit->stream is not NULL ---- */

int wk_env_emit(const struct wk_hit *hit, u32 type, const void *bytes, u32 len);

/** wk_env_emit_fault() - a record was meant to be emitted, but its bytes cannot be read */
void wk_env_emit_fault(const struct wk_hit *hit);

/** wk_env_emit_room() - bytes that the ring of this CPU still takes, more or less */
u64 wk_env_emit_room(const struct wk_hit *hit);

#endif /* _WK_HOST_ENV_H */
