// SPDX-License-Identifier: GPL-2.0
/*
 * Connector messages through libmnl and libnl-3: naive use of either is shown
 * to fail, ours to work, on datagrams put together here and on the kernel's own proc
 * connector; and what is no Connector message still means what it meant.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/cn_proc.h>
#include <linux/connector.h>
#include <linux/netlink.h>

#include "../../userspace/lib/transport.h"
#include "framing.h"
#include "tap.h"

const char * const verdict_names[] = {
	[V_OK] = "ok", [V_STOP] = "stop", [V_EPERM] = "EPERM", [V_LOST] = "messages lost",
	[V_SHORT] = "short message", [V_OTHER] = "another error",
};

/* ---- the proc connector ---- */

int proc_listen(int fd)
{
	struct {
		struct nlmsghdr nlh;
		struct cn_msg cn;
		enum proc_cn_mcast_op op;
	} __attribute__((packed, aligned(4))) m = {
		.nlh = { .nlmsg_len = sizeof(m), .nlmsg_type = NLMSG_DONE },
		.cn = { .id = { CN_IDX_PROC, CN_VAL_PROC }, .len = sizeof(m.op) },
		.op = PROC_CN_MCAST_LISTEN,
	};

	return send(fd, &m, sizeof(m), 0) == sizeof(m) ? 0 : -1;
}

int proc_child(void)
{
	pid_t pid = fork();

	if (!pid)
		_exit(0);
	waitpid(pid, NULL, 0);
	return pid;
}

int proc_is_exit(const void *payload, size_t len, int pid)
{
	struct proc_event e = { 0 };

	memcpy(&e, payload, len < sizeof(e) ? len : sizeof(e));
	return (unsigned int)e.what == 0x80000000u && e.event_data.exit.process_pid == pid;
}

static bool proc_there(void)
{
	char line[128];
	bool found = false;
	FILE *f = fopen("/proc/net/connector", "r");

	while (f && !found && fgets(line, sizeof(line), f))
		found = !strncmp(line, "cn_proc", 7);
	if (f)
		fclose(f);
	return found && !geteuid();
}

/* ---- datagrams ---- */

static char big[65515];

static void one(struct datagram *d)
{
	datagram_put_cn(d, 0, "hello", 5);
}

static void two(struct datagram *d)
{
	datagram_put_cn(d, 0, "hello", 5);
	datagram_put_cn(d, 0, "world!", 6);
}

static void numbered(struct datagram *d)
{
	datagram_put_cn(d, 4242, "hello", 5);
}

static void empty(struct datagram *d)
{
	datagram_put_cn(d, 0, "", 0);
}

static void largest(struct datagram *d)
{
	datagram_put_cn(d, 0, big, sizeof(big));
}

static void end_of_dump(struct datagram *d)
{
	int zero = 0;

	datagram_put(d, NLMSG_DONE, NLM_F_MULTI, 0, &zero, sizeof(zero));
}

static void one_then_end(struct datagram *d)
{
	one(d);
	end_of_dump(d);
}

static void error(struct datagram *d)
{
	datagram_put_error(d, -EPERM);
}

static void one_then_error(struct datagram *d)
{
	one(d);
	error(d);
}

static void ack(struct datagram *d)
{
	datagram_put_error(d, 0);
}

static void cut_error(struct datagram *d)
{
	datagram_put(d, NLMSG_ERROR, 0, 0, "abc", 4);
}

static void overrun(struct datagram *d)
{
	datagram_put(d, NLMSG_OVERRUN, 0, 0, "", 0);
}

static void noop_then_one(struct datagram *d)
{
	datagram_put(d, NLMSG_NOOP, 0, 0, "", 0);
	one(d);
}

static void no_cn_head(struct datagram *d)
{
	datagram_put(d, NLMSG_DONE, 0, 0, "0123456789abcdef", 16);
}

static void lying_length(struct datagram *d)
{
	datagram_put_short_cn(d, "hello", 5, 6);
}

static void one_then_lie(struct datagram *d)
{
	one(d);
	datagram_put_short_cn(d, "hello", 5, 65535);
}

/* A length that is negative for whoever takes it for int. */
static void one_then_huge(struct datagram *d)
{
	const uint32_t huge = 0xffffffff;
	size_t at;

	one(d);
	at = d->len;
	one(d);
	memcpy(d->bytes + at, &huge, sizeof(huge));
}

/**
 * struct inject_case - a datagram and what must become of it
 * @lost_alone: the library alone is known to lose messages of it, and must be
 *              seen to: otherwise ours is not needed
 */
struct inject_case {
	const char *name;
	void (*fill)(struct datagram *d);
	int stop_after;
	int messages;
	size_t bytes;
	enum verdict verdict;
	bool lost_alone;
};

static const struct inject_case cases[] = {
	{ "a message", one, 0, 1, 5, V_OK, true },
	{ "two messages in a datagram", two, 0, 2, 11, V_OK, true },
	{ "two messages, stop at the first", two, 1, 1, 5, V_STOP, false },
	{ "a message with a sequence number", numbered, 0, 1, 5, V_OK, true },
	{ "a message without payload", empty, 0, 1, 0, V_OK, true },
	{ "the largest message", largest, 0, 1, sizeof(big), V_OK, true },
	{ "a real end of dump", end_of_dump, 0, 0, 0, V_STOP, false },
	{ "a message, then an end of dump", one_then_end, 0, 1, 5, V_STOP, false },
	{ "a real NLMSG_ERROR", error, 0, 0, 0, V_EPERM, false },
	{ "a message, then an NLMSG_ERROR", one_then_error, 0, 1, 5, V_EPERM, false },
	{ "an acknowledgement", ack, 0, 0, 0, V_STOP, false },
	{ "NLMSG_ERROR cut short", cut_error, 0, 0, 0, V_SHORT, false },
	{ "NLMSG_OVERRUN", overrun, 0, 0, 0, V_LOST, false },
	{ "NLMSG_NOOP, then a message", noop_then_one, 0, 1, 5, V_OK, true },
	{ "a message shorter than cn_msg", no_cn_head, 0, 0, 0, V_SHORT, false },
	{ "a message whose length lies", lying_length, 0, 0, 0, V_SHORT, false },
	{ "a message, then one that lies", one_then_lie, 0, 1, 5, V_SHORT, false },
	{ "a message, then one of 4 GiB", one_then_huge, 0, 1, 5, V_OK, false },
};

static struct heard inject(const struct library *lib, const struct inject_case *c,
			   enum verdict *verdict)
{
	struct heard heard = { .stop_after = c->stop_after };
	struct datagram *d = calloc(1, sizeof(*d));

	c->fill(d);
	*verdict = lib->inject(d, 0, &heard);
	free(d);
	return heard;
}

static void test_ours(const struct library *lib, const struct inject_case *c)
{
	enum verdict v;
	struct heard h = inject(lib, c, &v);

	if (!tap_ok(v == c->verdict && h.messages == c->messages && h.bytes == c->bytes,
		    "%s: %s", lib->name, c->name))
		tap_note("%d messages, %zu bytes, %s; expected %d, %zu, %s", h.messages, h.bytes,
			 verdict_names[v], c->messages, c->bytes, verdict_names[c->verdict]);
}

static void test_naive(const struct library *lib, const struct inject_case *c)
{
	enum verdict v;
	struct heard h = inject(lib, c, &v);

	tap_ok(h.messages < c->messages, "%s: loses %s, says \"%s\"", lib->name, c->name,
	       verdict_names[v]);
}

static void test_injected(const struct library *lib, bool ours)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (ours)
			test_ours(lib, &cases[i]);
		else if (cases[i].lost_alone)
			test_naive(lib, &cases[i]);
	}
}

/* ---- live ---- */

static void test_live_naive(const struct library *lib)
{
	int n = lib->proc_events();

	tap_ok(n <= 0, "%s: hears nothing of the kernel's proc connector (%d)", lib->name, n);
}

static void test_live_ours(const struct library *lib)
{
	enum verdict v;
	int after;
	int n = lib->proc_events();

	tap_ok(n == 1, "%s: hears the proc connector (%d)", lib->name, n);
	v = lib->overrun(&after);
	tap_ok(v == V_LOST, "%s: says when the queue ran over (%s)", lib->name, verdict_names[v]);
	tap_ok(after == 1, "%s: goes on after that (%d)", lib->name, after);
}

static void test_live(const struct library *lib, bool ours)
{
	if (!proc_there())
		tap_skip("proc connector", "not in this kernel, or not root");
	else if (ours)
		test_live_ours(lib);
	else
		test_live_naive(lib);
}

static void test_foreign(const char *name, int result)
{
	if (result < 0)
		tap_skip(name, "needs CAP_NET_ADMIN");
	else
		tap_ok(result, "%s", name);
}

/* ---- is it loaded? ---- */

static void test_listed(const char *text, bool want, const char *name)
{
	char path[] = "/tmp/wk-listed-XXXXXX";
	int fd = mkstemp(path);

	if (fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text))
		abort();
	close(fd);
	tap_ok(wk_transport_listed(path) == want, "loaded: %s", name);
	unlink(path);
}

int main(void)
{
	static const struct library * const naive[] = { &mnl_naive, &nl_naive, &nl_unchecked };
	static const struct library * const ours[] = { &mnl_ours, &nl_ours };

	for (size_t i = 0; i < 3; i++) {
		test_injected(naive[i], false);
		test_live(naive[i], false);
	}
	for (size_t i = 0; i < 2; i++) {
		test_injected(ours[i], true);
		test_live(ours[i], true);
	}
	test_foreign("cn_mnl: drops what another process sends", mnl_foreign_dropped());
	test_foreign("cn_nl: drops what another process sends", nl_foreign_dropped());
	tap_ok(mnl_route_works(), "cn_mnl: rtnetlink's dumps end and its errors are errors");
	tap_ok(nl_route_works(), "cn_nl: rtnetlink's dumps end and its errors are errors");
	test_listed("Name            ID\ncn_proc         1:1\nwasm_kernel     22:22337\n", true,
		    "its line is there");
	test_listed("Name            ID\nwasm_kernel     22:22338\ncn_proc         1:1\n", false,
		    "another val");
	test_listed("Name            ID\n", false, "an empty list");
	return tap_end();
}
