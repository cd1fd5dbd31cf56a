// SPDX-License-Identifier: GPL-2.0
/* help: what the tool and its verbs do, for people or, as JSON, for programs. */

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "cli.h"

struct args {
	struct cli_common common;
	const char *verb;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct args *a = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		cli_key_init(state, &a->common);
		return 0;
	case ARGP_KEY_ARG:
		if (a->verb)
			argp_error(state, "one verb at a time");
		a->verb = arg;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	.parser = parse,
	.args_doc = "[VERB]",
	.doc = "Shows what the tool does, or what VERB does.",
	.children = cli_common_child,
};

/* ---- for people ---- */

static void usage_text(void)
{
	printf("Usage: %s VERB [OPTION...] [ARG...]\n"
	       "Runs WebAssembly programs in the kernel, through wasm_kernel.ko.\n\nVerbs:\n",
	       CLI_NAME);
	for (size_t i = 0; i < cli_nrows; i++)
		printf("  %-10s %s\n", cli_rows[i].name, cli_rows[i].summary);
	printf("\n`%s VERB --help' says more about each.\n\n"
	       "A program gives its own exit code. Other codes:\n", CLI_NAME);
#define WK_EXITCODE(number, ident, name, meaning) printf("  %d  %s\n", number, meaning);
	WK_EXITCODES(WK_EXITCODE)
#undef WK_EXITCODE
}

/* ---- for programs ---- */

static void add_options(json_t *list, const struct argp *a)
{
	for (const struct argp_option *o = a->options; o && o->name; o++) {
		char key[2] = { isprint(o->key) ? (char)o->key : '\0', '\0' };

		json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:s}", "name", o->name,
						      "short", key,
						      "value", o->arg ? o->arg : "",
						      "help", o->doc));
	}
	for (const struct argp_child *c = a->children; c && c->argp; c++)
		add_options(list, c->argp);
}

static json_t *verb_json(const struct cli_row *row)
{
	json_t *list = json_array();

	add_options(list, row->verb->argp);
	return json_pack("{s:s, s:s, s:s, s:o}", "name", row->name, "summary", row->summary,
			 "args", row->verb->argp->args_doc ? row->verb->argp->args_doc : "",
			 "options", list);
}

static int usage_json(void)
{
	json_t *verbs = json_array();
	json_t *exits = json_array();

	for (size_t i = 0; i < cli_nrows; i++)
		json_array_append_new(verbs, verb_json(&cli_rows[i]));
#define WK_EXITCODE(number, ident, name, meaning) \
	json_array_append_new(exits, json_pack("{s:i, s:s, s:s}", "number", number, \
					       "name", name, "meaning", meaning));
	WK_EXITCODES(WK_EXITCODE)
#undef WK_EXITCODE
	return cli_json(json_pack("{s:o, s:o}", "verbs", verbs, "exit_codes", exits));
}

static int help_verb(const struct args *a)
{
	const struct cli_row *row = cli_find(a->verb);
	char near[NEAR_TEXT];
	char name[64];

	if (!row)
		return cli_fail(&a->common, WK_EXIT_USAGE, "there is no verb %s%s", a->verb,
				cli_find_near(a->verb, near));
	if (a->common.json)
		return cli_json(verb_json(row));
	snprintf(name, sizeof(name), "%s %s", CLI_NAME, row->name);
	argp_help(row->verb->argp, stdout, ARGP_HELP_STD_HELP & ~ARGP_HELP_EXIT_OK, name);
	return WK_EXIT_OK;
}

static int run(int argc, char **argv)
{
	struct args a = { 0 };

	argp_parse(&argp, argc, argv, 0, NULL, &a);
	if (a.verb)
		return help_verb(&a);
	if (a.common.json)
		return usage_json();
	usage_text();
	return WK_EXIT_OK;
}

const struct cli_verb cli_verb_help = { .argp = &argp, .run = run };
