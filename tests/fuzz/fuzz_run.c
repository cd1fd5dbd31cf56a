// SPDX-License-Identifier: GPL-2.0
/*
 * Any module that loads: link it to host functions that return zeros, run its
 * start function and its exports, with both float builds, a little fuel and a
 * small stack. Results, traps and fuel of the two builds must be the same.
 */
#include "../../module/wasm/wasm.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

enum { FUEL = 20000, SLICE = 700, STACK = 8192, EXPORTS = 8, SLOTS = 2 * WK_MAX_PARAMS };

/**
 * struct outcome - what a run left behind
 * @traps: of the start function and the exports
 * @fuel: used by each
 * @results: first result of each
 * @memory: sum over the bytes of memory 0
 */
struct outcome {
	u32 traps[EXPORTS + 1];
	u64 fuel[EXPORTS + 1];
	u64 results[EXPORTS + 1];
	u64 memory;
};

static enum wk_trap zeros(struct wk_exec *x, void *data, u64 *slots)
{
	const struct wk_functype *type = data;

	(void)x;
	if (type->result_slots)
		memset(slots, 0, type->result_slots * sizeof(*slots));
	return WK_TRAP_NONE;
}

/* Only functions can be provided here; a module that wants more is left alone. */
static bool provide(struct wk_store *s, const struct wk_module *m, struct wk_extern *imports)
{
	for (u32 i = 0; i < m->nimports; i++) {
		struct wk_hostfunc host = { .fn = zeros };
		const struct wk_functype *type;

		if (m->imports[i].kind != WK_EXTERN_FUNC)
			return false;
		type = m->funcs[m->imports[i].index].type;
		host.data = (void *)(uintptr_t)type;
		imports[i].kind = WK_EXTERN_FUNC;
		imports[i].func = wk_func_new_host(s, type, &host);
		if (!imports[i].func)
			return false;
	}
	return true;
}

static bool is_number(const struct wk_functype *type)
{
	return type->nresults && wk_type_is_num(type->types[type->nparams]);
}

static void run(struct wk_exec *x, struct wk_func *f, struct outcome *o, u32 at)
{
	static const u64 args[SLOTS];
	enum wk_status status;

	wk_exec_start(x, f, args, FUEL);
	do {
		status = wk_exec_run(x, SLICE);
	} while (status == WK_PAUSED);
	o->traps[at] = wk_exec_trap(x);
	o->fuel[at] = wk_exec_fuel_used(x);
	/* References are addresses and differ from run to run. */
	if (status == WK_DONE && is_number(wk_func_type(f)))
		o->results[at] = wk_exec_results(x)[0];
}

static void run_exports(struct wk_instance *inst, struct wk_exec *x, struct outcome *o)
{
	const struct wk_module *m = wk_instance_module(inst);
	u32 done = 0;

	for (u32 i = 0; i < m->nexports && done < EXPORTS; i++) {
		struct wk_extern e;

		if (m->exports[i].kind != WK_EXTERN_FUNC ||
		    !wk_instance_export(inst, m->exports[i].name.p, m->exports[i].name.len, &e))
			continue;
		run(x, e.func, o, ++done);
	}
}

static void sum_memory(struct wk_instance *inst, struct outcome *o)
{
	struct wk_memory *mem = wk_instance_memory(inst);
	u64 n = mem ? (u64)wk_mem_pages(mem) * WK_PAGE_SIZE : 0;
	const u8 *p = n ? wk_mem_range(mem, 0, n) : NULL;

	for (u64 i = 0; i < n; i++)
		o->memory = o->memory * 31 + p[i];
}

static void run_module(const struct wk_module *m, enum wk_floats floats, struct outcome *o)
{
	static const struct wk_budget budget = { .memory_pages = 8, .table_elems = 10000 };
	struct wk_store *s = wk_store_new(&budget);
	struct wk_extern *imports = wk_alloc(m->nimports, sizeof(*imports));
	struct wk_exec *x = wk_exec_new(STACK, floats, NULL);
	struct wk_instance *inst = NULL;
	struct wk_error e = { 0 };

	if (s && imports && x && provide(s, m, imports))
		inst = wk_instance_new(s, m, imports, &e);
	if (inst) {
		o->traps[0] = wk_instance_init(inst);
		if (!o->traps[0] && wk_instance_start_func(inst))
			run(x, wk_instance_start_func(inst), o, 0);
		run_exports(inst, x, o);
		sum_memory(inst, o);
	}
	wk_exec_free(x);
	wk_free(imports);
	wk_store_free(s);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct outcome soft, fpu;
	struct wk_error e = { 0 };
	struct wk_module *m;
	u8 *bytes = wk_alloc(size, 1);

	if (!bytes)
		return 0;
	if (size)
		memcpy(bytes, data, size);
	m = wk_module_load(bytes, (u32)size, &e);
	if (!m)
		return 0;
	/* Bytes between the members are compared, too. */
	memset(&soft, 0, sizeof(soft));
	memset(&fpu, 0, sizeof(fpu));
	run_module(m, WK_FLOATS_SOFT, &soft);
	run_module(m, WK_FLOATS_FPU, &fpu);
	if (memcmp(&soft, &fpu, sizeof(soft)))
		abort();
	wk_module_free(m);
	return 0;
}
