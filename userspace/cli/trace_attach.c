// SPDX-License-Identifier: GPL-2.0
/* From a plan to an attachment in the kernel. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "trace.h"

static const uint32_t kinds[HOOK_TYPES] = {
	[HOOK_KPROBE] = WK_HOOK_KPROBE,
	[HOOK_KRETPROBE] = WK_HOOK_KRETPROBE,
	[HOOK_TRACEPOINT] = WK_HOOK_TRACEPOINT,
	[HOOK_UPROBE] = WK_HOOK_UPROBE,
	[HOOK_URETPROBE] = WK_HOOK_URETPROBE,
	[HOOK_TIMER] = WK_HOOK_TIMER,
	[HOOK_NETFILTER] = WK_HOOK_NETFILTER,
	[HOOK_NETFILTER6] = WK_HOOK_NETFILTER6,
	[HOOK_SYSCALL] = WK_HOOK_SYSCALL,
	[HOOK_SYSRET] = WK_HOOK_SYSRET,
};

static uint64_t either(uint64_t said, uint64_t manifest)
{
	return said ? said : manifest;
}

static int make(const struct trace_options *o, const struct manifest *m, struct wk_client *c,
		uint32_t program, uint32_t *attach)
{
	char *text = json_dumps(m->json, JSON_COMPACT | JSON_PRESERVE_ORDER);
	const struct wk_client_attach cfg = {
		.program = program, .name = m->name,
		.fuel = either(o->limits.fuel, m->limits.fuel),
		.memory_pages = (uint32_t)either(o->limits.pages, m->limits.pages),
		.stack_slots = (uint32_t)either(o->limits.stack, m->limits.stack),
		.ring_bytes = (uint32_t)either(o->limits.ring, m->limits.ring),
		.pin = o->pin, .strict = o->strict, .dp_only = o->dp_only || m->dp_only,
		.manifest = text, .manifest_len = text ? strlen(text) : 0,
	};
	int err = wk_client_attach_new(c, &cfg, attach);

	free(text);
	return err;
}

static int add_map(struct wk_client *c, uint32_t attach, const struct manifest_map *m)
{
	struct wk_wire_map map = {
		.kind = m->number, .key_size = m->key.size, .value_size = m->value.size,
		.entries = m->entries, .min = m->min, .step = m->step,
	};

	if (m->number == MANIFEST_HISTOGRAM)
		map.key_size = 0;
	snprintf(map.name, sizeof(map.name), "%s", m->name);
	return wk_client_attach_map(c, attach, &map);
}

static int add_hook(const struct trace_options *o, struct wk_client *c, uint32_t attach,
		    const struct hook *h)
{
	const struct hook_name *n = &h->name;
	bool user = n->type == HOOK_UPROBE || n->type == HOOK_URETPROBE;
	bool kernel = n->type <= HOOK_TRACEPOINT;
	char symbol[sizeof(n->group) + sizeof(n->symbol) + 1];
	const struct wk_client_hook hook = {
		.kind = kinds[n->type], .function = h->export, .function_len = strlen(h->export),
		.symbol = kernel ? symbol : NULL, .path = user ? n->path : NULL,
		.addend = user || n->type == HOOK_KPROBE ? n->offset : 0,
		.pid = user && o->pid ? (int64_t)o->pid : -1, .nr = h->number,
		.hooknum = n->hook, .priority = n->priority, .interval_ns = n->interval,
	};

	/* Groups of tracepoints are tracefs' alone. */
	if (*n->group && n->type != HOOK_TRACEPOINT)
		snprintf(symbol, sizeof(symbol), "%s:%s", n->group, n->symbol);
	else
		snprintf(symbol, sizeof(symbol), "%s", n->symbol);
	return wk_client_attach_hook(c, attach, &hook, NULL);
}

/* How much noise follows from what an epoch is here. */
static int add_metric(const struct cli_common *common, struct wk_client *c, uint32_t attach,
		      const struct metric *m)
{
	struct wk_client_metric metric;
	struct wk_wire_ledger ledger;
	char reason[CLI_WHY];

	if (wk_client_dp_ledger(c, m->unit, &ledger, NULL, NULL))
		return cli_fault(common, c, NULL);
	if (metric_settle(m, &ledger, &metric, reason))
		return cli_fail(common, WK_EXIT_PRIVACY, "metric %s: %s", m->name, reason);
	if (wk_client_attach_metric(c, attach, &metric))
		return cli_fault(common, c, NULL);
	return 0;
}

static int add_private(const struct cli_common *common, struct wk_client *c, uint32_t attach,
		       const struct manifest_record *r)
{
	struct wk_client_private private;
	struct wk_wire_ledger ledger;
	char reason[CLI_WHY];

	if (wk_client_dp_ledger(c, r->private.unit, &ledger, NULL, NULL))
		return cli_fault(common, c, NULL);
	if (private_settle(&r->private, &ledger, &private, reason))
		return cli_fail(common, WK_EXIT_PRIVACY, "record %s: %s", r->name, reason);
	private.name = r->name;
	private.type = r->id;
	if (wk_client_attach_private(c, attach, &private))
		return cli_fault(common, c, NULL);
	return 0;
}

static int add_metrics(const struct cli_common *common, const struct manifest *m,
		       struct wk_client *c, uint32_t attach)
{
	int exit = 0;

	for (size_t i = 0; i < m->nmetrics && !exit; i++)
		exit = add_metric(common, c, attach, &m->metrics[i]);
	for (size_t i = 0; i < m->nrecords && !exit; i++)
		if (m->records[i].noisy)
			exit = add_private(common, c, attach, &m->records[i]);
	return exit;
}

static int fill(const struct trace_options *o, const struct trace_plan *plan, struct wk_client *c,
		uint32_t attach)
{
	int err = 0;

	for (size_t i = 0; i < plan->manifest.nmaps && !err; i++)
		err = add_map(c, attach, &plan->manifest.maps[i]);
	if (!err && plan->nconsts)
		err = wk_client_attach_consts(c, attach, plan->consts, plan->nconsts);
	for (size_t i = 0; i < plan->hooks.n && !err; i++)
		err = add_hook(o, c, attach, &plan->hooks.list[i]);
	return err;
}

int trace_attach(const struct cli_common *common, const struct trace_options *o,
		 const struct trace_plan *plan, struct wk_client *c, uint32_t program,
		 int (*ready)(void *data, uint32_t attach), void *data, uint32_t *attach)
{
	int err = make(o, &plan->manifest, c, program, attach);
	int exit;

	if (err)
		return cli_fault(common, c, NULL);
	exit = add_metrics(common, &plan->manifest, c, *attach);
	if (!exit)
		err = fill(o, plan, c, *attach);
	if (!exit && !err && ready && !o->dry)
		err = ready(data, *attach);
	if (!exit && !err)
		err = wk_client_arm(c, *attach, o->dry);
	if (!exit && !err && !o->dry)
		return 0;
	if (err)
		exit = cli_fault(common, c, NULL);
	/* One that is pinned would stay, unarmed. */
	wk_client_detach(c, *attach, NULL);
	*attach = 0;
	return exit;
}
