// SPDX-License-Identifier: GPL-2.0
/* probes: what a program could attach to, with arguments. */

#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "btf.h"
#include "cli.h"
#include "elf.h"
#include "hookname.h"
#include "ksyms.h"

struct args {
	struct cli_common common;
	const char *pattern;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct args *a = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		cli_key_init(state, &a->common);
		return 0;
	case ARGP_KEY_ARG:
		if (a->pattern)
			argp_error(state, "one pattern at a time");
		a->pattern = arg;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	.parser = parse,
	.args_doc = "[PATTERN]",
	.doc = "Shows hooks that programs can name on this machine, with the arguments that they "
	       "get there. PATTERN is as in a shell: 'kprobe:vfs_*', 'tracepoint:sched/*', "
	       "'syscall:open*', 'uprobe:libc:mem*'; without a colon it is looked for in "
	       "all names. Without PATTERN: all but functions of programs. Needs no wasm_kernel.",
	.children = cli_common_child,
};

/* ---- one line ---- */

/**
 * struct listing - what is shown
 * @a: command line
 * @types: of the kernel, or NULL
 * @pattern: for whole names
 * @prefix: kind and, for uprobes, file: what comes before the names in hand
 * @shown: lines
 * @exit: what went wrong while printing
 */
struct listing {
	const struct args *a;
	struct kernel_types *types;
	char pattern[HOOK_PATH + HOOK_TEXT + 64];
	char prefix[HOOK_PATH + 16];
	size_t shown;
	int exit;
};

/* Only what is known about a name is paid for: there are fifty thousand. */
typedef json_t *(*about_fn)(struct listing *l, const char *group, const char *name);

/* As in C: "const char *name". */
static void print_arg(const char *type, const char *name)
{
	size_t len = strlen(type);
	bool pointer = len > 1 && type[len - 1] == '*';

	printf("%s%s%s", type, *name && !pointer ? " " : "", name);
}

static void print_args(const json_t *about)
{
	const json_t *arg;
	size_t i;

	printf("(");
	json_array_foreach(json_object_get(about, "args"), i, arg) {
		printf("%s", i ? ", " : "");
		print_arg(json_string_value(json_object_get(arg, "type")),
			  json_string_value(json_object_get(arg, "name")));
	}
	printf(")");
}

static int show(struct listing *l, const char *group, const char *separator, const char *name,
		about_fn about)
{
	char full[sizeof(l->pattern) * 2];
	json_t *obj;

	snprintf(full, sizeof(full), "%s:%s%s%s", l->prefix, group, *group ? separator : "", name);
	if (fnmatch(l->pattern, full, 0))
		return 0;
	obj = about ? about(l, group, name) : NULL;
	l->shown++;
	if (l->a->common.json) {
		obj = obj ? obj : json_object();
		json_object_set_new(obj, "probe", cli_json_name(full, strlen(full)));
		l->exit = cli_json(obj);
		return l->exit;
	}
	printf("%s", full);
	if (obj)
		print_args(obj);
	putchar('\n');
	json_decref(obj);
	return 0;
}

/* ---- each kind ---- */

static json_t *about_function(struct listing *l, const char *group, const char *name)
{
	json_t *about = l->types ? types_function(l->types, name) : NULL;

	(void)group;
	json_object_del(about, "returns");
	return about;
}

static json_t *about_return(struct listing *l, const char *group, const char *name)
{
	json_t *about = l->types ? types_function(l->types, name) : NULL;
	json_t *type = json_object_get(about, "returns");

	(void)group;
	if (type && !strcmp(json_string_value(type), "void"))
		json_object_set_new(about, "args", json_array());
	else if (type)
		json_object_set_new(about, "args", json_pack("[{s:s, s:O}]", "name", "ret", "type",
							     type));
	json_object_del(about, "returns");
	return about;
}

static json_t *about_tracepoint(struct listing *l, const char *group, const char *name)
{
	json_t *about = l->types ? types_tracepoint(l->types, name) : NULL;

	(void)group;
	json_object_del(about, "returns");
	return about;
}

static json_t *about_call(struct listing *l, const char *group, const char *name)
{
	json_t *fields, *about;
	char event[256];

	(void)l;
	(void)group;
	snprintf(event, sizeof(event), "sys_enter_%s", name);
	fields = ksyms_format("syscalls", event);
	if (!fields)
		return NULL;
	/* The first is the number of the call. */
	json_array_remove(fields, 0);
	about = json_pack("{s:o}", "args", fields);
	return about;
}

/* As ret() of the guest: negative numbers are errors. */
static json_t *about_result(struct listing *l, const char *group, const char *name)
{
	(void)l;
	(void)group;
	(void)name;
	return json_pack("{s:[{s:s, s:s}]}", "args", "name", "ret", "type", "long");
}

static int each_function(void *data, const char *group, const char *name)
{
	struct listing *l = data;

	return show(l, group, ":", name,
		    strcmp(l->prefix, "kprobe") ? about_return : about_function);
}

static int each_tracepoint(void *data, const char *group, const char *name)
{
	return show(data, group, "/", name, about_tracepoint);
}

static void typed_tracepoint(void *data, const char *name)
{
	each_tracepoint(data, "*", name);
}

static int each_call(void *data, const char *group, const char *name)
{
	struct listing *l = data;

	return show(l, group, "", name, strcmp(l->prefix, "syscall") ? about_result : about_call);
}

static int each_symbol(void *data, const char *name, uint64_t offset)
{
	(void)offset;
	return show(data, "", "", name, NULL);
}

static void list_tracepoints(struct listing *l)
{
	/* Without tracefs the types still have the names, but not the groups. */
	if (ksyms_tracepoints(each_tracepoint, l) < 0 && l->types)
		types_each_tracepoint(l->types, typed_tracepoint, l);
}

static void list_fixed(struct listing *l)
{
	static const char *const hooks[] = { "pre_routing", "local_in", "forward", "local_out",
					     "post_routing" };

	for (size_t i = 0; l->prefix[0] == 'n' && i < sizeof(hooks) / sizeof(hooks[0]); i++)
		show(l, "", "", hooks[i], NULL);
	if (!strcmp(l->prefix, "timer"))
		show(l, "", "", "INTERVAL", NULL);
}

/* "uprobe:FILE:PATTERN" */
static int list_uprobes(struct listing *l, enum hook_type type)
{
	char path[HOOK_PATH], reason[CLI_WHY], symbol[HOOK_TEXT];
	const char *file = strchr(l->pattern, ':') + 1;
	const char *colon = strrchr(file, ':');
	char name[HOOK_PATH];

	if (!colon)
		return cli_fail(&l->a->common, WK_EXIT_USAGE, "which file? (%s:FILE:PATTERN)",
				hook_type_name(type));
	snprintf(name, sizeof(name), "%.*s", (int)(colon - file), file);
	snprintf(symbol, sizeof(symbol), "%s", colon + 1);
	snprintf(l->prefix, sizeof(l->prefix), "%s:%s", hook_type_name(type), name);
	snprintf(l->pattern, sizeof(l->pattern), "%s:%s", l->prefix, symbol);
	if (elf_find(name, path, sizeof(path), reason) ||
	    elf_functions(path, each_symbol, l, reason) < 0)
		return cli_fail(&l->a->common, WK_EXIT_FILE, "%s", reason);
	return 0;
}

static void list_kind(struct listing *l, enum hook_type type)
{
	snprintf(l->prefix, sizeof(l->prefix), "%s", hook_type_name(type));
	switch (type) {
	case HOOK_KPROBE:
	case HOOK_KRETPROBE:
		ksyms_functions(each_function, l);
		break;
	case HOOK_TRACEPOINT:
		list_tracepoints(l);
		break;
	case HOOK_SYSCALL:
	case HOOK_SYSRET:
		syscall_each(each_call, l);
		break;
	case HOOK_UPROBE:
	case HOOK_URETPROBE:
		break;
	default:
		list_fixed(l);
	}
}

/* ---- all ---- */

/* The kind that a pattern names, HOOK_TYPES if it may be any. */
static enum hook_type pattern_kind(const char *pattern)
{
	size_t len = strcspn(pattern, ":");
	enum hook_type type = 0;

	while (type < HOOK_TYPES && (strlen(hook_type_name(type)) != len ||
				     strncmp(hook_type_name(type), pattern, len)))
		type++;
	return type;
}

static int list(struct listing *l)
{
	enum hook_type kind = pattern_kind(l->pattern);

	if (kind == HOOK_UPROBE || kind == HOOK_URETPROBE)
		return list_uprobes(l, kind);
	for (enum hook_type type = 0; type < HOOK_TYPES && !l->exit; type++)
		if (kind == HOOK_TYPES || kind == type)
			list_kind(l, type);
	return l->exit;
}

/* What is left out, and what to do about it: on stderr, as it is no probe. */
static void say_what_lacks(const struct listing *l)
{
	enum hook_type kind = pattern_kind(l->pattern);

	bool concerns = kind == HOOK_TYPES || kind == HOOK_TRACEPOINT || kind == HOOK_SYSCALL;

	if (concerns && !ksyms_tracefs())
		fprintf(stderr, "%s: no tracefs there: groups of tracepoints and arguments of system "
			"calls are not known (mount it: mount -t tracefs none /sys/kernel/tracing)\n",
			CLI_NAME);
}

static void set_pattern(struct listing *l, const char *pattern)
{
	const char *around = pattern && strchr(pattern, ':') ? "" : "*";

	snprintf(l->pattern, sizeof(l->pattern), "%s%s%s", around, pattern ? pattern : "", around);
}

static int run(int argc, char **argv)
{
	struct args a = { 0 };
	static struct listing l;
	char reason[CLI_WHY];
	int exit;

	argp_parse(&argp, argc, argv, 0, NULL, &a);
	l.a = &a;
	set_pattern(&l, a.pattern);
	l.types = types_open(NULL, reason);
	exit = list(&l);
	types_close(l.types);
	say_what_lacks(&l);
	if (!exit && !l.shown)
		return cli_fail(&a.common, WK_EXIT_NO_OBJECT, "nothing matches %s", l.pattern);
	return exit;
}

const struct cli_verb cli_verb_probes = { .argp = &argp, .run = run };
