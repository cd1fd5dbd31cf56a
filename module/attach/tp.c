// SPDX-License-Identifier: GPL-2.0
#include <linux/module.h>
#include <linux/notifier.h>
#include <linux/string.h>

#include "tp.h"

/* What is looked for, and what was found. */
struct search {
	struct notifier_block nb;
	const char *name;
	struct tracepoint *tp;
	struct module *owner;
};

static void look(struct tracepoint *tp, void *data)
{
	struct search *s = data;

	if (!s->tp && !strcmp(tp->name, s->name))
		s->tp = tp;
}

static void look_in(struct search *s, struct module *mod)
{
	unsigned int i;

	for (i = 0; i < mod->num_tracepoints && !s->tp; i++)
		look(tracepoint_ptr_deref(&mod->tracepoints_ptrs[i]), s);
	if (!s->tp)
		return;
	if (try_module_get(mod))
		s->owner = mod;
	else
		s->tp = NULL;
}

/* Who registers is told of the modules that are there already. */
static int on_module(struct notifier_block *nb, unsigned long event, void *data)
{
	struct search *s = container_of(nb, struct search, nb);
	struct tp_module *tm = data;

	if (event == MODULE_STATE_COMING && !s->tp)
		look_in(s, tm->mod);
	return NOTIFY_OK;
}

struct tracepoint *wk_tp_find(const char *name, struct module **owner)
{
	struct search s = { .nb.notifier_call = on_module, .name = name };

	for_each_kernel_tracepoint(look, &s);
	if (!s.tp && !register_tracepoint_module_notifier(&s.nb))
		unregister_tracepoint_module_notifier(&s.nb);
	*owner = s.owner;
	return s.tp;
}
