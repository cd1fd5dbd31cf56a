// SPDX-License-Identifier: GPL-2.0
/* unload: gives up programs that were kept. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "several.h"
#include "../lib/quantity.h"

static const struct argp_option options[] = {
	{ "all", 'a', NULL, 0, "all that were kept", 0 },
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	(void)arg;
	return several_parse(key, state, "which programs? (numbers, sha256:..., or --all)");
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.args_doc = "PROGRAM...",
	.doc = "Gives up programs that `load' kept. PROGRAM is a number of `list', or sha256: and "
	       "the beginning of a digest. What runs goes on to its end.",
	.children = cli_common_child,
};

/* ---- which ---- */

#define MAX_MATCHES	4096	/* as many programs as the kernel holds */

/**
 * struct match - programs that are kept and have a digest
 * @prefix: it begins with these hex digits
 * @ids: their numbers
 * @n: how many
 */
struct match {
	const char *prefix;
	uint32_t ids[MAX_MATCHES];
	size_t n;
};

static int take_match(void *data, const struct wk_list_item *i)
{
	struct match *m = data;
	char digest[2 * sizeof(i->digest) + 1];

	cli_hex(digest, i->digest, sizeof(i->digest));
	if (!i->owner && m->n < MAX_MATCHES &&
	    !strncasecmp(digest, m->prefix, strlen(m->prefix)))
		m->ids[m->n++] = i->id;
	return 0;
}

/* ---- how ---- */

static int unload(const struct several *a, struct wk_client *c, uint32_t id)
{
	if (wk_client_unload(c, id))
		return cli_fault(&a->common, c, NULL);
	if (a->common.json)
		return cli_json(json_pack("{s:I}", "unloaded", (json_int_t)id));
	return WK_EXIT_OK;
}

static int unload_all(const struct several *a, struct wk_client *c)
{
	static struct match m = { .prefix = "" };
	int exit = WK_EXIT_OK;

	if (wk_client_list(c, WK_LIST_PROGRAMS, take_match, &m))
		return cli_fault(&a->common, c, NULL);
	for (size_t i = 0; i < m.n && !exit; i++)
		exit = unload(a, c, m.ids[i]);
	return exit;
}

static int unload_digest(const struct several *a, struct wk_client *c, const char *prefix)
{
	static struct match m;

	m.prefix = prefix;
	m.n = 0;
	if (wk_client_list(c, WK_LIST_PROGRAMS, take_match, &m))
		return cli_fault(&a->common, c, NULL);
	if (m.n != 1)
		return cli_fail(&a->common, WK_EXIT_NO_OBJECT,
				"%zu kept programs have a digest that begins with %s: one is wanted",
				m.n, prefix);
	return unload(a, c, m.ids[0]);
}

static int unload_name(const struct several *a, struct wk_client *c, const char *name)
{
	uint64_t id;

	if (!strncmp(name, "sha256:", 7))
		return unload_digest(a, c, name + 7);
	if (wk_quantity_count(name, &id) || id > UINT32_MAX)
		return cli_fail(&a->common, WK_EXIT_USAGE,
				"%s is neither a number nor sha256:...", name);
	return unload(a, c, (uint32_t)id);
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
		exit = unload_all(&a, c);
	for (size_t i = 0; i < a.n && !exit; i++)
		exit = unload_name(&a, c, a.names[i]);
	wk_client_free(c);
	return exit;
}

const struct cli_verb cli_verb_unload = { .argp = &argp, .run = run };
