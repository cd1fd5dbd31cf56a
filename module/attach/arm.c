// SPDX-License-Identifier: GPL-2.0
#include <linux/irq_work.h>
#include <linux/slab.h>

#include "arm.h"
#include "cpu.h"
#include "guard.h"
#include "meter.h"
#include "policy.h"
#include "private.h"
#include "../prog/result.h"

static bool shut;

void wk_arm_shut(void)
{
	WRITE_ONCE(shut, true);
}

bool wk_arm_is_shut(void)
{
	return READ_ONCE(shut);
}

/* ---- off ---- */

/* The armed probes of one kind, as an array. Return: how many */
static u32 collect(struct wk_attach *at, const struct wk_hook_ops *ops, struct wk_probe **to)
{
	u32 i, n = 0;

	for (i = 0; i < at->nprobes; i++)
		if (at->probes[i]->armed && at->probes[i]->row->ops == ops)
			to[n++] = at->probes[i];
	return n;
}

static void disarm_one(struct wk_probe *p)
{
	p->row->ops->disarm(p);
	cond_resched_tasks_rcu_qs();
}

static void disarm_kind(struct wk_attach *at, const struct wk_hook_ops *ops)
{
	struct wk_probe **batch = (struct wk_probe **)at->room;
	u32 n = collect(at, ops, batch);
	u32 i;

	if (ops->disarm_all)
		ops->disarm_all(batch, n, at->room + at->nprobes);
	for (i = 0; i < n; i++) {
		if (ops->disarm)
			disarm_one(batch[i]);
		if (ops->missed)
			batch[i]->missed += ops->missed(batch[i]);
		batch[i]->armed = false;
	}
}

static void disarm_all(struct wk_attach *at)
{
	u32 i, wait = 0;

	lockdep_assert_held(&at->lock);
	for (i = 0; i < at->nprobes; i++) {
		const struct wk_hook_ops *ops = at->probes[i]->row->ops;

		if (!at->probes[i]->armed)
			continue;
		disarm_kind(at, ops);
		wait |= ops->wait;
	}
	wk_hooks_wait(wait);
	for (i = 0; i < at->nprobes; i++) {
		struct wk_probe *p = at->probes[i];

		if (p->priv)
			p->row->ops->release(p);
		p->priv = NULL;
	}
	wk_guard_forget(at);
	kvfree(at->room);
	at->room = NULL;
}

static const char *why_text(u32 reason)
{
	switch (reason) {
	case WK_REASON_OVERRUN:
		return "detached: it ran out of fuel 10 times within a second";
	case WK_REASON_GUARD:
		return "detached: programs on hooks used nearly all of a CPU, and this one most of it";
	default:
		return "";
	}
}

void wk_attach_end(struct wk_attach *at, u32 reason)
{
	mutex_lock(&at->lock);
	if (at->state != WK_ATTACH_DETACHED) {
		WRITE_ONCE(at->off, true);
		if (at->state == WK_ATTACH_ARMED)
			disarm_all(at);
		wk_meters_stop(at, true);
		wk_privates_stop(at, true);
		strscpy(at->text, why_text(reason), sizeof(at->text));
		at->reason = reason;
		at->state = WK_ATTACH_DETACHED;
		wk_stream_close(at->stream);
		wk_cpus_free(at);
	}
	mutex_unlock(&at->lock);
}

/* ---- on ---- */

static int check_contexts(struct wk_attach *at, struct wk_error *e)
{
	const struct wk_module *m = at->program->module;
	struct wk_error unused = {};
	bool nmi = !wk_host_check_contexts(m, WK_CTX_NMI, "", &unused);
	u32 i;

	for (i = 0; i < at->nprobes; i++) {
		struct wk_probe *p = at->probes[i];

		p->nmi = nmi;
		if (wk_host_check_contexts(m, p->row->contexts, p->name, e))
			return -1;
	}
	return 0;
}

static int arm_all(struct wk_attach *at, bool dry, struct wk_error *e)
{
	u32 i;

	for (i = 0; i < at->nprobes; i++) {
		struct wk_probe *p = at->probes[i];
		int err = wk_arm_is_shut() ? -ESHUTDOWN : p->row->ops->arm(p, dry, e);

		if (err)
			return wk_hook_error(e, p, err);
		p->armed = true;
		cond_resched_tasks_rcu_qs();
	}
	return 0;
}

/* Everything that a hit needs. */
static int prepare(struct wk_attach *at, u32 *code, struct wk_error *e)
{
	if (check_contexts(at, e)) {
		*code = WK_C_CONTEXT;
		return -1;
	}
	at->room = kvcalloc(2 * at->nprobes, sizeof(*at->room), GFP_KERNEL_ACCOUNT);
	if (!at->room) {
		*code = WK_C_NOMEM;
		return wk_error_nomem(e);
	}
	if (wk_policy_arm(at, code, e) || wk_cpus_make(at, code, e))
		goto err_room;
	if (!wk_meters_start(at, code, e)) {
		if (!wk_privates_start(at, code, e))
			return 0;
		wk_meters_stop(at, false);
	}
	wk_cpus_free(at);

err_room:
	kvfree(at->room);
	at->room = NULL;
	return -1;
}

/*
 * What hits have contributed to metrics is forgotten. Records may have left since the first hook
 * was on, whatever became of the others: their window is charged.
 */
static void undo(struct wk_attach *at, bool dry)
{
	bool hit = !dry && at->probes[0]->armed;

	disarm_all(at);
	wk_meters_stop(at, false);
	wk_privates_stop(at, hit);
	wk_cpus_free(at);
}

static int arm_locked(struct wk_attach *at, bool dry, u32 *code, struct wk_error *e)
{
	if (prepare(at, code, e))
		return -1;
	if (arm_all(at, dry, e)) {
		*code = e->kind == WK_ERR_NOMEM ? WK_C_NOMEM : WK_C_HOOK;
		WRITE_ONCE(at->off, true);
		undo(at, dry);
		return -1;
	}
	if (dry) {
		undo(at, dry);
		return 0;
	}
	at->state = WK_ATTACH_ARMED;
	return 0;
}

int wk_attach_arm(struct wk_attach *at, bool dry, u32 *code, struct wk_error *e)
{
	int err = -1;

	mutex_lock(&at->lock);
	if (at->state != WK_ATTACH_NEW || at->gone || at->off) {
		*code = WK_C_BAD_ORDER;
		wk_error_set(e, WK_ERR_LINK, WK_NO_FUNC, WK_NO_OFFSET,
			     "attachment %u was armed before, or is going", at->id);
	} else if (!at->nprobes) {
		*code = WK_C_BAD_ORDER;
		wk_error_set(e, WK_ERR_LINK, WK_NO_FUNC, WK_NO_OFFSET,
			     "attachment %u has no hooks", at->id);
	} else {
		err = arm_locked(at, dry, code, e);
	}
	mutex_unlock(&at->lock);
	return err;
}
