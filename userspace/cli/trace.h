/* SPDX-License-Identifier: GPL-2.0 */
/* A program on hooks: from its file to the end of its stream. */
#ifndef _WK_CLI_TRACE_H
#define _WK_CLI_TRACE_H

#include "file.h"
#include "hooks.h"

/**
 * struct trace_options - what the command line says; zeroes are defaults
 * @sets: NAME=VALUE of each --set
 * @nsets: how many
 * @pid: uprobes: only in that process; 0: in all
 * @count: records after which it ends
 * @timeout_ms: time after which it ends
 * @limits: override those of the manifest
 * @program: one that is kept, instead of the file's bytes; 0: none
 * @strict: imports that only answer ENOSYS are link errors
 * @dry: only check
 * @pin: it stays attached
 * @dp_only: only noised numbers may leave the program
 */
struct trace_options {
	const char **sets;
	size_t nsets;
	uint32_t pid;
	uint64_t count;
	uint32_t timeout_ms;
	struct manifest_limits limits;
	uint32_t program;
	bool strict;
	bool dry;
	bool pin;
	bool dp_only;
};

/* Their argp: --set, --pid, --count, --ring; its input is a struct trace_options. */
extern const struct argp trace_argp;

/** trace_options_clear() - frees what it owns */
void trace_options_clear(struct trace_options *o);

/**
 * struct trace_plan - what is to be attached
 * @manifest: of the program
 * @hooks: looked up
 * @consts: link-time constants
 * @nconsts: how many
 */
struct trace_plan {
	struct manifest manifest;
	struct hooks hooks;
	struct wk_client_const *consts;
	size_t nconsts;
};

/**
 * trace_plan() - everything that can be found out before the kernel is asked
 * @path: of the module, for a manifest beside it
 * @plan: filled; to be cleared with trace_plan_clear() in any case
 *
 * Return: 0, or the exit code, having said why.
 */
int trace_plan(const struct cli_common *common, const struct trace_options *o,
	       const struct wk_module *m, const char *path, struct trace_plan *plan);

/** trace_check_params() - has the manifest each parameter that is imported? Return: 0 or -1 */
int trace_check_params(const struct wk_module *m, const struct manifest *manifest,
		       char reason[CLI_WHY]);

/** trace_plan_clear() - frees what it owns */
void trace_plan_clear(struct trace_plan *plan);

/**
 * trace_attach() - makes an attachment from a loaded program, and arms it
 * @ready: called before it is armed, or NULL; so that no record is missed
 * @attach: its number; 0 after a dry run
 *
 * Return: 0, or the exit code, having said why.
 */
int trace_attach(const struct cli_common *common, const struct trace_options *o,
		 const struct trace_plan *plan, struct wk_client *c, uint32_t program,
		 int (*ready)(void *data, uint32_t attach), void *data, uint32_t *attach);

/**
 * trace_file() - what `run' and `attach' do with a program that names hooks
 * @path: of its file; or a name, when @o has a program that is kept
 * @bytes: the module
 * @m: decoded
 *
 * Return: the exit code.
 */
int trace_file(const struct cli_common *common, const struct trace_options *o, const char *path,
	       const uint8_t *bytes, uint32_t len, const struct wk_module *m);

/**
 * trace_watch() - shows the stream of an attachment that somebody else owns, or nobody
 *
 * Return: the exit code.
 */
int trace_watch(const struct cli_common *common, const struct trace_options *o, uint32_t attach);

#endif /* _WK_CLI_TRACE_H */
