// SPDX-License-Identifier: GPL-2.0
/* Calling a guest function: in slices, with typed arguments and results. */
#include <stdlib.h>
#include <string.h>

#include "../lib/exitcodes.h"
#include "call.h"

/* Guest instructions between two looks at the clock and at signals. */
#define SLICE	1000000

static enum wk_trap relax(struct wk_exec *x)
{
	const struct runner *r = container_of(wk_exec_data(x), struct runner, hit);

	return stdio_why_stop(&r->stdio);
}

const struct wk_exec_ops call_ops = {
	.relax = relax,
};

static u32 trap_code(enum wk_trap trap)
{
	switch (trap) {
	case WK_TRAP_EXIT:
		return WK_C_EXIT;
	case WK_TRAP_FUEL:
		return WK_C_FUEL;
	case WK_TRAP_TIMEOUT:
		return WK_C_TIMEOUT;
	case WK_TRAP_KILLED:
		return WK_C_KILLED;
	default:
		return WK_C_TRAP;
	}
}

static void fill_frames(struct runner *r)
{
	const struct wk_backtrace *bt = wk_exec_backtrace(r->exec);
	u32 i;

	for (i = 0; i < bt->n; i++) {
		const struct wk_frame *f = &bt->frames[i];
		const struct wk_str *name = &wk_instance_module(f->instance)->funcs[f->func].name;

		r->frames[i].func = f->func;
		r->frames[i].offset = f->offset;
		r->frames[i].name = wk_str_escape(r->names[i], sizeof(r->names[i]), name->p,
						  name->len);
	}
	r->outcome.frames = r->frames;
	r->outcome.nframes = bt->n;
	r->outcome.total_frames = bt->total;
}

static int fill_trapped(struct runner *r)
{
	enum wk_trap trap = wk_exec_trap(r->exec);

	r->outcome.code = trap_code(trap);
	r->outcome.text = wk_trap_text(trap);
	r->outcome.exit_code = r->wasi.exit_code;
	if (trap != WK_TRAP_EXIT)
		fill_frames(r);
	return -1;
}

int call_func(struct runner *r, struct wk_func *f, const u64 *args)
{
	u64 none = 0, limit = r->o->fuel ? r->o->fuel : WK_FUEL_MAX;
	enum wk_status status;

	wk_exec_start(r->exec, f, args ? args : &none, limit - r->outcome.fuel);
	while ((status = wk_exec_run(r->exec, SLICE)) == WK_PAUSED) {
		enum wk_trap why = stdio_why_stop(&r->stdio);

		if (why) {
			wk_exec_stop(r->exec, why);
			status = WK_TRAPPED;
			break;
		}
	}
	r->outcome.fuel += wk_exec_fuel_used(r->exec);
	return status == WK_TRAPPED ? fill_trapped(r) : 0;
}

static void usage_arity(const struct runner *r, const struct wk_functype *type)
{
	char text[160];

	fprintf(stderr, "usage: the function takes %u arguments, %d are given: %s\n",
		type->nparams, r->o->nargs, wk_host_type_text(text, sizeof(text), type));
	exit(WK_EXIT_USAGE);
}

/* Arguments of the command line as slots, to be freed. */
static u64 *parse_args(const struct runner *r, const struct wk_functype *type)
{
	u64 *slots = calloc(type->param_slots + 1, sizeof(*slots));
	u32 i, slot = 0;
	char why[200];

	if ((u32)r->o->nargs != type->nparams)
		usage_arity(r, type);
	for (i = 0; slots && i < type->nparams; i++) {
		struct wk_value v;

		if (wk_value_parse(r->o->args[i], type->types[i], &v, why, sizeof(why))) {
			fprintf(stderr, "usage: argument %u: %s\n", i + 1, why);
			exit(WK_EXIT_USAGE);
		}
		/* The engine keeps 0 for null. */
		slots[slot] = type->types[i] == WK_EXTERNREF && !v.null ? v.bits + 1 : v.bits;
		if (type->types[i] == WK_V128)
			slots[slot + 1] = v.high;
		slot += wk_type_slots(type->types[i]);
	}
	return slots;
}

static void fill_value(struct wk_value *v, u8 type, const u64 *slot)
{
	memset(v, 0, sizeof(*v));
	v->type = type;
	v->bits = slot[0];
	if (type == WK_V128)
		v->high = slot[1];
	if (!wk_type_is_ref(type))
		return;
	v->null = !slot[0];
	v->bits = type == WK_EXTERNREF && slot[0] ? slot[0] - 1 : 0;
}

static int fill_results(struct runner *r, const struct wk_functype *type)
{
	const u64 *slot = wk_exec_results(r->exec);
	u32 i;

	r->results = calloc(type->nresults + 1, sizeof(*r->results));
	if (!r->results) {
		r->outcome.code = WK_C_NOMEM;
		return -1;
	}
	for (i = 0; i < type->nresults; i++) {
		u8 t = type->types[type->nparams + i];

		fill_value(&r->results[i], t, slot);
		slot += wk_type_slots(t);
	}
	r->outcome.results = r->results;
	r->outcome.nresults = type->nresults;
	return 0;
}

int call_typed(struct runner *r, struct wk_func *f, bool typed)
{
	const struct wk_functype *type = wk_func_type(f);
	u64 *args = NULL;
	int rc;

	if (typed)
		args = parse_args(r, type);
	else if (type->nparams)
		usage_arity(r, type);
	rc = call_func(r, f, args);
	free(args);
	return rc ? rc : fill_results(r, type);
}
