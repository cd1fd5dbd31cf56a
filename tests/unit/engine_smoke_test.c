// SPDX-License-Identifier: GPL-2.0
/* The first three checks that this project ever had, and what they stand on. */
#include "engine_rig.h"

/* Two numbers, added or subtracted. */
static void binary(const char *name, u8 op, const u64 (*cases)[3], size_t n)
{
	struct rig r = rig_new();
	struct wmod m = { 0 };
	size_t i;

	wmod_export(&m, name, WMOD_FUNC, wmod_func(&m, "ii:i", "",
		    CODE(WK_OP_local_get, 0, WK_OP_local_get, 1, op)));
	ok(rig_load(&r, &m), "%s loads %s", name, r.e.text);
	for (i = 0; i < n; i++) {
		enum wk_trap trap = rig_call(&r, name, cases[i]);

		ok(!trap && rig_result(&r) == cases[i][2], "%s(%d, %d) is %d", name,
		   (int)cases[i][0], (int)cases[i][1], (int)cases[i][2]);
	}
	rig_free(&r);
}

static void test_add(void)
{
	static const u64 cases[][3] = { { 2, 3, 5 }, { 10, 5, 15 }, { 1, 1, 2 } };

	binary("add", WK_OP_i32_add, cases, ARRAY_SIZE(cases));
}

static void test_sub(void)
{
	static const u64 cases[][3] = { { 3, 2, 1 }, { 10, 5, 5 }, { 1, 1, 0 } };

	binary("sub", WK_OP_i32_sub, cases, ARRAY_SIZE(cases));
}

static void test_store(void)
{
	struct rig r = rig_new();
	struct wmod m = { 0 };
	u32 seen = 0;

	wmod_memory(&m, 1, 1);
	wmod_export(&m, "store", WMOD_FUNC, wmod_func(&m, "ii:", "",
		    CODE(WK_OP_local_get, 0, WK_OP_local_get, 1, WK_OP_i32_store, 2, 0)));
	wmod_export(&m, "load", WMOD_FUNC, wmod_func(&m, "i:i", "",
		    CODE(WK_OP_local_get, 0, WK_OP_i32_load, 2, 0)));
	ok(rig_load(&r, &m), "store loads %s", r.e.text);
	ok(!rig_call(&r, "store", (u64 []){ 16, 1337 }), "1337 is stored at offset 16");
	ok(!rig_call(&r, "load", (u64 []){ 16 }) && rig_result(&r) == 1337,
	   "the guest reads it back");
	ok(wk_mem_read_u32(wk_instance_memory(r.inst), 16, &seen) && seen == 1337,
	   "the host sees it");
	ok(!rig_call(&r, "load", (u64 []){ 12 }) && rig_result(&r) == 0, "the word before is 0");
	ok(!rig_call(&r, "load", (u64 []){ 20 }) && rig_result(&r) == 0, "the word behind is 0");
	rig_free(&r);
}

/* References and wide values cross the interface as wasm.h says. */
static void test_values(void)
{
	struct rig r = rig_new();
	struct wmod m = { 0 };
	const u64 *got;

	wmod_export(&m, "swap", WMOD_FUNC, wmod_func(&m, "ildfx:xfdli", "",
		    CODE(WK_OP_local_get, 4, WK_OP_local_get, 3, WK_OP_local_get, 2,
			 WK_OP_local_get, 1, WK_OP_local_get, 0)));
	ok(rig_load(&r, &m), "five types load %s", r.e.text);
	ok(!rig_call(&r, "swap", (u64 []){ 0xffffffff, ~0ull, 1ull << 63, 0x7f800001, 42 }),
	   "five values go in");
	got = wk_exec_results(r.exec);
	ok(got[0] == 42 && got[1] == 0x7f800001 && got[2] == 1ull << 63 && got[3] == ~0ull &&
	   got[4] == 0xffffffff, "and come out in the other order, every bit kept");
	rig_free(&r);
}

ENGINE_MAIN(test_add, test_sub, test_store, test_values)
