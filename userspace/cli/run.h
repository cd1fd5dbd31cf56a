/* SPDX-License-Identifier: GPL-2.0 */
/* One run: what was asked for, what is called, and the loop around it. */
#ifndef _WK_CLI_RUN_H
#define _WK_CLI_RUN_H

#include "file.h"
#include "trace.h"
#include "../lib/values.h"

#define RUN_MAX_ARGS	1000	/* parameters that a function can have */

/**
 * struct run_options - the command line
 * @path: file, or NULL when @program says what to run
 * @program: number of a kept program, or 0
 * @invoke: name of the function, or NULL
 * @args: for the program or the function
 * @nargs: how many
 * @env: NAME=value, each ended by NUL
 * @env_len: bytes of @env
 * @space: budget
 * @trace: for programs on hooks
 */
struct run_options {
	struct cli_common common;
	const char *path;
	uint32_t program;
	const char *invoke;
	char **args;
	size_t nargs;
	char *env;
	size_t env_len;
	struct wk_client_space space;
	struct trace_options trace;
};

/**
 * struct run_entry - what is called in the new instance
 * @initialize: _initialize is called first: the constructors of a library
 * @name: name of the export
 * @args: typed arguments
 * @nargs: how many
 * @fallback: called when there is no export @name; or NULL
 */
struct run_entry {
	bool initialize;
	const char *name;
	struct wk_value args[RUN_MAX_ARGS];
	size_t nargs;
	const char *fallback;
};

/**
 * run_choose() - finds what to call in a module, and reads its arguments
 * @m: the module, decoded and valid
 *
 * Return: 0, or the exit code, having said why.
 */
int run_choose(const struct run_options *o, const struct wk_module *m, struct run_entry *entry);

/**
 * run_choose_blind() - the same for a kept program, whose exports nobody here knows
 *
 * Arguments carry their type: i32:5.
 */
int run_choose_blind(const struct run_options *o, struct run_entry *entry);

/**
 * struct run - a run in progress
 * @o: command line
 * @c: session
 * @space: where it runs
 * @room: bytes of input that the program waits for
 * @stdin_ended: there is no more
 * @terminal: output goes to one, which shows nothing more after Ctrl-C, as it does with what the
 *            tool had written
 * @write_error: errno of output that could not be passed on, or 0
 * @killed: a KILL was sent
 */
struct run {
	const struct run_options *o;
	struct wk_client *c;
	uint32_t space;
	uint32_t room;
	bool stdin_ended;
	bool terminal;
	int write_error;
	bool killed;
};

extern const struct wk_client_events run_events;	/* data: struct run */

/** run_catch_signals() - Ctrl-C stops the program from now on, not the tool */
int run_catch_signals(void);

/**
 * run_until_end() - passes input and output on until a run has ended
 * @request: its number
 * @done: how it ended
 *
 * Return: 0, or what the client said.
 */
int run_until_end(struct run *r, uint32_t request, struct wk_client_done *done);

#endif /* _WK_CLI_RUN_H */
