// SPDX-License-Identifier: GPL-2.0
#include <linux/cpumask.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/topology.h>

#include "arm.h"
#include "../prog/result.h"
#include "../wasm/image.h"
#include "cpu.h"
#include "event.h"
#include "private.h"

/* ---- linking ---- */

static int resolve_all(struct wk_attach *at, struct wk_cpu *c, struct wk_extern *externs,
		       struct wk_error *e)
{
	const struct wk_host_env env = {
		.strict = at->config.strict,
		.consts = at->consts,
		.nconsts = at->nconsts,
		.dp_only = at->config.dp_only,
	};
	const struct wk_module *m = at->program->module;
	u32 i;

	for (i = 0; i < m->nimports; i++)
		if (wk_host_resolve(c->store, &m->imports[i], m, &env, &externs[i], e))
			return -1;
	return 0;
}

static int link_module(struct wk_attach *at, struct wk_cpu *c, struct wk_error *e)
{
	const struct wk_module *m = at->program->module;
	struct wk_extern *externs = wk_alloc(max_t(u32, m->nimports, 1), sizeof(*externs));

	if (!externs)
		return wk_error_nomem(e);
	if (!resolve_all(at, c, externs, e))
		c->inst = wk_instance_new(c->store, m, externs, e);
	wk_free(externs);
	return c->inst ? 0 : -1;
}

static int find_funcs(struct wk_attach *at, struct wk_cpu *c, struct wk_error *e)
{
	u32 i;

	for (i = 0; i < at->nprobes; i++) {
		const struct wk_probe *p = at->probes[i];
		struct wk_extern ext;

		if (!wk_instance_export(c->inst, (const u8 *)p->name, p->name_len, &ext) ||
		    ext.kind != WK_EXTERN_FUNC)
			return wk_error_set(e, WK_ERR_LINK, WK_NO_FUNC, WK_NO_OFFSET,
					    "the program exports no function \"%s\"", p->name);
		c->funcs[i] = ext.func;
	}
	return 0;
}

/* ---- what runs before the first hit ---- */

static bool must_stop(struct wk_attach *at)
{
	return fatal_signal_pending(current) || READ_ONCE(at->gone) || READ_ONCE(at->off) ||
	       wk_arm_is_shut();
}

static int run(struct wk_attach *at, struct wk_cpu *c, struct wk_func *f, const char *what,
	       u32 *code, struct wk_error *e)
{
	enum wk_status status;

	wk_exec_start(c->exec, f, NULL, WK_INIT_FUEL);
	do {
		status = wk_exec_run(c->exec, WK_SLICE_SOFT);
		if (status == WK_PAUSED && must_stop(at)) {
			wk_exec_stop(c->exec, WK_TRAP_KILLED);
			status = WK_TRAPPED;
		}
		cond_resched_tasks_rcu_qs();
	} while (status == WK_PAUSED);
	if (status == WK_DONE)
		return 0;
	*code = wk_code_of_trap(wk_exec_trap(c->exec));
	return wk_error_set(e, WK_ERR_LIMIT, WK_NO_FUNC, WK_NO_OFFSET, "%s: %s", what,
			    wk_trap_text(wk_exec_trap(c->exec)));
}

static int initialise(struct wk_attach *at, struct wk_cpu *c, u32 *code, struct wk_error *e)
{
	static const char name[] = "_initialize";
	struct wk_func *start = wk_instance_start_func(c->inst);
	enum wk_trap trap = wk_instance_init(c->inst);
	struct wk_extern ext;

	if (trap) {
		*code = wk_code_of_trap(trap);
		return wk_error_set(e, WK_ERR_LIMIT, WK_NO_FUNC, WK_NO_OFFSET,
				    "a segment of the program: %s", wk_trap_text(trap));
	}
	if (start && run(at, c, start, "the start function", code, e))
		return -1;
	if (!wk_instance_export(c->inst, (const u8 *)name, sizeof(name) - 1, &ext) ||
	    ext.kind != WK_EXTERN_FUNC || wk_func_type(ext.func)->nparams ||
	    wk_func_type(ext.func)->nresults)
		return 0;
	return run(at, c, ext.func, name, code, e);
}

/* ---- one CPU ---- */

static void free_cpu(struct wk_cpu *c)
{
	if (!c)
		return;
	wk_exec_free(c->exec);
	wk_image_free(c->image);
	kfree(c->hit.stage);
	kvfree(c->record);
	wk_store_free(c->store);
	kvfree(c->funcs);
	kfree(c);
}

static struct wk_cpu *alloc_cpu(struct wk_attach *at, int cpu)
{
	const struct wk_budget budget = {
		.memory_pages = at->config.memory_pages,
		.table_elems = WK_MAX_SPACE_TABLE_ELEMS,
	};
	struct wk_cpu *c = kzalloc_node(sizeof(*c), GFP_KERNEL_ACCOUNT, cpu_to_node(cpu));

	if (!c)
		return NULL;
	c->funcs = kvcalloc(at->nprobes, sizeof(*c->funcs), GFP_KERNEL_ACCOUNT);
	c->store = wk_store_new(&budget);
	/* A probe may not touch the FPU: the build that never does. */
	c->exec = wk_exec_new(at->config.stack_slots, WK_FLOATS_SOFT, NULL);
	if (c->funcs && c->store && c->exec)
		return c;
	free_cpu(c);
	return NULL;
}

/* Of a dp-only program: host functions answer during events only, contributions are kept. */
static int add_stage(struct wk_attach *at, struct wk_cpu *c, struct wk_error *e)
{
	if (!at->config.dp_only)
		return 0;
	c->hit.stage = kzalloc(sizeof(*c->hit.stage), GFP_KERNEL_ACCOUNT);
	if (!c->hit.stage)
		return wk_error_nomem(e);
	c->hit.stage->metrics = at->nmeters;
	return 0;
}

/* Records with noise take another way. */
static int add_record(struct wk_attach *at, struct wk_cpu *c, struct wk_error *e)
{
	if (!at->nprivates)
		return 0;
	c->record = kvmalloc(WK_PRIVATE_BYTES, GFP_KERNEL_ACCOUNT);
	c->hit.emit = wk_private_emit;
	return c->record ? 0 : wk_error_nomem(e);
}

static int fill_cpu(struct wk_attach *at, struct wk_cpu *c, u32 *code, struct wk_error *e)
{
	c->hit.stream = at->stream;
	c->hit.maps = at->maps;
	c->hit.nmaps = at->nmaps;
	c->hit.context = WK_CTX_PROCESS;
	wk_exec_set_data(c->exec, &c->hit);
	if (add_stage(at, c, e) || add_record(at, c, e) || link_module(at, c, e) ||
	    find_funcs(at, c, e) || initialise(at, c, code, e))
		return -1;
	c->sp = wk_instance_stack_pointer(c->inst);
	wk_store_seal(c->store);
	return at->config.dp_only ? wk_event_prepare(at, c, code, e) : 0;
}

static int make_cpu(struct wk_attach *at, int cpu, u32 *code, struct wk_error *e)
{
	struct wk_cpu *c = alloc_cpu(at, cpu);

	if (!c)
		return wk_error_nomem(e);
	at->cpus[cpu] = c;
	return fill_cpu(at, c, code, e);
}

/* ---- all of them ---- */

int wk_cpus_make(struct wk_attach *at, u32 *code, struct wk_error *e)
{
	int cpu;

	lockdep_assert_held(&at->lock);
	*code = WK_C_OK;
	at->cpus = kvcalloc(nr_cpu_ids, sizeof(*at->cpus), GFP_KERNEL_ACCOUNT);
	if (!at->cpus) {
		wk_error_nomem(e);
		goto err_code;
	}
	for_each_possible_cpu(cpu)
		if (make_cpu(at, cpu, code, e))
			goto err_code;
	return 0;

err_code:
	if (!*code)
		*code = wk_code_of_error(e);
	wk_cpus_free(at);
	return -1;
}

void wk_cpus_free(struct wk_attach *at)
{
	int cpu;

	if (!at->cpus)
		return;
	for_each_possible_cpu(cpu)
		free_cpu(at->cpus[cpu]);
	kvfree(at->cpus);
	at->cpus = NULL;
}

u64 wk_cpus_bytes(struct wk_attach *at)
{
	u64 bytes = 0;
	int cpu;

	if (!at->cpus)
		return 0;
	for_each_possible_cpu(cpu) {
		struct wk_memory *mem = wk_instance_memory(at->cpus[cpu]->inst);

		bytes += mem ? (u64)wk_mem_pages(mem) << 16 : 0;
		bytes += (u64)at->config.stack_slots * 8;
		bytes += wk_image_bytes(at->cpus[cpu]->image);
	}
	return bytes;
}
