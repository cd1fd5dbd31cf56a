// SPDX-License-Identifier: GPL-2.0
#include <linux/percpu.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/tracepoint.h>

#include "../compat.h"
#include "attach.h"
#include "clock.h"

enum {
	PROBE = WK_CTX_HARDIRQ,
	SOFT = WK_CTX_SOFTIRQ,
};

#define OPS_KPROBE	wk_kprobe_ops
#define OPS_KRETPROBE	wk_kretprobe_ops
#define OPS_TRACEPOINT	wk_tracepoint_ops
#define OPS_UPROBE	wk_uprobe_ops
#define OPS_URETPROBE	wk_uretprobe_ops
#define OPS_TIMER	wk_timer_ops
#define OPS_NETFILTER	wk_netfilter_ops
#define OPS_NETFILTER6	wk_netfilter6_ops
#define OPS_SYSCALL	wk_syscall_ops
#define OPS_SYSRET	wk_sysret_ops

#define WK_HOOK(number, ident, prefix_, context, params, results_, summary) \
	[number] = { .prefix = prefix_, .contexts = context, .max_params = params, \
		     .results = results_, .soft = (context) == SOFT, .ops = &OPS_##ident },
static const struct wk_hook_row kinds[] = {
#include <wasm_kernel/hooks.def>
};
#undef WK_HOOK

const struct wk_hook_row *wk_hook_row(u32 kind)
{
	if (kind >= ARRAY_SIZE(kinds) || !kinds[kind].prefix)
		return NULL;
	return &kinds[kind];
}

/* ---- errors ---- */

static const char *reason_of(int err)
{
	switch (err) {
	case -ENOENT:
		return "there is no such symbol, tracepoint or file";
	case -EINVAL:
		return "the kernel does not allow a probe there (blacklisted, or no such place)";
	case -EILSEQ:
		return "no instruction begins there";
	case -EPERM:
		return "it is a part of wasm_kernel";
	case -ESRCH:
		return "there is no such process";
	case -EISDIR:
		return "it is no regular file";
	case -ENOMEM:
		return "out of memory";
	case -ENOTSUPP:
		return "the instruction there cannot be replaced";
	case -EOPNOTSUPP:
		return "this kernel cannot do that";
	case -ENOEXEC:
		return "the file cannot be probed (no program, or on a file system without mappings)";
	default:
		return NULL;
	}
}

int wk_hook_error(struct wk_error *e, const struct wk_probe *p, int err)
{
	const char *reason = reason_of(err);
	const char *where = p->target.symbol ?: p->target.path ?: "";
	char number[24];

	if (!reason) {
		scnprintf(number, sizeof(number), "error %d", err);
		reason = number;
	}
	/* The export has a pattern in its name where the client has put one of many symbols. */
	return wk_error_set(e, err == -ENOMEM ? WK_ERR_NOMEM : WK_ERR_LINK, WK_NO_FUNC,
			    WK_NO_OFFSET, "cannot attach to %s%s%s%s: %s", p->name,
			    *where ? " (" : "", where, *where ? ")" : "", reason);
}

/* ---- the guest function ---- */

static bool all_integers(const struct wk_functype *t)
{
	u32 i;

	for (i = 0; i < t->nparams + t->nresults; i++)
		if (t->types[i] != WK_I32 && t->types[i] != WK_I64)
			return false;
	return true;
}

static const struct wk_functype *find_export(const struct wk_module *m, const u8 *name, u32 len)
{
	u32 i;

	for (i = 0; i < m->nexports; i++) {
		const struct wk_export *x = &m->exports[i];

		if (x->kind == WK_EXTERN_FUNC && x->name.len == len &&
		    !memcmp(x->name.p, name, len))
			return m->funcs[x->index].type;
	}
	return NULL;
}

static int check_function(struct wk_probe *p, struct wk_error *e)
{
	const struct wk_functype *t = find_export(p->attach->program->module,
						  (const u8 *)p->name, p->name_len);

	if (!t)
		return wk_error_set(e, WK_ERR_LINK, WK_NO_FUNC, WK_NO_OFFSET,
				    "the program exports no function \"%s\"", p->name);
	if (t->nparams > p->row->max_params || !all_integers(t))
		return wk_error_set(e, WK_ERR_LINK, WK_NO_FUNC, WK_NO_OFFSET,
				    "\"%s\" may have %u parameters at most, each of them i64 or i32",
				    p->name, p->row->max_params);
	if (t->nresults != p->row->results ||
	    (t->nresults && t->types[t->nparams] != WK_I32))
		return wk_error_set(e, WK_ERR_LINK, WK_NO_FUNC, WK_NO_OFFSET,
				    "\"%s\" has to return %s", p->name,
				    p->row->results ? "an i32" : "nothing");
	p->nparams = t->nparams;
	return 0;
}

/* ---- probes ---- */

static int copy_target(struct wk_probe *p, const struct wk_target *t)
{
	p->target = *t;
	p->target.symbol = NULL;
	p->target.path = NULL;
	if (t->symbol)
		p->target.symbol = kstrdup(t->symbol, GFP_KERNEL_ACCOUNT);
	if (t->path)
		p->target.path = kstrdup(t->path, GFP_KERNEL_ACCOUNT);
	return (t->symbol && !p->target.symbol) || (t->path && !p->target.path) ? -ENOMEM : 0;
}

static struct wk_probe *new_probe(struct wk_attach *at, u32 kind, const u8 *name, u32 len,
				  const struct wk_target *target)
{
	struct wk_probe *p = kzalloc(sizeof(*p), GFP_KERNEL_ACCOUNT);

	if (!p)
		return NULL;
	p->attach = at;
	p->kind = kind;
	p->row = wk_hook_row(kind);
	p->soft = p->row->soft;
	p->number = at->nprobes;
	p->name_len = len;
	p->name = kmemdup_nul((const char *)name, len, GFP_KERNEL_ACCOUNT);
	p->stats = __alloc_percpu_gfp(sizeof(*p->stats), __alignof__(*p->stats),
				      GFP_KERNEL_ACCOUNT);
	if (p->name && p->stats && !copy_target(p, target))
		return p;
	wk_probe_free(p);
	return NULL;
}

void wk_probe_free(struct wk_probe *p)
{
	if (p->priv)
		p->row->ops->release(p);
	free_percpu(p->stats);
	kfree(p->target.symbol);
	kfree(p->target.path);
	kfree(p->name);
	kfree(p);
}

static int add_locked(struct wk_attach *at, struct wk_probe *p)
{
	if (at->state != WK_ATTACH_NEW || at->gone)
		return -EBUSY;
	if (at->nprobes >= WK_MAX_PROBES)
		return -ENOSPC;
	if (!at->probes)
		at->probes = kvcalloc(WK_MAX_PROBES, sizeof(*at->probes), GFP_KERNEL_ACCOUNT);
	if (!at->probes)
		return -ENOMEM;
	p->number = at->nprobes;
	at->probes[at->nprobes++] = p;
	return 0;
}

int wk_attach_add_hook(struct wk_attach *at, u32 kind, const u8 *name, u32 len,
		       const struct wk_target *target, u32 *number, struct wk_error *e)
{
	const struct wk_hook_row *row = wk_hook_row(kind);
	const char *why;
	struct wk_probe *p;
	int err = -EINVAL;

	why = row ? row->ops->check(target) : "there is no such kind of hook";
	if (!why && memchr_inv(name, 0, len) == NULL)
		why = "it has no name";
	if (!why && strnlen((const char *)name, len) != len)
		why = "its name has a NUL in it";
	if (why) {
		char text[80];

		wk_error_set(e, WK_ERR_LINK, WK_NO_FUNC, WK_NO_OFFSET, "cannot attach to %s: %s",
			     wk_str_escape(text, sizeof(text), name, len), why);
		return -EINVAL;
	}
	p = new_probe(at, kind, name, len, target);
	if (!p)
		return -ENOMEM;
	mutex_lock(&at->lock);
	if (!check_function(p, e))
		err = add_locked(at, p);
	mutex_unlock(&at->lock);
	*number = p->number;
	if (err)
		wk_probe_free(p);
	return err;
}

void wk_probe_sum(const struct wk_probe *p, struct wk_wire_probe *out)
{
	u64 ticks = 0;
	int cpu;

	memset(out, 0, sizeof(*out));
	out->kind = p->kind;
	wk_str_escape(out->name, sizeof(out->name), (const u8 *)p->name, p->name_len);
	/* How often events came is what a dp-only program may only say with noise. */
	if (p->attach->config.dp_only)
		return;
	out->missed = p->missed;
	if (p->armed && p->row->ops->missed)
		out->missed += p->row->ops->missed(p);
	for_each_possible_cpu(cpu) {
		const struct wk_probe_stats *s = per_cpu_ptr(p->stats, cpu);

		out->hits += READ_ONCE(s->hits);
		out->busy += READ_ONCE(s->busy);
		out->nmi += READ_ONCE(s->nmi);
		out->overruns += READ_ONCE(s->overruns);
		out->traps += READ_ONCE(s->traps);
		ticks += READ_ONCE(s->ticks);
		out->fuel += READ_ONCE(s->fuel);
	}
	out->nsec = wk_clock_to_ns(ticks);
}

/* Tracepoints of tasks may use another flavour of RCU than everybody else. */
void wk_hooks_wait(u32 wait)
{
	if (wait & WK_WAIT_TRACEPOINT)
		tracepoint_synchronize_unregister();
	if (wait & WK_WAIT_UPROBE)
		wk_uprobe_sync();
	if (wait & WK_WAIT_RCU)
		synchronize_rcu();
}
