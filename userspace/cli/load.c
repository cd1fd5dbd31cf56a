// SPDX-License-Identifier: GPL-2.0
/* load: a program that stays in the kernel. */

#include <stdio.h>
#include <string.h>

#include "file.h"

enum { KEY_PIN = 256, KEY_POLICY };

struct args {
	struct cli_common common;
	const char *path;
	unsigned int flags;
};

static const struct argp_option options[] = {
	{ "file", 'f', "FILE", 0, "the module; \"-\" is standard input", 0 },
	{ "pin", KEY_PIN, NULL, 0, "keep it when the tool ends, which is what it is for", 0 },
	{ "policy", KEY_POLICY, "POLICY", 0, "dp-only: it may only be on hooks, and only noised "
	  "numbers may leave it", 0 },
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
	case KEY_PIN:
		return 0;
	case KEY_POLICY:
		if (strcmp(arg, "dp-only"))
			argp_error(state, "--policy cannot be %s", arg);
		a->flags |= WK_CLIENT_DP_ONLY;
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
	.doc = "Sends FILE into the kernel, which checks and compiles it, and keeps it there until "
	       "`unload', for `run --program'. Prints the number that it has from now on.",
	.children = cli_common_child,
};

static int answer(const struct args *a, uint32_t program, uint32_t len)
{
	if (a->common.json)
		return cli_json(json_pack("{s:I, s:I}", "program", (json_int_t)program,
					  "size", (json_int_t)len));
	printf("%u\n", program);
	return WK_EXIT_OK;
}

static int run(int argc, char **argv)
{
	static const struct wk_client_events events = { .progress = cli_progress };
	struct args a = { 0 };
	struct wk_client *c;
	uint32_t program, len;
	uint8_t *bytes;
	int exit;

	argp_parse(&argp, argc, argv, 0, NULL, &a);
	exit = cli_read_file(&a.common, a.path, &bytes, &len);
	if (exit)
		return exit;
	exit = cli_connect(&a.common, &events, NULL, &c);
	if (!exit) {
		exit = cli_load(&a.common, c, a.path, bytes, len, WK_CLIENT_PIN | a.flags,
				&program);
		wk_client_free(c);
		if (!exit)
			exit = answer(&a, program, len);
	}
	wk_free(bytes);
	return exit;
}

const struct cli_verb cli_verb_load = { .argp = &argp, .run = run };
