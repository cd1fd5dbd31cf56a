// SPDX-License-Identifier: GPL-2.0
/* Which function is called, and with what. */

#include <stdio.h>
#include <string.h>

#include "run.h"

static const struct wk_functype *find_func(const struct wk_module *m, const char *name)
{
	const struct wk_export *e = wk_module_export(m, (const u8 *)name, (u32)strlen(name));

	return e && e->kind == WK_EXTERN_FUNC ? m->funcs[e->index].type : NULL;
}

/* "(i32, i64)", as people write it. */
static const char *params_text(const struct wk_functype *t, char *buf, size_t size)
{
	size_t n = (size_t)scnprintf(buf, size, "(");

	for (u32 i = 0; i < t->nparams; i++)
		n += (size_t)scnprintf(buf + n, size - n, "%s%s", i ? ", " : "",
				       wk_type_name(t->types[i]));
	scnprintf(buf + n, size - n, ")");
	return buf;
}

static int read_args(const struct run_options *o, const struct wk_functype *t,
		     struct run_entry *entry)
{
	char buf[256];

	if (o->nargs != t->nparams)
		return cli_fail(&o->common, WK_EXIT_USAGE,
				"%s takes %u argument%s %s, and %zu %s given", entry->name,
				t->nparams, t->nparams == 1 ? "" : "s",
				params_text(t, buf, sizeof(buf)), o->nargs,
				o->nargs == 1 ? "is" : "are");
	for (size_t i = 0; i < o->nargs; i++)
		if (wk_value_parse(o->args[i], t->types[i], &entry->args[i], buf, sizeof(buf)))
			return cli_fail(&o->common, WK_EXIT_USAGE, "argument %zu: %s", i + 1, buf);
	entry->nargs = o->nargs;
	return 0;
}

/* What could have been named: the first few functions. */
static const char *exports_text(const struct wk_module *m, char *buf, size_t size)
{
	size_t n = 0;
	char name[64];

	buf[0] = '\0';
	for (u32 i = 0; i < m->nexports && n < size - 80; i++) {
		const struct wk_export *e = &m->exports[i];

		if (e->kind != WK_EXTERN_FUNC)
			continue;
		n += (size_t)scnprintf(buf + n, size - n, "%s%s", n ? ", " : "; it exports ",
				       wk_str_escape(name, sizeof(name), e->name.p, e->name.len));
	}
	return buf;
}

static int not_exported(const struct run_options *o, const struct wk_module *m)
{
	char list[400];

	exports_text(m, list, sizeof(list));
	if (!o->invoke)
		return cli_fail(&o->common, WK_EXIT_LINK,
				"%s exports neither _start nor main: name a function with --invoke%s",
				o->path, list);
	return cli_fail(&o->common, WK_EXIT_LINK, "%s exports no function \"%s\"%s", o->path,
			o->invoke, list);
}

int run_choose(const struct run_options *o, const struct wk_module *m, struct run_entry *entry)
{
	const struct wk_functype *init = find_func(m, "_initialize");
	const struct wk_functype *t;

	memset(entry, 0, sizeof(*entry));
	entry->name = o->invoke ? o->invoke : "_start";
	t = find_func(m, entry->name);
	/* What follows _start are the program's arguments, not the function's. */
	if (!o->invoke && t && !t->nparams)
		return 0;
	if (!o->invoke) {
		entry->name = "main";
		t = find_func(m, entry->name);
	}
	if (!t)
		return not_exported(o, m);
	entry->initialize = init && !init->nparams;
	return read_args(o, t, entry);
}

static int read_tagged(const struct run_options *o, const char *arg, struct wk_value *v)
{
	static const uint8_t types[] = { WK_VT_I32, WK_VT_I64, WK_VT_F32, WK_VT_F64,
					 WK_VT_FUNCREF, WK_VT_EXTERNREF };
	const char *colon = strchr(arg, ':');
	char why[200];

	for (size_t i = 0; colon && i < sizeof(types); i++) {
		const char *name = wk_value_type_name(types[i]);

		if (strlen(name) != (size_t)(colon - arg) || strncmp(name, arg, strlen(name)))
			continue;
		if (!wk_value_parse(colon + 1, types[i], v, why, sizeof(why)))
			return 0;
		return cli_fail(&o->common, WK_EXIT_USAGE, "%s", why);
	}
	return cli_fail(&o->common, WK_EXIT_USAGE,
			"\"%s\" has no type: with --program, write i32:5", arg);
}

int run_choose_blind(const struct run_options *o, struct run_entry *entry)
{
	int exit = 0;

	memset(entry, 0, sizeof(*entry));
	entry->name = o->invoke ? o->invoke : "_start";
	if (!o->invoke) {
		entry->fallback = "main";
		return 0;
	}
	if (o->nargs > RUN_MAX_ARGS)
		return cli_fail(&o->common, WK_EXIT_USAGE, "no function takes %zu arguments",
				o->nargs);
	for (size_t i = 0; i < o->nargs && !exit; i++)
		exit = read_tagged(o, o->args[i], &entry->args[i]);
	entry->nargs = o->nargs;
	return exit;
}
