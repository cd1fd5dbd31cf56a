// SPDX-License-Identifier: GPL-2.0
/* A guest that passes its arguments on to one host function. */
#include "../../module/wasm/pages.h"
#include "host_rig.h"

#define OUTPUT_MAX	(4u << 20)

static void die(const char *what)
{
	printf("Bail out! %s\n", what);
	exit(1);
}

/* ---- linear memory from malloc(), so that ASan sees its very end ---- */

int wk_pages_grow(struct wk_pages *p, u64 bytes)
{
	u8 *base = realloc(p->base, bytes);

	if (!base)
		return -1;
	memset(base + p->bytes, 0, bytes - p->bytes);
	p->base = base;
	p->bytes = bytes;
	return 0;
}

void wk_pages_free(struct wk_pages *p)
{
	free(p->base);
	memset(p, 0, sizeof(*p));
}

/* ---- a module, byte by byte ---- */

struct bytes {
	u8 b[512];
	u32 n;
};

static void put(struct bytes *s, u8 v)
{
	if (s->n == sizeof(s->b))
		die("module too big for the rig");
	s->b[s->n++] = v;
}

static void put_name(struct bytes *s, const char *name)
{
	put(s, (u8)strlen(name));
	for (; *name; name++)
		put(s, (u8)*name);
}

static void put_section(struct bytes *m, u8 id, const struct bytes *s)
{
	u32 i;

	put(m, id);
	put(m, (u8)(s->n & 0x7f) | 0x80);
	put(m, (u8)(s->n >> 7));
	for (i = 0; i < s->n; i++)
		put(m, s->b[i]);
}

static void put_type(struct bytes *m, const struct wk_functype *t)
{
	struct bytes s = { .n = 0 };
	u32 i;

	put(&s, 1);
	put(&s, 0x60);
	put(&s, (u8)t->nparams);
	for (i = 0; i < t->nparams; i++)
		put(&s, t->types[i]);
	put(&s, (u8)t->nresults);
	for (; i < t->nparams + t->nresults; i++)
		put(&s, t->types[i]);
	put_section(m, 1, &s);
}

static void put_import(struct bytes *m, const char *module, const char *name)
{
	struct bytes s = { .n = 0 };

	put(&s, 1);
	put_name(&s, module);
	put_name(&s, name);
	put(&s, 0);
	put(&s, 0);
	put_section(m, 2, &s);
}

/* func 1 calls func 0 with its own parameters. */
static void put_code(struct bytes *m, u32 nparams)
{
	struct bytes s = { .n = 0 };
	u32 i;

	put(&s, 1);
	put(&s, (u8)(2 * nparams + 4));
	put(&s, 0);
	for (i = 0; i < nparams; i++) {
		put(&s, 0x20);
		put(&s, (u8)i);
	}
	put(&s, 0x10);
	put(&s, 0);
	put(&s, 0x0b);
	put_section(m, 10, &s);
}

struct wk_module *rig_module(const char *module, const char *name, const struct wk_functype *type)
{
	static const u8 i32[] = { WK_I32 };
	static const struct wk_functype one = { .nparams = 1, .types = i32 };
	struct bytes m = { .b = { 0, 'a', 's', 'm', 1, 0, 0, 0 }, .n = 8 };
	struct wk_error e = { 0 };
	struct wk_module *out;
	u8 *copy;

	type = type ? type : &one;
	put_type(&m, type);
	put_import(&m, module, name);
	put_section(&m, 3, &(struct bytes){ .b = { 1, 0 }, .n = 2 });
	put_section(&m, 5, &(struct bytes){ .b = { 1, 1, 1, 1 }, .n = 4 });
	put_section(&m, 7, &(struct bytes){ .b = { 1, 1, 'f', 0, 1 }, .n = 5 });
	put_code(&m, type->nparams);
	copy = wk_alloc(m.n, 1);
	memcpy(copy, m.b, m.n);
	out = wk_module_load(copy, m.n, &e);
	if (!out)
		die(e.text);
	return out;
}

/* ---- an embedder that records ---- */

static int maybe_stop(struct rig *r)
{
	return r->stop ? wk_wasi_stop(r->stop) : 0;
}

static int op_write(void *data, u32 fd, const void *buf, u32 len)
{
	struct rig *r = data;

	(void)fd;
	if (!len || len > WK_WASI_IO_MAX)
		die("op_write called with a length outside its contract");
	r->pieces++;
	if (r->stop || (r->fail_after && r->output_len + len > r->fail_after))
		return r->stop ? maybe_stop(r) : WK_WASI_EIO;
	if (r->output_len + len <= OUTPUT_MAX)
		memcpy(r->output + r->output_len, buf, len);
	r->output_len += len;
	return 0;
}

static int op_read(void *data, void *buf, u32 len, u32 *got)
{
	struct rig *r = data;
	u32 have = (u32)strlen(r->input);

	if (!len || len > WK_WASI_IO_MAX)
		die("op_read called with a length outside its contract");
	r->pieces++;
	*got = have < len ? have : len;
	memcpy(buf, r->input, *got);
	r->input += *got;
	return maybe_stop(r);
}

static int op_wait(void *data, bool input, u64 ns, bool *ready)
{
	struct rig *r = data;

	r->waits++;
	r->waited = ns;
	*ready = input && *r->input;
	return maybe_stop(r);
}

static int op_clock(void *data, u32 id, u64 *ns)
{
	struct rig *r = data;

	if (id >= WK_WASI_CLOCKS)
		die("op_clock called with a clock outside its contract");
	*ns = r->now;
	return maybe_stop(r);
}

static int op_random(void *data, void *buf, u32 len)
{
	if (!len || len > WK_WASI_RANDOM_STEP)
		die("op_random called with a length outside its contract");
	memset(buf, 0xa5, len);
	return maybe_stop(data);
}

static int op_yield(void *data)
{
	return maybe_stop(data);
}

const struct wk_wasi_ops rig_ops = {
	.write = op_write,
	.read = op_read,
	.wait = op_wait,
	.clock = op_clock,
	.clock_res = op_clock,
	.random = op_random,
	.yield = op_yield,
};

/* ---- the rig ---- */

const struct wk_host_entry *rig_find(const char *name)
{
	const struct wk_str module = { (const u8 *)"wasi_snapshot_preview1", 22 };
	const struct wk_str field = { (const u8 *)name, (u32)strlen(name) };
	const struct wk_host_entry *h = wk_host_find(&module, &field);

	if (!h)
		die(name);
	return h;
}

static void link_up(struct rig *r)
{
	const struct wk_budget budget = { .memory_pages = 1 };
	const struct wk_host_env env = { .wasi = &r->wasi };
	struct wk_error e = { 0 };
	struct wk_extern import;

	r->store = wk_store_new(&budget);
	if (!r->store || wk_host_resolve(r->store, &r->module->imports[0], r->module, &env,
					 &import, &e))
		die(e.text);
	r->inst = wk_instance_new(r->store, r->module, &import, &e);
	if (!r->inst || wk_instance_init(r->inst))
		die(e.text);
	r->exec = wk_exec_new(1024, WK_FLOATS_SOFT, NULL);
	if (!r->exec)
		die("no memory for a stack");
	r->hit.wasi = &r->wasi;
	wk_exec_set_data(r->exec, &r->hit);
}

void rig_open(struct rig *r, const struct wk_host_entry *entry)
{
	static const char args[] = "prog\0-x\0";
	static const char env[] = "HOME=/\0A=\0";

	memset(r, 0, sizeof(*r));
	r->entry = entry;
	r->input = "";
	r->output = malloc(OUTPUT_MAX);
	wk_wasi_init(&r->wasi, &rig_ops, r);
	if (wk_wasi_set_args(&r->wasi, (const u8 *)args, sizeof(args) - 1) ||
	    wk_wasi_set_env(&r->wasi, (const u8 *)env, sizeof(env) - 1))
		die("arguments are refused");
	r->module = rig_module(entry->module, entry->name, &entry->type);
	link_up(r);
	r->mem = wk_mem_range(wk_instance_memory(r->inst), 0, RIG_END);
}

void rig_close(struct rig *r)
{
	wk_exec_free(r->exec);
	wk_store_free(r->store);
	wk_module_free(r->module);
	free(r->output);
}

enum wk_trap rig_call64(struct rig *r, const u64 *args, s64 *rc)
{
	const struct wk_functype *t = &r->entry->type;
	struct wk_extern f;

	if (!wk_instance_export(r->inst, (const u8 *)"f", 1, &f))
		die("no export");
	wk_exec_start(r->exec, f.func, args, WK_FUEL_MAX);
	if (wk_exec_run(r->exec, WK_FUEL_MAX) == WK_TRAPPED)
		return wk_exec_trap(r->exec);
	*rc = (s64)wk_exec_results(r->exec)[0];
	if (t->nresults && t->types[t->nparams] == WK_I32)
		*rc = (s32)*rc;
	return WK_TRAP_NONE;
}

enum wk_trap rig_call(struct rig *r, const u64 *args, u32 *rc)
{
	s64 rc64 = 0;
	enum wk_trap trap = rig_call64(r, args, &rc64);

	*rc = (u32)rc64;
	return trap;
}

void rig_put32(struct rig *r, u32 at, u32 v)
{
	memcpy(r->mem + at, &v, sizeof(v));
}

u32 rig_get32(const struct rig *r, u32 at)
{
	return wk_get_le32(r->mem + at);
}
