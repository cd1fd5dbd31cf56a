// SPDX-License-Identifier: GPL-2.0
/* map: what is in the maps of programs on hooks, and changing it. */

#include <stdio.h>
#include <string.h>

#include "attachments.h"
#include "mapview.h"

enum { KEY_ATTACHMENT = 256 };

struct args {
	struct cli_common common;
	uint32_t attach;
	const char *what;
	const char *name;
	const char *key;
	const char *value;
};

static const struct argp_option options[] = {
	{ "attachment", KEY_ATTACHMENT, "NUMBER", 0, "of that one; else of the only one with such a map", 0 },
	{ 0 },
};

static int take_word(struct args *a, const char *arg)
{
	const char **words[] = { &a->what, &a->name, &a->key, &a->value };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (*words[i])
			continue;
		*words[i] = arg;
		return 0;
	}
	return -1;
}

static bool is_complete(const struct args *a)
{
	if (!a->name)
		return false;
	if (!strcmp(a->what, "update"))
		return a->value;
	if (!strcmp(a->what, "delete"))
		return a->key && !a->value;
	return !strcmp(a->what, "dump") && !a->key;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct args *a = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		cli_key_init(state, &a->common);
		return 0;
	case KEY_ATTACHMENT:
		if (attachment_number(arg, &a->attach))
			argp_error(state, "--attachment cannot be %s", arg);
		return 0;
	case ARGP_KEY_ARG:
		if (take_word(a, arg))
			argp_error(state, "one map, and one entry of it, at a time");
		return 0;
	case ARGP_KEY_END:
		if (!is_complete(a))
			argp_error(state, "what? (map dump NAME, map update NAME KEY VALUE, "
				   "map delete NAME KEY)");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.args_doc = "dump NAME\nupdate NAME KEY VALUE\ndelete NAME KEY",
	.doc = "Shows the entries of a map, or the bars of a histogram; sets one entry, or takes it "
	       "away. What the program changes meanwhile is there before or after, each entry "
	       "once. KEY and VALUE are numbers, texts, JSON as `dump --json' shows them, or "
	       "hex:BYTES.",
	.children = cli_common_child,
};

/* ---- which attachment ---- */

static bool has_map(struct wk_client *c, uint32_t attach, const char *name)
{
	struct wk_client_attach_info info;
	bool has = false;

	/* One that has gone since it was listed. */
	if (wk_client_attach_info(c, attach, &info))
		return false;
	for (size_t i = 0; i < info.nmaps; i++)
		has |= !strcmp(info.maps[i].name, name);
	wk_client_attach_info_clear(&info);
	return has;
}

static int find(struct args *a, struct wk_client *c)
{
	struct attachments all;
	size_t n = 0;
	int exit = attachments_get(&a->common, c, &all);

	for (size_t i = 0; i < all.n && !exit; i++) {
		if (!has_map(c, all.items[i].id, a->name))
			continue;
		a->attach = all.items[i].id;
		n++;
	}
	attachments_clear(&all);
	if (!exit && n != 1)
		return cli_fail(&a->common, n ? WK_EXIT_USAGE : WK_EXIT_NO_OBJECT,
				n ? "%2$zu attachments have a map %1$s: which? (--attachment)"
				  : "no attachment has a map %s", a->name, n);
	return exit;
}

/* ---- what is to happen to it ---- */

static int act(const struct args *a, struct wk_client *c)
{
	struct wk_client_attach_info info;
	char reason[CLI_WHY];
	struct manifest m;
	int exit;

	if (wk_client_attach_info(c, a->attach, &info))
		return cli_fault(&a->common, c, NULL);
	/* One that this tool cannot read is as good as none: the bytes are shown. */
	if (manifest_parse(info.manifest, info.manifest_len, &m, reason)) {
		manifest_clear(&m);
		manifest_parse("{}", 2, &m, reason);
	}
	wk_client_attach_info_clear(&info);
	if (a->key)
		exit = mapview_change(&a->common, c, a->attach, &m, a->name, a->key, a->value);
	else
		exit = mapview_print(&a->common, c, a->attach, &m, a->name);
	manifest_clear(&m);
	return exit;
}

static int run(int argc, char **argv)
{
	struct args a = { 0 };
	struct wk_client *c;
	int exit;

	argp_parse(&argp, argc, argv, 0, NULL, &a);
	exit = cli_connect(&a.common, NULL, NULL, &c);
	if (exit)
		return exit;
	if (!a.attach)
		exit = find(&a, c);
	if (!exit)
		exit = act(&a, c);
	wk_client_free(c);
	return exit;
}

const struct cli_verb cli_verb_map = { .argp = &argp, .run = run };
