// SPDX-License-Identifier: GPL-2.0
/* version: of this tool and of the module that is loaded. */

#include <stdio.h>

#include "cli.h"
#include "../../include/wasm_kernel/release.h"

static error_t parse(int key, char *arg, struct argp_state *state)
{
	(void)arg;
	if (key == ARGP_KEY_INIT) {
		cli_key_init(state, state->input);
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static const struct argp argp = {
	.parser = parse,
	.doc = "Shows release and protocol version of the tool and of the module. "
	       "Fails only when they do not fit together.",
	.children = cli_common_child,
};

static json_t *side(const char *release, uint32_t protocol)
{
	return json_pack("{s:s, s:i}", "release", release, "protocol", (int)protocol);
}

static int answer(const struct cli_common *common, const struct wk_client *c, int err)
{
	bool known = wk_client_protocol(c) != 0;
	int exit = err == WK_C_VERSION ? WK_EXIT_NOT_LOADED : WK_EXIT_OK;

	if (common->json) {
		cli_json(json_pack("{s:o, s:o, s:s}",
				   "client", side(WK_RELEASE, WK_PROTOCOL), "module",
				   known ? side(wk_client_release(c), wk_client_protocol(c))
					 : json_null(),
				   "text", err ? wk_client_fault(c)->text : ""));
		return exit;
	}
	printf("%s %s, protocol %d\n", CLI_NAME, WK_RELEASE, WK_PROTOCOL);
	if (known)
		printf("wasm_kernel.ko %s, protocol %u\n", wk_client_release(c),
		       wk_client_protocol(c));
	if (err)
		printf("%s\n", wk_client_fault(c)->text);
	return exit;
}

static int run(int argc, char **argv)
{
	struct cli_common common = { 0 };
	struct wk_client *c;
	int exit;

	argp_parse(&argp, argc, argv, 0, NULL, &common);
	c = wk_client_new(NULL, NULL);
	if (!c)
		return cli_fail(&common, WK_EXIT_LIMIT, "out of memory");
	exit = answer(&common, c, wk_client_hello(c));
	wk_client_free(c);
	return exit;
}

const struct cli_verb cli_verb_version = { .argp = &argp, .run = run };
