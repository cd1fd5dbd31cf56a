// SPDX-License-Identifier: GPL-2.0
/* What the functions of WASI do, and how imports are resolved. */
#include "../user/tap.h"
#include "host_rig.h"

static u32 call(struct rig *r, u64 a, u64 b, u64 c, u64 d)
{
	const u64 args[RIG_ARGS] = { a, b, c, d };
	u32 rc = ~0u;

	return rig_call(r, args, &rc) ? ~0u : rc;
}

static struct rig *open_rig(const char *name)
{
	static struct rig r;

	rig_open(&r, rig_find(name));
	return &r;
}

/* iovec @i of the list at 512 */
static void put_iovec(struct rig *r, u32 i, u32 ptr, u32 len)
{
	rig_put32(r, 512 + 8 * i, ptr);
	rig_put32(r, 516 + 8 * i, len);
}

static void test_strings(void)
{
	struct rig *r = open_rig("args_get");

	tap_ok(call(r, 0, 100, 0, 0) == 0 && rig_get32(r, 0) == 100 && rig_get32(r, 4) == 105 &&
	       !memcmp(r->mem + 100, "prog\0-x\0", 8), "args_get: pointers and strings");
	rig_close(r);
	r = open_rig("args_sizes_get");
	tap_ok(call(r, 0, 4, 0, 0) == 0 && rig_get32(r, 0) == 2 && rig_get32(r, 4) == 8,
	       "args_sizes_get: two strings of 8 bytes");
	rig_close(r);
	r = open_rig("environ_get");
	tap_ok(call(r, 0, 100, 0, 0) == 0 && rig_get32(r, 4) == 107 &&
	       !memcmp(r->mem + 100, "HOME=/\0A=\0", 10), "environ_get: pointers and strings");
	tap_ok(wk_wasi_set_env(&r->wasi, (const u8 *)"A=b", 3) == -1 &&
	       wk_wasi_set_args(&r->wasi, (const u8 *)"x", 1) == -1 &&
	       !wk_wasi_set_args(&r->wasi, NULL, 0) && r->wasi.args.count == 0,
	       "strings without their NUL are refused");
	rig_close(r);
}

static void test_write(void)
{
	struct rig *r = open_rig("fd_write");

	memcpy(r->mem + 100, "abcdefgh", 8);
	put_iovec(r, 0, 103, 3);
	put_iovec(r, 1, RIG_END, 0);
	put_iovec(r, 2, 100, 2);
	tap_ok(call(r, 1, 512, 3, 0) == 0 && rig_get32(r, 0) == 5 &&
	       !memcmp(r->output, "defab", 5) && r->pieces == 2,
	       "fd_write: gathers in order, skips what is empty");
	tap_ok(call(r, 0, 512, 3, 0) == WK_WASI_EBADF && call(r, 3, 512, 3, 0) == WK_WASI_EBADF &&
	       call(r, 0xffffffff, 512, 3, 0) == WK_WASI_EBADF, "fd_write: EBADF");
	put_iovec(r, 2, RIG_END - 1, 2);
	r->output_len = 0;
	tap_ok(call(r, 1, 512, 3, 0) == WK_WASI_EFAULT && r->output_len == 0,
	       "fd_write: a bad third buffer, and not a byte goes out");
	tap_ok(call(r, 1, 512, 2, RIG_END - 3) == WK_WASI_EFAULT && r->output_len == 0,
	       "fd_write: nor when there is no room for the answer");
	tap_ok(call(r, 1, 512, 0, 0) == 0 && rig_get32(r, 0) == 0, "fd_write: no buffers, no bytes");
	memset(r->mem, 0, RIG_END);
	tap_ok(call(r, 1, 0, 0x20000000, 0) == WK_WASI_EFAULT,
	       "fd_write: a list whose size overflows 32 bits");
	rig_close(r);
}

static void test_write_limits(void)
{
	struct rig *r = open_rig("fd_write");
	u32 i;

	for (i = 0; i < 40; i++)
		put_iovec(r, i, 0, 60000);
	tap_ok(call(r, 1, 512, 40, 0) == 0 && rig_get32(r, 0) == WK_WASI_IO_MAX &&
	       r->output_len == WK_WASI_IO_MAX, "fd_write: at most 1 MiB in one call");
	for (i = 0; i < 1100; i++)
		put_iovec(r, i, i < 1024 ? 100 : RIG_END, i < 1024 ? 1 : 99);
	r->output_len = 0;
	tap_ok(call(r, 1, 512, 1100, 0) == 0 && rig_get32(r, 0) == WK_WASI_IOVS_MAX,
	       "fd_write: at most 1024 buffers in one call");
	r->output_len = 0;
	r->fail_after = 10;
	tap_ok(call(r, 1, 512, 1024, 0) == 0 && rig_get32(r, 0) == 10,
	       "fd_write: an error after some bytes is a short write");
	tap_ok(call(r, 1, 512, 1024, 0) == WK_WASI_EIO, "fd_write: ... and then the error");
	r->stop = WK_TRAP_KILLED;
	tap_ok(call(r, 1, 512, 1024, 0) == ~0u && wk_exec_trap(r->exec) == WK_TRAP_KILLED,
	       "fd_write: the embedder can stop the guest");
	rig_close(r);
}

static void test_read(void)
{
	struct rig *r = open_rig("fd_read");

	put_iovec(r, 0, 100, 4);
	put_iovec(r, 1, 200, 4);
	r->input = "abcdef";
	tap_ok(call(r, 0, 512, 2, 0) == 0 && rig_get32(r, 0) == 6 &&
	       !memcmp(r->mem + 100, "abcd", 4) && !memcmp(r->mem + 200, "ef", 3),
	       "fd_read: scatters");
	tap_ok(call(r, 0, 512, 2, 0) == 0 && rig_get32(r, 0) == 0, "fd_read: 0 at the end");
	r->input = "abcd";
	r->pieces = 0;
	tap_ok(call(r, 0, 512, 2, 0) == 0 && rig_get32(r, 0) == 4 && r->pieces == 1 &&
	       r->waited == 0, "fd_read: does not wait for more when it has some");
	tap_ok(call(r, 1, 512, 2, 0) == WK_WASI_EBADF, "fd_read: stdout is not for reading");
	put_iovec(r, 0, 520, 8);
	put_iovec(r, 1, 100, 8);
	r->input = "\xf0\xff\xff\xff\xff\xff\xff\xffmore";
	tap_ok(call(r, 0, 512, 2, 0) == 0 && rig_get32(r, 0) == 8,
	       "fd_read: a list that its own first read overwrites is checked again");
	rig_close(r);
}

static void test_fds(void)
{
	struct rig *r = open_rig("fd_close");

	tap_ok(call(r, 1, 0, 0, 0) == 0 && call(r, 1, 0, 0, 0) == WK_WASI_EBADF, "fd_close: once");
	rig_close(r);
	r = open_rig("fd_renumber");
	tap_ok(call(r, 2, 1, 0, 0) == 0 && !r->wasi.fds[2].open &&
	       r->wasi.fds[1].stream == WK_WASI_STDERR && call(r, 2, 1, 0, 0) == WK_WASI_EBADF &&
	       call(r, 1, 7, 0, 0) == WK_WASI_EBADF, "fd_renumber: stderr becomes 1");
	tap_ok(call(r, 1, 1, 0, 0) == 0 && r->wasi.fds[1].open, "fd_renumber: onto itself");
	rig_close(r);
	r = open_rig("fd_fdstat_get");
	tap_ok(call(r, 1, 8, 0, 0) == 0 && r->mem[8] == WK_WASI_CHARDEV &&
	       wk_get_le64(r->mem + 16) & 64 && !(wk_get_le64(r->mem + 16) & 0x26),
	       "fd_fdstat_get: a terminal that can be written, not read or sought");
	r->wasi.filetype[1] = WK_WASI_UNKNOWN;
	tap_ok(call(r, 1, 8, 0, 0) == 0 && r->mem[8] == 0, "fd_fdstat_get: or a pipe");
	rig_close(r);
	r = open_rig("fd_fdstat_set_flags");
	tap_ok(call(r, 1, 1, 0, 0) == 0 && call(r, 1, 4, 0, 0) == WK_WASI_ENOTSUP &&
	       call(r, 1, 0x100, 0, 0) == WK_WASI_EINVAL && call(r, 9, 0, 0, 0) == WK_WASI_EBADF,
	       "fd_fdstat_set_flags: append only");
	rig_close(r);
	r = open_rig("fd_seek");
	tap_ok(call(r, 0, 0, 0, 0) == WK_WASI_ESPIPE && call(r, 3, 0, 0, 0) == WK_WASI_EBADF,
	       "fd_seek: ESPIPE");
	rig_close(r);
	r = open_rig("fd_prestat_get");
	tap_ok(call(r, 3, 0, 0, 0) == WK_WASI_EBADF, "fd_prestat_get: no directory is open");
	rig_close(r);
}

static void test_clock(void)
{
	struct rig *r = open_rig("clock_time_get");

	r->now = 0x123456789abcdef0;
	tap_ok(call(r, 1, 0, 16, 0) == 0 && wk_get_le64(r->mem + 16) == r->now &&
	       call(r, 3, 0, 16, 0) == 0, "clock_time_get");
	tap_ok(call(r, 4, 0, 16, 0) == WK_WASI_EINVAL, "clock_time_get: there are four clocks");
	rig_close(r);
}

static void put_sub(struct rig *r, u32 at, u8 tag, u32 id, u64 timeout, u8 flags)
{
	memset(r->mem + at, 0, 48);
	r->mem[at] = (u8)(at / 48 + 1);		/* userdata */
	r->mem[at + 8] = tag;
	rig_put32(r, at + 16, id);
	rig_put32(r, at + 24, (u32)timeout);
	rig_put32(r, at + 28, (u32)(timeout >> 32));
	r->mem[at + 40] = flags;
}

/* Event @i of the list at 4096: its userdata and error. */
static bool event_is(const struct rig *r, u32 i, u8 userdata, u8 error)
{
	return r->mem[4096 + 32 * i] == userdata && r->mem[4096 + 32 * i + 8] == error;
}

static void test_poll_clocks(void)
{
	struct rig *r = open_rig("poll_oneoff");

	put_sub(r, 0, 0, 1, 5000, 0);
	put_sub(r, 48, 0, 1, 3000, 0);
	put_sub(r, 96, 0, 1, 4000, 0);
	tap_ok(call(r, 0, 4096, 3, 8000) == 0 && r->waited == 3000 && rig_get32(r, 8000) == 1 &&
	       event_is(r, 0, 2, 0), "poll_oneoff: sleeps until the first clock");
	r->now = 1000;
	put_sub(r, 0, 0, 1, 5000, 1);
	tap_ok(call(r, 0, 4096, 1, 8000) == 0 && r->waited == 4000 && rig_get32(r, 8000) == 1,
	       "poll_oneoff: until a time");
	r->now = 6000;
	tap_ok(call(r, 0, 4096, 1, 8000) == 0 && r->waited == 0 && rig_get32(r, 8000) == 1,
	       "poll_oneoff: a time that has passed");
	put_sub(r, 0, 0, 9, 5000, 0);
	tap_ok(call(r, 0, 4096, 1, 8000) == 0 && event_is(r, 0, 1, WK_WASI_EINVAL),
	       "poll_oneoff: an unknown clock is that event's error");
	tap_ok(call(r, 0, 4096, 0, 8000) == WK_WASI_EINVAL &&
	       call(r, 0, 4096, WK_WASI_SUBS_MAX + 1, 8000) == WK_WASI_EINVAL,
	       "poll_oneoff: none, or more than 1024");
	tap_ok(call(r, 0, 4096, WK_WASI_SUBS_MAX, 60000) == 0, "poll_oneoff: 1024");
	r->stop = WK_TRAP_TIMEOUT;
	put_sub(r, 0, 0, 1, 5000, 0);
	tap_ok(call(r, 0, 4096, 1, 8000) == ~0u && wk_exec_trap(r->exec) == WK_TRAP_TIMEOUT,
	       "poll_oneoff: can be stopped");
	rig_close(r);
}

static void test_poll_fds(void)
{
	struct rig *r = open_rig("poll_oneoff");

	put_sub(r, 0, 0, 1, 5000, 0);
	put_sub(r, 48, 1, 0, 0, 0);
	tap_ok(call(r, 0, 4096, 2, 8000) == 0 && rig_get32(r, 8000) == 1 && event_is(r, 0, 1, 0),
	       "poll_oneoff: time passes without input");
	r->input = "x";
	tap_ok(call(r, 0, 4096, 2, 8000) == 0 && rig_get32(r, 8000) == 1 && event_is(r, 0, 2, 0) &&
	       r->mem[4096 + 16] == 1, "poll_oneoff: input comes first");
	put_sub(r, 96, 2, 1, 0, 0);
	tap_ok(call(r, 0, 4096, 3, 8000) == 0 && rig_get32(r, 8000) == 2 && r->waited == 0 &&
	       event_is(r, 1, 3, 0), "poll_oneoff: output is always ready");
	put_sub(r, 48, 1, 7, 0, 0);
	tap_ok(call(r, 0, 4096, 2, 8000) == 0 && rig_get32(r, 8000) == 1 && r->waited == 0 &&
	       event_is(r, 0, 2, WK_WASI_EBADF), "poll_oneoff: EBADF is an event");
	put_sub(r, 48, 3, 0, 0, 0);
	tap_ok(call(r, 0, 4096, 2, 8000) == WK_WASI_EINVAL, "poll_oneoff: an unknown tag");
	rig_close(r);
}

static void test_rest(void)
{
	const u64 code[RIG_ARGS] = { 0x1234 };
	struct rig *r = open_rig("proc_exit");
	u32 rc;

	tap_ok(rig_call(r, code, &rc) == WK_TRAP_EXIT && r->wasi.exited &&
	       r->wasi.exit_code == 0x1234, "proc_exit: ends the guest and keeps the code");
	rig_close(r);
	r = open_rig("random_get");
	memset(r->mem, 0, RIG_END);
	tap_ok(call(r, 10, 60000, 0, 0) == 0 && !r->mem[9] && r->mem[10] == 0xa5 &&
	       r->mem[60009] == 0xa5 && !r->mem[60010], "random_get: fills exactly its buffer");
	r->stop = WK_TRAP_KILLED;
	tap_ok(call(r, 0, 8, 0, 0) == ~0u, "random_get: can be stopped");
	rig_close(r);
	r = open_rig("sched_yield");
	tap_ok(call(r, 0, 0, 0, 0) == 0, "sched_yield");
	rig_close(r);
}

/* ---- resolving ---- */

static const char *refusal(const char *module, const char *name, const struct wk_functype *type,
			   bool strict)
{
	const struct wk_budget budget = { .memory_pages = 1 };
	struct wk_module *m = rig_module(module, name, type);
	struct wk_store *s = wk_store_new(&budget);
	static struct wk_error e;
	struct wk_wasi w = { 0 };
	const struct wk_host_env env = { .wasi = &w, .strict = strict };
	struct wk_extern out;
	int rc;

	memset(&e, 0, sizeof(e));
	rc = wk_host_resolve(s, &m->imports[0], m, &env, &out, &e);
	wk_store_free(s);
	wk_module_free(m);
	if (rc && e.kind != WK_ERR_LINK)
		return "wrong kind of error";
	return rc ? e.text : "";
}

static void test_resolve(void)
{
	const char *wasi = "wasi_snapshot_preview1";
	const struct wk_functype *raise = &rig_find("proc_raise")->type;
	const char *why;

	tap_ok(!*refusal(wasi, "proc_exit", NULL, true), "resolve: found");
	why = refusal("env", "foo", NULL, false);
	tap_ok(!strcmp(why, "import 0 \"env\" \"foo\" (func (param i32)) is not provided"),
	       "resolve: %s", why);
	why = refusal(wasi, "fd_write", NULL, false);
	tap_ok(!strcmp(why, "import 0 \"wasi_snapshot_preview1\" \"fd_write\" (func (param i32)) "
		       "has another type: it is (func (param i32 i32 i32 i32) (result i32))"),
	       "resolve: %s", why);
	why = refusal(wasi, "proc_raise", raise, true);
	tap_ok(strstr(why, "strict") && !*refusal(wasi, "proc_raise", raise, false),
	       "resolve: %s", why);
	tap_ok(*refusal(wasi, "fd_writ", NULL, false) && *refusal(wasi, "fd_writeX", NULL, false) &&
	       *refusal(wasi, "", NULL, false) && *refusal("", "fd_write", NULL, false) &&
	       *refusal("wasi_snapshot_preview", "proc_exit", NULL, false),
	       "resolve: no part of a name, and nothing behind it");
}

static int order(const struct wk_host_entry *a, const struct wk_host_entry *b)
{
	int c = strcmp(a->module, b->module);

	return c ? c : strcmp(a->name, b->name);
}

static void test_table(void)
{
	bool sorted = true, found = true, typed = true;
	u32 i;

	for (i = 0; i < wk_host_count(); i++) {
		const struct wk_host_entry *h = wk_host_entry(i);
		const struct wk_str module = { (const u8 *)h->module, (u32)strlen(h->module) };
		const struct wk_str name = { (const u8 *)h->name, (u32)strlen(h->name) };

		sorted &= !i || order(wk_host_entry(i - 1), h) < 0;
		found &= wk_host_find(&module, &name) == h;
		typed &= h->type.canon == &h->type && h->fn && h->contexts && h->since;
	}
	tap_ok(sorted, "table: sorted, each name once");
	tap_ok(found, "table: every row is found");
	tap_ok(typed, "table: every row is complete");
	tap_ok(wk_host_count() >= 46 && !wk_host_entry(wk_host_count()), "table: %u functions",
	       wk_host_count());
}

int main(void)
{
	test_table();
	test_resolve();
	test_strings();
	test_write();
	test_write_limits();
	test_read();
	test_fds();
	test_clock();
	test_poll_clocks();
	test_poll_fds();
	test_rest();
	return tap_end();
}
