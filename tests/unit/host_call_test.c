// SPDX-License-Identifier: GPL-2.0
/*
 * The functions of "wasm_kernel" and "bpf".
 *
 * Each is called with every pointer and length at every edge of memory: none may stop the guest,
 * and under ASan a byte beyond linear memory is noticed.  Then each pointer's reach is
 * checked to the byte, and each function's answer.  A function of the table that no row
 * speaks of fails the test.
 */
#include <unistd.h>

#include "../../module/map/map.h"
#include "../user/tap.h"
#include "host_rig.h"

#define COMBINATIONS	20000	/* at most, for one function */

/* ---- what the guest has ---- */

static const u8 packet[60] = "a packet";
static struct sk_buff skb = { packet, sizeof(packet) };
static const u64 hook_args[3] = { 11, 22, 33 };
static struct wk_map *maps[5];
static char text[256] = "text in the kernel";

/* What was emitted last. */
static u32 emit_type, emit_len, emits;
static u8 emit_bytes[1024];

static int take_record(u32 type, const void *bytes, u32 len)
{
	emit_type = type;
	emit_len = len;
	emits++;
	memcpy(emit_bytes, bytes, min_t(u32, len, sizeof(emit_bytes)));
	return 0;
}

static struct wk_map *make_map(u32 kind, u32 value)
{
	const struct wk_map_def def = {
		.kind = kind, .key_size = 4, .value_size = value, .entries = 8,
	};

	return wk_map_new(&def);
}

static void make_maps(void)
{
	static const u8 zero[8];
	const struct wk_map_def histogram = { .kind = WK_MAP_HISTOGRAM };
	u64 root = 1;

	maps[0] = make_map(WK_MAP_HASH, 8);
	maps[1] = make_map(WK_MAP_PERCPU_HASH, 8);
	maps[2] = make_map(WK_MAP_HASH, 64);
	maps[3] = make_map(WK_MAP_ARRAY, 8);
	maps[4] = wk_map_new(&histogram);
	wk_map_update(maps[0], zero, zero, 0);
	wk_map_update(maps[1], zero, zero, 0);
	wk_map_update(maps[3], zero, &root, 0);
}

static void free_maps(void)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(maps); i++)
		wk_map_free(maps[i]);
}

static struct wk_stage stage;

static void open_call(struct rig *r, const struct wk_host_entry *h)
{
	rig_open(r, h);
	stage = (struct wk_stage){ .metrics = 2, .open = true, .task = true };
	r->hit.stage = &stage;
	r->hit.stream = (void *)1;
	r->hit.maps = maps;
	r->hit.nmaps = ARRAY_SIZE(maps);
	r->hit.skb = &skb;
	r->hit.args = hook_args;
	r->hit.nargs = ARRAY_SIZE(hook_args);
	r->hit.ip = 0x1234;
	r->hit.ret = 77;
	r->hit.has_ret = true;
	r->hit.probe = 9;
}

static const struct wk_host_entry *find(const char *module, const char *name)
{
	const struct wk_str m = { (const u8 *)module, (u32)strlen(module) };
	const struct wk_str n = { (const u8 *)name, (u32)strlen(name) };

	return wk_host_find(&m, &n);
}

/* ---- every edge ---- */

static const u64 edges32[] = {
	0, 1, 8, 1000, RIG_END - 64, RIG_END - 8, RIG_END - 1, RIG_END, RIG_END + 1,
	0x7fffffff, 0x80000000, 0xffffffff,
};
static const u64 edges64[] = { 0, 1, 0x7fffffffffffffff, 0x8000000000000000, ~0ull };

static u64 pick(u8 type, u64 *k)
{
	u64 n = type == WK_I64 ? ARRAY_SIZE(edges64) : ARRAY_SIZE(edges32);
	u64 v = type == WK_I64 ? edges64[*k % n] : edges32[*k % n];

	*k /= n;
	return v;
}

static u64 combinations(const struct wk_functype *t)
{
	u64 n = 1;
	u32 i;

	for (i = 0; i < t->nparams; i++)
		n *= t->types[i] == WK_I64 ? ARRAY_SIZE(edges64) : ARRAY_SIZE(edges32);
	return n;
}

static void all_edges(const struct wk_host_entry *h)
{
	u64 n = combinations(&h->type), step = n / COMBINATIONS + 1, k;
	bool fine = true;
	struct rig r;

	open_call(&r, h);
	for (k = 0; k < n && fine; k += step) {
		u64 args[RIG_ARGS] = { 0 }, rest = k;
		s64 rc = 0;
		u32 i;

		for (i = 0; i < h->type.nparams; i++)
			args[i] = pick(h->type.types[i], &rest);
		/* A memory without any NUL, every other time. */
		memset(r.mem, k % 2 ? 0 : '%', RIG_END);
		fine = rig_call64(&r, args, &rc) == WK_TRAP_NONE;
	}
	tap_ok(fine, "host call %s.%s: %llu combinations", h->module, h->name,
	       (unsigned long long)(n / step));
	rig_close(&r);
}

/* ---- what each answers, and how far its pointers reach ---- */

#define NO_PTR	(~0u)
#define FORMAT	"100"	/* lies wherever a pointer may point, for those that read text */
#define ANY_RC	INT64_MIN
#define TRAPPED	(INT64_MIN + 1)
#define ANY_BITS	(INT64_MIN + 2)	/* ... and may look like an error */

/**
 * struct row - a function, called so that it succeeds
 * @module: of the function
 * @name: of the function
 * @rc: what it answers then; ANY_RC: something
 * @args: with which arguments; where an address is wanted, ADDRESS stands for @text's
 * @ptr: which is a pointer, or NO_PTR
 * @bytes: that must lie inside of memory from there on
 */
struct row {
	const char *module;
	const char *name;
	s64 rc;
	u64 args[RIG_ARGS];
	u32 ptr;
	u32 bytes;
};

#define ADDRESS	0xadd7e55ull

static const struct row rows[] = {
	{ "bpf", "copy_from_user", 0, { 500, 16, ADDRESS }, 0, 16 },
	{ "bpf", "current_task_under_cgroup", 1, { 3, 0 }, NO_PTR, 0 },
	{ "bpf", "get_attach_cookie", 9, { 0 }, NO_PTR, 0 },
	{ "bpf", "get_current_ancestor_cgroup_id", 1, { 0 }, NO_PTR, 0 },
	{ "bpf", "get_current_cgroup_id", 1, { 0 }, NO_PTR, 0 },
	{ "bpf", "get_current_comm", 0, { 500, 16 }, 0, 16 },
	{ "bpf", "get_current_pid_tgid", ANY_RC, { 0 }, NO_PTR, 0 },
	{ "bpf", "get_current_task", 0, { 0 }, NO_PTR, 0 },
	{ "bpf", "get_current_task_btf", 0, { 0 }, NO_PTR, 0 },
	{ "bpf", "get_current_uid_gid", ANY_RC, { 0 }, NO_PTR, 0 },
	{ "bpf", "get_func_arg", 0, { 0, 1, 500 }, 2, 8 },
	{ "bpf", "get_func_arg_cnt", 3, { 0 }, NO_PTR, 0 },
	{ "bpf", "get_func_ip", 0x1234, { 0 }, NO_PTR, 0 },
	{ "bpf", "get_func_ret", 0, { 0, 500 }, 1, 8 },
	{ "bpf", "get_ns_current_pid_tgid", 0, { 1, 2, 500, 8 }, 2, 8 },
	{ "bpf", "get_numa_node_id", 0, { 0 }, NO_PTR, 0 },
	{ "bpf", "get_prandom_u32", ANY_RC, { 0 }, NO_PTR, 0 },
	{ "bpf", "get_smp_processor_id", ANY_RC, { 0 }, NO_PTR, 0 },
	{ "bpf", "get_stack", 8, { 0, 500, 64, 0 }, 1, 64 },
	{ "bpf", "get_stackid", ANY_RC, { 0, 2, 0 }, NO_PTR, 0 },
	{ "bpf", "jiffies64", ANY_RC, { 0 }, NO_PTR, 0 },
	{ "bpf", "ktime_get_boot_ns", ANY_RC, { 0 }, NO_PTR, 0 },
	{ "bpf", "ktime_get_coarse_ns", ANY_RC, { 0 }, NO_PTR, 0 },
	{ "bpf", "ktime_get_ns", ANY_RC, { 0 }, NO_PTR, 0 },
	{ "bpf", "ktime_get_tai_ns", ANY_RC, { 0 }, NO_PTR, 0 },
	{ "bpf", "map_delete_elem", ANY_RC, { 0, 500 }, 1, 4 },
	{ "bpf", "map_lookup_elem", 0, { 3, 500, 600 }, 1, 4 },
	{ "bpf", "map_lookup_elem", 0, { 3, 500, 600 }, 2, 8 },
	{ "bpf", "map_lookup_percpu_elem", 0, { 1, 500, 0, 600 }, 1, 4 },
	{ "bpf", "map_lookup_percpu_elem", 0, { 1, 500, 0, 600 }, 3, 8 },
	{ "bpf", "map_update_elem", 0, { 0, 500, 600, 0 }, 1, 4 },
	{ "bpf", "map_update_elem", 0, { 0, 500, 600, 0 }, 2, 8 },
	{ "bpf", "per_cpu_ptr", 5, { 5, 0 }, NO_PTR, 0 },
	{ "bpf", "perf_event_output", 0, { 0, 1, 0, 500, 24 }, 3, 24 },
	{ "bpf", "probe_read", 0, { 500, 16, ADDRESS }, 0, 16 },
	{ "bpf", "probe_read_kernel", 0, { 500, 16, ADDRESS }, 0, 16 },
	{ "bpf", "probe_read_kernel_str", 19, { 500, 30, ADDRESS }, 0, 30 },
	{ "bpf", "probe_read_str", 19, { 500, 30, ADDRESS }, 0, 30 },
	{ "bpf", "probe_read_user", 0, { 500, 16, ADDRESS }, 0, 16 },
	{ "bpf", "probe_read_user_str", 19, { 500, 30, ADDRESS }, 0, 30 },
	{ "bpf", "ringbuf_output", 0, { 1, 500, 24, 0 }, 1, 24 },
	{ "bpf", "ringbuf_query", 4096, { 0, 0 }, NO_PTR, 0 },
	{ "bpf", "skb_load_bytes", 0, { 0, 0, 500, 60 }, 2, 60 },
	{ "bpf", "snprintf", 4, { 500, 16, 800, 900, 8 }, 0, 16 },
	{ "bpf", "snprintf", 4, { 500, 16, 800, 900, 8 }, 2, 4 },
	{ "bpf", "snprintf", 4, { 500, 16, 800, 900, 8 }, 3, 8 },
	{ "bpf", "strncmp", ANY_RC, { 500, 8, 600 }, 0, 8 },
	{ "bpf", "strncmp", ANY_RC, { 500, 8, 600 }, 2, 4 },
	{ "bpf", "strtol", 3, { 500, 4, 10, 600 }, 0, 4 },
	{ "bpf", "strtol", 3, { 500, 4, 10, 600 }, 3, 8 },
	{ "bpf", "strtoul", 3, { 500, 4, 10, 600 }, 0, 4 },
	{ "bpf", "strtoul", 3, { 500, 4, 10, 600 }, 3, 8 },
	{ "bpf", "this_cpu_ptr", 5, { 5 }, NO_PTR, 0 },
	{ "bpf", "trace_printk", 3, { 500, 4, 0, 0, 0 }, 0, 4 },
	{ "bpf", "trace_vprintk", 3, { 500, 4, 600, 8 }, 0, 4 },
	{ "bpf", "trace_vprintk", 3, { 500, 4, 600, 8 }, 2, 8 },
	{ "wasm_kernel", "arg", 22, { 1 }, NO_PTR, 0 },
	{ "wasm_kernel", "boot_ns", ANY_RC, { 0 }, NO_PTR, 0 },
	{ "wasm_kernel", "cgroup_id", 1, { 0 }, NO_PTR, 0 },
	{ "wasm_kernel", "comm", ANY_RC, { 500, 16 }, 0, 16 },
	{ "wasm_kernel", "cpu", ANY_RC, { 0 }, NO_PTR, 0 },
	{ "wasm_kernel", "dp_begin", 0, { 1, 2 }, NO_PTR, 0 },
	{ "wasm_kernel", "dp_count", 0, { 1 }, NO_PTR, 0 },
	{ "wasm_kernel", "dp_end", 0, { 1, 2 }, NO_PTR, 0 },
	{ "wasm_kernel", "dp_key", 0, { 1, 2 }, NO_PTR, 0 },
	{ "wasm_kernel", "dp_observe", 0, { 1, 2 }, NO_PTR, 0 },
	{ "wasm_kernel", "emit", 0, { 7, 500, 24 }, 1, 24 },
	{ "wasm_kernel", "error", 0, { 0 }, NO_PTR, 0 },
	{ "wasm_kernel", "error_text", ANY_RC, { 500, 40 }, 0, 40 },
	{ "wasm_kernel", "gid", ANY_RC, { 0 }, NO_PTR, 0 },
	{ "wasm_kernel", "ip", 0x1234, { 0 }, NO_PTR, 0 },
	{ "wasm_kernel", "log", 0, { 500, 12 }, 0, 12 },
	{ "wasm_kernel", "map_add", 0, { 3, 500, 4, 1 }, 1, 4 },
	{ "wasm_kernel", "map_delete", ANY_RC, { 0, 500, 4 }, 1, 4 },
	{ "wasm_kernel", "map_lookup", 0, { 3, 500, 4, 600, 8 }, 1, 4 },
	{ "wasm_kernel", "map_lookup", 0, { 3, 500, 4, 600, 8 }, 3, 8 },
	{ "wasm_kernel", "map_observe", 0, { 4, 100, 1 }, NO_PTR, 0 },
	{ "wasm_kernel", "map_update", 0, { 0, 500, 4, 600, 8, 0 }, 1, 4 },
	{ "wasm_kernel", "map_update", 0, { 0, 500, 4, 600, 8, 0 }, 3, 8 },
	{ "wasm_kernel", "mono_ns", ANY_RC, { 0 }, NO_PTR, 0 },
	{ "wasm_kernel", "nargs", 3, { 0 }, NO_PTR, 0 },
	{ "wasm_kernel", "node", 0, { 0 }, NO_PTR, 0 },
	{ "wasm_kernel", "packet_ifindex", 1, { 0 }, NO_PTR, 0 },
	{ "wasm_kernel", "packet_len", 60, { 0 }, NO_PTR, 0 },
	{ "wasm_kernel", "packet_mark", 0, { 0 }, NO_PTR, 0 },
	{ "wasm_kernel", "packet_protocol", 0x800, { 0 }, NO_PTR, 0 },
	{ "wasm_kernel", "packet_read", 0, { 0, 500, 60 }, 1, 60 },
	{ "wasm_kernel", "pid", ANY_RC, { 0 }, NO_PTR, 0 },
	{ "wasm_kernel", "ppid", ANY_RC, { 0 }, NO_PTR, 0 },
	{ "wasm_kernel", "probe", 9, { 0 }, NO_PTR, 0 },
	{ "wasm_kernel", "random", ANY_BITS, { 0 }, NO_PTR, 0 },
	{ "wasm_kernel", "read_kernel", 0, { ADDRESS, 500, 16 }, 1, 16 },
	{ "wasm_kernel", "read_kernel_str", 19, { ADDRESS, 500, 30 }, 1, 30 },
	{ "wasm_kernel", "read_user", 0, { ADDRESS, 500, 16 }, 1, 16 },
	{ "wasm_kernel", "read_user_str", 19, { ADDRESS, 500, 30 }, 1, 30 },
	{ "wasm_kernel", "real_ns", ANY_RC, { 0 }, NO_PTR, 0 },
	{ "wasm_kernel", "ret", 77, { 0 }, NO_PTR, 0 },
	{ "wasm_kernel", "stack", 1, { 500, 8 }, 0, 64 },
	{ "wasm_kernel", "task", 0, { 0 }, NO_PTR, 0 },
	{ "wasm_kernel", "tid", ANY_RC, { 0 }, NO_PTR, 0 },
	{ "wasm_kernel", "uid", ANY_RC, { 0 }, NO_PTR, 0 },
};

static bool is_text(const struct row *p)
{
	const char *n = p->name;

	return strstr(n, "str") == n || strstr(n, "print") || strstr(n, "snprintf");
}

/* The answer with the pointer at @at; a call that trapped answers nonsense. */
static s64 call_at(struct rig *r, const struct row *p, u64 at)
{
	u64 args[RIG_ARGS];
	s64 rc = 0;
	u32 i;

	memset(r->mem, 0, RIG_END);
	memcpy(args, p->args, sizeof(args));
	for (i = 0; i < RIG_ARGS; i++)
		if (args[i] == ADDRESS)
			args[i] = (uintptr_t)text;
	if (p->ptr != NO_PTR)
		args[p->ptr] = at;
	for (i = 500; i < 1000 && is_text(p); i += 100)
		memcpy(r->mem + i, FORMAT, 4);
	if (is_text(p) && p->bytes == 4 && at + 4 <= RIG_END)
		memcpy(r->mem + at, FORMAT, 4);
	return rig_call64(r, args, &rc) ? TRAPPED : rc;
}

static bool right(const struct row *p, s64 rc)
{
	if (p->rc == ANY_BITS)
		return rc != TRAPPED;
	return p->rc == ANY_RC ? rc >= -4095 && rc != -EFAULT : rc == p->rc;
}

static void check_row(const struct row *p)
{
	u64 last = RIG_END - p->bytes;
	struct rig r;
	bool fine;

	open_call(&r, find(p->module, p->name));
	fine = right(p, call_at(&r, p, 0x500));
	if (p->ptr != NO_PTR) {
		fine &= right(p, call_at(&r, p, last));
		/* Of a text that has ended, what lies behind is not looked at. */
		fine &= call_at(&r, p, last + 1) == -EFAULT || (is_text(p) && p->bytes == 4);
		fine &= call_at(&r, p, RIG_END + 1) == -EFAULT;
		fine &= call_at(&r, p, 0xffffffff) == -EFAULT;
		fine &= call_at(&r, p, 0x100000000ull - p->bytes) == -EFAULT;
	}
	if (!fine)
		tap_note("answers %lld, %lld, %lld", (long long)call_at(&r, p, 0x500),
			 (long long)call_at(&r, p, last), (long long)call_at(&r, p, last + 1));
	tap_ok(fine, "host call %s.%s: parameter %d reaches %u bytes", p->module, p->name,
	       (int)p->ptr, p->bytes);
	rig_close(&r);
}

static bool spoken_of(const struct wk_host_entry *h)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(rows); i++)
		if (!strcmp(rows[i].module, h->module) && !strcmp(rows[i].name, h->name))
			return true;
	return false;
}

/* ---- more than the table can say ---- */

static s64 call(struct rig *r, const u64 *args)
{
	s64 rc = TRAPPED;

	rig_call64(r, args, &rc);
	return rc;
}

static void test_emit(void)
{
	const u64 args[RIG_ARGS] = { 7, 100, 5 }, bad[RIG_ARGS] = { 7, RIG_END, 1 };
	const u64 reserved[RIG_ARGS] = { 0xffffff00, 100, 5 };
	u32 faults = wk_env_host_faults;
	struct rig r;

	open_call(&r, find("wasm_kernel", "emit"));
	memcpy(r.mem + 100, "hello", 5);
	tap_ok(call(&r, args) == 0 && emit_type == 7 && emit_len == 5 &&
	       !memcmp(emit_bytes, "hello", 5), "emit: type and bytes");
	tap_ok(call(&r, bad) == -EFAULT && wk_env_host_faults == faults + 1,
	       "emit: a record that cannot be read is counted as lost");
	tap_ok(call(&r, reserved) == -EINVAL, "emit: reserved types");
	r.hit.stream = NULL;
	tap_ok(call(&r, args) == -ENOTCONN && r.hit.error == -ENOTCONN,
	       "emit: without a stream");
	rig_close(&r);
}

/* ---- metrics ---- */

static bool staged(const char *name, const u64 *args, const struct wk_staged *want)
{
	const struct wk_staged *got = &stage.list[0];
	struct rig r;
	s64 rc;

	open_call(&r, find("wasm_kernel", name));
	rc = call(&r, args);
	rig_close(&r);
	return !rc && stage.n == 1 && got->metric == want->metric && got->op == want->op &&
	       got->cell == want->cell && got->value == want->value;
}

static void test_metrics(void)
{
	const u64 args[RIG_ARGS] = { 1, 5 }, none[RIG_ARGS] = { 2, 5 };
	struct rig r;
	u32 i;

	tap_ok(staged("dp_count", args, &(struct wk_staged){ 1, WK_STAGED_ADD, 0, 1 }) &&
	       staged("dp_key", args, &(struct wk_staged){ 1, WK_STAGED_ADD, 5, 1 }) &&
	       staged("dp_observe", args, &(struct wk_staged){ 1, WK_STAGED_OBSERVE, 0, 5 }) &&
	       staged("dp_begin", args, &(struct wk_staged){ 1, WK_STAGED_BEGIN, 5, 0 }) &&
	       staged("dp_end", args, &(struct wk_staged){ 1, WK_STAGED_END, 5, 0 }),
	       "metrics: what is staged");
	open_call(&r, find("wasm_kernel", "dp_key"));
	tap_ok(call(&r, none) == -EINVAL && !stage.n, "metrics: the last one and one");
	for (i = 0; i < WK_STAGED_MAX; i++)
		call(&r, args);
	tap_ok(stage.n == WK_STAGED_MAX && call(&r, args) == -ENOSPC &&
	       stage.n == WK_STAGED_MAX, "metrics: no more than there is room for");
	r.hit.stage = NULL;
	tap_ok(call(&r, args) == -ENOTCONN, "metrics: a program without any");
	rig_close(&r);
}

static void test_error_text(void)
{
	const u64 args[RIG_ARGS] = { 100, 4 };
	struct rig r;

	open_call(&r, find("wasm_kernel", "error_text"));
	r.hit.error = -ENOENT;
	r.hit.what = "no such key";
	tap_ok(call(&r, args) == 11 && !memcmp(r.mem + 100, "no s\0", 5),
	       "error_text: what fits, and how long it is");
	rig_close(&r);
}

static void test_strings(void)
{
	static char page[8192] __attribute__((aligned(4096)));
	u64 args[RIG_ARGS] = { 0, 100, 16 };
	struct rig r;

	open_call(&r, find("wasm_kernel", "read_kernel_str"));
	memset(page, 'x', sizeof(page));
	args[0] = (uintptr_t)page + 4000;
	tap_ok(call(&r, args) == 16 && !memcmp(r.mem + 100, "xxxxxxxxxxxxxxx\0", 16),
	       "strings: cut, ended by NUL");
	page[4005] = 0;
	tap_ok(call(&r, args) == 6 && !strcmp((char *)r.mem + 100, "xxxxx"),
	       "strings: up to their NUL");
	args[0] = 0x10;
	memset(r.mem + 100, 'q', 16);
	tap_ok(call(&r, args) == -EFAULT && r.hit.faults == 1 && !r.mem[100],
	       "strings: a bad address is counted, and nothing is left");
	args[2] = 0;
	tap_ok(call(&r, args) == 0, "strings: no room");
	rig_close(&r);
}

static const char *format(const char *fmt, const u64 *values, u32 n)
{
	const u64 args[RIG_ARGS] = { 1000, 100, 100, 500, 8ull * n };
	static char out[101];
	struct rig r;
	s64 rc;

	open_call(&r, find("bpf", "snprintf"));
	memcpy(r.mem + 100, fmt, strlen(fmt) + 1);
	memcpy(r.mem + 500, values, 8ull * n);
	memcpy(r.mem + 3000, "guest", 6);
	rc = call(&r, args);
	snprintf(out, sizeof(out), "%s", rc < 0 ? "error" : (char *)r.mem + 1000);
	if (rc >= 0 && rc != (s64)strlen(out) + 1)
		strcpy(out, "wrong length");
	rig_close(&r);
	return out;
}

static void test_format(void)
{
	const u64 v[] = { (u64)-5, 42, 0xdeadbeefull << 32 | 0xcafe, 3000, 'c', (uintptr_t)text };

	tap_ok(!strcmp(format("%d %u %llx", v, 3), "-5 42 deadbeef0000cafe"), "format: numbers");
	tap_ok(!strcmp(format("%5d|%-5d|%05d|%x", v, 4), "   -5|42   |51966|bb8"),
	       "format: width: %s", format("%5d|%-5d|%05d|%x", v, 4));
	tap_ok(!strcmp(format("%s %c %pks%%", v + 3, 3), "guest c text in the kernel%"),
	       "format: strings: %s", format("%s %c %pks%%", v + 3, 3));
	tap_ok(!strcmp(format("%f", v, 1), "error") && !strcmp(format("%", v, 1), "error") &&
	       !strcmp(format("%d %d", v, 1), "-5 0"), "format: what it does not know");
}

static s64 number(const char *name, const char *s, u64 base, u64 *value)
{
	const u64 args[RIG_ARGS] = { 100, strlen(s), base, 500 };
	struct rig r;
	s64 rc;

	open_call(&r, find("bpf", name));
	memcpy(r.mem + 100, s, strlen(s) + 1);
	rc = call(&r, args);
	memcpy(value, r.mem + 500, 8);
	rig_close(&r);
	return rc;
}

static void test_numbers(void)
{
	u64 v;

	tap_ok(number("strtol", " -42x", 10, &v) == 4 && v == (u64)-42, "strtol: sign and space");
	tap_ok(number("strtoul", "0x1F", 0, &v) == 4 && v == 31 &&
	       number("strtoul", "017", 0, &v) == 3 && v == 15, "strtoul: bases");
	tap_ok(number("strtoul", "18446744073709551615", 10, &v) == 20 && v == ~0ull &&
	       number("strtoul", "18446744073709551616", 10, &v) == -ERANGE &&
	       number("strtol", "9223372036854775808", 10, &v) == -ERANGE &&
	       number("strtol", "-9223372036854775808", 10, &v) == 20, "numbers: range");
	tap_ok(number("strtol", "x", 10, &v) == -EINVAL && number("strtoul", "-1", 10, &v) ==
	       -EINVAL && number("strtol", "1", 7, &v) == -EINVAL, "numbers: none");
}

/* ---- linking ---- */

static const char *link_error(const char *module, const char *name, const struct wk_functype *t,
			      const struct wk_host_env *env, u64 *answer)
{
	const struct wk_budget budget = { .memory_pages = 1 };
	struct wk_module *m = rig_module(module, name, t);
	struct wk_store *s = wk_store_new(&budget);
	static struct wk_error e;
	struct wk_extern out;
	u64 slots[8] = { 0 };

	memset(&e, 0, sizeof(e));
	if (!wk_host_resolve(s, &m->imports[0], m, env, &out, &e)) {
		struct wk_exec *x = wk_exec_new(64, WK_FLOATS_SOFT, NULL);

		if (answer) {
			wk_exec_start(x, out.func, slots, WK_FUEL_MAX);
			wk_exec_run(x, WK_FUEL_MAX);
			*answer = wk_exec_results(x)[0];
		}
		wk_exec_free(x);
	}
	wk_store_free(s);
	wk_module_free(m);
	return e.text;
}

static const u8 i64_type[] = { 0x7e }, i32_type[] = { 0x7f };
static const struct wk_functype to_i64 = { .nresults = 1, .result_slots = 1, .types = i64_type };
static const struct wk_functype to_i32 = { .nresults = 1, .result_slots = 1, .types = i32_type };

static void test_linking(void)
{
	const struct wk_const consts[] = {
		{ { (const u8 *)"btf", 3 }, { (const u8 *)"task_struct.pid", 15 }, 1234 },
	};
	const struct wk_host_env env = { .consts = consts, .nconsts = 1 }, user = { .user = true };
	const char *why;
	u64 v = 0;

	tap_ok(!*link_error("bpf", "get_smp_processor_id", &to_i64, &env, NULL) &&
	       !*link_error("bpf", "get_smp_processor_id", &to_i32, &env, NULL),
	       "bpf: results as i64, and as i32");
	tap_ok(*link_error("wasm_kernel", "cpu", &to_i64, &env, NULL), "wasm_kernel: exact types");
	tap_ok(!*link_error("btf", "task_struct.pid", &to_i32, &env, &v) && v == 1234,
	       "btf: a constant");
	why = link_error("btf", "task_struct.nothing", &to_i32, &env, NULL);
	tap_ok(strstr(why, "task_struct.nothing") && strstr(why, "unknown in the types"),
	       "btf: %s", why);
	tap_ok(!*link_error("btf", "task_struct.nothing?", &to_i64, &env, &v) && v == ~0ull,
	       "btf: a weak one is absent");
	why = link_error("btf", "task_struct.pid", NULL, &env, NULL);
	tap_ok(strstr(why, "is a constant here"), "btf: %s", why);
	why = link_error("wasm_kernel", "task", &to_i64, &user, NULL);
	tap_ok(strstr(why, "needs a kernel"), "user space: %s", why);
}

static const char *context_error(const char *module, const char *name, u32 contexts)
{
	const struct wk_host_entry *h = find(module, name);
	struct wk_module *m = rig_module(module, name, &h->type);
	static struct wk_error e;

	memset(&e, 0, sizeof(e));
	if (!wk_host_check_contexts(m, contexts, "kprobe:do_exit", &e))
		e.text[0] = '\0';
	wk_module_free(m);
	return e.text;
}

/* Every function against every context that its row does not have. */
static void test_contexts(void)
{
	const char *why = context_error("wasi_snapshot_preview1", "fd_write", WK_CTX_HARDIRQ);
	bool fine = true;
	u32 i, c;

	tap_ok(strstr(why, "fd_write") && strstr(why, "may not be called from kprobe:do_exit"),
	       "contexts: %s", why);
	for (i = 0; i < wk_host_count(); i++) {
		const struct wk_host_entry *h = wk_host_entry(i);

		for (c = WK_CTX_PROCESS; c <= WK_CTX_NMI; c <<= 1)
			fine &= !*context_error(h->module, h->name, c) == !!(h->contexts & c);
	}
	tap_ok(fine, "contexts: each function is refused by name where its row says so");
}

int main(void)
{
	u32 i;

	make_maps();
	wk_env_host_emit = take_record;
	for (i = 0; i < ARRAY_SIZE(rows); i++)
		check_row(&rows[i]);
	for (i = 0; i < wk_host_count(); i++) {
		const struct wk_host_entry *h = wk_host_entry(i);

		if (!strcmp(h->module, "wasi_snapshot_preview1"))
			continue;
		all_edges(h);
		tap_ok(spoken_of(h), "host call %s.%s: it is described", h->module, h->name);
	}
	test_emit();
	test_metrics();
	test_error_text();
	test_strings();
	test_format();
	test_numbers();
	test_linking();
	test_contexts();
	free_maps();
	return tap_end();
}
