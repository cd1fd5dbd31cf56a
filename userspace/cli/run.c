// SPDX-License-Identifier: GPL-2.0
/* run: a program in the kernel, from its file to its exit code. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "run.h"
#include "../lib/quantity.h"

enum { KEY_FUEL = 256, KEY_MEMORY, KEY_TIMEOUT, KEY_FLOATS, KEY_STACK, KEY_STRICT };

static const struct argp_option options[] = {
	{ "file", 'f', "FILE", 0, "the module; \"-\" is standard input", 0 },
	{ "program", 'p', "NUMBER", 0, "a program that `load' kept, instead of a file", 0 },
	{ "invoke", 'i', "NAME", 0, "call this exported function", 0 },
	{ "env", 'e', "NAME=VALUE", 0, "add to the program's environment, which is empty", 0 },
	{ "fuel", KEY_FUEL, "N", 0, "stop after N guest instructions", 0 },
	{ "memory", KEY_MEMORY, "SIZE", 0, "linear memory at most: pages of 64 KiB, or bytes with "
	  "K, M, G (64M)", 0 },
	{ "timeout", KEY_TIMEOUT, "TIME", 0, "stop after TIME: seconds, or with ms, s, m", 0 },
	{ "floats", KEY_FLOATS, "MODE", 0, "soft, fpu, or auto: the FPU where there is one "
	  "(auto); the results are the same", 0 },
	{ "stack", KEY_STACK, "SLOTS", 0, "guest stack, slots of 8 bytes (131072)", 0 },
	{ "strict", KEY_STRICT, NULL, 0, "imports that only answer ENOSYS are link errors", 0 },
	{ 0 },
};

/* ---- command line ---- */

static bool add_env(struct run_options *o, const char *arg)
{
	size_t n = strlen(arg) + 1;
	char *env = realloc(o->env, o->env_len + n);

	if (!env)
		return false;
	memcpy(env + o->env_len, arg, n);
	o->env = env;
	o->env_len += n;
	return strchr(arg, '=') && *arg != '=';
}

static bool set_floats(struct run_options *o, const char *arg)
{
	static const char * const modes[] = {
		[WK_FLOAT_AUTO] = "auto", [WK_FLOAT_SOFT] = "soft", [WK_FLOAT_FPU] = "fpu",
	};

	for (uint32_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
		if (strcmp(arg, modes[i]))
			continue;
		o->space.floats = i;
		return true;
	}
	return false;
}

static bool set_u32(uint32_t *to, const char *arg)
{
	uint64_t n;

	if (wk_quantity_count(arg, &n) || n > UINT32_MAX)
		return false;
	*to = (uint32_t)n;
	return true;
}

static bool set_option(struct run_options *o, int key, char *arg)
{
	switch (key) {
	case 'p':
		return set_u32(&o->program, arg);
	case 'e':
		return add_env(o, arg);
	case KEY_FUEL:
		return !wk_quantity_count(arg, &o->space.fuel);
	case KEY_MEMORY:
		return !wk_quantity_pages(arg, &o->space.memory_pages);
	case KEY_TIMEOUT:
		return !wk_quantity_ms(arg, &o->space.timeout_ms);
	case KEY_FLOATS:
		return set_floats(o, arg);
	default:
		return set_u32(&o->space.stack_slots, arg);
	}
}

static const char *option_name(int key)
{
	const struct argp_option *o = options;

	while (o->key != key)
		o++;
	return o->name;
}

static void check_complete(const struct run_options *o, struct argp_state *state)
{
	if (o->path && o->program)
		argp_error(state, "a file or a program, not both");
	else if (!o->path && !o->program)
		argp_error(state, "which file? (-f %s)", o->nargs ? o->args[0] : "FILE");
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct run_options *o = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		cli_key_init(state, &o->common);
		state->child_inputs[1] = &o->trace;
		return 0;
	case 'f':
		o->path = arg;
		return 0;
	case 'i':
		o->invoke = arg;
		return 0;
	case KEY_STRICT:
		o->space.strict = true;
		return 0;
	case 'p': case 'e': case KEY_FUEL: case KEY_MEMORY: case KEY_TIMEOUT: case KEY_FLOATS:
	case KEY_STACK:
		if (!set_option(o, key, arg))
			argp_error(state, "--%s cannot be %s", option_name(key), arg);
		return 0;
	case ARGP_KEY_ARG:
		/* From here on everything is the program's, options too. */
		o->args = state->argv + state->next - 1;
		o->nargs = (size_t)(state->argc - state->next + 1);
		state->next = state->argc;
		return 0;
	case ARGP_KEY_END:
		check_complete(o, state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_child children[] = {
	{ .argp = &cli_common_argp },
	{ .argp = &trace_argp },
	{ 0 },
};

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.args_doc = "[ARG...]",
	.doc = "Runs FILE in the kernel: calls its _start with ARGs as the program's arguments; "
	       "or its main, or the function that --invoke names, with ARGs as their typed "
	       "arguments, and prints the results. What the program writes comes out here; its "
	       "input is read when it asks. Ctrl-C stops it.\n\n"
	       "If FILE exports hooks, such as \"kprobe:do_exit\", it is put on them instead, and "
	       "its records are shown until Ctrl-C; at the end stands what became of all of "
	       "them. --fuel then is for each hit, --memory and --stack for each CPU, and "
	       "--timeout just ends it.\v"
	       "Everything from the first ARG on belongs to the program; put `--' before ARGs "
	       "that begin with a dash. The exit code is the program's own, or one of those that "
	       "`help' lists.",
	.children = children,
};

/* ---- the run ---- */

static int show_end(const struct run *r, const struct wk_client_done *d)
{
	struct wk_outcome_frame *frames = calloc(d->nframes + 1, sizeof(*frames));
	struct wk_outcome out = {
		.code = d->code, .text = d->text, .exit_code = d->exit, .results = d->results,
		.nresults = d->nresults, .frames = frames, .nframes = frames ? d->nframes : 0,
		.total_frames = d->frames_total, .fuel = d->fuel, .nsec = d->nsec,
	};
	int exit;

	for (size_t i = 0; i < out.nframes; i++)
		frames[i] = (struct wk_outcome_frame){ .func = d->frames[i].func,
						       .name = d->names[i],
						       .offset = d->frames[i].offset };
	fflush(stdout);
	exit = wk_outcome_print(&out, r->o->common.json, stdout, stderr);
	free(frames);
	return exit;
}

/* Return: 0 when the run went well and @d is the caller's, else the exit code. */
static int finish(struct run *r, int err, uint32_t request, struct wk_client_done *d)
{
	int exit = 0;

	if (!err)
		err = run_until_end(r, request, d);
	if (err)
		return cli_fault(&r->o->common, r->c, r->o->path);
	if (r->write_error) {
		exit = cli_fail(&r->o->common, WK_EXIT_FILE, "cannot write output: %s",
				strerror(r->write_error));
		wk_client_done_clear(d);
	} else if (d->code != WK_C_OK) {
		exit = show_end(r, d);
		/* proc_exit(0) is an end, too: nothing else may run. */
		exit = d->code == WK_C_EXIT && !exit ? -1 : exit;
		wk_client_done_clear(d);
	}
	return exit;
}

static int call(struct run *r, uint32_t instance, const char *name, const struct run_entry *e,
		struct wk_client_done *d)
{
	uint32_t request;
	int err = wk_client_start_invoke(r->c, r->space, instance, name, strlen(name), e->args,
					 e->nargs, &request);

	if (err == WK_C_NO_OBJECT && e->fallback && name != e->fallback)
		return call(r, instance, e->fallback, e, d);
	return finish(r, err, request, d);
}

static int call_all(struct run *r, uint32_t instance, const struct run_entry *e)
{
	static const struct run_entry none;
	struct wk_client_done d = { 0 };
	int exit = 0;

	if (e->initialize)
		exit = call(r, instance, "_initialize", &none, &d);
	wk_client_done_clear(&d);
	if (!exit)
		exit = call(r, instance, e->name, e, &d);
	if (!exit)
		exit = show_end(r, &d);
	wk_client_done_clear(&d);
	return exit;
}

/* A program asks whether it talks to a terminal, and libc buffers by it. */
static uint32_t find_pipes(void)
{
	uint32_t pipes = 0;

	for (int fd = 0; fd < 3; fd++)
		if (!isatty(fd))
			pipes |= 1u << fd;
	return pipes;
}

/* Program arguments: the file's name first. */
static int make_space(struct run *r)
{
	const struct run_options *o = r->o;
	struct wk_client_space cfg = o->space;
	const char *base = o->path ? strrchr(o->path, '/') : NULL;
	const char *self = base ? base + 1 : o->path ? o->path : "program";
	size_t len = strlen(self) + 1;
	char *argv, *p;
	int err;

	for (size_t i = 0; i < o->nargs; i++)
		len += strlen(o->args[i]) + 1;
	argv = malloc(len);
	if (!argv)
		return cli_fail(&o->common, WK_EXIT_LIMIT, "out of memory");
	p = stpcpy(argv, self) + 1;
	for (size_t i = 0; i < o->nargs; i++)
		p = stpcpy(p, o->args[i]) + 1;
	cfg.argv = argv;
	cfg.argv_len = len;
	cfg.environ = o->env;
	cfg.environ_len = o->env_len;
	cfg.pipes = find_pipes();
	err = wk_client_space_new(r->c, &cfg, &r->space);
	free(argv);
	return err ? cli_fault(&o->common, r->c, NULL) : 0;
}

static int run_program(struct run *r, uint32_t program, const struct run_entry *e)
{
	struct wk_client_done d = { 0 };
	uint32_t request, instance;
	int err, exit;

	exit = make_space(r);
	if (exit)
		return exit;
	err = run_catch_signals();
	if (err)
		return cli_fail(&r->o->common, WK_EXIT_INTERNAL, "pipe: %s", strerror(-err));
	err = wk_client_start_instantiate(r->c, r->space, program, &request);
	exit = finish(r, err, request, &d);
	if (exit)
		return exit;
	instance = d.instance;
	wk_client_done_clear(&d);
	return call_all(r, instance, e);
}

static int run_kept(struct run *r)
{
	static struct run_entry e;
	int exit = run_choose_blind(r->o, &e);

	if (!exit)
		exit = cli_connect(&r->o->common, &run_events, r, &r->c);
	return exit ? exit : run_program(r, r->o->program, &e);
}

/*
 * What the decoder here refuses goes to the kernel all the same: the module
 * may be newer than this tool, and its word counts.
 */
static int run_file(struct run *r, const uint8_t *bytes, uint32_t len, const struct wk_module *m,
		    const struct wk_error *unreadable)
{
	const struct run_options *o = r->o;
	static struct run_entry e;
	uint32_t program;
	int exit = 0;

	if (!unreadable)
		exit = run_choose(o, m, &e);
	if (!exit)
		exit = cli_connect(&o->common, &run_events, r, &r->c);
	if (!exit)
		exit = cli_load(&o->common, r->c, o->path, bytes, len, 0, &program);
	if (!exit && unreadable)
		return cli_error_report(&o->common, o->path, unreadable);
	return exit ? exit : run_program(r, program, &e);
}

static int run_hooks(const struct run_options *o, const char *name, const uint8_t *bytes,
		     uint32_t len, const struct wk_module *m)
{
	struct trace_options trace = o->trace;

	trace.timeout_ms = o->space.timeout_ms;
	trace.limits.fuel = o->space.fuel;
	trace.limits.pages = o->space.memory_pages;
	trace.limits.stack = o->space.stack_slots;
	trace.strict = o->space.strict;
	trace.program = o->program;
	if (o->nargs)
		return cli_fail(&o->common, WK_EXIT_USAGE,
				"a program on hooks has no arguments, but parameters: --set");
	if (o->env_len)
		return cli_fail(&o->common, WK_EXIT_USAGE,
				"a program on hooks has no environment, but parameters: --set");
	return trace_file(&o->common, &trace, name, bytes, len, m);
}

/* What is wrong with the arguments is said before the kernel is asked for anything. */
static int read_kept(const struct run_options *o, char *name, size_t size, uint8_t **bytes,
		     uint32_t *len)
{
	static struct run_entry e;
	int exit = run_choose_blind(o, &e);

	return exit ? exit : cli_read_kept(&o->common, o->program, name, size, bytes, len);
}

static int read_and_run(struct run *r)
{
	const struct run_options *o = r->o;
	char name[32];
	struct wk_module m;
	struct wk_error e;
	uint8_t *bytes;
	uint32_t len;
	int exit, bad;

	if (o->program)
		exit = read_kept(o, name, sizeof(name), &bytes, &len);
	else
		exit = cli_read_file(&o->common, o->path, &bytes, &len);
	if (exit)
		return exit;
	bad = cli_decode(&m, bytes, len, &e);
	if (!bad && !o->invoke && hooks_any(&m))
		exit = run_hooks(o, o->program ? name : o->path, bytes, len, &m);
	else if (o->program)
		exit = run_kept(r);
	else if (bad)
		exit = run_file(r, bytes, len, &m, &e);
	else
		exit = run_file(r, bytes, len, &m, NULL);
	wk_module_clear(&m);
	return exit;
}

static int run(int argc, char **argv)
{
	struct run_options o = { 0 };
	struct run r = { .o = &o, .terminal = isatty(STDOUT_FILENO) };
	int exit;

	argp_parse(&argp, argc, argv, ARGP_IN_ORDER, NULL, &o);
	exit = read_and_run(&r);
	wk_client_free(r.c);
	free(o.env);
	trace_options_clear(&o.trace);
	/* -1: the program itself said 0. */
	return exit < 0 ? WK_EXIT_OK : exit;
}

const struct cli_verb cli_verb_run = { .argp = &argp, .run = run };
