// SPDX-License-Identifier: GPL-2.0
/* dp ledger: what was spent, by whom, and what is left. */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "dp_noise.h"
#include "dp_seal.h"
#include "escape.h"

static const char *const units[] = {
#define WK_UNIT_ROW(number, ident, name) [number] = name,
	WK_UNITS(WK_UNIT_ROW)
#undef WK_UNIT_ROW
};

static const char *event_name(uint32_t kind)
{
	switch (kind) {
#define WK_BUDGET_EVENT(number, ident, name) case (number): return name;
	WK_BUDGET_EVENTS(WK_BUDGET_EVENT)
#undef WK_BUDGET_EVENT
	}
	return "unknown";
}

static json_t *nano_json(uint64_t nano)
{
	char text[DP_NANO_TEXT];

	return json_string(dp_nano_text(text, nano));
}

static bool is_open(const struct wk_wire_ledger *l)
{
	return l->epoch >= l->open_from;
}

static uint64_t left(const struct wk_wire_ledger *l)
{
	return is_open(l) ? l->limit - l->spent : 0;
}

/* ---- the budget ---- */

static int print_json(const struct wk_wire_ledger *l, const struct wk_wire_charge *charges,
		      size_t n)
{
	char time[CLOCK_TEXT], delta[DP_NANO_TEXT], most[DP_NANO_TEXT];
	json_t *list = json_array();

	for (size_t i = 0; i < n; i++)
		json_array_append_new(list, json_pack("{s:I, s:o, s:o, s:o}",
			"attachment", (json_int_t)charges[i].attach,
			"metric", cli_json_name(charges[i].name, strlen(charges[i].name)),
			"charged", nano_json(charges[i].charged),
			"epoch_cost", nano_json(charges[i].full)));
	return cli_json(json_pack("{s:s, s:s, s:I, s:b, s:o, s:o, s:o, s:s, s:o, s:s, s:I, s:o}",
		"unit", units[l->unit], "coin", l->zcdp ? "rho" : "epsilon",
		"epoch", (json_int_t)l->epoch, "open", is_open(l), "limit", nano_json(l->limit),
		"spent", is_open(l) ? nano_json(l->spent) : json_null(), "left", nano_json(left(l)),
		"delta_limit", dp_delta_text(most, l->delta_limit),
		"delta_spent", is_open(l) ? json_string(dp_delta_text(delta, l->delta_spent)) : json_null(),
		"next_epoch", clock_iso(time, (int64_t)l->ends, 0),
		"epoch_s", (json_int_t)l->epoch_s, "charges", list));
}

static int print_text(const struct wk_wire_ledger *l, const struct wk_wire_charge *charges,
		      size_t n)
{
	char time[CLOCK_TEXT], limit[DP_NANO_TEXT], spent[DP_NANO_TEXT], rest[DP_NANO_TEXT];

	printf("%s: %s %s of each in epoch %" PRIu64 ", ", units[l->unit],
	       l->zcdp ? "rho" : "epsilon", dp_nano_text(limit, l->limit), (uint64_t)l->epoch);
	if (is_open(l))
		printf("%s spent, %s left", dp_nano_text(spent, l->spent),
		       dp_nano_text(rest, left(l)));
	else
		printf("closed: nobody knows what was spent, so nothing is left");
	printf("; the next one begins at %.19sZ\n", clock_iso(time, (int64_t)l->ends, 0));
	if (l->delta_spent)
		printf("  delta %s of each, of %s\n", dp_delta_text(spent, l->delta_spent),
		       dp_delta_text(rest, l->delta_limit));
	for (size_t i = 0; i < n; i++) {
		printf("  attachment %u, ", charges[i].attach);
		cli_escape(stdout, charges[i].name, strlen(charges[i].name));
		printf(": %s charged, %s in a whole epoch\n",
		       dp_nano_text(spent, charges[i].charged),
		       dp_nano_text(rest, charges[i].full));
	}
	return 0;
}

static int show_unit(const struct dp_args *a, struct wk_client *c, uint32_t unit)
{
	struct wk_wire_charge *charges;
	struct wk_wire_ledger l;
	size_t n;
	int exit;

	if (wk_client_dp_ledger(c, unit, &l, &charges, &n))
		return cli_fault(&a->common, c, NULL);
	exit = a->common.json ? print_json(&l, charges, n) : print_text(&l, charges, n);
	free(charges);
	return exit;
}

/* ---- its events ---- */

static int print_event(const struct dp_args *a, uint32_t unit, const struct wk_wire_budget_event *e)
{
	char nano[DP_NANO_TEXT], spent[DP_NANO_TEXT];

	if (a->common.json)
		return cli_json(json_pack("{s:s, s:I, s:I, s:s, s:I, s:I, s:o, s:o}",
			"unit", units[unit], "seq", (json_int_t)e->seq,
			"epoch", (json_int_t)e->epoch, "event", event_name(e->kind),
			"attachment", (json_int_t)e->attach, "metric", (json_int_t)e->metric,
			"amount", nano_json(e->nano), "spent", nano_json(e->spent)));
	printf("%-6s %6" PRIu64 " epoch %" PRIu64 " %-8s %14s spent %14s", units[unit],
	       (uint64_t)e->seq, (uint64_t)e->epoch, event_name(e->kind),
	       dp_nano_text(nano, e->nano), dp_nano_text(spent, e->spent));
	if (e->attach)
		printf("  attachment %u, metric %u", e->attach, e->metric);
	putchar('\n');
	return 0;
}

static int show_events(const struct dp_args *a, struct wk_client *c, uint32_t unit)
{
	struct wk_wire_budget_event *events;
	size_t n;
	int exit = 0;

	if (wk_client_dp_events(c, unit, 0, &events, &n))
		return cli_fault(&a->common, c, NULL);
	for (size_t i = 0; i < n && !exit; i++)
		exit = print_event(a, unit, &events[i]);
	free(events);
	return exit;
}

static int show(const struct dp_args *a, struct wk_client *c)
{
	int exit = 0;

	if (a->export || a->import)
		return dp_seal(a, c);
	for (uint32_t unit = 1; unit < WK_UNIT_END && !exit; unit++)
		exit = a->events ? show_events(a, c, unit) : show_unit(a, c, unit);
	return exit;
}

int dp_ledger(const struct dp_args *a)
{
	struct wk_client *c;
	int exit;

	if (a->export && a->import)
		return cli_fail(&a->common, WK_EXIT_USAGE, "--export or --import, not both");
	exit = cli_connect(&a->common, NULL, NULL, &c);
	if (exit)
		return exit;
	exit = show(a, c);
	wk_client_free(c);
	return exit;
}
