// SPDX-License-Identifier: GPL-2.0
/* watch: shows the stream of a program that is attached already. */

#include "trace.h"
#include "../lib/quantity.h"

enum { KEY_COUNT = 256, KEY_TIMEOUT };

struct args {
	struct cli_common common;
	struct trace_options trace;
	uint32_t attach;
};

static const struct argp_option options[] = {
	{ "count", KEY_COUNT, "N", 0, "end after N records", 0 },
	{ "timeout", KEY_TIMEOUT, "TIME", 0, "end after TIME: seconds, or with ms, s, m", 0 },
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct args *a = state->input;
	uint64_t n;

	switch (key) {
	case ARGP_KEY_INIT:
		cli_key_init(state, &a->common);
		return 0;
	case KEY_COUNT:
		if (wk_quantity_count(arg, &a->trace.count))
			argp_error(state, "--count cannot be %s", arg);
		return 0;
	case KEY_TIMEOUT:
		if (wk_quantity_ms(arg, &a->trace.timeout_ms))
			argp_error(state, "--timeout cannot be %s", arg);
		return 0;
	case ARGP_KEY_ARG:
		if (a->attach || wk_quantity_count(arg, &n) || n > UINT32_MAX)
			argp_error(state, "one attachment, by its number");
		else
			a->attach = (uint32_t)n;
		return 0;
	case ARGP_KEY_END:
		if (!a->attach)
			argp_error(state, "which attachment? (a number of `list')");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.args_doc = "ATTACHMENT",
	.doc = "Shows the records of a program that is attached already, from now on, until Ctrl-C. "
	       "Others who watch it are not disturbed, and it stays attached.",
	.children = cli_common_child,
};

static int run(int argc, char **argv)
{
	struct args a = { 0 };

	argp_parse(&argp, argc, argv, 0, NULL, &a);
	return trace_watch(&a.common, &a.trace, a.attach);
}

const struct cli_verb cli_verb_watch = { .argp = &argp, .run = run };
