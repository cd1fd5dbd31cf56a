// SPDX-License-Identifier: GPL-2.0
#include "../wasm/image.h"
#include "event.h"
#include "meter.h"
#include "refusal.h"
#include "unit.h"

int wk_event_prepare(struct wk_attach *at, struct wk_cpu *c, u32 *code, struct wk_error *e)
{
	struct wk_memory *mem = wk_instance_memory(c->inst);

	if (wk_host_forgets(at->program->module))
		return 0;
	if (mem && wk_mem_pages(mem) > WK_MAX_DP_PAGES)
		return wk_refuse_row(e, code, WK_REFUSE_MEMORY, NULL, NULL);
	c->image = wk_image_take(c->inst);
	return c->image ? 0 : wk_error_nomem(e);
}

/* What a hook says about others than whose event it is stays out. */
static void take_args(const struct wk_probe *p, const struct wk_source *src, struct wk_hit *hit,
		      u64 *args)
{
	u32 i;

	for (i = 0; i < p->nparams; i++)
		args[i] = wk_unit_masked(p->subject, i) ? 0 : src->args[i];
	if (!p->subject)
		return;
	hit->regs = NULL;
	hit->nargs = 0;
}

void wk_event(struct wk_probe *p, struct wk_cpu *c, const struct wk_source *src)
{
	struct wk_stage *stage = c->hit.stage;
	u64 args[WK_HIT_ARGS];

	wk_hit_fill(p, &c->hit, src);
	take_args(p, src, &c->hit, args);
	stage->n = 0;
	stage->task = wk_unit_is_task(p, src);
	stage->open = true;
	if (wk_exec_call(c->exec, c->funcs[p->number], args, p->attach->config.fuel) == WK_DONE)
		wk_meters_commit(p, src, stage);
	stage->open = false;
	if (c->image)
		wk_image_restore(c->image, c->inst);
}
