// SPDX-License-Identifier: GPL-2.0
/* detach: takes programs off their hooks. */

#include <stdio.h>

#include "account.h"
#include "attachments.h"
#include "several.h"

static const struct argp_option options[] = {
	{ "all", 'a', NULL, 0, "all that stay by themselves", 0 },
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	(void)arg;
	return several_parse(key, state, "which attachments? (numbers of `list', or --all)");
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.args_doc = "ATTACHMENT...",
	.doc = "Takes programs off their hooks and frees them; shows what became of their records.",
	.children = cli_common_child,
};

static int answer(const struct several *a, uint32_t attach, const struct wk_client_stats *stats)
{
	char text[512];
	json_t *obj;

	if (!a->common.json) {
		printf("%u: %s\n", attach, account_text(&stats->stream, text, sizeof(text)));
		return WK_EXIT_OK;
	}
	obj = account_json(&stats->stream);
	json_object_set_new(obj, "detached", json_integer(attach));
	return cli_json(obj);
}

static int detach(const struct several *a, struct wk_client *c, uint32_t attach)
{
	struct wk_client_stats stats;
	int exit;

	if (wk_client_detach(c, attach, &stats))
		return cli_fault(&a->common, c, NULL);
	exit = answer(a, attach, &stats);
	wk_client_stats_clear(&stats);
	return exit;
}

static int detach_all(const struct several *a, struct wk_client *c)
{
	struct attachments all;
	int exit = attachments_get(&a->common, c, &all);

	for (size_t i = 0; i < all.n && !exit; i++)
		if (!all.items[i].owner)
			exit = detach(a, c, all.items[i].id);
	attachments_clear(&all);
	return exit;
}

static int detach_named(const struct several *a, struct wk_client *c, const char *name)
{
	uint32_t attach;

	if (attachment_number(name, &attach))
		return cli_fail(&a->common, WK_EXIT_USAGE, "%s is no number of an attachment", name);
	return detach(a, c, attach);
}

static int run(int argc, char **argv)
{
	struct several a = { 0 };
	struct wk_client *c;
	int exit;

	argp_parse(&argp, argc, argv, 0, NULL, &a);
	exit = cli_connect(&a.common, NULL, NULL, &c);
	if (exit)
		return exit;
	if (a.all)
		exit = detach_all(&a, c);
	for (size_t i = 0; i < a.n && !exit; i++)
		exit = detach_named(&a, c, a.names[i]);
	wk_client_free(c);
	return exit;
}

const struct cli_verb cli_verb_detach = { .argp = &argp, .run = run };
