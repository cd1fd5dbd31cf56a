// SPDX-License-Identifier: GPL-2.0
/* What is to be attached: manifest, hooks and constants, found out on this machine. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "btf.h"
#include "trace.h"

/* ---- constants ---- */

static bool is_module(const struct wk_import *imp, const char *name)
{
	return imp->kind == WK_EXTERN_FUNC && imp->module.len == strlen(name) &&
	       !memcmp(imp->module.p, name, imp->module.len);
}

static int param_value(const struct manifest *m, const char *name, uint64_t *value,
		       char reason[CLI_WHY])
{
	const struct manifest_param *p = manifest_param(m, name, strlen(name));

	if (!p)
		return why(reason, "import \"param\" \"%.100s\": the manifest has no such parameter",
			   name);
	if (p->type == PARAM_TEXT)
		return why(reason, "import \"param\" \"%.100s\": a text is only for names of hooks",
			   name);
	*value = (uint64_t)p->value;
	return 0;
}

/* The types are megabytes: they are read when somebody asks for one. */
static int type_value(struct kernel_types **types, const char *name, uint64_t *value,
		      char reason[CLI_WHY])
{
	int64_t v;

	if (!*types)
		*types = types_open(NULL, reason);
	if (!*types || types_constant(*types, name, &v, reason))
		return -1;
	*value = (uint64_t)v;
	return 0;
}

int trace_check_params(const struct wk_module *m, const struct manifest *manifest,
		       char reason[CLI_WHY])
{
	char name[CLI_WHY];
	uint64_t value;

	for (u32 i = 0; i < m->nimports; i++) {
		const struct wk_import *imp = &m->imports[i];

		snprintf(name, sizeof(name), "%.*s", (int)imp->name.len, (const char *)imp->name.p);
		if (is_module(imp, "param") && param_value(manifest, name, &value, reason))
			return -1;
	}
	return 0;
}

static int add_const(struct trace_plan *plan, const struct wk_import *imp,
		     struct kernel_types **types, char reason[CLI_WHY])
{
	struct wk_client_const *k = &plan->consts[plan->nconsts];
	char *name = strndup((const char *)imp->name.p, imp->name.len);

	if (!name)
		return why(reason, "out of memory");
	k->name = name;
	plan->nconsts++;
	if (strlen(name) != imp->name.len)
		return why(reason, "import \"%.100s\": a NUL byte in its name", name);
	k->module = is_module(imp, "btf") ? "btf" : "param";
	if (!strcmp(k->module, "btf"))
		return type_value(types, name, &k->value, reason);
	return param_value(&plan->manifest, name, &k->value, reason);
}

static int find_consts(struct trace_plan *plan, const struct wk_module *m, char reason[CLI_WHY])
{
	struct kernel_types *types = NULL;
	int err = 0;

	plan->consts = calloc(m->nimports + 1, sizeof(*plan->consts));
	if (!plan->consts)
		return why(reason, "out of memory");
	for (u32 i = 0; i < m->nimports && !err; i++)
		if (is_module(&m->imports[i], "btf") || is_module(&m->imports[i], "param"))
			err = add_const(plan, &m->imports[i], &types, reason);
	types_close(types);
	return err;
}

/* ---- all ---- */

static int make_plan(const struct trace_options *o, const struct wk_module *m, const char *path,
		     struct trace_plan *plan, int *exit, char reason[CLI_WHY])
{
	*exit = WK_EXIT_INVALID;
	if (manifest_find(m, o->program ? NULL : path, &plan->manifest, reason))
		return -1;
	*exit = WK_EXIT_USAGE;
	for (size_t i = 0; i < o->nsets; i++)
		if (manifest_set(&plan->manifest, o->sets[i], reason))
			return -1;
	*exit = WK_EXIT_HOOK;
	if (hooks_collect(m, &plan->manifest, &plan->hooks, reason) ||
	    hooks_expand(&plan->hooks, reason))
		return -1;
	*exit = WK_EXIT_LINK;
	return find_consts(plan, m, reason);
}

int trace_plan(const struct cli_common *common, const struct trace_options *o,
	       const struct wk_module *m, const char *path, struct trace_plan *plan)
{
	char reason[CLI_WHY];
	int exit;

	memset(plan, 0, sizeof(*plan));
	if (make_plan(o, m, path, plan, &exit, reason))
		return cli_fail(common, exit, "%s: %s", path, reason);
	return 0;
}

void trace_plan_clear(struct trace_plan *plan)
{
	for (size_t i = 0; i < plan->nconsts; i++)
		free((char *)plan->consts[i].name);
	free(plan->consts);
	hooks_clear(&plan->hooks);
	manifest_clear(&plan->manifest);
	memset(plan, 0, sizeof(*plan));
}
