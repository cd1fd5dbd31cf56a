// SPDX-License-Identifier: GPL-2.0
/* dp: differential privacy. */

#include <stdio.h>
#include <string.h>

#include "../lib/quantity.h"
#include "../lib/ratio.h"
#include "dp.h"

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
};

static const struct argp_option options[] = {
	{ "mech", 'm', "MECH", 0, "sample: laplace or gaussian", 0 },
	{ "scale", 's', "P/Q", 0, "sample: scale of laplace noise", 0 },
	{ "sigma2", 'v', "P/Q", 0, "sample: sigma squared of gaussian noise", 0 },
	{ "count", 'n', "N", 0, "sample: how many; the default is 1", 0 },
	{ 0 },
};

static void take_number(struct argp_state *state, const char *text, struct dp_number *r)
{
	if (wk_ratio_parse(text, &r->num, &r->den))
		argp_error(state, "%s is no positive number: 7/2, 3 or 0.25", text);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct dp_args *a = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		cli_key_init(state, &a->common);
		return 0;
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
		if (wk_quantity_count(arg, &a->count))
			argp_error(state, "%s is no count", arg);
		return 0;
	case ARGP_KEY_ARG:
		if (a->what)
			argp_error(state, "one thing at a time");
		a->what = arg;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.args_doc = "sample",
	.doc = "Differential privacy: sample prints noise of the kernel's own sampler, one integer "
	       "a line, for anyone to check. It is drawn for this purpose alone.",
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
