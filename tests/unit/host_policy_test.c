// SPDX-License-Identifier: GPL-2.0
/*
 * What dp-only programs may import, which of them remember nothing by proof, and that images
 * make the others forget.
 *
 *   GUESTS=DIR host_policy_test	guests that host.sh has built: writes-*, keeps-*, grows-*
 */
#include <dirent.h>
#include <stdlib.h>

/* What an image has in it is nobody else's business. */
#include "../../module/wasm/image.c"
#include "../../module/host/gate.h"
#include "../user/tap.h"
#include "host_rig.h"

/* ---- imports ---- */

static const struct {
	const char *module;
	const char *name;
	bool dp;
} imports[] = {
	{ "wasm_kernel", "dp_count", true }, { "wasm_kernel", "dp_end", true },
	{ "wasm_kernel", "uid", true }, { "wasm_kernel", "comm", true },
	{ "wasm_kernel", "arg", true }, { "bpf", "get_current_pid_tgid", true },
	{ "bpf", "strncmp", true }, { "wasm_kernel", "packet_len", true },
	{ "wasm_kernel", "emit", false }, { "wasm_kernel", "log", false },
	{ "wasm_kernel", "mono_ns", false }, { "wasm_kernel", "random", false },
	{ "wasm_kernel", "cpu", false }, { "wasm_kernel", "map_add", false },
	{ "wasm_kernel", "read_user", false }, { "wasm_kernel", "read_kernel", false },
	{ "wasm_kernel", "task", false }, { "wasm_kernel", "stack", false },
	{ "wasm_kernel", "ppid", false }, { "bpf", "ktime_get_ns", false },
	{ "bpf", "ringbuf_output", false }, { "bpf", "trace_printk", false },
	{ "bpf", "get_prandom_u32", false }, { "bpf", "probe_read", false },
	{ "bpf", "map_update_elem", false }, { "bpf", "get_smp_processor_id", false },
	{ "wasi_snapshot_preview1", "fd_write", false },
	{ "wasi_snapshot_preview1", "clock_time_get", false },
	{ "wasi_snapshot_preview1", "random_get", false }, { "env", "f", false },
	{ "wasm_kernel", "dp_", false }, { "btf", "task_struct.pid", true },
	{ "param", "pid", true },
};

static void test_import(size_t i)
{
	struct wk_module *m = rig_module(imports[i].module, imports[i].name, NULL);
	struct wk_error e = { 0 };
	bool allowed = !wk_host_check_dp(m, &e);

	tap_ok(allowed == imports[i].dp && (allowed || strstr(e.text, imports[i].name)),
	       "dp-only: %s.%s is %s", imports[i].module, imports[i].name,
	       imports[i].dp ? "allowed" : "refused by name");
	wk_module_free(m);
}

/* A host function that writes into memory leaves something there. */
static void test_touches(void)
{
	struct wk_module *touches = rig_module("wasm_kernel", "comm", NULL);
	struct wk_module *keeps = rig_module("wasm_kernel", "uid", NULL);

	tap_ok(!wk_host_forgets(touches) && wk_host_forgets(keeps),
	       "imports that write into memory need an image, others do not");
	wk_module_free(touches);
	wk_module_free(keeps);
}

/* ---- instances ---- */

struct guest {
	struct wk_module *module;
	struct wk_store *store;
	struct wk_instance *inst;
	struct wk_exec *exec;
};

static u8 *read_whole(const char *dir, const char *file, u32 *len)
{
	char path[4096];
	u8 *bytes;
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", dir, file);
	f = fopen(path, "re");
	if (!f)
		abort();
	bytes = wk_alloc(1 << 16, 1);
	*len = (u32)fread(bytes, 1, 1 << 16, f);
	fclose(f);
	return bytes;
}

static void open_guest(struct guest *g, const char *dir, const char *file)
{
	const struct wk_budget budget = { .memory_pages = 8, .table_elems = 100 };
	struct wk_error e = { 0 };
	u32 len;
	u8 *bytes = read_whole(dir, file, &len);

	g->module = wk_module_load(bytes, len, &e);
	g->store = wk_store_new(&budget);
	g->inst = g->module ? wk_instance_new(g->store, g->module, NULL, &e) : NULL;
	g->exec = wk_exec_new(1024, WK_FLOATS_SOFT, NULL);
	if (!g->inst || wk_instance_init(g->inst) || !g->exec) {
		printf("# %s: %s\n", file, e.text);
		abort();
	}
	wk_store_seal(g->store);
}

static void close_guest(struct guest *g)
{
	wk_exec_free(g->exec);
	wk_store_free(g->store);
	wk_module_free(g->module);
}

static bool run(struct guest *g, const char *name)
{
	struct wk_extern f;

	return wk_instance_export(g->inst, (const u8 *)name, (u32)strlen(name), &f) &&
	       wk_exec_call(g->exec, f.func, NULL, 100000) == WK_DONE;
}

static bool same_image(const struct wk_image *a, const struct wk_image *b)
{
	return a->nwords == b->nwords && a->len == b->len &&
	       !memcmp(a->words, b->words, a->nwords * sizeof(u64)) &&
	       !memcmp(a->bytes, b->bytes, a->len);
}

/* What a guest is said to leave as it was it does; what it changes is made undone. */
static void test_guest(const char *dir, const char *file)
{
	bool writes = !strncmp(file, "writes-", 7), keeps = !strncmp(file, "keeps-", 6);
	struct wk_image *before, *after, *restored;
	struct guest g;

	open_guest(&g, dir, file);
	tap_ok(wk_host_forgets(g.module) == keeps, "%s: %s", file,
	       keeps ? "needs no image" : "needs an image");
	before = wk_image_take(g.inst);
	tap_ok(run(&g, "change"), "%s: runs", file);
	after = wk_image_take(g.inst);
	tap_ok(same_image(before, after) == !writes, "%s: %s", file,
	       writes ? "leaves something" : "leaves nothing");
	wk_image_restore(before, g.inst);
	restored = wk_image_take(g.inst);
	tap_ok(same_image(before, restored), "%s: all of it is forgotten", file);
	wk_image_free(before);
	wk_image_free(after);
	wk_image_free(restored);
	close_guest(&g);
}

static void test_guests(const char *dir)
{
	struct dirent **list;
	int n = scandir(dir, &list, NULL, alphasort), guests = 0;

	for (int i = 0; i < n; i++) {
		if (strstr(list[i]->d_name, ".wasm")) {
			test_guest(dir, list[i]->d_name);
			guests++;
		}
		free(list[i]);
	}
	free(list);
	tap_ok(guests > 20, "all guests are there");
}

/* ---- the gate ---- */

static void test_gate(void)
{
	struct wk_stage stage = { .metrics = 1 };
	struct rig r;
	u64 slots[RIG_ARGS] = { 0 };
	const struct wk_str module = { (const u8 *)"wasm_kernel", 11 };
	const struct wk_str name = { (const u8 *)"uid", 3 };
	struct wk_host_entry *h = (struct wk_host_entry *)wk_host_find(&module, &name);

	rig_open(&r, h);
	r.hit.stage = &stage;
	tap_ok(wk_gate_call(r.exec, h, slots) == WK_TRAP_HOST, "gate: closed between events");
	stage.open = true;
	tap_ok(wk_gate_call(r.exec, h, slots) == WK_TRAP_NONE && (s64)slots[0] == -ESRCH,
	       "gate: nothing about the current task when the event is another's");
	stage.task = true;
	tap_ok(wk_gate_call(r.exec, h, slots) == WK_TRAP_NONE && (s64)slots[0] != -ESRCH,
	       "gate: open during events");
	rig_close(&r);
}

int main(void)
{
	const char *dir = getenv("GUESTS");

	if (!dir)
		return 2;
	for (size_t i = 0; i < sizeof(imports) / sizeof(imports[0]); i++)
		test_import(i);
	test_touches();
	test_guests(dir);
	test_gate();
	return tap_end();
}
