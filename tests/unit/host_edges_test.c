// SPDX-License-Identifier: GPL-2.0
/*
 * Every function of WASI with every pointer and length at every edge.
 *
 * Two passes.  The first is generated from host.def: each function of the
 * table, every combination of edge values (or many, where there are too
 * many); whatever it answers, it is an errno, and EFAULT has no effect.  Under
 * ASan a byte beyond linear memory is noticed.
 * The second says for each pointer how many bytes it must point to, to the
 * byte.  A function of the table that no row speaks of fails the test.
 */
#include "../user/tap.h"
#include "host_rig.h"

#define ERRNO_MAX	76	/* __WASI_ERRNO_NOTCAPABLE */
#define COMBINATIONS	20000	/* at most, for one function */

static const u64 edges32[] = {
	0, 1, 2, 8, 1000, RIG_END - 64, RIG_END - 48, RIG_END - 32, RIG_END - 8, RIG_END - 4,
	RIG_END - 1, RIG_END, RIG_END + 1, 0x7fffffff, 0x80000000, 0xfffffff8, 0xffffffff,
};
static const u64 edges64[] = {
	0, 1, 0x7fffffffffffffff, 0x8000000000000000, 0xffffffffffffffff,
};

static u64 edge(u8 type, u64 pick)
{
	return type == WK_I64 ? edges64[pick % ARRAY_SIZE(edges64)] :
				edges32[pick % ARRAY_SIZE(edges32)];
}

static u64 combinations(const struct wk_functype *t)
{
	u64 n = 1;
	u32 i;

	for (i = 0; i < t->nparams; i++)
		n *= t->types[i] == WK_I64 ? ARRAY_SIZE(edges64) : ARRAY_SIZE(edges32);
	return n;
}

/* Arguments number @k of all combinations. */
static void pick_args(const struct wk_functype *t, u64 k, u64 *args)
{
	u32 i;

	for (i = 0; i < t->nparams; i++) {
		args[i] = edge(t->types[i], k);
		k /= t->types[i] == WK_I64 ? ARRAY_SIZE(edges64) : ARRAY_SIZE(edges32);
	}
}

/* A pattern whose words are themselves edge values, so that lists in memory are hostile too. */
static void fill(u8 *mem)
{
	u32 i;

	for (i = 0; i < RIG_END / 4; i++) {
		u32 v = (u32)edges32[i * 7 % ARRAY_SIZE(edges32)];

		memcpy(mem + 4 * i, &v, 4);
	}
}

static bool right_answer(const struct rig *r, enum wk_trap trap, u32 rc, const u8 *before)
{
	if (r->entry->type.nresults == 0)
		return trap == WK_TRAP_EXIT;
	if (trap || rc > ERRNO_MAX)
		return false;
	if (r->entry->nosys && rc != WK_WASI_ENOSYS)
		return false;
	return (rc != WK_WASI_EFAULT && rc != WK_WASI_ENOSYS) || !memcmp(before, r->mem, RIG_END);
}

static void all_edges(const struct wk_host_entry *h)
{
	u64 n = combinations(&h->type), step = n / COMBINATIONS + 1, k, args[RIG_ARGS + 4] = { 0 };
	static u8 before[RIG_END];
	struct rig r;
	bool fine = true;

	rig_open(&r, h);
	fill(before);
	for (k = 0; k < n && fine; k += step) {
		u32 rc = 0;
		enum wk_trap trap;

		memcpy(r.mem, before, RIG_END);
		pick_args(&h->type, k, args);
		r.output_len = 0;
		r.input = "some input for whoever reads";
		wk_wasi_init(&r.wasi, r.wasi.ops, &r);	/* it may have closed something */
		trap = rig_call(&r, args, &rc);
		fine = right_answer(&r, trap, rc, before);
		if (!fine)
			tap_note("%s combination %llu: trap %d, answer %u", h->name,
				 (unsigned long long)k, trap, rc);
	}
	tap_ok(fine, "host edges %s: %llu combinations", h->name, (unsigned long long)(n / step));
	rig_close(&r);
}

/**
 * struct reach - how far a pointer reaches
 * @name: function
 * @param: which parameter is the pointer
 * @bytes: how many bytes must lie inside from there on; 0: it has no pointer
 * @args: arguments that succeed, with room for the pointer to move
 */
struct reach {
	const char *name;
	u32 param;
	u32 bytes;
	u64 args[RIG_ARGS];
};

/* At 512 lies one iovec to 8 bytes at 600; at 1024 a subscription to a clock. */
static const struct reach reaches[] = {
	{ "args_get", 0, 8, { 0, 2000 } },
	{ "args_get", 1, 8, { 2000, 0 } },
	{ "args_sizes_get", 0, 4, { 0, 2000 } },
	{ "args_sizes_get", 1, 4, { 2000, 0 } },
	{ "clock_res_get", 1, 8, { 1, 0 } },
	{ "clock_time_get", 2, 8, { 1, 0, 0 } },
	{ "environ_get", 0, 8, { 0, 2000 } },
	{ "environ_get", 1, 10, { 2000, 0 } },
	{ "environ_sizes_get", 0, 4, { 0, 2000 } },
	{ "environ_sizes_get", 1, 4, { 2000, 0 } },
	{ "fd_close", 0, 0, { 0 } },
	{ "fd_fdstat_get", 1, 24, { 1, 0 } },
	{ "fd_fdstat_set_flags", 0, 0, { 0 } },
	{ "fd_filestat_get", 1, 64, { 1, 0 } },
	{ "fd_prestat_dir_name", 0, 0, { 0 } },
	{ "fd_prestat_get", 0, 0, { 0 } },
	{ "fd_read", 1, 8, { 0, 512, 1, 2000 } },
	{ "fd_read", 3, 4, { 0, 512, 1, 0 } },
	{ "fd_renumber", 0, 0, { 0 } },
	{ "fd_seek", 0, 0, { 0 } },
	{ "fd_tell", 0, 0, { 0 } },
	{ "fd_write", 1, 8, { 1, 512, 1, 2000 } },
	{ "fd_write", 3, 4, { 1, 512, 1, 0 } },
	{ "poll_oneoff", 0, 48, { 1024, 2000, 1, 3000 } },
	{ "poll_oneoff", 1, 32, { 1024, 2000, 1, 3000 } },
	{ "poll_oneoff", 3, 4, { 1024, 2000, 1, 3000 } },
	{ "proc_exit", 0, 0, { 0 } },
	{ "random_get", 0, 16, { 0, 16 } },
	{ "sched_yield", 0, 0, { 0 } },
};

/* What @reaches speaks of, at the place under test as well as at the usual one. */
static void furnish(struct rig *r, u32 at)
{
	memset(r->mem, 0, RIG_END);
	rig_put32(r, 512, 600);
	rig_put32(r, 516, 8);
	r->input = "0123456789";
	if (!strcmp(r->entry->name, "fd_write") && at <= RIG_END - 8)
		rig_put32(r, at, 600);
	r->output_len = 0;
}

static u32 answer_at(struct rig *r, const struct reach *p, u64 at)
{
	u64 args[RIG_ARGS];
	u32 rc = ~0u;

	memcpy(args, p->args, sizeof(args));
	args[p->param] = at;
	furnish(r, (u32)at);
	return rig_call(r, args, &rc) ? ~0u : rc;
}

static void check_reach(const struct reach *p)
{
	u32 last = RIG_END - p->bytes;
	struct rig r;
	bool fine;

	rig_open(&r, rig_find(p->name));
	fine = answer_at(&r, p, 0) == 0 && answer_at(&r, p, last) == 0 &&
	       answer_at(&r, p, last + 1) == WK_WASI_EFAULT &&
	       answer_at(&r, p, RIG_END) == WK_WASI_EFAULT &&
	       answer_at(&r, p, RIG_END + 1) == WK_WASI_EFAULT &&
	       answer_at(&r, p, 0xffffffff) == WK_WASI_EFAULT &&
	       answer_at(&r, p, 0x100000000ull - p->bytes) == WK_WASI_EFAULT;
	tap_ok(fine, "host edges %s: parameter %u reaches %u bytes", p->name, p->param, p->bytes);
	rig_close(&r);
}

static bool spoken_of(const struct wk_host_entry *h)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(reaches); i++)
		if (!strcmp(reaches[i].name, h->name))
			return true;
	return h->nosys;
}

/* One iovec: a buffer is fine when its last byte is inside, by sums of 64 bits. */
static void check_buffers(const char *name, u64 fd)
{
	const u64 args[RIG_ARGS] = { fd, 512, 1, 520 };
	bool fine = true;
	struct rig r;
	u32 i, j;

	rig_open(&r, rig_find(name));
	for (i = 0; i < ARRAY_SIZE(edges32); i++)
		for (j = 0; j < ARRAY_SIZE(edges32); j++) {
			bool inside = edges32[i] + edges32[j] <= RIG_END;
			u32 rc = ~0u;

			furnish(&r, RIG_END);
			rig_put32(&r, 512, (u32)edges32[i]);
			rig_put32(&r, 516, (u32)edges32[j]);
			rig_call(&r, args, &rc);
			fine &= rc == (inside ? WK_WASI_OK : WK_WASI_EFAULT);
		}
	tap_ok(fine, "host edges %s: every buffer is checked", name);
	rig_close(&r);
}

int main(void)
{
	u32 i;

	for (i = 0; i < wk_host_count(); i++) {
		/* host_call_test.c has the others. */
		if (strcmp(wk_host_entry(i)->module, "wasi_snapshot_preview1"))
			continue;
		all_edges(wk_host_entry(i));
		tap_ok(spoken_of(wk_host_entry(i)), "host edges %s: its pointers are described",
		       wk_host_entry(i)->name);
	}
	for (i = 0; i < ARRAY_SIZE(reaches); i++)
		if (reaches[i].bytes)
			check_reach(&reaches[i]);
	check_buffers("fd_write", 1);
	check_buffers("fd_read", 0);
	return tap_end();
}
