// SPDX-License-Identifier: GPL-2.0
/* validate: is a file a module that the kernel would take? */

#include <stdio.h>

#include "file.h"
#include "trace.h"

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
	.doc = "Decodes and validates FILE with the same code as the kernel, and reads what it says "
	       "about hooks: their names, and its manifest. Says nothing when all is valid; else "
	       "what is wrong, and where. Whether this machine has those hooks is what "
	       "`attach --dry-run' tells.",
	.children = cli_common_child,
};

/* What `run' would find wrong before it looks at the machine. */
static int check_hooks(const struct cli_common *common, const struct wk_module *m, const char *path)
{
	struct manifest manifest;
	char reason[CLI_WHY];
	bool bad;

	/* Who has no hook may export whatever names there are, and a file beside it be anything. */
	if (!hooks_any(m))
		return WK_EXIT_OK;
	bad = manifest_find(m, path, &manifest, reason) || hooks_check(m, &manifest, reason) ||
	      trace_check_params(m, &manifest, reason);
	manifest_clear(&manifest);
	return bad ? cli_fail(common, WK_EXIT_INVALID, "%s: %s", path, reason) : WK_EXIT_OK;
}

static int run(int argc, char **argv)
{
	struct args a = { 0 };
	struct wk_module m;
	struct wk_error e;
	uint8_t *bytes;
	uint32_t len;
	int exit;

	argp_parse(&argp, argc, argv, 0, NULL, &a);
	exit = cli_read_file(&a.common, a.path, &bytes, &len);
	if (exit)
		return exit;
	if (cli_decode(&m, bytes, len, &e))
		exit = cli_error_report(&a.common, a.path, &e);
	else
		exit = check_hooks(&a.common, &m, a.path);
	if (!exit && a.common.json)
		exit = cli_json(json_pack("{s:s}", "code", "ok"));
	wk_module_clear(&m);
	return exit;
}

const struct cli_verb cli_verb_validate = { .argp = &argp, .run = run };
