// SPDX-License-Identifier: GPL-2.0
#include <linux/cgroup.h>
#include <linux/cred.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/netfilter.h>
#include <linux/ptrace.h>
#include <linux/sched.h>
#include <linux/skbuff.h>
#include <net/ipv6.h>
#include <net/sock.h>

#include "unit.h"

enum subject_kind {
	TASK = 1,
	SOCK,
};

/**
 * struct wk_subject - what the events of a hook are about
 * @hook: enum wk_hook_kind
 * @symbol: where
 * @kind: what it is
 * @arg: the argument that is a pointer to it
 * @args: the arguments that tell about nobody else
 */
struct wk_subject {
	u32 hook;
	const char *symbol;
	enum subject_kind kind;
	u32 arg;
	u32 args;
};

/* Arguments as in Linux 6.1 and 6.12; all others are about the current task. */
static const struct wk_subject subjects[] = {
	{ WK_HOOK_TRACEPOINT, "sched_wakeup", TASK, 0, BIT(0) },
	{ WK_HOOK_TRACEPOINT, "sched_wakeup_new", TASK, 0, BIT(0) },
	{ WK_HOOK_TRACEPOINT, "sched_waking", TASK, 0, BIT(0) },
	/* (preempt, prev, next, ...): about who begins to run. */
	{ WK_HOOK_TRACEPOINT, "sched_switch", TASK, 2, BIT(2) },
	{ WK_HOOK_TRACEPOINT, "tcp_retransmit_skb", SOCK, 0, BIT(0) },
	{ WK_HOOK_TRACEPOINT, "tcp_receive_reset", SOCK, 0, BIT(0) },
	{ WK_HOOK_TRACEPOINT, "inet_sock_set_state", SOCK, 0, BIT(0) | BIT(1) | BIT(2) },
	{ WK_HOOK_KPROBE, "tcp_sendmsg", SOCK, 0, BIT(0) | BIT(2) },
	{ WK_HOOK_KPROBE, "tcp_cleanup_rbuf", SOCK, 0, BIT(0) | BIT(1) },
	{ WK_HOOK_KPROBE, "udp_sendmsg", SOCK, 0, BIT(0) | BIT(2) },
};

const struct wk_subject *wk_unit_subject(const struct wk_probe *p)
{
	u32 i;

	if (!p->target.symbol || p->target.addend)
		return NULL;
	for (i = 0; i < ARRAY_SIZE(subjects); i++)
		if (subjects[i].hook == p->kind && !strcmp(subjects[i].symbol, p->target.symbol))
			return &subjects[i];
	return NULL;
}

bool wk_unit_masked(const struct wk_subject *s, u32 i)
{
	return s && !(s->args >> i & 1);
}

/* ---- what it is about ---- */

static void *pointer_of(const struct wk_probe *p, const struct wk_source *src)
{
	u32 arg = p->subject->arg;

	if (p->kind == WK_HOOK_KPROBE)
		return (void *)regs_get_kernel_argument(src->regs, arg);
	return (void *)(unsigned long)src->args[arg];
}

/* Soft interrupts interrupt anybody, kernel threads work for anybody. */
static struct task_struct *task_of(const struct wk_probe *p, const struct wk_source *src)
{
	struct task_struct *task = current;

	if (p->subject)
		task = p->subject->kind == TASK ? pointer_of(p, src) : NULL;
	else if (!in_task() || src->skb || p->kind == WK_HOOK_TIMER)
		task = NULL;
	return task && !(task->flags & PF_KTHREAD) ? task : NULL;
}

static struct sock *sock_of(const struct wk_probe *p, const struct wk_source *src)
{
	struct sock *sk = src->skb ? src->skb->sk : NULL;

	if (p->subject && p->subject->kind == SOCK)
		sk = pointer_of(p, src);
	return sk && sk_fullsock(sk) ? sk : NULL;
}

bool wk_unit_is_task(const struct wk_probe *p, const struct wk_source *src)
{
	return task_of(p, src) == current;
}

/* ---- uid ---- */

static bool uid_of(const struct wk_probe *p, const struct wk_source *src, u64 *id)
{
	struct task_struct *task = task_of(p, src);
	struct sock *sk = task ? NULL : sock_of(p, src);

	if (task) {
		rcu_read_lock();
		*id = from_kuid(&init_user_ns, task_uid(task));
		rcu_read_unlock();
	} else if (sk) {
		*id = from_kuid(&init_user_ns, READ_ONCE(sk->sk_uid));
	}
	return task || sk;
}

/* ---- cgroup ---- */

/* What is not that deep stands for itself. Context: RCU. */
static u64 at_depth(struct cgroup *cgroup, u32 depth)
{
	if ((int)depth < cgroup->level)
		cgroup = cgroup_ancestor(cgroup, depth);
	return cgroup_id(cgroup);
}

static struct cgroup *sock_cgroup(struct sock *sk)
{
#ifdef CONFIG_SOCK_CGROUP_DATA
	return sock_cgroup_ptr(&sk->sk_cgrp_data);
#else
	return NULL;
#endif
}

static bool cgroup_of(const struct wk_probe *p, const struct wk_source *src, u32 depth, u64 *id)
{
	struct task_struct *task = task_of(p, src);
	struct sock *sk = task ? NULL : sock_of(p, src);
	struct cgroup *cgroup = NULL;

	rcu_read_lock();
	if (task)
		cgroup = task_dfl_cgroup(task);
	else if (sk)
		cgroup = sock_cgroup(sk);
	if (cgroup)
		*id = at_depth(cgroup, depth);
	rcu_read_unlock();
	return cgroup;
}

/* ---- prefix ---- */

/* 24 bits of an IPv4 address, 48 of an IPv6 address, and which of both. */
static u64 prefix4(__be32 addr)
{
	return 4ull << 56 | ntohl(addr) >> 8;
}

static u64 prefix6(const struct in6_addr *addr)
{
	if (ipv6_addr_v4mapped(addr))
		return prefix4(addr->s6_addr32[3]);
	return 6ull << 56 | (u64)ntohl(addr->s6_addr32[0]) << 16 | ntohl(addr->s6_addr32[1]) >> 16;
}

static bool prefix_of_packet(const struct wk_probe *p, const struct sk_buff *skb, u64 *id)
{
	bool out = p->target.hooknum == NF_INET_LOCAL_OUT ||
		   p->target.hooknum == NF_INET_POST_ROUTING;

	if (p->kind == WK_HOOK_NETFILTER)
		*id = prefix4(out ? ip_hdr(skb)->daddr : ip_hdr(skb)->saddr);
	else
		*id = prefix6(out ? &ipv6_hdr(skb)->daddr : &ipv6_hdr(skb)->saddr);
	return true;
}

static bool prefix_of(const struct wk_probe *p, const struct wk_source *src, u64 *id)
{
	struct sock *sk = sock_of(p, src);

	if (src->skb)
		return prefix_of_packet(p, src->skb, id);
	if (!sk)
		return false;
	if (sk->sk_family == AF_INET) {
		*id = prefix4(sk->sk_daddr);
		return true;
	}
#if IS_ENABLED(CONFIG_IPV6)
	if (sk->sk_family == AF_INET6) {
		*id = prefix6(&sk->sk_v6_daddr);
		return true;
	}
#endif
	return false;
}

bool wk_unit_of(const struct wk_probe *p, const struct wk_source *src, u32 unit, u32 depth,
		u64 *id)
{
	switch (unit) {
	case WK_UNIT_UID:
		return uid_of(p, src, id);
	case WK_UNIT_CGROUP:
		return cgroup_of(p, src, depth, id);
	default:
		return prefix_of(p, src, id);
	}
}
