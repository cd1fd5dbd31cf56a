// SPDX-License-Identifier: GPL-2.0
/* Functions of the embedder: arguments, results, traps, memory, whoever calls them. */
#include "engine_rig.h"

#define GET(n) WK_OP_local_get, (n)

static enum wk_trap weigh(struct wk_exec *x, void *data, u64 *slots)
{
	u64 *seen = data;

	(void)x;
	memcpy(seen, slots, 4 * sizeof(u64));
	slots[0] = slots[3] + 1;
	slots[1] = (u32)slots[0];
	return WK_TRAP_NONE;
}

static void test_arguments(void)
{
	const u64 args[] = { 0xfffffffe, 1ull << 40, 0x3f800000, 1ull << 63 };
	u64 seen[4] = { 0 };
	const struct wk_hostfunc hosts[] = { { weigh, seen } };
	struct rig r = rig_new();
	struct wmod m = { 0 };
	const u64 *got;

	r.hosts = hosts;
	wmod_import_func(&m, "env", "weigh", "ilfd:li");
	wmod_export(&m, "f", WMOD_FUNC, wmod_func(&m, "ilfd:il", "l",
		    CODE(GET(0), GET(1), GET(2), GET(3), WK_OP_call, 0, WK_OP_local_set, 0,
			 WK_OP_local_set, 4, GET(0), GET(4))));
	wmod_export(&m, "direct", WMOD_FUNC, 0);
	ok(rig_load(&r, &m), "arguments: loads %s", r.e.text);
	ok(!rig_call(&r, "f", args) && !memcmp(seen, args, sizeof(seen)), "every bit arrives");
	got = wk_exec_results(r.exec);
	ok(got[0] == (u32)((1ull << 63) + 1) && got[1] == (1ull << 63) + 1,
	   "two results come back");
	memset(seen, 0, sizeof(seen));
	ok(!rig_call(&r, "direct", args) && !memcmp(seen, args, sizeof(seen)),
	   "an import that is exported can be called by the embedder");
	ok(wk_exec_results(r.exec)[0] == (1ull << 63) + 1, "and has its results");
	rig_free(&r);
}

static enum wk_trap fail(struct wk_exec *x, void *data, u64 *slots)
{
	(void)x;
	(void)slots;
	return *(enum wk_trap *)data;
}

static void test_traps(void)
{
	static const enum wk_trap traps[] = {
		WK_TRAP_HOST, WK_TRAP_EXIT, WK_TRAP_KILLED, WK_TRAP_MEMORY, WK_TRAP_NOMEM,
	};
	enum wk_trap trap = WK_TRAP_NONE;
	const struct wk_hostfunc hosts[] = { { fail, &trap } };
	struct rig r = rig_new();
	struct wmod m = { 0 };
	size_t i;

	r.hosts = hosts;
	wmod_import_func(&m, "env", "fail", ":");
	wmod_export(&m, "f", WMOD_FUNC, wmod_func(&m, ":", "", CODE(WK_OP_nop, WK_OP_call, 0)));
	wmod_export(&m, "tail", WMOD_FUNC, wmod_func(&m, ":", "", CODE(WK_OP_return_call, 0)));
	wmod_export(&m, "direct", WMOD_FUNC, 0);
	ok(rig_load(&r, &m), "traps: loads %s", r.e.text);
	for (i = 0; i < ARRAY_SIZE(traps); i++) {
		trap = traps[i];
		ok(rig_call(&r, "f", NULL) == trap && wk_exec_backtrace(r.exec)->n == 1,
		   "called, it stops its caller: %s", wk_trap_text(trap));
		ok(rig_call(&r, "tail", NULL) == trap, "tail called: %s", wk_trap_text(trap));
		ok(rig_call(&r, "direct", NULL) == trap && !wk_exec_backtrace(r.exec)->n,
		   "by itself: %s", wk_trap_text(trap));
	}
	trap = WK_TRAP_NONE;
	ok(!rig_call(&r, "f", NULL) && !rig_call(&r, "tail", NULL), "without a trap all is well");
	rig_free(&r);
}

/* Whose memory is it? Reads and writes through the helpers, at every edge. */
static enum wk_trap touch(struct wk_exec *x, void *data, u64 *slots)
{
	struct wk_memory *mem = wk_instance_memory(wk_exec_instance(x));
	const u64 ptr = slots[0], len = slots[1];
	u8 bytes[8];

	(void)data;
	slots[0] = len <= sizeof(bytes) && wk_mem_read(mem, ptr, bytes, len) &&
		   wk_mem_write(mem, ptr, bytes, len) && wk_mem_range(mem, ptr, len);
	return WK_TRAP_NONE;
}

static void test_memory(void)
{
	static const u64 cases[][3] = {
		{ 0, 8, 1 }, { 65528, 8, 1 }, { 65529, 8, 0 }, { 65536, 0, 1 }, { 65537, 0, 0 },
		{ 0xffffffff, 1, 0 }, { 0xfffffff8, 8, 0 }, { 65535, 1, 1 }, { 65536, 1, 0 },
	};
	const struct wk_hostfunc hosts[] = { { touch, NULL } };
	struct rig r = rig_new();
	struct wmod m = { 0 };
	size_t i;

	r.hosts = hosts;
	wmod_import_func(&m, "env", "touch", "ii:i");
	wmod_memory(&m, 1, 2);
	wmod_export(&m, "f", WMOD_FUNC,
		    wmod_func(&m, "ii:i", "", CODE(GET(0), GET(1), WK_OP_call, 0)));
	ok(rig_load(&r, &m), "memory: loads %s", r.e.text);
	for (i = 0; i < ARRAY_SIZE(cases); i++)
		ok(!rig_call(&r, "f", cases[i]) && rig_result(&r) == cases[i][2],
		   "%llu bytes at %llu are %s", (unsigned long long)cases[i][1],
		   (unsigned long long)cases[i][0], cases[i][2] ? "inside" : "outside");
	rig_free(&r);
}

/* A result for every slot, more than the caller's own frame would have room for. */
static enum wk_trap flood(struct wk_exec *x, void *data, u64 *slots)
{
	u32 i, n = *(u32 *)data;

	(void)x;
	for (i = 0; i < n; i++)
		slots[i] = i;
	return WK_TRAP_NONE;
}

/* Called and tail called, with a stack that has just room, down to one that has not. */
static void flood_case(const char *name, u32 results)
{
	const struct wk_hostfunc hosts[] = { { flood, &results } };
	char sig[WK_MAX_RESULTS + 2] = ":";
	struct rig r = rig_new();
	struct wmod m = { 0 };
	enum wk_trap trap;
	bool right = true;
	u32 i, refused = 0;

	memset(sig + 1, 'l', results);
	sig[results + 1] = '\0';
	r.hosts = hosts;
	wmod_import_func(&m, "env", "flood", sig);
	wmod_export(&m, "call", WMOD_FUNC, wmod_func(&m, sig, "", CODE(WK_OP_call, 0)));
	wmod_export(&m, "tail", WMOD_FUNC, wmod_func(&m, sig, "", CODE(WK_OP_return_call, 0)));
	ok(rig_load(&r, &m), "%s, %u results: loads %s", name, results, r.e.text);
	wk_exec_free(r.exec);
	for (i = 1; i < 3 * WK_MAX_RESULTS && right; i += i < 8 ? 1 : 7) {
		r.exec = wk_exec_new(i, rig_floats(), NULL);
		trap = rig_call(&r, name, NULL);
		refused += trap == WK_TRAP_STACK;
		right = trap == WK_TRAP_STACK ||
			(!trap && (!results ||
				   wk_exec_results(r.exec)[results - 1] == results - 1));
		wk_exec_free(r.exec);
	}
	r.exec = NULL;
	ok(right && refused, "%s, %u results: right or no room, with any stack", name, results);
	rig_free(&r);
}

static void test_flood(void)
{
	flood_case("call", 1);
	flood_case("call", WK_MAX_RESULTS);
	flood_case("tail", 1);
	flood_case("tail", WK_MAX_RESULTS);
}

/* The embedder's pointer, and the instance that calls. */
static enum wk_trap who(struct wk_exec *x, void *data, u64 *slots)
{
	(void)slots;
	((const void **)data)[0] = wk_exec_instance(x);
	((const void **)data)[1] = wk_exec_data(x);
	return WK_TRAP_NONE;
}

static void test_context(void)
{
	const void *seen[2] = { NULL, NULL };
	const struct wk_hostfunc hosts[] = { { who, seen } };
	struct rig r = rig_new();
	struct wmod m = { 0 };

	r.hosts = hosts;
	wmod_import_func(&m, "env", "who", ":");
	wmod_export(&m, "f", WMOD_FUNC, wmod_func(&m, ":", "", CODE(WK_OP_call, 0)));
	wmod_export(&m, "direct", WMOD_FUNC, 0);
	ok(rig_load(&r, &m), "context: loads %s", r.e.text);
	wk_exec_set_data(r.exec, &r);
	rig_call(&r, "f", NULL);
	ok(seen[0] == r.inst && seen[1] == &r, "context: instance and pointer");
	rig_call(&r, "direct", NULL);
	ok(!seen[0] && seen[1] == &r, "context: no instance when the embedder calls");
	rig_free(&r);
}

/* The FPU section is left around everything that may sleep, and entered again. */
static int sections, deepest, inside_host = -1;

static void section_begin(void)
{
	sections++;
	deepest = sections > deepest ? sections : deepest;
}

static void section_end(void)
{
	sections--;
}

static enum wk_trap look(struct wk_exec *x, void *data, u64 *slots)
{
	(void)x;
	(void)data;
	(void)slots;
	inside_host = sections;
	return WK_TRAP_NONE;
}

static void test_fpu_sections(void)
{
	static const struct wk_exec_ops ops = { section_begin, section_end, NULL };
	const struct wk_hostfunc hosts[] = { { look, NULL } };
	struct rig r = rig_new();
	struct wmod m = { 0 };
	int fpu = rig_floats() == WK_FLOATS_FPU;

	sections = deepest = 0;
	inside_host = -1;
	r.ops = &ops;
	r.hosts = hosts;
	r.slice = 1;
	wmod_import_func(&m, "env", "look", ":");
	wmod_memory(&m, 1, 4);
	wmod_export(&m, "f", WMOD_FUNC, wmod_func(&m, ":", "",
		    CODE(WK_OP_call, 0, WK_OP_i32_const, 1, WK_OP_memory_grow, 0, WK_OP_drop,
			 WK_OP_i32_const, 0, WK_OP_i32_const, 0, WK_OP_i32_const, 0x80, 0x80, 0x08,
			 FC(WK_OP_memory_fill), 0, WK_OP_loop, 0x40, WK_OP_end, WK_OP_call, 0,
			 WK_OP_unreachable)));
	ok(rig_load(&r, &m), "FPU section: loads %s", r.e.text);
	ok(rig_call(&r, "f", NULL) == WK_TRAP_UNREACHABLE, "FPU section: runs");
	ok(deepest == fpu, "FPU section: %s", fpu ? "one, never nested" : "none");
	ok(inside_host == 0, "FPU section: left around host functions");
	ok(sections == 0, "FPU section: left at the end");
	rig_free(&r);
}

ENGINE_MAIN(test_arguments, test_traps, test_memory, test_flood, test_context, test_fpu_sections)
