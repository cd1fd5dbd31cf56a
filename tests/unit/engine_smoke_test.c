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

/*
 * A result is in the accumulator for its type. What takes the same bits as another type has to find
 * them, too: one operand is added as an integer and then as a float, or the other way round.
 */
static void test_kinds(void)
{
	struct rig r = rig_new();
	struct wmod m = { 0 };

	wmod_memory(&m, 1, 1);
	wmod_export(&m, "f32", WMOD_FUNC, wmod_func(&m, "ii:i", "",
		    CODE(WK_OP_local_get, 0, WK_OP_local_get, 1, WK_OP_i32_add,
			 WK_OP_f32_reinterpret_i32, WK_OP_f32_const, 0, 0, 0x80, 0x3f,
			 WK_OP_f32_add, WK_OP_i32_reinterpret_f32, WK_OP_i32_const, 1,
			 WK_OP_i32_add)));
	wmod_export(&m, "f64", WMOD_FUNC, wmod_func(&m, "ll:l", "",
		    CODE(WK_OP_local_get, 0, WK_OP_local_get, 1, WK_OP_i64_add,
			 WK_OP_f64_reinterpret_i64, WK_OP_f64_const, 0, 0, 0, 0, 0, 0, 0xf0,
			 0x3f, WK_OP_f64_add, WK_OP_i64_reinterpret_f64, WK_OP_i64_const, 1,
			 WK_OP_i64_add)));
	wmod_export(&m, "both", WMOD_FUNC, wmod_func(&m, "ff:d", "",
		    CODE(WK_OP_local_get, 0, WK_OP_local_get, 1, WK_OP_f32_mul,
			 WK_OP_f64_promote_f32, WK_OP_f64_sqrt)));
	wmod_export(&m, "negate", WMOD_FUNC, wmod_func(&m, "i:i", "",
		    CODE(WK_OP_i32_const, 8, WK_OP_i32_const, 0, WK_OP_local_get, 0,
			 WK_OP_i32_store, 2, 0, WK_OP_i32_const, 0, WK_OP_f32_load, 2, 0,
			 WK_OP_f32_neg, WK_OP_f32_store, 2, 0, WK_OP_i32_const, 8,
			 WK_OP_i32_load, 2, 0)));
	ok(rig_load(&r, &m), "kinds load %s", r.e.text);
	ok(!rig_call(&r, "f32", (u64 []){ 0x3f000000, 0x00800000 }) &&
	   rig_result(&r) == 0x40000001, "f32 and i32 of the same bits");
	ok(!rig_call(&r, "f64", (u64 []){ 0x3fe0000000000000, 0x0010000000000000 }) &&
	   rig_result(&r) == 0x4000000000000001, "f64 and i64 of the same bits");
	ok(!rig_call(&r, "both", (u64 []){ 0x41000000, 0x40000000 }) &&
	   rig_result(&r) == 0x4010000000000000, "the root of an f32 made an f64");
	ok(!rig_call(&r, "negate", (u64 []){ 0x7f800001 }) && rig_result(&r) == 0xff800001,
	   "a signalling NaN is loaded, negated and stored bit for bit");
	rig_free(&r);
}

/* Alignment and offset of a memory access, the offset in three bytes. */
#define AT(offset) 2, ((offset) & 0x7f) | 0x80, ((offset) >> 7 & 0x7f) | 0x80, (offset) >> 14

static bool stored(struct rig *r, const char *name, const u64 *args, u32 at)
{
	u32 seen = 0;

	return !rig_call(r, name, args) &&
	       wk_mem_read_u32(wk_instance_memory(r->inst), at, &seen) && seen == (u32)args[2];
}

/* An address is a sum just computed, or in a local; so is the value. @last: the last address. */
static void check_addresses(struct rig *r, u32 offset, u32 last)
{
	static const char *const loads[] = { "load sum", "load local", "load tee" };
	static const char *const stores[] = { "store sum", "store local", "store value" };
	const u64 places[] = { 0x100, last };

	for (u32 i = 0; i < ARRAY_SIZE(places); i++)
		for (u32 j = 0; j < ARRAY_SIZE(stores); j++) {
			u64 a = places[i], value = offset + 7 * j + i + 1;

			ok(stored(r, stores[j], (u64 []){ a, 0, value }, (u32)a + offset) &&
			   !rig_call(r, loads[j], (u64 []){ a, 0 }) && rig_result(r) == value,
			   "%s, %s: offset %u at %u", stores[j], loads[j], offset, (u32)a);
		}
	for (u32 j = 0; j < ARRAY_SIZE(stores); j++)
		ok(rig_call(r, stores[j], (u64 []){ last + 1, 0, 0 }) == WK_TRAP_MEMORY &&
		   rig_call(r, loads[j], (u64 []){ last + 1, 0 }) == WK_TRAP_MEMORY &&
		   rig_call(r, stores[j], (u64 []){ -4u, 0, 0 }) == WK_TRAP_MEMORY &&
		   rig_call(r, loads[j], (u64 []){ -4u, 0 }) == WK_TRAP_MEMORY,
		   "%s, %s: offset %u does not leave the memory", stores[j], loads[j], offset);
}

static void addresses(u32 offset)
{
	struct rig r = rig_new();
	struct wmod m = { 0 };

	wmod_memory(&m, 2, 2);
	wmod_export(&m, "load sum", WMOD_FUNC, wmod_func(&m, "ii:i", "",
		    CODE(WK_OP_local_get, 0, WK_OP_local_get, 1, WK_OP_i32_add,
			 WK_OP_i32_load, AT(offset))));
	wmod_export(&m, "load local", WMOD_FUNC, wmod_func(&m, "ii:i", "",
		    CODE(WK_OP_local_get, 0, WK_OP_i32_load, AT(offset))));
	wmod_export(&m, "load tee", WMOD_FUNC, wmod_func(&m, "ii:i", "",
		    CODE(WK_OP_local_get, 0, WK_OP_local_get, 1, WK_OP_i32_add,
			 WK_OP_local_tee, 1, WK_OP_i32_load, AT(offset))));
	wmod_export(&m, "store sum", WMOD_FUNC, wmod_func(&m, "iii:", "",
		    CODE(WK_OP_local_get, 0, WK_OP_local_get, 1, WK_OP_i32_add,
			 WK_OP_local_get, 2, WK_OP_i32_store, AT(offset))));
	wmod_export(&m, "store local", WMOD_FUNC, wmod_func(&m, "iii:", "",
		    CODE(WK_OP_local_get, 0, WK_OP_local_get, 2, WK_OP_i32_store, AT(offset))));
	wmod_export(&m, "store value", WMOD_FUNC, wmod_func(&m, "iii:", "",
		    CODE(WK_OP_local_get, 0, WK_OP_local_get, 2, WK_OP_local_get, 1,
			 WK_OP_i32_add, WK_OP_i32_store, AT(offset))));
	ok(rig_load(&r, &m), "addresses load %s", r.e.text);
	check_addresses(&r, offset, 0x20000 - 4 - offset);
	rig_free(&r);
}

static void test_addresses(void)
{
	static const u32 offsets[] = { 0, 4, 0xffff, 0x10000 };

	for (u32 i = 0; i < ARRAY_SIZE(offsets); i++)
		addresses(offsets[i]);
}

ENGINE_MAIN(test_add, test_sub, test_store, test_values, test_kinds, test_addresses)
