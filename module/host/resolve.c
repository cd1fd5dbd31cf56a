// SPDX-License-Identifier: GPL-2.0
/* Imports of a module, provided from the table, or refused with a sentence. */
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

static int check(const struct wk_import *imp, const struct wk_module *m,
		 const struct wk_host_entry *h, bool strict, struct wk_error *e)
{
	if (!h)
		return refuse(m, imp, "is not provided", e);
	if (imp->kind != WK_EXTERN_FUNC)
		return refuse(m, imp, "is a function here", e);
	if (!wk_functype_equal(m->funcs[imp->index].type, &h->type))
		return refuse_type(m, imp, &h->type, e);
	if (h->nosys && strict)
		return refuse(m, imp, "is not implemented, and strict mode refuses it", e);
	return 0;
}

int wk_host_resolve(struct wk_store *s, const struct wk_import *imp, const struct wk_module *m,
		    struct wk_wasi *wasi, bool strict, struct wk_extern *out,
		    struct wk_error *e)
{
	const struct wk_host_entry *h = wk_host_find(&imp->module, &imp->name);
	struct wk_hostfunc func = { .data = wasi };

	if (check(imp, m, h, strict, e))
		return -1;
	func.fn = h->fn;
	out->kind = WK_EXTERN_FUNC;
	out->func = wk_func_new_host(s, &h->type, &func);
	return out->func ? 0 : wk_error_nomem(e);
}
