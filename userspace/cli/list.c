// SPDX-License-Identifier: GPL-2.0
/* list: programs, spaces, instances and attachments of all sessions. */

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "attachments.h"
#include "units.h"

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
	.doc = "Shows the programs, spaces, instances and attachments of all sessions. A space is "
	       "where the instances of one run live; an attachment is a program on hooks.",
	.children = cli_common_child,
};

/* ---- one line of JSON for all ---- */

static json_t *owner(const struct wk_list_item *i)
{
	return i->owner ? json_integer(i->owner) : json_null();
}

static int json_program(void *data, const struct wk_list_item *i)
{
	char digest[2 * sizeof(i->digest) + 1];

	json_array_append_new(data, json_pack("{s:I, s:o, s:o, s:I, s:I, s:s}",
		"program", (json_int_t)i->id,
		"name", cli_json_name(i->name, strlen(i->name)),
		"owner", owner(i), "size", (json_int_t)i->size, "spaces", (json_int_t)i->count,
		"sha256", cli_hex(digest, i->digest, sizeof(i->digest))));
	return 0;
}

static int json_space(void *data, const struct wk_list_item *i)
{
	json_array_append_new(data, json_pack("{s:I, s:o, s:I, s:I, s:b, s:I}",
		"space", (json_int_t)i->id, "owner", owner(i),
		"pages", (json_int_t)i->size, "instances", (json_int_t)i->count,
		"running", i->state == 1, "fuel", (json_int_t)i->fuel));
	return 0;
}

static int json_instance(void *data, const struct wk_list_item *i)
{
	json_array_append_new(data, json_pack("{s:I, s:I, s:o, s:I, s:I}",
		"instance", (json_int_t)i->id, "space", (json_int_t)i->parent,
		"name", cli_json_name(i->name, strlen(i->name)),
		"program", (json_int_t)i->size, "pages", (json_int_t)i->count));
	return 0;
}

static int json_attachment(void *data, const struct wk_list_item *i)
{
	json_array_append_new(data, json_pack("{s:I, s:o, s:o, s:I, s:I, s:I, s:s, s:I}",
		"attachment", (json_int_t)i->id,
		"name", cli_json_name(i->name, strlen(i->name)), "owner", owner(i),
		"program", (json_int_t)i->parent, "probes", (json_int_t)i->count,
		"memory", (json_int_t)i->size << 10, "state", attachment_state(i->state),
		"fuel", (json_int_t)i->fuel));
	return 0;
}

/* ---- tables for people ---- */

/**
 * struct tables - how far they are
 * @any: a row of any table is out
 * @headed: one of this table
 */
struct tables {
	bool any;
	bool headed;
};

static void head(struct tables *t, const char *titles)
{
	if (!t->headed)
		printf("%s%s\n", t->any ? "\n" : "", titles);
	t->any = t->headed = true;
}

static const char *owner_text(const struct wk_list_item *i, char buf[16])
{
	if (!i->owner)
		return "kept";
	snprintf(buf, 16, "%u", i->owner);
	return buf;
}

static int text_program(void *data, const struct wk_list_item *i)
{
	char digest[17];
	char who[16];

	head(data, "PROGRAM  OWNER       BYTES      SPACES  SHA256            NAME");
	printf("%7u  %-10s  %-9u  %6u  %s  %s\n", i->id, owner_text(i, who), i->size, i->count,
	       cli_hex(digest, i->digest, 8), i->name);
	return 0;
}

static int text_space(void *data, const struct wk_list_item *i)
{
	char size[CLI_SIZE_TEXT];
	char who[16];

	head(data, "SPACE  OWNER       MEMORY        INSTANCES  STATE    FUEL USED");
	printf("%5u  %-10s  %-12s  %9u  %-7s  %" PRIu64 "\n", i->id, owner_text(i, who),
	       cli_format_size(size, (uint64_t)i->size << 16), i->count,
	       i->state ? "running" : "idle", (uint64_t)i->fuel);
	return 0;
}

static int text_instance(void *data, const struct wk_list_item *i)
{
	char size[CLI_SIZE_TEXT];

	head(data, "INSTANCE  SPACE  PROGRAM  MEMORY        NAME");
	printf("%8u  %5u  %7u  %-12s  %s\n", i->id, i->parent, i->size,
	       cli_format_size(size, (uint64_t)i->count << 16), i->name);
	return 0;
}

static int text_attachment(void *data, const struct wk_list_item *i)
{
	char size[CLI_SIZE_TEXT];
	char who[16];

	head(data, "ATTACHMENT  OWNER       PROGRAM  MEMORY        PROBES  STATE     NAME");
	printf("%10u  %-10s  %7u  %-12s  %6u  %-8s  %s\n", i->id, owner_text(i, who), i->parent,
	       cli_format_size(size, (uint64_t)i->size << 10), i->count,
	       attachment_state(i->state), i->name);
	return 0;
}

/* ---- both ---- */

typedef int (*each_fn)(void *data, const struct wk_list_item *item);

struct kind {
	uint32_t kind;
	const char *name;
	each_fn text;
	each_fn json;
};

static const struct kind kinds[] = {
	{ WK_LIST_PROGRAMS, "programs", text_program, json_program },
	{ WK_LIST_SPACES, "spaces", text_space, json_space },
	{ WK_LIST_INSTANCES, "instances", text_instance, json_instance },
	{ WK_LIST_ATTACHMENTS, "attachments", text_attachment, json_attachment },
};

#define NKINDS	(sizeof(kinds) / sizeof(kinds[0]))

/* A module of an earlier release has no attachments, and says so. */
static int list_kind(struct wk_client *c, const struct kind *k, each_fn each, void *data)
{
	int err = wk_client_list(c, k->kind, each, data);

	return k->kind == WK_LIST_ATTACHMENTS && err == WK_C_BAD_MESSAGE ? 0 : err;
}

static int list_json(struct wk_client *c)
{
	json_t *all = json_object();
	int err = 0;

	for (size_t i = 0; i < NKINDS && !err; i++) {
		json_t *rows = json_array();

		json_object_set_new(all, kinds[i].name, rows);
		err = list_kind(c, &kinds[i], kinds[i].json, rows);
	}
	if (err) {
		json_decref(all);
		return err;
	}
	cli_json(all);
	return 0;
}

static int list_text(struct wk_client *c)
{
	struct tables t = { 0 };
	int err = 0;

	for (size_t i = 0; i < NKINDS && !err; i++) {
		t.headed = false;
		err = list_kind(c, &kinds[i], kinds[i].text, &t);
	}
	if (!err && !t.any)
		printf("no programs\n");
	return err;
}

static int run(int argc, char **argv)
{
	struct cli_common common = { 0 };
	struct wk_client *c;
	int exit;

	argp_parse(&argp, argc, argv, 0, NULL, &common);
	exit = cli_connect(&common, NULL, NULL, &c);
	if (exit)
		return exit;
	if (common.json ? list_json(c) : list_text(c))
		exit = cli_fault(&common, c, NULL);
	wk_client_free(c);
	return exit;
}

const struct cli_verb cli_verb_list = { .argp = &argp, .run = run };
