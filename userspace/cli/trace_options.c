// SPDX-License-Identifier: GPL-2.0
/* Options that the verbs for programs on hooks share. */

#include <stdlib.h>
#include <string.h>

#include "trace.h"
#include "../lib/quantity.h"

enum { KEY_SET = 512, KEY_PID, KEY_COUNT, KEY_RING, KEY_POLICY };

static const struct argp_option options[] = {
	{ "set", KEY_SET, "NAME=VALUE", 0, "on hooks: a parameter of the program", 1 },
	{ "pid", KEY_PID, "PID", 0, "on hooks: uprobes only in this process", 1 },
	{ "count", KEY_COUNT, "N", 0, "on hooks: end after N records", 1 },
	{ "ring", KEY_RING, "SIZE", 0, "on hooks: room for records on each CPU: bytes, or with "
	  "K, M (256K)", 1 },
	{ "policy", KEY_POLICY, "POLICY", 0, "on hooks: dp-only: only noised numbers may leave the "
	  "program, whatever its manifest says", 1 },
	{ 0 },
};

static bool add_set(struct trace_options *o, const char *arg)
{
	const char **more = realloc(o->sets, (o->nsets + 1) * sizeof(*more));

	if (!more)
		return false;
	o->sets = more;
	more[o->nsets++] = arg;
	return true;
}

static bool set_pid(struct trace_options *o, const char *arg)
{
	uint64_t n;

	if (wk_quantity_count(arg, &n) || n > INT32_MAX)
		return false;
	o->pid = (uint32_t)n;
	return true;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct trace_options *o = state->input;
	bool good;

	switch (key) {
	case KEY_SET:
		good = add_set(o, arg);
		break;
	case KEY_PID:
		good = set_pid(o, arg);
		break;
	case KEY_COUNT:
		good = !wk_quantity_count(arg, &o->count);
		break;
	case KEY_RING:
		good = !wk_quantity_bytes(arg, &o->limits.ring);
		break;
	case KEY_POLICY:
		good = o->dp_only = !strcmp(arg, "dp-only");
		break;
	default:
		return ARGP_ERR_UNKNOWN;
	}
	if (!good)
		argp_error(state, "--%s cannot be %s", options[key - KEY_SET].name, arg);
	return 0;
}

const struct argp trace_argp = { .options = options, .parser = parse };

void trace_options_clear(struct trace_options *o)
{
	free(o->sets);
	o->sets = NULL;
	o->nsets = 0;
}
