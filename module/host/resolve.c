// SPDX-License-Identifier: GPL-2.0
/* Imports of a module, provided from the table, or refused with a sentence. */
#include "env.h"
#include "gate.h"
#include "host.h"
#include "wasi.h"

#define NAME_TEXT	48	/* of a name in a sentence; longer ones are cut */
#define TYPE_TEXT	96
#define IMPORT_TEXT	200
#define RESULT_TEXT	32	/* kept free for the result types */

static int add_types(char *buf, size_t size, const char *what, const u8 *types, u32 n)
{
	int len = scnprintf(buf, size, "(%s", what);
	u32 i;

	for (i = 0; i < n; i++) {
		if (len + 20 > (int)size) {
			len += scnprintf(buf + len, size - len, " ...");
			break;
		}
		len += scnprintf(buf + len, size - len, " %s", wk_type_name(types[i]));
	}
	return len + scnprintf(buf + len, size - len, ")");
}

const char *wk_host_type_text(char *buf, size_t size, const struct wk_functype *type)
{
	int len = 0;

	buf[0] = '\0';
	if (type->nparams)
		len = add_types(buf, size - RESULT_TEXT, "param", type->types, type->nparams);
	if (type->nparams && type->nresults)
		len += scnprintf(buf + len, size - len, " ");
	if (type->nresults)
		add_types(buf + len, size - len, "result", type->types + type->nparams,
			  type->nresults);
	return buf;
}

static void limits_text(char *buf, size_t size, const char *what, const struct wk_limits *l)
{
	int len = scnprintf(buf, size, "%s %llu", what, (unsigned long long)l->min);

	if (l->has_max)
		scnprintf(buf + len, size - len, " %llu", (unsigned long long)l->max);
}

static void kind_text(char *buf, size_t size, const struct wk_module *m,
		      const struct wk_import *imp)
{
	char type[TYPE_TEXT];

	switch (imp->kind) {
	case WK_EXTERN_FUNC:
		wk_host_type_text(type, sizeof(type), m->funcs[imp->index].type);
		scnprintf(buf, size, "func%s%s", *type ? " " : "", type);
		break;
	case WK_EXTERN_TABLE:
		limits_text(type, sizeof(type), "table", &m->tables[imp->index].type.limits);
		scnprintf(buf, size, "%s %s", type,
			  wk_type_name(m->tables[imp->index].type.type));
		break;
	case WK_EXTERN_MEMORY:
		limits_text(buf, size, "memory", &m->mems[imp->index].type.limits);
		break;
	default:
		scnprintf(buf, size, m->globals[imp->index].type.mutable ?
			  "global (mut %s)" : "global %s",
			  wk_type_name(m->globals[imp->index].type.type));
	}
}

const char *wk_host_import_text(char *buf, size_t size, const struct wk_module *m,
				const struct wk_import *imp)
{
	char module[NAME_TEXT], name[NAME_TEXT], kind[TYPE_TEXT + 8];

	wk_str_escape(module, sizeof(module), imp->module.p, imp->module.len);
	wk_str_escape(name, sizeof(name), imp->name.p, imp->name.len);
	kind_text(kind, sizeof(kind), m, imp);
	scnprintf(buf, size, "import %u \"%s\" \"%s\" (%s)", (u32)(imp - m->imports), module, name,
		  kind);
	return buf;
}

/* "import 3 ... <what>", as a link error. */
static int refuse(const struct wk_module *m, const struct wk_import *imp, const char *what,
		  struct wk_error *e)
{
	char text[IMPORT_TEXT];

	wk_host_import_text(text, sizeof(text), m, imp);
	return wk_error_set(e, WK_ERR_LINK, WK_NO_FUNC, imp->offset, "%s %s", text, what);
}

static int refuse_type(const struct wk_module *m, const struct wk_import *imp,
		       const struct wk_functype *type, struct wk_error *e)
{
	char what[TYPE_TEXT + 24], text[TYPE_TEXT];

	wk_host_type_text(text, sizeof(text), type);
	scnprintf(what, sizeof(what), "has another type: it is (func%s%s)", *text ? " " : "",
		  text);
	return refuse(m, imp, what, e);
}

/* ---- link-time constants ---- */

static bool same(const struct wk_str *a, const struct wk_str *b)
{
	return a->len == b->len && !memcmp(a->p, b->p, a->len);
}

static bool is_btf(const struct wk_str *module)
{
	return module->len == 3 && !memcmp(module->p, "btf", 3);
}

static const struct wk_const absent = { .value = WK_CONST_ABSENT };

/* Return: the constant that @imp asks for, or NULL. */
static const struct wk_const *find_const(const struct wk_host_env *env,
					 const struct wk_import *imp)
{
	u32 i;

	for (i = 0; i < env->nconsts; i++)
		if (same(&env->consts[i].module, &imp->module) &&
		    same(&env->consts[i].name, &imp->name))
			return &env->consts[i];
	/* "task_struct.pid?": a program that asks so can do without. */
	if (is_btf(&imp->module) && imp->name.len && imp->name.p[imp->name.len - 1] == '?')
		return &absent;
	return NULL;
}

static enum wk_trap answer_const(struct wk_exec *x, void *data, u64 *slots)
{
	const struct wk_const *c = data;

	(void)x;
	slots[0] = c->value;
	return WK_TRAP_NONE;
}

static int resolve_const(struct wk_store *s, const struct wk_import *imp,
			 const struct wk_module *m, const struct wk_const *c,
			 struct wk_extern *out, struct wk_error *e)
{
	/* Nothing writes to it: data of a host function is merely not const. */
	struct wk_hostfunc func = { .fn = answer_const, .data = (void *)c };
	const struct wk_functype *type;

	if (imp->kind != WK_EXTERN_FUNC)
		return refuse(m, imp, "is a function here", e);
	type = m->funcs[imp->index].type;
	if (type->nparams || type->nresults != 1 ||
	    (type->types[0] != WK_I32 && type->types[0] != WK_I64))
		return refuse(m, imp, "is a constant here: (func (result i32)) or (result i64)",
			      e);
	out->kind = WK_EXTERN_FUNC;
	out->func = wk_func_new_host(s, type, &func);
	return out->func ? 0 : wk_error_nomem(e);
}

/* ---- functions of the table ---- */

/*
 * The helpers of BPF return long. Guests written for them declare that as i64 or, where long has
 * 32 bits, as i32: both link, and an i32 gets the low half.
 */
static bool is_narrow(const struct wk_functype *type, const struct wk_host_entry *h)
{
	const struct wk_functype *row = &h->type;

	return !strcmp(h->module, "bpf") && type->nparams == row->nparams &&
	       type->nresults == 1 && row->nresults == 1 &&
	       !memcmp(type->types, row->types, row->nparams) &&
	       type->types[row->nparams] == WK_I32 && row->types[row->nparams] == WK_I64;
}

static int check(const struct wk_import *imp, const struct wk_module *m,
		 const struct wk_host_entry *h, const struct wk_host_env *env,
		 struct wk_error *e)
{
	const struct wk_functype *type;

	if (!h)
		return refuse(m, imp, is_btf(&imp->module) ?
			      "is unknown in the types of this kernel" : "is not provided", e);
	if (imp->kind != WK_EXTERN_FUNC)
		return refuse(m, imp, "is a function here", e);
	type = m->funcs[imp->index].type;
	if (!wk_functype_equal(type, &h->type) && !is_narrow(type, h))
		return refuse_type(m, imp, &h->type, e);
	if (h->nosys && env->strict)
		return refuse(m, imp, "is not implemented, and strict mode refuses it", e);
	if (h->kernel && env->user)
		return refuse(m, imp, "needs a kernel to run in", e);
	return 0;
}

int wk_host_resolve(struct wk_store *s, const struct wk_import *imp, const struct wk_module *m,
		    const struct wk_host_env *env, struct wk_extern *out, struct wk_error *e)
{
	const struct wk_const *c = find_const(env, imp);
	struct wk_hostfunc func = { .data = env->wasi };
	const struct wk_host_entry *h;

	if (c)
		return resolve_const(s, imp, m, c, out, e);
	h = wk_host_find(&imp->module, &imp->name);
	if (check(imp, m, h, env, e))
		return -1;
	wk_env_prepare();
	func.fn = h->fn;
	if (env->dp_only)
		func = (struct wk_hostfunc){ .fn = wk_gate_call, .data = (void *)h };
	out->kind = WK_EXTERN_FUNC;
	out->func = wk_func_new_host(s, m->funcs[imp->index].type, &func);
	return out->func ? 0 : wk_error_nomem(e);
}

/* ---- contexts ---- */

static const char *context_name(u32 context)
{
	switch (context) {
	case WK_CTX_PROCESS:
		return "process context";
	case WK_CTX_SOFTIRQ:
		return "softirqs";
	case WK_CTX_HARDIRQ:
		return "hard interrupts and probes";
	default:
		return "NMIs";
	}
}

int wk_host_check_contexts(const struct wk_module *m, u32 contexts, const char *where,
			   struct wk_error *e)
{
	u32 i, missing;

	for (i = 0; i < m->nimports; i++) {
		const struct wk_import *imp = &m->imports[i];
		const struct wk_host_entry *h = wk_host_find(&imp->module, &imp->name);
		char what[160];

		missing = h ? contexts & ~h->contexts : 0;
		if (!missing)
			continue;
		scnprintf(what, sizeof(what), "may not be called from %s, which runs in %s",
			  where, context_name(missing & -missing));
		return refuse(m, imp, what, e);
	}
	return 0;
}
