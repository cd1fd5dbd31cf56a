// SPDX-License-Identifier: GPL-2.0
/* The suite's backend that runs modules inside the kernel, through the Connector. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../module/wasm/wasm.h"
#include "../../userspace/lib/wasm_kernel.h"
#include "backend.h"

enum {
	MEMORY_PAGES = 2048,	/* memory_grow.wast asks for less, and the VM is small */
	STACK_SLOTS = 1 << 17,
};

struct world {
	struct wk_client *client;
	uint32_t space;
};

static void verdict(struct spec_verdict *v, enum spec_kind kind, const char *text)
{
	v->kind = kind;
	snprintf(v->text, sizeof(v->text), "%s", text);
}

static enum spec_kind code_kind(uint32_t code)
{
	switch (code) {
	case WK_C_OK:
		return SPEC_OK;
	case WK_C_MALFORMED:
		return SPEC_MALFORMED;
	case WK_C_INVALID:
		return SPEC_INVALID;
	case WK_C_UNSUPPORTED:
		return SPEC_UNSUPPORTED;
	case WK_C_LIMIT:
		return SPEC_LIMIT;
	case WK_C_NOMEM:
		return SPEC_NOMEM;
	case WK_C_LINK:
		return SPEC_LINK;
	case WK_C_TRAP:
		return SPEC_TRAP;
	default:
		return SPEC_BROKEN;
	}
}

/* The verdict of a call that returned other than 0. */
static void refused(struct world *w, int result, struct spec_verdict *v)
{
	enum spec_kind kind = result > 0 ? code_kind(result) : SPEC_BROKEN;

	verdict(v, kind == SPEC_OK || kind == SPEC_TRAP ? SPEC_BROKEN : kind,
		wk_client_fault(w->client)->text);
}

static void ended(const struct wk_client_done *done, struct spec_verdict *v)
{
	enum spec_kind kind = code_kind(done->code);

	if (kind == SPEC_TRAP && done->trap < WK_TRAP_COUNT)
		verdict(v, kind, wk_trap_text(done->trap));
	else
		verdict(v, kind, done->text);
}

static void close_world(void *world)
{
	struct world *w = world;

	wk_client_bye(w->client);
	wk_client_free(w->client);
	free(w);
}

static uint32_t float_mode(const char *floats)
{
	if (!floats)
		return WK_FLOAT_AUTO;
	return strcmp(floats, "fpu") ? WK_FLOAT_SOFT : WK_FLOAT_FPU;
}

static void *open_world(const struct spec_options *options)
{
	const struct wk_client_space config = {
		.memory_pages = MEMORY_PAGES,
		.stack_slots = STACK_SLOTS,
		.floats = float_mode(options->floats),
	};
	struct world *w = calloc(1, sizeof(*w));
	int result;

	if (!w)
		return NULL;
	w->client = wk_client_new(NULL, NULL);
	if (!w->client)
		goto err_client;
	wk_client_set_reply_timeout(w->client, 60000);
	result = wk_client_hello(w->client);
	if (!result)
		result = wk_client_space_new(w->client, &config, &w->space);
	if (!result)
		return w;
	fprintf(stderr, "%s\n", wk_client_fault(w->client)->text);
	wk_client_free(w->client);
err_client:
	free(w);
	return NULL;
}

/* Numbers of programs and instances travel as pointers, one up so that none is NULL. */
static void *handle(uint32_t number)
{
	return (void *)((uintptr_t)number + 1);
}

static uint32_t number(const void *h)
{
	return (uintptr_t)h - 1;
}

static void *load(void *world, const uint8_t *bytes, size_t size, struct spec_verdict *v)
{
	struct world *w = world;
	uint32_t program;
	int result;

	result = wk_client_load(w->client, bytes, size, "", 0, &program);
	if (result) {
		refused(w, result, v);
		return NULL;
	}
	verdict(v, SPEC_OK, "");
	return handle(program);
}

static void unload(void *world, void *module)
{
	struct world *w = world;

	wk_client_unload(w->client, number(module));
}

static void *instantiate(void *world, void *module, struct spec_verdict *v)
{
	struct wk_client_done done = { 0 };
	struct world *w = world;
	void *instance = NULL;
	int result;

	result = wk_client_instantiate(w->client, w->space, number(module), &done);
	if (result) {
		refused(w, result, v);
		return NULL;
	}
	ended(&done, v);
	if (v->kind == SPEC_OK)
		instance = handle(done.instance);
	wk_client_done_clear(&done);
	return instance;
}

static bool reg(void *world, void *instance, const char *name, size_t len)
{
	struct world *w = world;

	return strlen(name) == len &&
	       !wk_client_register(w->client, w->space, number(instance), name);
}

static void from_wire(const struct wk_value *wire, struct spec_value *v)
{
	*v = (struct spec_value){ wire->type, wire->null, wire->bits, wire->high };
}

static void to_wire(const struct spec_call *call, struct wk_value *wire)
{
	size_t i;

	for (i = 0; i < call->nargs; i++)
		wire[i] = (struct wk_value){
			.type = call->args[i].type,
			.null = call->args[i].null,
			.bits = call->args[i].bits,
			.high = call->args[i].high,
		};
}

static void invoke(void *world, void *instance, const struct spec_call *call,
		   struct spec_results *r)
{
	static struct wk_value args[SPEC_MAX_VALUES];
	struct wk_client_done done = { 0 };
	struct world *w = world;
	int result;
	size_t i;

	r->n = 0;
	to_wire(call, args);
	result = wk_client_invoke(w->client, w->space, number(instance), call->name, call->len,
				  args, call->nargs, &done);
	if (result) {
		refused(w, result, &r->verdict);
		return;
	}
	ended(&done, &r->verdict);
	for (i = 0; i < done.nresults && i < SPEC_MAX_VALUES; i++)
		from_wire(&done.results[i], &r->values[i]);
	r->n = i;
	wk_client_done_clear(&done);
}

static void get(void *world, void *instance, const char *name, size_t len,
		struct spec_results *r)
{
	struct world *w = world;
	struct wk_value value;
	int result;

	r->n = 0;
	result = wk_client_global_get(w->client, w->space, number(instance), name, len, &value);
	if (result) {
		refused(w, result, &r->verdict);
		return;
	}
	from_wire(&value, &r->values[0]);
	r->n = 1;
	verdict(&r->verdict, SPEC_OK, "");
}

const struct spec_backend spec_backend_kernel = {
	.name = "kernel",
	.open = open_world,
	.close = close_world,
	.load = load,
	.unload = unload,
	.instantiate = instantiate,
	.reg = reg,
	.invoke = invoke,
	.get = get,
};
