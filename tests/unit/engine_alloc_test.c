// SPDX-License-Identifier: GPL-2.0
/*
 * Each allocation of loading, linking and running fails once: every time there
 * is an error that says so, or a guest that is told -1, and never a leak.
 */
#include "../../module/wasm/alloc_host.h"
#include "engine_rig.h"

#define I32(n) WK_OP_i32_const, (n)
#define GET(n) WK_OP_local_get, (n)

/* How far a round came. */
enum stage { LOADING, MAKING, LINKING, RUNNING, STAGES };

static const char *const stage_names[] = { "load", "store, stack, host function", "link", "run" };

static enum wk_trap nothing(struct wk_exec *x, void *data, u64 *slots)
{
	(void)x;
	(void)data;
	(void)slots;
	return WK_TRAP_NONE;
}

/* Grows memory and table: 1 for each that worked. */
static const u8 grow[] = {
	WK_OP_call, 0,
	I32(1), WK_OP_memory_grow, 0, I32(0), WK_OP_i32_ge_s,
	WK_OP_ref_null, 0x70, WK_OP_i32_const, 0xc0, 0, FC(WK_OP_table_grow), 0, I32(0),
	WK_OP_i32_ge_s, WK_OP_i32_add,
};

/* Branches of every kind, and many values on the stack. */
static const u8 branches[] = {
	WK_OP_block, 0x40, WK_OP_loop, 0x40, WK_OP_block, 0x40, GET(0), WK_OP_br_table, 2, 0, 1,
	2, WK_OP_end, GET(0), I32(1), WK_OP_i32_sub, WK_OP_local_tee, 0, WK_OP_br_if, 0, WK_OP_end,
	WK_OP_end, GET(0), WK_OP_if, 0x40, WK_OP_nop, WK_OP_else, WK_OP_nop, WK_OP_end, GET(0),
};

/* A module with something in every section. */
static void write_module(struct wbuf *out)
{
	static const u32 elems[] = { 0, 1, 2 };
	struct wbuf init = { 0 };
	struct wmod m = { 0 };
	int i;

	wmod_import_func(&m, "env", "nothing", ":");
	wmod_export(&m, "grow", WMOD_FUNC, wmod_func(&m, ":i", "", grow, sizeof(grow)));
	for (i = 0; i < 20; i++)
		wmod_func(&m, "i:i", "lfdrx", branches, sizeof(branches));
	wmod_memory(&m, 1, 3);
	wmod_export(&m, "memory", WMOD_MEMORY, 0);
	wmod_table(&m, 'r', 4, 1000);
	wmod_table(&m, 'x', 4, -1);
	wbuf_bytes(&init, CODE(I32(1), I32(2), WK_OP_i32_add));
	wmod_global(&m, 'i', 1, &init);
	wbuf_free(&init);
	wmod_elem(&m, 0, elems, 3);
	wmod_elem(&m, -1, elems, 3);
	wmod_data(&m, 0, "abc", 3);
	wmod_data(&m, -1, "def", 3);
	m.datacount = 1;
	wmod_name(&m, 0, "nothing");
	wmod_name(&m, 1, "grow");
	wmod_finish(&m, out);
}

/* After an instance that failed: another one is made and can grow as far as the budget goes. */
static bool has_room_again(struct rig *r, const struct wk_extern *import)
{
	struct wk_error e = { 0 };
	bool right;

	r->inst = wk_instance_new(r->store, r->module, import, &e);
	right = r->inst && !wk_instance_init(r->inst) && !rig_call(r, "grow", NULL) &&
		rig_result(r) == 2;
	r->inst = NULL;		/* the store has it */
	return right;
}

/* One round with the allocation number @n failing; Return: where it ended. */
static enum stage round_trip(struct rig *r, const struct wbuf *binary)
{
	const struct wk_hostfunc host = { nothing, NULL };
	struct wk_extern import = { .kind = WK_EXTERN_FUNC };
	u8 *copy = wk_alloc(binary->n, 1);

	if (!copy) {
		wk_error_nomem(&r->e);
		return LOADING;
	}
	memcpy(copy, binary->p, binary->n);
	r->module = wk_module_load(copy, binary->n, &r->e);
	if (!r->module)
		return LOADING;
	r->store = wk_store_new(&r->budget);
	r->exec = wk_exec_new(1000, rig_floats(), NULL);
	import.func = r->store ? wk_func_new_host(r->store, r->module->funcs[0].type, &host) : NULL;
	if (!r->exec || !import.func)
		return MAKING;
	r->inst = wk_instance_new(r->store, r->module, &import, &r->e);
	if (!r->inst && !has_room_again(r, &import))
		return STAGES;
	r->init = r->inst ? wk_instance_init(r->inst) : WK_TRAP_NONE;
	return r->inst && !r->init ? RUNNING : LINKING;
}

/* Does the rig say so, where there is a place to say it? */
static bool says_nomem(const struct rig *r, enum stage stage)
{
	if (stage == LOADING || (stage == LINKING && !r->inst))
		return r->e.kind == WK_ERR_NOMEM;
	return stage != LINKING || r->init == WK_TRAP_NOMEM;
}

static void test_each(void)
{
	u32 ended[STAGES] = { 0 }, wrong = 0, refused = 0, lost = 0;
	struct wbuf binary = { 0 };
	enum stage stage;
	bool done = false;
	long n;

	write_module(&binary);
	ok(binary.n > 100, "the module");
	for (n = 0; !done && n < 10000; n++) {
		struct rig r = rig_new();

		r.budget = (struct wk_budget){ .memory_pages = 2, .table_elems = 4 + 4 + 64 };
		wk_alloc_fail_at = n;
		stage = round_trip(&r, &binary);
		if (stage == RUNNING && rig_call(&r, "grow", NULL))
			wrong++;
		done = wk_alloc_fail_at >= 0;
		wk_alloc_fail_at = -1;
		if (stage == STAGES) {
			lost++;
			stage = LINKING;
		}
		ended[stage]++;
		wrong += !says_nomem(&r, stage);
		if (stage == RUNNING && done && rig_result(&r) != 2)
			wrong++;
		refused += stage == RUNNING && rig_result(&r) == 1;
		rig_free(&r);
	}
	wbuf_free(&binary);
	ok(done && n > 30, "%ld allocations", n - 1);
	for (stage = LOADING; stage < STAGES; stage++)
		ok(ended[stage], "%u of them end at: %s", ended[stage], stage_names[stage]);
	ok(refused == 2, "a guest is told of the two that it causes itself, %u", refused);
	ok(!lost, "an instance that was not made costs no budget, %u", lost);
	ok(!wrong, "each error says that memory is short, and nothing else goes wrong, %u", wrong);
}

ENGINE_MAIN(test_each)
