// SPDX-License-Identifier: GPL-2.0
/* Runs a generated module in the engine and writes down everything that can be seen. */
#include "transcript.h"

enum {
	STACK_SLOTS = 1 << 17,
	RUN_FUEL_LIMIT = 20000000,
};

struct world {
	const struct gen_setup *setup;
	struct wbuf *out;
	struct wk_store *store;
	struct wk_exec *exec;
	struct wk_instance *inst;
};

__printf(2, 3)
static void say(struct world *w, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	wbuf_bytes(w->out, text, strlen(text));
}

/* JavaScript has no value for a v128: portable modules show its lanes. */
static void say_v128(struct world *w, const u64 *slots)
{
	if (w->setup->portable)
		say(w, " v128");
	else
		say(w, " %016llx%016llx", (unsigned long long)slots[1],
		    (unsigned long long)slots[0]);
}

/* Return: slots of the value. */
static u32 say_value(struct world *w, u8 type, const u64 *slots)
{
	u64 bits = slots[0];
	bool nan = (type == WK_F32 && (bits & 0x7fffffff) > 0x7f800000) ||
		   (type == WK_F64 && (bits & 0x7fffffffffffffff) > 0x7ff0000000000000);

	if (type == WK_V128)
		say_v128(w, slots);
	else if (wk_type_is_ref(type))
		say(w, bits ? " ref" : " null");
	else if (nan && w->setup->portable)
		say(w, " nan");
	else
		say(w, " %llx", (unsigned long long)bits);
	return wk_type_slots(type);
}

/* Engines tell these traps apart in different ways. */
static const char *portable_trap(enum wk_trap trap)
{
	switch (trap) {
	case WK_TRAP_TABLE:
	case WK_TRAP_UNDEFINED_ELEM:
		return "table";
	case WK_TRAP_UNINIT_ELEM:
	case WK_TRAP_CALL_TYPE:
		return "signature";
	case WK_TRAP_MEMORY:
		return "memory";
	case WK_TRAP_OVERFLOW:
	case WK_TRAP_CONVERSION:
		return "overflow";
	case WK_TRAP_DIV_ZERO:
		return "zero";
	default:
		return wk_trap_text(trap);
	}
}

static void say_trap(struct world *w, enum wk_trap trap)
{
	const struct wk_backtrace *bt = wk_exec_backtrace(w->exec);
	u32 i;

	if (w->setup->portable) {
		say(w, " trap %s", portable_trap(trap));
		return;
	}
	say(w, " trap %s, %u frames", wk_trap_text(trap), bt->total);
	for (i = 0; i < bt->n; i++)
		say(w, " %u@%x", bt->frames[i].func, bt->frames[i].offset);
}

static void say_results(struct world *w, struct wk_func *f)
{
	const struct wk_functype *type = wk_func_type(f);
	const u64 *slots = wk_exec_results(w->exec);
	u32 i;

	say(w, " ok");
	for (i = 0; i < type->nresults; i++)
		slots += say_value(w, type->types[type->nparams + i], slots);
}

static u32 memory_hash(struct wk_memory *mem)
{
	u64 size = wk_mem_pages(mem) * WK_PAGE_SIZE, i;
	const u8 *p = wk_mem_range(mem, 0, size);
	u32 hash = 0x811c9dc5;

	for (i = 0; i < size; i++)
		hash = (hash ^ p[i]) * 0x01000193;
	return hash;
}

static void say_state(struct world *w)
{
	struct wk_memory *mem = wk_instance_memory(w->inst);
	struct wk_extern ext;
	char name[16];
	u32 i;

	say(w, " memory %u %x globals", wk_mem_pages(mem), memory_hash(mem));
	for (i = 0;; i++) {
		snprintf(name, sizeof(name), "g%u", i);
		if (!wk_instance_export(w->inst, (u8 *)name, strlen(name), &ext))
			break;
		say_value(w, wk_global_type(ext.global)->type, wk_global_slots(ext.global));
	}
}

static void run(struct world *w, struct wk_func *f)
{
	enum wk_status status;

	wk_exec_start(w->exec, f, NULL, RUN_FUEL_LIMIT);
	do {
		status = wk_exec_run(w->exec, w->setup->slice);
	} while (status == WK_PAUSED);
	if (status == WK_TRAPPED)
		say_trap(w, wk_exec_trap(w->exec));
	else
		say_results(w, f);
	if (!w->setup->portable)
		say(w, " fuel %llu", (unsigned long long)wk_exec_fuel_used(w->exec));
}

static void run_all(struct world *w)
{
	struct wk_extern ext;
	char name[16];
	u32 i;

	for (i = 0;; i++) {
		snprintf(name, sizeof(name), "run%u", i);
		if (!wk_instance_export(w->inst, (u8 *)name, strlen(name), &ext))
			return;
		say(w, "%s", name);
		run(w, ext.func);
		say_state(w);
		say(w, "\n");
	}
}

static void with_module(struct world *w, struct wk_module *m)
{
	const struct wk_budget budget = { 16, 1000 };
	struct wk_error e = { .kind = WK_ERR_NONE };

	w->store = wk_store_new(&budget);
	w->exec = wk_exec_new(STACK_SLOTS, w->setup->floats, NULL);
	w->inst = w->store ? wk_instance_new(w->store, m, NULL, &e) : NULL;
	if (!w->inst || !w->exec)
		say(w, "instance: %s\n", e.text);
	else if (wk_instance_init(w->inst) != WK_TRAP_NONE)
		say(w, "segments\n");
	else
		run_all(w);
	wk_exec_free(w->exec);
	wk_store_free(w->store);
}

void gen_transcript(const uint8_t *bytes, size_t size, const struct gen_setup *setup,
		    struct wbuf *out)
{
	struct world w = { .setup = setup, .out = out };
	struct wk_error e = { .kind = WK_ERR_NONE };
	u8 *copy = wk_alloc(size, 1);
	struct wk_module *m;

	if (!copy)
		abort();
	memcpy(copy, bytes, size);
	m = wk_module_load(copy, size, &e);
	if (!m) {
		say(&w, "load: %s\n", e.text);
		return;
	}
	with_module(&w, m);
	wk_module_free(m);
}
