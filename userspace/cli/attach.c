// SPDX-License-Identifier: GPL-2.0
/* attach: puts a program on the hooks that it names. */

#include "trace.h"
#include "../lib/quantity.h"

enum { KEY_DRY = 256, KEY_PIN, KEY_FUEL, KEY_MEMORY, KEY_TIMEOUT, KEY_STACK, KEY_STRICT };

struct args {
	struct cli_common common;
	struct trace_options trace;
	const char *path;
};

static const struct argp_option options[] = {
	{ "file", 'f', "FILE", 0, "the module; \"-\" is standard input", 0 },
	{ "program", 'p', "NUMBER", 0, "a program that `load' kept, instead of a file", 0 },
	{ "dry-run", KEY_DRY, NULL, 0, "check everything, attach nothing", 0 },
	{ "pin", KEY_PIN, NULL, 0, "leave it attached until `detach', and print its number", 0 },
	{ "fuel", KEY_FUEL, "N", 0, "guest instructions of each hit at most", 0 },
	{ "memory", KEY_MEMORY, "SIZE", 0, "linear memory of each instance, of which every CPU has "
	  "one: pages of 64 KiB, or bytes with K, M, G", 0 },
	{ "timeout", KEY_TIMEOUT, "TIME", 0, "end after TIME: seconds, or with ms, s, m", 0 },
	{ "stack", KEY_STACK, "SLOTS", 0, "guest stack of each instance, slots of 8 bytes", 0 },
	{ "strict", KEY_STRICT, NULL, 0, "imports that only answer ENOSYS are link errors", 0 },
	{ 0 },
};

static const struct argp_child children[] = {
	{ .argp = &cli_common_argp },
	{ .argp = &trace_argp },
	{ 0 },
};

static bool set_u32(uint32_t *to, const char *arg)
{
	uint64_t n;

	if (wk_quantity_count(arg, &n) || n > UINT32_MAX)
		return false;
	*to = (uint32_t)n;
	return true;
}

static bool set_limit(struct trace_options *o, int key, const char *arg)
{
	switch (key) {
	case KEY_FUEL:
		return !wk_quantity_count(arg, &o->limits.fuel);
	case KEY_MEMORY:
		return !wk_quantity_pages(arg, &o->limits.pages);
	case KEY_TIMEOUT:
		return !wk_quantity_ms(arg, &o->timeout_ms);
	default:
		return set_u32(&o->limits.stack, arg);
	}
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct args *a = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		cli_key_init(state, &a->common);
		state->child_inputs[1] = &a->trace;
		return 0;
	case 'f':
		a->path = arg;
		return 0;
	case 'p':
		if (!set_u32(&a->trace.program, arg) || !a->trace.program)
			argp_error(state, "--program cannot be %s", arg);
		return 0;
	case KEY_DRY:
		a->trace.dry = true;
		return 0;
	case KEY_PIN:
		a->trace.pin = true;
		return 0;
	case KEY_STRICT:
		a->trace.strict = true;
		return 0;
	case KEY_FUEL: case KEY_MEMORY: case KEY_TIMEOUT: case KEY_STACK:
		if (!set_limit(&a->trace, key, arg))
			argp_error(state, "--%s cannot be %s", options[key - KEY_DRY + 2].name, arg);
		return 0;
	case ARGP_KEY_ARG:
		argp_error(state, "write -f %s", arg);
		return 0;
	case ARGP_KEY_END:
		if (a->path && a->trace.program)
			argp_error(state, "a file or a program, not both");
		if (!a->path && !a->trace.program)
			argp_error(state, "which file? (-f FILE)");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.doc = "Puts the program in FILE, or one that `load' kept, on the hooks that its exports name, on all or on none, and "
	       "shows its records until Ctrl-C, as `run' does. With --pin it stays there when "
	       "the tool ends: see `watch', `stats', `map' and `detach'.",
	.children = children,
};

static int attach(const struct args *a)
{
	const char *name = a->path;
	char kept[32];
	struct wk_module m;
	struct wk_error e;
	uint8_t *bytes;
	uint32_t len;
	int exit;

	if (a->trace.program) {
		exit = cli_read_kept(&a->common, a->trace.program, kept, sizeof(kept), &bytes,
				     &len);
		name = kept;
	} else {
		exit = cli_read_file(&a->common, a->path, &bytes, &len);
	}
	if (exit)
		return exit;
	if (cli_decode(&m, bytes, len, &e))
		exit = cli_error_report(&a->common, name, &e);
	else if (!hooks_any(&m))
		exit = cli_fail(&a->common, WK_EXIT_LINK, "%s exports no hook", name);
	else
		exit = trace_file(&a->common, &a->trace, name, bytes, len, &m);
	wk_module_clear(&m);
	return exit;
}

static int run(int argc, char **argv)
{
	struct args a = { 0 };
	int exit;

	argp_parse(&argp, argc, argv, 0, NULL, &a);
	exit = attach(&a);
	trace_options_clear(&a.trace);
	return exit;
}

const struct cli_verb cli_verb_attach = { .argp = &argp, .run = run };
