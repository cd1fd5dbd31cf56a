// SPDX-License-Identifier: GPL-2.0
#include <linux/bottom_half.h>
#include <linux/irqflags.h>
#include <linux/kprobes.h>
#include <linux/percpu.h>
#include <linux/preempt.h>
#include <linux/uaccess.h>

#include "clock.h"
#include "event.h"
#include "guard.h"
#include "hit.h"

/*
 * Programs on this CPU, by what they interrupted: a bit each for task, soft interrupt, interrupt
 * and NMI.  Host functions have probes in them too, so programs would nest in programs as
 * deep as the kernel's stack lasts, and deeper.
 */
static DEFINE_PER_CPU(u8, inside);

static inline bool enter(u8 level)
{
	if (this_cpu_read(inside) & level)
		return false;
	this_cpu_or(inside, level);
	return true;
}

static inline void leave(u8 level)
{
	this_cpu_and(inside, (u8)~level);
}

/* ---- traps ---- */

static void keep_frames(struct wk_first_trap *t, const struct wk_backtrace *bt)
{
	u32 i;

	for (i = 0; i < bt->n; i++)
		t->frames[i] = (struct wk_wire_frame){ .func = bt->frames[i].func,
						       .offset = bt->frames[i].offset };
	t->nframes = bt->n;
}

static void keep_first(struct wk_probe *p, struct wk_exec *x, u32 trap)
{
	struct wk_first_trap *t = &p->attach->trap;

	if (READ_ONCE(t->taken) || cmpxchg(&t->taken, 0, 1))
		return;
	t->trap = trap;
	t->cpu = raw_smp_processor_id();
	t->probe = p->number;
	keep_frames(t, wk_exec_backtrace(x));
	/* Pairs with the reader of @there. */
	smp_store_release(&t->there, true);
}

static void trapped(struct wk_probe *p, struct wk_cpu *c, u64 now)
{
	enum wk_trap trap = wk_exec_trap(c->exec);

	keep_first(p, c->exec, trap);
	if (trap != WK_TRAP_FUEL) {
		this_cpu_inc(p->stats->traps);
		return;
	}
	this_cpu_inc(p->stats->overruns);
	wk_guard_overrun(p->attach, c, now);
}

/* ---- time ---- */

/* A machine that is moved to another host may find an earlier time there. */
static __always_inline u64 between(u64 start, u64 now)
{
	return now > start ? now - start : 0;
}

/* ---- user memory ---- */

/*
 * Lets others run on this CPU meanwhile, other programs too; only this instance stays
 * busy.  Those who get here are tasks in a uprobe, with nothing held.  How long a page takes
 * may be up to whoever is probed: that must not look as if the program burned the CPU.
 */
static int fault_in(const struct wk_hit *hit, void *to, u64 from, u32 len)
{
	struct wk_cpu *c = container_of(hit, struct wk_cpu, hit);
	u64 start = wk_clock();
	u8 level = 1 << interrupt_context_level();
	unsigned long left;

	migrate_disable();
	leave(level);
	local_irq_enable();
	preempt_enable_notrace();
	left = copy_from_user(to, (const void __user *)(unsigned long)from, len);
	preempt_disable_notrace();
	local_irq_disable();
	/* Whoever went inside meanwhile has left, or he would be running now. */
	enter(level);
	migrate_enable();
	c->waited += between(start, wk_clock());
	return left ? -EFAULT : 0;
}

/* ---- the call ---- */

void wk_hit_fill(struct wk_probe *p, struct wk_hit *hit, const struct wk_source *src)
{
	hit->regs = src->regs;
	hit->skb = src->skb;
	hit->args = src->args;
	hit->nargs = src->nargs;
	hit->context = p->row->contexts;
	hit->probe = p->number;
	hit->ip = src->ip;
	hit->ret = src->ret;
	hit->has_ret = src->has_ret;
	hit->fault_in = p->may_fault ? fault_in : NULL;
	hit->error = 0;
	hit->what = NULL;
}

static bool call(struct wk_probe *p, struct wk_cpu *c, const struct wk_source *src, u32 *result)
{
	struct wk_exec *x = c->exec;
	u64 sp = c->sp ? *c->sp : 0;
	u64 start = wk_clock(), now, took;
	bool done;

	wk_hit_fill(p, &c->hit, src);
	c->probe = p;
	c->src = src;
	c->waited = 0;
	this_cpu_inc(p->stats->hits);
	done = wk_exec_call(x, c->funcs[p->number], src->args,
			    p->attach->config.fuel) == WK_DONE;
	now = wk_clock();
	took = between(start, now);
	took -= min(took, c->waited);
	if (done && result)
		*result = (u32)wk_exec_results(x)[0];
	if (!done) {
		trapped(p, c, start);
		if (c->sp)
			*c->sp = sp;
	}
	this_cpu_add(p->stats->ticks, took);
	this_cpu_add(p->stats->fuel, wk_exec_fuel_used(x));
	wk_guard_spent(p->attach, c, now, took);
	return done;
}

static bool claim_and_call(struct wk_probe *p, const struct wk_source *src, u32 *result)
{
	struct wk_cpu *c = p->attach->cpus[raw_smp_processor_id()];
	bool done = false;

	if (READ_ONCE(c->busy)) {
		this_cpu_inc(p->stats->busy);
		return false;
	}
	WRITE_ONCE(c->busy, true);
	barrier();
	if (p->attach->config.dp_only)
		wk_event(p, c, src);
	else
		done = call(p, c, src, result);
	barrier();
	WRITE_ONCE(c->busy, false);
	return done;
}

/*
 * Interrupts are off during a hit of a probe: one of them could hit the same program, and
 * would be lost.  The guard comes first, because turning them off may be a tracepoint.
 */
static bool guarded(struct wk_probe *p, const struct wk_source *src, u32 *result)
{
	unsigned long flags;
	bool done;

	if (p->soft) {
		local_bh_disable();
		done = claim_and_call(p, src, result);
		local_bh_enable();
		return done;
	}
	local_irq_save(flags);
	done = claim_and_call(p, src, result);
	local_irq_restore(flags);
	return done;
}

bool wk_hit(struct wk_probe *p, const struct wk_source *src, u32 *result)
{
	u8 level = 1 << interrupt_context_level();
	bool done = false;

	if (READ_ONCE(p->attach->off))
		return false;
	if (in_nmi() && !p->nmi) {
		this_cpu_inc(p->stats->nmi);
		return false;
	}
	preempt_disable_notrace();
	if (enter(level)) {
		done = guarded(p, src, result);
		leave(level);
	} else {
		this_cpu_inc(p->stats->busy);
	}
	preempt_enable_notrace();
	return done;
}
NOKPROBE_SYMBOL(wk_hit);
