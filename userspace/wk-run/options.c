// SPDX-License-Identifier: GPL-2.0
/*
 * The command line of wk-run.  Options may stand before or behind the file;
 * what is not one of ours belongs to the program, as does all behind "--".
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../module/wasm/opts.h"
#include "../lib/exitcodes.h"
#include "../lib/quantity.h"
#include "options.h"

#define DEFAULT_PAGES	1024		/* 64 MiB, as in the kernel */
#define DEFAULT_STACK	(1 << 17)	/* 1 MiB, as in the kernel */
#define MIN_STACK	64
#define MAX_STACK	(1 << 23)

/* WK_RUN_OPTION(name, argument or NULL, help) */
#define WK_RUN_OPTIONS(OPTION) \
	OPTION(invoke, "NAME", "call this exported function") \
	OPTION(fuel, "N", "stop after N guest instructions") \
	OPTION(memory, "SIZE", "pages of 64 KiB, or bytes with K, M, G (64M)") \
	OPTION(stack, "SLOTS", "guest stack, slots of 8 bytes (131072)") \
	OPTION(timeout, "TIME", "stop after TIME: seconds, or with ms, s, m") \
	OPTION(floats, "soft|fpu", "which build of the interpreter (soft)") \
	OPTION(without, "NAME", "compile without this optimisation (docs/performance.md)") \
	OPTION(env, "NAME=VALUE", "add to the program's environment") \
	OPTION(repeat, "N", "print RESULT LOAD_US EXEC_US N times") \
	OPTION(validate, NULL, "only validate") \
	OPTION(strict, NULL, "imports that only answer ENOSYS are link errors") \
	OPTION(json, NULL, "print results as JSON") \
	OPTION(help, NULL, "print this")

/**
 * struct row - an option
 * @name: without the dashes
 * @arg: its argument, for help; NULL when it has none
 * @set: takes it
 */
struct row {
	const char *name;
	const char *arg;
	bool (*set)(struct options *o, const char *arg);
};

__attribute__((noreturn))
static void usage_error(const char *what, const char *arg)
{
	fprintf(stderr, "usage: %s%s (try --help)\n", what, arg);
	exit(WK_EXIT_USAGE);
}

__attribute__((noreturn))
static void option_error(const struct row *row, const char *what, const char *arg)
{
	fprintf(stderr, "usage: --%s %s%s (try --help)\n", row->name, what, arg);
	exit(WK_EXIT_USAGE);
}

static void print_option(const char *name, const char *arg, const char *help)
{
	char left[40];

	snprintf(left, sizeof(left), "--%s%s%s", name, arg ? " " : "", arg ? arg : "");
	printf("  %-20s %s\n", left, help);
}

__attribute__((noreturn))
static void print_help(void)
{
	puts("usage: wk-run FILE [--invoke NAME] [ARGS...] [OPTIONS]\n"
	     "Loads, validates, links and runs a WebAssembly module in user space: calls\n"
	     "_start, or main, or the function named.\n");
#define OPTION(name, arg, help) print_option(#name, arg, help);
	WK_RUN_OPTIONS(OPTION)
#undef OPTION
	puts("\nExit codes: the program's own, or");
#define WK_EXITCODE(number, ident, name, meaning) printf("  %d  %s\n", number, meaning);
	WK_EXITCODES(WK_EXITCODE)
#undef WK_EXITCODE
	exit(WK_EXIT_OK);
}

/* One per option: takes its argument (NULL where there is none). Return: fine? */
static bool set_invoke(struct options *o, const char *arg)
{
	o->invoke = arg;
	return true;
}

static bool set_fuel(struct options *o, const char *arg)
{
	return !wk_quantity_count(arg, &o->fuel);
}

static bool set_memory(struct options *o, const char *arg)
{
	return !wk_quantity_pages(arg, &o->pages);
}

static bool set_stack(struct options *o, const char *arg)
{
	uint64_t n;

	if (wk_quantity_count(arg, &n) || n < MIN_STACK || n > MAX_STACK)
		return false;
	o->stack = (uint32_t)n;
	return true;
}

static bool set_timeout(struct options *o, const char *arg)
{
	return !wk_quantity_ms(arg, &o->timeout);
}

static bool set_floats(struct options *o, const char *arg)
{
	o->fpu = !strcmp(arg, "fpu");
	return o->fpu || !strcmp(arg, "soft");
}

static bool set_without(struct options *o, const char *arg)
{
	(void)o;
	return wk_opts_without(arg);
}

static bool set_env(struct options *o, const char *arg)
{
	o->env[o->nenv++] = arg;
	return strchr(arg, '=') && *arg != '=';
}

static bool set_repeat(struct options *o, const char *arg)
{
	return !wk_quantity_count(arg, &o->repeat);
}

static bool set_validate(struct options *o, const char *arg)
{
	(void)arg;
	return o->validate = true;
}

static bool set_strict(struct options *o, const char *arg)
{
	(void)arg;
	return o->strict = true;
}

static bool set_json(struct options *o, const char *arg)
{
	(void)arg;
	return o->json = true;
}

static bool set_help(struct options *o, const char *arg)
{
	(void)o;
	(void)arg;
	print_help();
}

static const struct row rows[] = {
#define OPTION(name, arg, help) { #name, arg, set_##name },
	WK_RUN_OPTIONS(OPTION)
#undef OPTION
};

/* The option that @word is, as --name or --name=value. */
static const struct row *find_row(const char *word, const char **value)
{
	size_t i, len = strcspn(word, "=");

	if (strncmp(word, "--", 2))
		return NULL;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (strlen(rows[i].name) + 2 != len || strncmp(word + 2, rows[i].name, len - 2))
			continue;
		*value = word[len] ? word + len + 1 : NULL;
		return &rows[i];
	}
	return NULL;
}

/* Return: words used up. */
static int take_option(struct options *o, const struct row *row, const char *value,
		       const char *next)
{
	int used = row->arg && !value ? 2 : 1;

	if (!row->arg && value)
		option_error(row, "takes no argument", "");
	if (row->arg && !value)
		value = next;
	if (row->arg && !value)
		option_error(row, "needs ", row->arg);
	if (!row->set(o, value))
		option_error(row, "cannot be ", value);
	return used;
}

static void take_word(struct options *o, char *word)
{
	if (o->file)
		o->args[o->nargs++] = word;
	else if (*word == '-')
		usage_error("unknown option ", word);
	else
		o->file = word;
}

void options_parse(struct options *o, int argc, char **argv)
{
	bool ours = true;
	int i = 1;

	o->pages = DEFAULT_PAGES;
	o->stack = DEFAULT_STACK;
	o->args = calloc(argc + 1, sizeof(*o->args));
	o->env = calloc(argc + 1, sizeof(*o->env));
	if (!o->args || !o->env)
		exit(WK_EXIT_LIMIT);
	while (i < argc) {
		const char *value = NULL;
		const struct row *row = ours ? find_row(argv[i], &value) : NULL;

		if (row) {
			i += take_option(o, row, value, argv[i + 1]);
			continue;
		}
		if (ours && !strcmp(argv[i], "--"))
			ours = false;
		else
			take_word(o, argv[i]);
		i++;
	}
	if (!o->file)
		usage_error("which module?", "");
}
