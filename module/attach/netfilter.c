// SPDX-License-Identifier: GPL-2.0
/* Packets of the initial network namespace. */
#include <linux/netfilter.h>
#include <linux/skbuff.h>
#include <linux/slab.h>
#include <net/net_namespace.h>

#include "hit.h"

struct filter {
	struct nf_hook_ops ops;
	bool on;
};

static const char *check(const struct wk_target *t)
{
	return t->hooknum < NF_INET_NUMHOOKS ? NULL : "netfilter has no such hook";
}

/* Who does not say clearly that a packet is to be dropped lets it pass. */
static unsigned int on_packet(void *priv, struct sk_buff *skb, const struct nf_hook_state *state)
{
	u64 len = skb->len;
	struct wk_source src = { .skb = skb, .args = &len, .nargs = 1 };
	u32 verdict = NF_ACCEPT;

	if (wk_hit(priv, &src, &verdict) && verdict == NF_DROP)
		return NF_DROP;
	return NF_ACCEPT;
}

static int arm_pf(struct wk_probe *p, u8 pf, bool dry)
{
	struct filter *f = kzalloc(sizeof(*f), GFP_KERNEL_ACCOUNT);
	int err;

	if (!f)
		return -ENOMEM;
	p->priv = f;
	f->ops.hook = on_packet;
	f->ops.priv = p;
	f->ops.pf = pf;
	f->ops.hooknum = p->target.hooknum;
	f->ops.priority = p->target.priority;
	if (dry)
		return 0;
	err = nf_register_net_hook(&init_net, &f->ops);
	f->on = !err;
	return err;
}

static int arm(struct wk_probe *p, bool dry, struct wk_error *e)
{
	return arm_pf(p, NFPROTO_IPV4, dry);
}

static int arm6(struct wk_probe *p, bool dry, struct wk_error *e)
{
	return arm_pf(p, NFPROTO_IPV6, dry);
}

static void disarm(struct wk_probe *p)
{
	struct filter *f = p->priv;

	if (f->on)
		nf_unregister_net_hook(&init_net, &f->ops);
}

static void release(struct wk_probe *p)
{
	kfree(p->priv);
}

const struct wk_hook_ops wk_netfilter_ops = {
	.check = check,
	.arm = arm,
	.disarm = disarm,
	.wait = WK_WAIT_RCU,
	.release = release,
};

const struct wk_hook_ops wk_netfilter6_ops = {
	.check = check,
	.arm = arm6,
	.disarm = disarm,
	.wait = WK_WAIT_RCU,
	.release = release,
};
