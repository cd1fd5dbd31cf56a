// SPDX-License-Identifier: GPL-2.0
/* What the tests of the running engine share. */
#include "engine_rig.h"

static unsigned int count, failures;
static enum wk_floats floats;

bool ok(bool passed, const char *fmt, ...)
{
	va_list ap;

	printf("%s %u - %s: ", passed ? "ok" : "not ok", ++count,
	       floats == WK_FLOATS_SOFT ? "soft" : "fpu");
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
	failures += !passed;
	return passed;
}

enum wk_floats rig_floats(void)
{
	return floats;
}

struct rig rig_new(void)
{
	return (struct rig){
		.stack = 1 << 16,
		.slice = NO_LIMIT,
		.fuel = WK_FUEL_MAX,
		.budget = { .memory_pages = 16, .table_elems = 1000 },
	};
}

static struct wk_extern *import_hosts(struct rig *r)
{
	struct wk_extern *imports = calloc(r->module->nimports + 1, sizeof(*imports));
	u32 i;

	if (!imports)
		abort();
	for (i = 0; r->hosts && i < r->module->nimports; i++) {
		imports[i].kind = WK_EXTERN_FUNC;
		imports[i].func = wk_func_new_host(r->store, r->module->funcs[i].type,
						   &r->hosts[i]);
	}
	return imports;
}

static bool make_instance(struct rig *r)
{
	struct wk_extern *imports;

	r->store = wk_store_new(&r->budget);
	r->exec = wk_exec_new(r->stack, floats, r->ops);
	if (!r->store || !r->exec)
		return false;
	imports = import_hosts(r);
	r->inst = wk_instance_new(r->store, r->module, imports, &r->e);
	free(imports);
	if (r->inst)
		r->init = wk_instance_init(r->inst);
	return r->inst && r->init == WK_TRAP_NONE;
}

bool rig_load_bytes(struct rig *r, const void *bytes, size_t n)
{
	u8 *copy = wk_alloc(n ? n : 1, 1);

	if (!copy)
		return false;
	memcpy(copy, bytes, n);
	r->module = wk_module_load(copy, n, &r->e);
	return r->module && make_instance(r);
}

bool rig_load(struct rig *r, struct wmod *m)
{
	wmod_finish(m, &r->binary);
	return rig_load_bytes(r, r->binary.p, r->binary.n);
}

void rig_free(struct rig *r)
{
	wk_exec_free(r->exec);
	if (r->store)
		wk_store_free(r->store);
	if (r->module)
		wk_module_free(r->module);
	wbuf_free(&r->binary);
	*r = (struct rig){ 0 };
}

bool rig_start(struct rig *r, const char *name, const u64 *args)
{
	struct wk_extern ext;

	if (!r->inst || !wk_instance_export(r->inst, (const u8 *)name, strlen(name), &ext) ||
	    ext.kind != WK_EXTERN_FUNC)
		return false;
	wk_exec_start(r->exec, ext.func, args, r->fuel);
	return true;
}

enum wk_trap rig_call(struct rig *r, const char *name, const u64 *args)
{
	enum wk_status status;

	r->pauses = 0;
	if (!rig_start(r, name, args))
		return WK_TRAP_COUNT;
	while ((status = wk_exec_run(r->exec, r->slice)) == WK_PAUSED)
		r->pauses++;
	return status == WK_TRAPPED ? wk_exec_trap(r->exec) : WK_TRAP_NONE;
}

u64 rig_result(const struct rig *r)
{
	return wk_exec_results(r->exec)[0];
}

u32 rig_find(const struct rig *r, const void *code, size_t n)
{
	size_t i;

	for (i = 8; i + n < r->binary.n; i++)
		if (!memcmp(r->binary.p + i, code, n) && r->binary.p[i + n] == WK_OP_end)
			return i;
	return ~0u;
}

int engine_main(const engine_test *tests, size_t n)
{
	size_t i;

	setvbuf(stdout, NULL, _IOLBF, 0);	/* whatever becomes of the next test */
	for (i = 0; i < n; i++) {
		floats = WK_FLOATS_SOFT;
		tests[i]();
		floats = WK_FLOATS_FPU;
		tests[i]();
	}
	printf("1..%u\n", count);
	return failures != 0;
}
