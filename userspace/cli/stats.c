// SPDX-License-Identifier: GPL-2.0
/* stats: what programs on hooks have done, and what it took. */

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "account.h"
#include "attachments.h"
#include "escape.h"
#include "units.h"

struct args {
	struct cli_common common;
	char **names;
	size_t n;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct args *a = state->input;

	(void)arg;
	switch (key) {
	case ARGP_KEY_INIT:
		cli_key_init(state, &a->common);
		return 0;
	case ARGP_KEY_ARGS:
		a->names = state->argv + state->next;
		a->n = (size_t)(state->argc - state->next);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	.parser = parse,
	.args_doc = "[ATTACHMENT...]",
	.doc = "Shows hits, time, fuel, skipped hits, memory and what became of the records of "
	       "programs on hooks: of all, or of those that are named.",
	.children = cli_common_child,
};

/* ---- JSON ---- */

static json_t *probe_json(const struct wk_wire_probe *p)
{
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}",
			 "hook", cli_json_name(p->name, strlen(p->name)),
			 "hits", cli_json_u64(p->hits), "nsec", cli_json_u64(p->nsec),
			 "fuel", cli_json_u64(p->fuel), "busy", cli_json_u64(p->busy),
			 "nmi", cli_json_u64(p->nmi), "missed", cli_json_u64(p->missed),
			 "overruns", cli_json_u64(p->overruns), "traps", cli_json_u64(p->traps));
}

static json_t *trap_json(const struct wk_client_stats *s)
{
	json_t *frames;

	if (!s->trap)
		return json_null();
	frames = json_array();
	for (size_t i = 0; i < s->nframes; i++)
		json_array_append_new(frames, json_pack("{s:I, s:o, s:I}",
			"func", (json_int_t)s->frames[i].func,
			"name", cli_json_name(s->names[i], strlen(s->names[i])),
			"offset", (json_int_t)s->frames[i].offset));
	return json_pack("{s:I, s:I, s:I, s:o}", "trap", (json_int_t)s->trap,
			 "cpu", (json_int_t)s->trap_cpu, "probe", (json_int_t)s->trap_probe,
			 "backtrace", frames);
}

static int print_json(uint32_t attach, const char *name, const struct wk_client_stats *s)
{
	json_t *probes = json_array();

	for (size_t i = 0; i < s->nprobes; i++)
		json_array_append_new(probes, s->dp_only ? json_pack("{s:o}", "hook",
			cli_json_name(s->probes[i].name, strlen(s->probes[i].name))) :
			probe_json(&s->probes[i]));
	if (s->dp_only)
		return cli_json(json_pack("{s:I, s:o, s:s, s:s, s:s, s:o, s:o, s:o}",
			"attachment", (json_int_t)attach,
			"name", cli_json_name(name, strlen(name)), "policy", "dp-only",
			"state", attachment_state(s->state), "reason", wk_reason_name(s->reason),
			"memory", cli_json_u64(s->bytes), "records", account_json(&s->stream),
			"probes", probes));
	return cli_json(json_pack("{s:I, s:o, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o}",
		"attachment", (json_int_t)attach, "name", cli_json_name(name, strlen(name)),
		"state", attachment_state(s->state), "reason", wk_reason_name(s->reason),
		"memory", cli_json_u64(s->bytes), "fuel", cli_json_u64(s->fuel),
		"nsec", cli_json_u64(s->nsec), "records", account_json(&s->stream),
		"first_trap", trap_json(s), "probes", probes));
}

/* ---- text ---- */

static void print_trap(const struct wk_client_stats *s)
{
	if (!s->trap)
		return;
	printf("  first trap: on CPU %u in %s\n", s->trap_cpu,
	       s->trap_probe < s->nprobes ? s->probes[s->trap_probe].name : "?");
	for (size_t i = 0; i < s->nframes; i++)
		printf("    #%zu func %u \"%s\" at %#x\n", i, s->frames[i].func, s->names[i],
		       s->frames[i].offset);
}

static void print_count(int width, uint64_t n)
{
	printf(" %*" PRIu64, width, n);
}

static void print_probe(const struct wk_wire_probe *p)
{
	uint64_t hits = p->hits ? p->hits : 1;

	putchar(' ');
	print_count(10, p->hits);
	print_count(8, p->nsec / hits);
	print_count(8, p->fuel / hits);
	print_count(6, p->busy);
	print_count(6, p->nmi);
	print_count(6, p->missed);
	print_count(8, p->overruns);
	print_count(6, p->traps);
	printf("  ");
	cli_escape(stdout, p->name, strlen(p->name));
	putchar('\n');
}

static void print_withheld(const struct wk_client_stats *s)
{
	printf("  dp-only: how often its hooks were hit, and how that went, is withheld\n");
	for (size_t i = 0; i < s->nprobes; i++) {
		printf("  ");
		cli_escape(stdout, s->probes[i].name, strlen(s->probes[i].name));
		putchar('\n');
	}
}

static int print_text(uint32_t attach, const char *name, const struct wk_client_stats *s)
{
	char size[CLI_SIZE_TEXT], account[512];

	printf("%u %s: %s%s%s, %s of memory\n", attach, name, attachment_state(s->state),
	       *s->text ? ", " : "", s->text, cli_format_size(size, s->bytes));
	printf("  %s\n", account_text(&s->stream, account, sizeof(account)));
	if (s->dp_only) {
		print_withheld(s);
		return WK_EXIT_OK;
	}
	print_trap(s);
	printf("  %10s %8s %8s %6s %6s %6s %8s %6s  %s\n", "HITS", "NS/HIT", "FUEL/HIT", "BUSY",
	       "NMI", "MISSED", "OVERRUNS", "TRAPS", "HOOK");
	for (size_t i = 0; i < s->nprobes; i++)
		print_probe(&s->probes[i]);
	return WK_EXIT_OK;
}

/* ---- both ---- */

static int show(const struct args *a, struct wk_client *c, uint32_t attach, const char *name)
{
	struct wk_client_stats s;
	int exit;

	if (wk_client_stats(c, attach, &s))
		return cli_fault(&a->common, c, NULL);
	exit = a->common.json ? print_json(attach, name, &s) : print_text(attach, name, &s);
	wk_client_stats_clear(&s);
	return exit;
}

static int show_all(const struct args *a, struct wk_client *c)
{
	struct attachments all;
	int exit = attachments_get(&a->common, c, &all);

	for (size_t i = 0; i < all.n && !exit; i++)
		exit = show(a, c, all.items[i].id, all.items[i].name);
	if (!exit && !all.n && !a->common.json)
		printf("nothing is attached\n");
	attachments_clear(&all);
	return exit;
}

static int show_named(const struct args *a, struct wk_client *c, const char *text)
{
	struct wk_client_attach_info info;
	uint32_t attach;
	int exit;

	if (attachment_number(text, &attach))
		return cli_fail(&a->common, WK_EXIT_USAGE, "%s is no number of an attachment", text);
	if (wk_client_attach_info(c, attach, &info))
		return cli_fault(&a->common, c, NULL);
	exit = show(a, c, attach, info.name);
	wk_client_attach_info_clear(&info);
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
	if (!a.n)
		exit = show_all(&a, c);
	for (size_t i = 0; i < a.n && !exit; i++)
		exit = show_named(&a, c, a.names[i]);
	wk_client_free(c);
	return exit;
}

const struct cli_verb cli_verb_stats = { .argp = &argp, .run = run };
