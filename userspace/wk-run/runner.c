// SPDX-License-Identifier: GPL-2.0
/* One run of a module: loaded, linked, called, and taken apart again. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "call.h"
#include "runner.h"

#define TABLE_ELEMS	1000000	/* budget for tables of one store */

static int fail(struct runner *r, u32 code, const char *text)
{
	r->outcome.code = code;
	r->outcome.text = text;
	return -1;
}

static int fail_nomem(struct runner *r)
{
	return fail(r, WK_C_NOMEM, NULL);
}

static int fail_error(struct runner *r)
{
	static const u32 codes[] = {
		[WK_ERR_NONE] = WK_C_INTERNAL,
		[WK_ERR_MALFORMED] = WK_C_MALFORMED,
		[WK_ERR_INVALID] = WK_C_INVALID,
		[WK_ERR_UNSUPPORTED] = WK_C_UNSUPPORTED,
		[WK_ERR_LIMIT] = WK_C_LIMIT,
		[WK_ERR_NOMEM] = WK_C_NOMEM,
		[WK_ERR_LINK] = WK_C_LINK,
	};

	return fail(r, codes[r->error.kind], r->error.text);
}

/* Strings one after the other, each with its NUL. Return: NULL when memory is short. */
static char *join(const char *first, const char *const *rest, int n, size_t *len)
{
	char *all, *p;
	int i;

	*len = first ? strlen(first) + 1 : 0;
	for (i = 0; i < n; i++)
		*len += strlen(rest[i]) + 1;
	all = malloc(*len + 1);
	if (!all)
		return NULL;
	p = all;
	if (first)
		p = stpcpy(p, first) + 1;
	for (i = 0; i < n; i++)
		p = stpcpy(p, rest[i]) + 1;
	return all;
}

int runner_init(struct runner *r, const struct options *o)
{
	const char *base = strrchr(o->file, '/');
	size_t args, env;
	int fd;

	memset(r, 0, sizeof(*r));
	r->o = o;
	r->stdio.json = o->json;
	r->stdio.deadline = o->timeout ? stdio_now() + o->timeout * 1000000ull : 0;
	wk_wasi_init(&r->wasi, &stdio_ops, &r->stdio);
	r->hit.wasi = &r->wasi;
	r->hit.context = WK_CTX_PROCESS;
	for (fd = 0; fd < WK_WASI_FDS; fd++)
		if (!isatty(fd))
			r->wasi.filetype[fd] = WK_WASI_UNKNOWN;
	r->strings[0] = join(base ? base + 1 : o->file, (const char *const *)o->args, o->nargs,
			     &args);
	r->strings[1] = join(NULL, o->env, o->nenv, &env);
	if (!r->strings[0] || !r->strings[1])
		return fail_nomem(r);
	wk_wasi_set_args(&r->wasi, (const u8 *)r->strings[0], (u32)args);
	wk_wasi_set_env(&r->wasi, (const u8 *)r->strings[1], (u32)env);
	return 0;
}

static int link_imports(struct runner *r)
{
	const struct wk_host_env env = { .wasi = &r->wasi, .strict = r->o->strict, .user = true };
	const struct wk_module *m = r->module;
	struct wk_extern *imports = calloc(m->nimports + 1, sizeof(*imports));
	int rc = 0;
	u32 i;

	if (!imports)
		return fail_nomem(r);
	for (i = 0; i < m->nimports && !rc; i++)
		rc = wk_host_resolve(r->store, &m->imports[i], m, &env, &imports[i],
				     &r->error);
	if (!rc)
		r->inst = wk_instance_new(r->store, m, imports, &r->error);
	free(imports);
	return r->inst ? 0 : fail_error(r);
}

static int make(struct runner *r)
{
	const struct wk_budget budget = {
		.memory_pages = r->o->pages,
		.table_elems = TABLE_ELEMS,
	};

	r->store = wk_store_new(&budget);
	r->exec = wk_exec_new(r->o->stack, r->o->fpu ? WK_FLOATS_FPU : WK_FLOATS_SOFT,
			      &call_ops);
	if (!r->store || !r->exec)
		return fail_nomem(r);
	wk_exec_set_data(r->exec, &r->hit);
	return link_imports(r);
}

int runner_load(struct runner *r, const void *bytes, u32 size)
{
	u8 *copy = wk_alloc(size ? size : 1, 1);

	if (!copy)
		return fail_nomem(r);
	memcpy(copy, bytes, size);
	r->module = r->o->validate ? wk_module_parse(copy, size, &r->error) :
				     wk_module_load(copy, size, &r->error);
	if (!r->module)
		return fail_error(r);
	return r->o->validate ? 0 : make(r);
}

static bool find_func(struct runner *r, const char *name, struct wk_func **f)
{
	struct wk_extern e;

	if (!wk_instance_export(r->inst, (const u8 *)name, (u32)strlen(name), &e) ||
	    e.kind != WK_EXTERN_FUNC)
		return false;
	*f = e.func;
	return true;
}

/* What to call: the function named, or _start, or main. */
static int choose(struct runner *r, struct wk_func **f, bool *program)
{
	const char *name = r->o->invoke;

	*program = !name && find_func(r, "_start", f);
	if (*program || find_func(r, name ? name : "main", f))
		return 0;
	if (name)
		snprintf(r->text, sizeof(r->text), "no function \"%.120s\" is exported", name);
	else
		snprintf(r->text, sizeof(r->text), "neither _start nor main is exported: "
			 "name a function with --invoke");
	return fail(r, WK_C_LINK, r->text);
}

/* What must run before any function of the module may be called. */
static int initialise(struct runner *r, bool program)
{
	enum wk_trap trap = wk_instance_init(r->inst);
	struct wk_func *f = wk_instance_start_func(r->inst);

	if (trap)
		return fail(r, WK_C_TRAP, wk_trap_text(trap));
	if (f && call_func(r, f, NULL))
		return -1;
	/* A library made by a WASI tool chain has its constructors there. */
	if (!program && find_func(r, "_initialize", &f) &&
	    !wk_func_type(f)->nparams && call_func(r, f, NULL))
		return -1;
	return 0;
}

int runner_call(struct runner *r)
{
	struct wk_func *f;
	bool program;

	if (choose(r, &f, &program) || initialise(r, program))
		return -1;
	return call_typed(r, f, !program);
}

void runner_free(struct runner *r)
{
	wk_exec_free(r->exec);
	wk_store_free(r->store);
	wk_module_free(r->module);
	free(r->results);
	free(r->strings[0]);
	free(r->strings[1]);
}
