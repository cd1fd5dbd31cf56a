// SPDX-License-Identifier: GPL-2.0
/*
 * A guest that calls host functions, any of them, one after the other, with any arguments and any
 * bytes in its memory. None may stop the guest but those that are there for it, none may ask the
 * embedder for what its contract does not allow, and none may touch what is not the guest's: its
 * memory comes from malloc(), so that the sanitizer sees both ends.
 *
 * The input is a row of steps: bytes for the memory, a function, and a choice for each argument.
 */
#include <stdlib.h>

#include "../../module/map/map.h"
#include "../gen/wmod.h"
#include "../unit/host_rig.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

enum { STEPS = 32, MAPS = 6, NAME = 32, ARGS = 16, WASI_ERRNO_MAX = 76 };

/* ---- a guest that can call them all ---- */

static char letter(u8 type)
{
	return type == WK_I64 ? 'l' : type == WK_F64 ? 'd' : type == WK_F32 ? 'f' : 'i';
}

static void write_signature(const struct wk_functype *t, char *to)
{
	u32 i;

	for (i = 0; i < t->nparams; i++)
		*to++ = letter(t->types[i]);
	*to++ = ':';
	for (; i < t->nparams + t->nresults; i++)
		*to++ = letter(t->types[i]);
	*to = '\0';
}

/* An export that passes its arguments on to import @i. */
static void write_forwarder(struct wmod *m, u32 i, const char *sig)
{
	struct wbuf code = { 0 };
	char name[NAME];
	u32 param;

	for (param = 0; sig[param] != ':'; param++) {
		wbuf_u8(&code, 0x20);
		wbuf_u32(&code, param);
	}
	wbuf_u8(&code, 0x10);
	wbuf_u32(&code, i);
	snprintf(name, sizeof(name), "%u", i);
	wmod_export(m, name, WMOD_FUNC, wmod_func(m, sig, "", code.p, code.n));
	wbuf_free(&code);
}

static struct wk_module *make_guest(void)
{
	char sig[ARGS + 8];
	struct wmod m = { 0 };
	struct wbuf out = { 0 };
	struct wk_error e = { 0 };
	struct wk_module *module;
	u8 *bytes;
	u32 i;

	for (i = 0; i < wk_host_count(); i++) {
		write_signature(&wk_host_entry(i)->type, sig);
		wmod_import_func(&m, wk_host_entry(i)->module, wk_host_entry(i)->name, sig);
	}
	for (i = 0; i < wk_host_count(); i++) {
		write_signature(&wk_host_entry(i)->type, sig);
		write_forwarder(&m, i, sig);
	}
	wmod_memory(&m, 1, 1);
	wmod_finish(&m, &out);
	bytes = wk_alloc(out.n, 1);
	memcpy(bytes, out.p, out.n);
	module = wk_module_load(bytes, (u32)out.n, &e);
	wbuf_free(&out);
	if (!module)
		abort();
	return module;
}

/* ---- what it runs in ---- */

static struct rig rig;
static struct wk_map *maps[MAPS];
static const u8 packet[60] = "a packet";
static struct sk_buff skb = { packet, sizeof(packet) };
static const u64 hook_args[3] = { 11, 22, 33 };
static char text[256] = "text in the kernel: %s %d %llx";

static int take_record(u32 type, const void *bytes, u32 len)
{
	static u8 copy[RIG_END];

	/* Reads all of it, for the sanitizer to see. */
	memcpy(copy, bytes, min_t(u32, len, sizeof(copy)));
	return type & 1 ? -ENOSPC : 0;
}

static void link_guest(void)
{
	const struct wk_budget budget = { .memory_pages = 1 };
	const struct wk_host_env env = { .wasi = &rig.wasi };
	struct wk_extern *imports = wk_alloc(wk_host_count(), sizeof(*imports));
	struct wk_error e = { 0 };
	u32 i;

	rig.module = make_guest();
	rig.store = wk_store_new(&budget);
	for (i = 0; i < wk_host_count(); i++)
		if (wk_host_resolve(rig.store, &rig.module->imports[i], rig.module, &env,
				    &imports[i], &e))
			abort();
	rig.inst = wk_instance_new(rig.store, rig.module, imports, &e);
	rig.exec = wk_exec_new(1024, WK_FLOATS_SOFT, NULL);
	if (!rig.inst || wk_instance_init(rig.inst) || !rig.exec)
		abort();
	wk_free(imports);
	wk_exec_set_data(rig.exec, &rig.hit);
	rig.mem = wk_mem_range(wk_instance_memory(rig.inst), 0, RIG_END);
	rig.output = malloc(4 << 20);
	wk_env_host_emit = take_record;
}

static struct wk_map *make_map(u32 kind, u32 key, u32 value)
{
	const struct wk_map_def def = {
		.kind = kind, .key_size = key, .value_size = value, .entries = 8,
	};

	return wk_map_new(&def);
}

static void reset(void)
{
	static const char args[] = "prog\0-x\0", env[] = "HOME=/\0A=\0";
	const struct wk_map_def histogram = { .kind = WK_MAP_HISTOGRAM };

	rig.input = "what there is to read";
	rig.output_len = 0;
	rig.fail_after = 3 << 20;
	rig.stop = WK_TRAP_NONE;
	wk_wasi_init(&rig.wasi, &rig_ops, &rig);
	wk_wasi_set_args(&rig.wasi, (const u8 *)args, sizeof(args) - 1);
	wk_wasi_set_env(&rig.wasi, (const u8 *)env, sizeof(env) - 1);
	memset(rig.mem, 0, RIG_END);
	maps[0] = make_map(WK_MAP_HASH, 4, 8);
	maps[1] = make_map(WK_MAP_PERCPU_HASH, 4, 8);
	maps[2] = make_map(WK_MAP_LRU_HASH, 12, 24);
	maps[3] = make_map(WK_MAP_ARRAY, 4, 8);
	maps[4] = make_map(WK_MAP_HASH, 4, 48 * 8);
	maps[5] = wk_map_new(&histogram);
	rig.hit = (struct wk_hit){
		.stream = (void *)1, .maps = maps, .nmaps = MAPS, .wasi = &rig.wasi, .skb = &skb,
		.args = hook_args, .nargs = 3, .ip = 0x1234, .ret = 77, .has_ret = true,
		.probe = 9, .context = WK_CTX_PROCESS,
	};
}

/* ---- the steps ---- */

struct input {
	const u8 *p;
	size_t left;
};

static u64 take(struct input *in, u32 bytes)
{
	u64 v = 0;

	bytes = in->left < bytes ? (u32)in->left : bytes;
	memcpy(&v, in->p, bytes);
	in->p += bytes;
	in->left -= bytes;
	return v;
}

static u64 take_argument(struct input *in)
{
	switch (take(in, 1) % 8) {
	case 0:
	case 1:
		return take(in, 1);
	case 2:
		return take(in, 2);
	case 3:
		return RIG_END - take(in, 1);
	case 4:
		return (uintptr_t)text + take(in, 1) % sizeof(text);
	case 5:
		return take(in, 4);
	case 6:
		return ~take(in, 1);
	default:
		return take(in, 8);
	}
}

static void fill_memory(struct input *in)
{
	u32 n = (u32)take(in, 1), at = (u32)take(in, 2);

	n = n < in->left ? n : (u32)in->left;
	n = n < RIG_END - at ? n : RIG_END - at;
	memcpy(rig.mem + at, in->p, n);
	in->p += n;
	in->left -= n;
}

static enum wk_trap call(u32 i, const u64 *args, u64 *result)
{
	char name[NAME];
	struct wk_extern f;
	int len = snprintf(name, sizeof(name), "%u", i);

	if (!wk_instance_export(rig.inst, (const u8 *)name, (u32)len, &f))
		abort();
	wk_exec_start(rig.exec, f.func, args, WK_FUEL_MAX);
	if (wk_exec_run(rig.exec, WK_FUEL_MAX) == WK_TRAPPED)
		return wk_exec_trap(rig.exec);
	*result = wk_exec_results(rig.exec)[0];
	return WK_TRAP_NONE;
}

static void check(const struct wk_host_entry *h, enum wk_trap trap, u64 result)
{
	bool wasi = !strcmp(h->module, "wasi_snapshot_preview1");

	if (trap == WK_TRAP_EXIT && !strcmp(h->name, "proc_exit"))
		return;
	if (trap != rig.stop && trap != WK_TRAP_NONE)
		abort();
	if (!trap && wasi && (u32)result > WASI_ERRNO_MAX)
		abort();
	/* One text for each error: it is there to be shown. */
	if (rig.hit.error && !rig.hit.what)
		abort();
}

static void step(struct input *in)
{
	u64 args[ARGS] = { 0 }, result = 0;
	const struct wk_host_entry *h;
	u32 which, i;

	fill_memory(in);
	which = (u32)take(in, 1) % wk_host_count();
	h = wk_host_entry(which);
	for (i = 0; i < h->type.nparams && i < ARGS; i++)
		args[i] = take_argument(in);
	check(h, call(which, args, &result), result);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct input in = { data, size };
	u32 i;

	if (!rig.module)
		link_guest();
	reset();
	/* Sometimes whoever waits for the guest gives up. */
	if (take(&in, 1) % 8 == 1)
		rig.stop = WK_TRAP_KILLED;
	for (i = 0; i < STEPS && in.left; i++)
		step(&in);
	for (i = 0; i < MAPS; i++)
		wk_map_free(maps[i]);
	return 0;
}
