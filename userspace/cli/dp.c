// SPDX-License-Identifier: GPL-2.0
/* dp: differential privacy. */

#include <stdio.h>
#include <string.h>

#include "../lib/quantity.h"
#include "../lib/ratio.h"
#include "dp.h"
#include "metric.h"

/**
 * struct sub_verb - a row of the table
 * @name: as typed
 * @run: does it
 */
struct sub_verb {
	const char *name;
	int (*run)(const struct dp_args *a);
};

static const struct sub_verb sub_verbs[] = {
	{ "sample", dp_sample },
	{ "plan", dp_plan },
	{ "import-toml", dp_import },
	{ "ledger", dp_ledger },
	{ "again", dp_again },
	{ "rearm", dp_rearm },
};

/* Options that are no printable characters. */
enum key {
	KEY_METRIC = 256,
	KEY_KIND,
	KEY_UNIT,
	KEY_EPS,
	KEY_RHO,
	KEY_CAP,
	KEY_WINDOW,
	KEY_EPOCH,
	KEY_ACTIVE,
	KEY_CELLS,
	KEY_BUCKETS,
	KEY_DELTA,
	KEY_USERS,
	KEY_PER_UNIT,
	KEY_ALARMS,
	KEY_WEAK,
	KEY_CLAMP,
	KEY_TAG,
	KEY_EVENTS,
	KEY_EXPORT,
	KEY_IMPORT,
	KEY_KEY,
	KEY_ATTACHMENT,
	KEY_AT,
};

static const struct argp_option options[] = {
	{ "mech", 'm', "MECH", 0, "sample: laplace or gaussian", 0 },
	{ "scale", 's', "P/Q", 0, "sample: scale of laplace noise", 0 },
	{ "sigma2", 'v', "P/Q", 0, "sample: sigma squared of gaussian noise", 0 },
	{ "count", 'n', "N", 0, "sample: how many; the default is 1", 0 },
	{ "metric", KEY_METRIC, "NAME", 0, "plan: what it is called; again, rearm: which", 1 },
	{ "kind", KEY_KIND, "KIND", 0, "plan: one of" METRIC_KINDS "; the default is counter", 1 },
	{ "unit", KEY_UNIT, "UNIT", 0, "plan: who is protected: uid, cgroup(DEPTH) or prefix; with "
	  "--weak tgid or event; the default is uid", 1 },
	{ "cap", KEY_CAP, "C", 0, "plan: the most that a unit adds in one window", 1 },
	{ "window", KEY_WINDOW, "TIME", 0, "plan: how often there is a release: 15m; the default is "
	  "15m", 1 },
	{ "epoch", KEY_EPOCH, "TIME", 0, "plan: for how long the budget is; the default is 1d", 1 },
	{ "active", KEY_ACTIVE, "W", 0, "plan: windows of an epoch in which a unit counts; the "
	  "default is all", 1 },
	{ "eps", KEY_EPS, "P/Q", 0, "plan: epsilon of a unit and epoch, at most 8", 1 },
	{ "rho", KEY_RHO, "P/Q", 0, "plan: instead of epsilon: rho, with gaussian noise", 1 },
	{ "delta", KEY_DELTA, "K", 0, "plan: with rho, and of keyed-open: delta is 2^-K; the default "
	  "is 30", 1 },
	{ "cells", KEY_CELLS, "N", 0, "plan: cells of a histogram, or keys", 1 },
	{ "per-unit", KEY_PER_UNIT, "N", 0, "plan: keyed-open: keys that a unit can have in one "
	  "window", 1 },
	{ "alarms", KEY_ALARMS, "N", 0, "plan: watch: how often it says so in an epoch", 1 },
	{ "buckets", KEY_BUCKETS, "B", 0, "plan: buckets of units; the default is 4096", 1 },
	{ "users", KEY_USERS, "N", 0, "plan: units that are active, to say what the noise means", 1 },
	{ "weak", KEY_WEAK, NULL, 0, "plan: allow units that are easily evaded", 1 },
	{ "clamp", KEY_CLAMP, "BOUNDS", 0, "import-toml: bounds of a field, FIELD=LO:HI; once for "
	  "each", 3 },
	{ "tag", KEY_TAG, "NAME", 0, "import-toml: what the records are called; the default is the "
	  "file's name", 3 },
	{ "events", KEY_EVENTS, NULL, 0, "ledger: every charge, as far as it is still known", 2 },
	{ "export", KEY_EXPORT, "FILE", 0, "ledger: seal what was spent into FILE", 2 },
	{ "import", KEY_IMPORT, "FILE", 0, "ledger: bring that back after the module was loaded "
	  "anew, in the same epoch", 2 },
	{ "key", KEY_KEY, "FILE", 0, "ledger: 32 bytes, made if there are none; the default is "
	  DP_KEY_FILE, 2 },
	{ "attachment", KEY_ATTACHMENT, "N", 0, "again, rearm: whose", 3 },
	{ "at", KEY_AT, "PLACE", 0, "again: which window: EPOCH:WINDOW", 3 },
	{ 0 },
};

static void take_number(struct argp_state *state, const char *text, struct dp_number *r)
{
	if (wk_ratio_parse(text, &r->num, &r->den))
		argp_error(state, "%s is no positive number: 7/2, 3 or 0.25", text);
}

static void take_count(struct argp_state *state, const char *text, uint64_t *count)
{
	if (wk_quantity_count(text, count))
		argp_error(state, "%s is no count", text);
}

static void take_time(struct argp_state *state, const char *text, uint64_t *seconds)
{
	if (wk_quantity_seconds(text, seconds))
		argp_error(state, "%s is no time: 900, 900s, 15m, 1h or 1d", text);
}

static error_t parse_sample(int key, char *arg, struct argp_state *state)
{
	struct dp_args *a = state->input;

	switch (key) {
	case 'm':
		a->mech = arg;
		return 0;
	case 's':
		take_number(state, arg, &a->scale);
		return 0;
	case 'v':
		take_number(state, arg, &a->sigma2);
		return 0;
	case 'n':
		take_count(state, arg, &a->count);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static error_t parse_import(int key, char *arg, struct argp_state *state)
{
	struct dp_args *a = state->input;

	switch (key) {
	case KEY_CLAMP:
		if (a->nclamps == DP_CLAMPS_MAX)
			argp_error(state, "so many fields cannot have bounds");
		a->clamps[a->nclamps++] = arg;
		return 0;
	case KEY_TAG:
		a->tag = arg;
		return 0;
	default:
		return parse_sample(key, arg, state);
	}
}

static error_t parse_words(int key, char *arg, struct argp_state *state)
{
	struct dp_args *a = state->input;

	switch (key) {
	case KEY_EVENTS:
		a->events = true;
		return 0;
	case KEY_EXPORT:
		a->export = arg;
		return 0;
	case KEY_IMPORT:
		a->import = arg;
		return 0;
	case KEY_KEY:
		a->key = arg;
		return 0;
	case KEY_AT:
		a->at = arg;
		return 0;
	case KEY_METRIC:
		a->metric = arg;
		return 0;
	case KEY_KIND:
		a->kind = arg;
		return 0;
	case KEY_UNIT:
		a->unit = arg;
		return 0;
	case KEY_WEAK:
		a->weak = true;
		return 0;
	case KEY_EPS:
		take_number(state, arg, &a->eps);
		return 0;
	case KEY_RHO:
		take_number(state, arg, &a->rho);
		return 0;
	default:
		return parse_import(key, arg, state);
	}
}

static uint64_t *count_of(struct dp_args *a, int key)
{
	switch (key) {
	case KEY_CAP:
		return &a->cap;
	case KEY_ACTIVE:
		return &a->active;
	case KEY_CELLS:
		return &a->cells;
	case KEY_BUCKETS:
		return &a->buckets;
	case KEY_DELTA:
		return &a->delta;
	case KEY_USERS:
		return &a->users;
	case KEY_PER_UNIT:
		return &a->per_unit;
	case KEY_ALARMS:
		return &a->alarms;
	case KEY_ATTACHMENT:
		return &a->attachment;
	default:
		return NULL;
	}
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct dp_args *a = state->input;
	uint64_t *count = count_of(a, key);

	if (count) {
		take_count(state, arg, count);
		return 0;
	}
	switch (key) {
	case ARGP_KEY_INIT:
		cli_key_init(state, &a->common);
		return 0;
	case KEY_WINDOW:
		take_time(state, arg, &a->window);
		return 0;
	case KEY_EPOCH:
		take_time(state, arg, &a->epoch);
		return 0;
	case ARGP_KEY_ARG:
		if (a->what && (a->file || strcmp(a->what, "import-toml")))
			argp_error(state, "one thing at a time");
		*(a->what ? &a->file : &a->what) = arg;
		return 0;
	default:
		return parse_words(key, arg, state);
	}
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.args_doc = "sample|plan|ledger|again|rearm|import-toml FILE",
	.doc = "Differential privacy.\n\n"
	       "sample prints noise of the kernel's own sampler, one integer a line, for anyone to "
	       "check. It is drawn for this purpose alone.\n\n"
	       "plan says how accurate a metric will be, what it costs and what it promises, before "
	       "anything is measured. It needs no kernel.\n\n"
	       "import-toml turns settings of the Fluent Bit filter for differential privacy, "
	       "filters/TAG.toml, into a manifest, with --cap, --active, --window, --epoch, --unit and "
	       "--buckets as for plan. It says what cannot be taken over, and why.\n\n"
	       "ledger shows the budget of each kind of unit: what was spent in this epoch, by whom, what "
	       "is left, and when the next one begins. After the module was loaded it is closed until "
	       "then, unless what was exported last is imported.\n\n"
	       "again shows a window that was released, with the same noise.\n\n"
	       "rearm gives a watch all its alarms again before the next epoch does. That charges "
	       "its budget once more, and is refused when there is not that much left.\n\n"
	       "Protected is what a unit does, against whoever sees what is released. Not protected "
	       "is who measures the machine itself: caches, scheduling, and how one user's load "
	       "slows down another's work.",
	.children = cli_common_child,
};

static int run(int argc, char **argv)
{
	struct dp_args a = { .count = 1 };
	size_t i;

	argp_parse(&argp, argc, argv, 0, NULL, &a);
	if (!a.what)
		return cli_fail(&a.common, WK_EXIT_USAGE, "what? (%s)", argp.args_doc);
	for (i = 0; i < sizeof(sub_verbs) / sizeof(sub_verbs[0]); i++)
		if (!strcmp(a.what, sub_verbs[i].name))
			return sub_verbs[i].run(&a);
	return cli_fail(&a.common, WK_EXIT_USAGE, "dp cannot %s: %s", a.what, argp.args_doc);
}

const struct cli_verb cli_verb_dp = { .argp = &argp, .run = run };
