// SPDX-License-Identifier: GPL-2.0
/* The suite's backend that runs the engine in this process. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../module/wasm/wasm.h"
#include "backend.h"

enum {
	STACK_SLOTS = 1 << 17,
	MEMORY_PAGES = 4 * WK_MAX_MEMORY_PAGES,
	TABLE_ELEMS = 8 * WK_MAX_TABLE_ELEMS,
};

/* A thing made in a world, freed or forgotten with it. */
struct node {
	struct node *next;
	struct wk_module *module;
	struct wk_instance *instance;
	char *name;
	size_t len;
};

struct world {
	struct wk_store *store;
	struct wk_exec *exec;
	uint64_t slice;
	struct node *modules;
	struct node *registered;	/* newest first: it hides older ones */
};

static void verdict(struct spec_verdict *v, enum spec_kind kind, const char *text)
{
	v->kind = kind;
	snprintf(v->text, sizeof(v->text), "%s", text);
}

static struct node *node_add(struct node **list)
{
	struct node *node = calloc(1, sizeof(*node));

	if (!node)
		abort();
	node->next = *list;
	*list = node;
	return node;
}

static void close_world(void *world)
{
	struct world *w = world;
	struct node *node;

	wk_exec_free(w->exec);
	wk_store_free(w->store);
	while ((node = w->modules)) {
		w->modules = node->next;
		wk_module_free(node->module);
		free(node);
	}
	while ((node = w->registered)) {
		w->registered = node->next;
		free(node->name);
		free(node);
	}
	free(w);
}

static void *open_world(const struct spec_options *options)
{
	const struct wk_budget budget = { MEMORY_PAGES, TABLE_ELEMS };
	bool fpu = options->floats && !strcmp(options->floats, "fpu");
	struct world *w = calloc(1, sizeof(*w));

	if (!w)
		return NULL;
	w->slice = options->slice;
	w->store = wk_store_new(&budget);
	w->exec = wk_exec_new(STACK_SLOTS, fpu ? WK_FLOATS_FPU : WK_FLOATS_SOFT, NULL);
	if (w->store && w->exec)
		return w;
	fprintf(stderr, "no engine with %s floats\n", fpu ? "fpu" : "soft");
	close_world(w);
	return NULL;
}

static enum spec_kind error_kind(enum wk_errkind kind)
{
	static const enum spec_kind kinds[] = {
		[WK_ERR_NONE] = SPEC_BROKEN,
		[WK_ERR_MALFORMED] = SPEC_MALFORMED,
		[WK_ERR_INVALID] = SPEC_INVALID,
		[WK_ERR_UNSUPPORTED] = SPEC_UNSUPPORTED,
		[WK_ERR_LIMIT] = SPEC_LIMIT,
		[WK_ERR_NOMEM] = SPEC_NOMEM,
		[WK_ERR_LINK] = SPEC_LINK,
	};

	return kind < ARRAY_SIZE(kinds) ? kinds[kind] : SPEC_BROKEN;
}

static void *load(void *world, const uint8_t *bytes, size_t size, struct spec_verdict *v)
{
	struct wk_error e = { .kind = WK_ERR_NONE };
	u8 *copy = wk_alloc(size ? size : 1, 1);
	struct world *w = world;
	struct wk_module *m;

	if (!copy) {
		verdict(v, SPEC_NOMEM, "out of memory");
		return NULL;
	}
	memcpy(copy, bytes, size);
	m = wk_module_load(copy, size, &e);
	if (!m) {
		verdict(v, error_kind(e.kind), e.text);
		return NULL;
	}
	node_add(&w->modules)->module = m;
	verdict(v, SPEC_OK, "");
	return m;
}

/* A store refers to its modules: they go with the world. */
static void unload(void *world, void *module)
{
	(void)world;
	(void)module;
}

static bool resolve(struct world *w, const struct wk_import *import, struct wk_extern *out)
{
	struct node *node;

	for (node = w->registered; node; node = node->next)
		if (node->len == import->module.len &&
		    !memcmp(node->name, import->module.p, node->len))
			return wk_instance_export(node->instance, import->name.p,
						  import->name.len, out);
	return false;
}

static struct wk_extern *resolve_all(struct world *w, const struct wk_module *m,
				     struct spec_verdict *v)
{
	struct wk_extern *imports = calloc(m->nimports + 1, sizeof(*imports));
	u32 i;

	if (!imports)
		abort();
	for (i = 0; i < m->nimports; i++) {
		if (resolve(w, &m->imports[i], &imports[i]))
			continue;
		verdict(v, SPEC_LINK, "unknown import");
		free(imports);
		return NULL;
	}
	return imports;
}

/* Return: the trap that ended it, or WK_TRAP_NONE. */
static enum wk_trap run(struct world *w, struct wk_func *f, const u64 *args)
{
	enum wk_status status;

	wk_exec_start(w->exec, f, args, WK_FUEL_MAX);
	do {
		status = wk_exec_run(w->exec, w->slice);
	} while (status == WK_PAUSED);
	return status == WK_TRAPPED ? wk_exec_trap(w->exec) : WK_TRAP_NONE;
}

static void *instantiate(void *world, void *module, struct spec_verdict *v)
{
	struct wk_error e = { .kind = WK_ERR_NONE };
	struct wk_instance *inst;
	struct wk_extern *imports;
	struct world *w = world;
	enum wk_trap trap;

	imports = resolve_all(w, module, v);
	if (!imports)
		return NULL;
	inst = wk_instance_new(w->store, module, imports, &e);
	free(imports);
	if (!inst) {
		verdict(v, error_kind(e.kind), e.text);
		return NULL;
	}
	trap = wk_instance_init(inst);
	if (trap == WK_TRAP_NONE && wk_instance_start_func(inst))
		trap = run(w, wk_instance_start_func(inst), NULL);
	verdict(v, trap ? SPEC_TRAP : SPEC_OK, trap ? wk_trap_text(trap) : "");
	return trap ? NULL : inst;
}

static bool reg(void *world, void *instance, const char *name, size_t len)
{
	struct world *w = world;
	struct node *node = node_add(&w->registered);

	node->instance = instance;
	node->name = malloc(len + 1);
	if (!node->name)
		abort();
	memcpy(node->name, name, len);
	node->len = len;
	return true;
}

/* Type and bits of one value out of its slots; Return: slots used. */
static u32 from_slots(u8 type, const u64 *slots, struct spec_value *v)
{
	bool ref = wk_type_is_ref(type);

	*v = (struct spec_value){ .type = type, .null = ref && !slots[0], .bits = slots[0] };
	if (type == WK_FUNCREF)
		v->bits = 0;
	if (type == WK_V128)
		v->high = slots[1];
	return wk_type_slots(type);
}

static bool to_slots(const struct wk_functype *type, const struct spec_call *call, u64 *slots)
{
	size_t i;

	if (type->nparams != call->nargs)
		return false;
	for (i = 0; i < call->nargs; i++) {
		if (type->types[i] != call->args[i].type)
			return false;
		*slots++ = call->args[i].bits;
		if (type->types[i] == WK_V128)
			*slots++ = call->args[i].high;
	}
	return true;
}

static void call_func(struct world *w, struct wk_func *f, const struct spec_call *call,
		      struct spec_results *r)
{
	const struct wk_functype *type = wk_func_type(f);
	u64 slots[2 * SPEC_MAX_VALUES];
	const u64 *results;
	enum wk_trap trap;
	u32 i;

	if (!to_slots(type, call, slots)) {
		verdict(&r->verdict, SPEC_BROKEN, "the arguments do not have the parameters' types");
		return;
	}
	trap = run(w, f, slots);
	if (trap) {
		verdict(&r->verdict, SPEC_TRAP, wk_trap_text(trap));
		return;
	}
	results = wk_exec_results(w->exec);
	for (i = 0; i < type->nresults; i++)
		results += from_slots(type->types[type->nparams + i], results, &r->values[i]);
	r->n = type->nresults;
	verdict(&r->verdict, SPEC_OK, "");
}

static void invoke(void *world, void *instance, const struct spec_call *call,
		   struct spec_results *r)
{
	struct wk_extern ext;

	r->n = 0;
	if (!wk_instance_export(instance, (const u8 *)call->name, call->len, &ext) ||
	    ext.kind != WK_EXTERN_FUNC) {
		verdict(&r->verdict, SPEC_BROKEN, "no such exported function");
		return;
	}
	call_func(world, ext.func, call, r);
}

static void get(void *world, void *instance, const char *name, size_t len,
		struct spec_results *r)
{
	struct wk_extern ext;

	(void)world;
	r->n = 0;
	if (!wk_instance_export(instance, (const u8 *)name, len, &ext) ||
	    ext.kind != WK_EXTERN_GLOBAL) {
		verdict(&r->verdict, SPEC_BROKEN, "no such exported global");
		return;
	}
	from_slots(wk_global_type(ext.global)->type, wk_global_slots(ext.global), &r->values[0]);
	r->n = 1;
	verdict(&r->verdict, SPEC_OK, "");
}

const struct spec_backend spec_backend_host = {
	.name = "host",
	.open = open_world,
	.close = close_world,
	.load = load,
	.unload = unload,
	.instantiate = instantiate,
	.reg = reg,
	.invoke = invoke,
	.get = get,
};
