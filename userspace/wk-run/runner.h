/* SPDX-License-Identifier: GPL-2.0 */
/* One run of a module: loaded, linked, called, and taken apart again. */
#ifndef _WK_RUN_RUNNER_H
#define _WK_RUN_RUNNER_H

#include "../../module/host/hit.h"
#include "../../module/host/wasi.h"
#include "../lib/values.h"
#include "options.h"
#include "host_ops.h"

/**
 * struct runner - a run in progress
 * @o: what was asked for
 * @stdio: what the guest's host functions use
 * @wasi: its WASI state
 * @hit: the state of its other host functions
 * @strings: arguments and environment, each string ended by NUL
 * @module: the module
 * @store: its store
 * @inst: its instance
 * @exec: its stack
 * @results: typed results of the last call
 * @frames: backtrace of the last call
 * @error: why loading or linking failed
 * @text: the sentence of @outcome, when it is not a constant
 * @outcome: how it ended
 */
struct runner {
	const struct options *o;
	struct stdio stdio;
	struct wk_wasi wasi;
	struct wk_hit hit;
	char *strings[2];
	struct wk_module *module;
	struct wk_store *store;
	struct wk_instance *inst;
	struct wk_exec *exec;
	struct wk_value *results;
	struct wk_outcome_frame frames[WK_MAX_BACKTRACE];
	char names[WK_MAX_BACKTRACE][120];
	struct wk_error error;
	char text[200];
	struct wk_outcome outcome;
};

/**
 * runner_init() - gets ready for a run
 * @r: to fill; released with runner_free() in any case
 * @o: what was asked for; must outlive @r
 *
 * Return: 0, or -1 with @r->outcome set.
 */
int runner_init(struct runner *r, const struct options *o);

/**
 * runner_load() - loads, validates and links
 * @r: ready
 * @bytes: the module; copied
 * @size: its length
 *
 * Return: 0, or -1 with @r->outcome set.
 */
int runner_load(struct runner *r, const void *bytes, u32 size);

/**
 * runner_call() - runs the start function and the function asked for
 * @r: loaded
 *
 * Return: 0 when it ended well, else -1; @r->outcome is set in any case.
 */
int runner_call(struct runner *r);

/** runner_free() - takes everything apart; @r->outcome is gone after that */
void runner_free(struct runner *r);

#endif /* _WK_RUN_RUNNER_H */
