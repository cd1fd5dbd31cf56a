// SPDX-License-Identifier: GPL-2.0
/* The policy dp-only: what such a program may import, and when it may call it. */
#include "gate.h"
#include "hit.h"

static bool is_const(const struct wk_import *imp)
{
	const struct wk_str *m = &imp->module;

	return imp->kind == WK_EXTERN_FUNC && ((m->len == 3 && !memcmp(m->p, "btf", 3)) ||
					       (m->len == 5 && !memcmp(m->p, "param", 5)));
}

static const struct wk_host_entry *row(const struct wk_import *imp)
{
	return imp->kind == WK_EXTERN_FUNC ? wk_host_find(&imp->module, &imp->name) : NULL;
}

int wk_host_check_dp(const struct wk_module *m, struct wk_error *e)
{
	u32 i;

	for (i = 0; i < m->nimports; i++) {
		const struct wk_import *imp = &m->imports[i];
		const struct wk_host_entry *h = row(imp);
		char text[200];

		if (is_const(imp) || (h && h->dp))
			continue;
		return wk_error_set(e, WK_ERR_LINK, WK_NO_FUNC, imp->offset,
				    "%s is not for programs that are dp-only: by it more than noised numbers could leave",
				    wk_host_import_text(text, sizeof(text), m, imp));
	}
	return 0;
}

bool wk_host_counts(const struct wk_module *m)
{
	u32 i;

	for (i = 0; i < m->nimports; i++) {
		const struct wk_host_entry *h = row(&m->imports[i]);

		if (h && h->dp && !strncmp(h->name, "dp_", 3))
			return true;
	}
	return false;
}

bool wk_host_forgets(const struct wk_module *m)
{
	u32 i;

	for (i = 0; i < m->nimports && !m->writes; i++) {
		const struct wk_host_entry *h = row(&m->imports[i]);

		if (h && h->touches)
			return false;
	}
	return !m->writes;
}

/*
 * Between events nothing may be asked: what a start function learned would be in the image that
 * each event begins with.
 */
enum wk_trap wk_gate_call(struct wk_exec *x, void *data, u64 *slots)
{
	const struct wk_host_entry *h = data;
	const struct wk_hit *hit = wk_exec_data(x);

	if (!hit || !hit->stage || !hit->stage->open)
		return WK_TRAP_HOST;
	if (!h->task || hit->stage->task)
		return h->fn(x, NULL, slots);
	slots[0] = (u64)-ESRCH;
	return WK_TRAP_NONE;
}
