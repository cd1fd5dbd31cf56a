// SPDX-License-Identifier: GPL-2.0
/* inspect: what is in a file. */

#include <stdio.h>

#include "inspect.h"

struct args {
	struct cli_common common;
	const char *path;
};

static const struct argp_option options[] = {
	{ "file", 'f', "FILE", 0, "the module; \"-\" is standard input", 0 },
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct args *a = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		cli_key_init(state, &a->common);
		return 0;
	case 'f':
		a->path = arg;
		return 0;
	case ARGP_KEY_ARG:
		argp_error(state, "write -f %s", arg);
		return 0;
	case ARGP_KEY_END:
		if (!a->path)
			argp_error(state, "which file? (-f FILE)");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.doc = "Shows sections, imports, exports, limits, custom sections, hooks and manifest of "
	       "FILE, and whether it is valid. A file that does not validate is shown all the same; one that "
	       "cannot be decoded is not.",
	.children = cli_common_child,
};

static int run(int argc, char **argv)
{
	struct args a = { 0 };
	struct wk_module m;
	struct manifest manifest;
	char trouble[CLI_WHY];
	struct wk_error e;
	uint8_t *bytes;
	uint32_t len;
	json_t *all;
	int exit;
	int err;

	argp_parse(&argp, argc, argv, 0, NULL, &a);
	exit = cli_read_file(&a.common, a.path, &bytes, &len);
	if (exit)
		return exit;
	err = cli_decode(&m, bytes, len, &e);
	if (err < 0) {
		exit = cli_error_report(&a.common, a.path, &e);
	} else {
		bool bad = manifest_find(&m, a.path, &manifest, trouble);

		all = cli_inspect_json(&m, err ? &e : NULL, &manifest, bad ? trouble : NULL);
		manifest_clear(&manifest);
		if (!a.common.json)
			cli_inspect_print(all, a.path);
		exit = a.common.json ? cli_json(all) : (json_decref(all), WK_EXIT_OK);
	}
	wk_module_clear(&m);
	return exit;
}

const struct cli_verb cli_verb_inspect = { .argp = &argp, .run = run };
