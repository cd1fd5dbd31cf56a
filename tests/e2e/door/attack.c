// SPDX-License-Identifier: GPL-2.0
/* What somebody would do who means harm, with rights and without, or who is merely broken. */
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/netlink.h>

#include "client.h"

/* ---- a user without rights, at the ports and groups of one who has them ---- */

#define HEIRS	40	/* times that a port is taken over */

static int netlink_socket(void)
{
	return socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_CONNECTOR);
}

static int bind_port(int fd, uint32_t port)
{
	struct sockaddr_nl addr = { .nl_family = AF_NETLINK, .nl_pid = port };

	return bind(fd, (void *)&addr, sizeof(addr)) ? -errno : 0;
}

static bool hears_anything(int fd, int ms)
{
	static uint8_t buf[RAW_MAX];
	struct timeval t = { .tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000 };

	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &t, sizeof(t));
	return recv(fd, buf, sizeof(buf), 0) >= 0;
}

/* As nobody: waits for @port to be free, takes it, listens. Exit: 0 nothing heard, 1 something. */
static void be_heir(uint32_t port, int ready)
{
	int fd, err;

	if (setgid(65534) || setuid(65534))
		_exit(2);
	fd = netlink_socket();
	if (bind_port(fd, port) != -EADDRINUSE || write(ready, "", 1) != 1)
		_exit(3);
	while ((err = bind_port(fd, port)) == -EADDRINUSE)
		;
	_exit(err ? 4 : hears_anything(fd, 100));
}

/* A guest writes as fast as it can when its client's port passes to somebody else. */
static int inherit_port(unsigned int delay)
{
	int ready[2], status = -1;
	struct stage s;
	pid_t pid;
	char c;

	if (pipe(ready) || !stage_open(&s))
		return -1;
	start(s.c, s.space, s.inst, "flood", WK_VT_I32, 0, 0, 0);
	pid = fork();
	if (!pid) {
		close(s.c->events);
		close(s.c->asks);
		be_heir(s.c->port, ready[1]);
	}
	if (read(ready[0], &c, 1) == 1)
		usleep(delay);
	/* Room in the queue: the guest must be writing at this very moment. */
	while (raw_recv(s.c->events, &s.c->in, 0) && delay--)
		;
	stage_close(&s);
	waitpid(pid, &status, 0);
	close(ready[0]);
	close(ready[1]);
	return status;
}

static void ports(void)
{
	unsigned int i, good = 0;

	for (i = 0; i < HEIRS; i++)
		good += inherit_port(i * 211 % 5000) == 0;
	ok(good == HEIRS, "%u of %u times a dead client's port has nothing for who takes it over",
	   good, HEIRS);
	ok(all_gone(WK_LIST_SPACES, patience), "... and its guest is gone");
}

/* Does nobody hear what a guest writes, in any group? */
static void listen_in_groups(int ready)
{
	int fd, group, joined = 0;

	if (setgid(65534) || setuid(65534))
		_exit(2);
	fd = netlink_socket();
	bind_port(fd, 0);
	for (group = 1; group <= 32; group++) {
		int err = setsockopt(fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group,
				     sizeof(group));

		if (!err && group == WK_CN_IDX)
			_exit(3);
		joined += !err;
	}
	if (write(ready, &joined, sizeof(joined)) != sizeof(joined))
		_exit(4);
	_exit(hears_anything(fd, 500));
}

static void groups(void)
{
	int ready[2], status = -1, joined = -1;
	struct stage s;
	pid_t pid;

	if (!ok(!pipe(ready) && stage_open(&s), "a guest, and nobody listening"))
		return;
	pid = fork();
	if (!pid)
		listen_in_groups(ready[1]);
	if (read(ready[0], &joined, sizeof(joined)) != sizeof(joined))
		joined = -1;
	start(s.c, s.space, s.inst, "flood", WK_VT_I32, 50, 0, 0);
	ok(wait_done(s.c, patience) == WK_C_OK, "a guest writes");
	waitpid(pid, &status, 0);
	ok(joined >= 0 && !status, "nobody, in %d groups, hears none of it", joined);
	stage_close(&s);
}

/* ---- clients that die ---- */

/* A child that inherits the sockets keeps the session; the last one takes it along. */
static void inherited_sockets(void)
{
	pid_t parent, child = 0;
	struct stage s;
	int pipes[2];

	if (pipe(pipes))
		return;
	parent = fork();
	if (!parent) {
		if (!stage_open(&s) ||
		    start(s.c, s.space, s.inst, "loop", 0, 0, 0, 0) != WK_C_OK)
			_exit(1);
		child = fork();
		if (!child) {
			pause();
			_exit(0);
		}
		if (write(pipes[1], &child, sizeof(child)) != sizeof(child))
			_exit(1);
		pause();
	}
	if (!ok(read(pipes[0], &child, sizeof(child)) == sizeof(child),
		"a client with a guest, and its child"))
		return;
	kill(parent, SIGKILL);
	waitpid(parent, NULL, 0);
	usleep(100000);
	ok(count_objects(WK_LIST_SPACES) == 1, "the client dies: its child keeps the session");
	kill(child, SIGKILL);
	ok(all_gone(WK_LIST_SPACES, patience), "the child dies, and the guest with it");
}

#define KILLED	12u	/* uploaders, at every stage of it */

/* A module of 4 MB whose compilation takes a while. */
static uint8_t *large_module(size_t *len)
{
	static const uint8_t head[] = { 0, 'a', 's', 'm', 1, 0, 0, 0, 1, 4, 1, 0x60, 0, 0,
					3, 7, 6, 0, 0, 0, 0, 0, 0 };
	const uint32_t body = 5 << 17;	/* fits in 4 bytes of LEB128, as all lengths here */
	const uint32_t code = 1 + 6 * (4 + body);
	uint8_t *p = malloc(sizeof(head) + 5 + code), *at = p + sizeof(head);
	unsigned int f, i;

	memcpy(p, head, sizeof(head));
	*at++ = 10;
	for (i = 0; i < 4; i++)
		*at++ = (code >> 7 * i & 0x7f) | (i < 3 ? 0x80 : 0);
	*at++ = 6;
	for (f = 0; f < 6; f++) {
		for (i = 0; i < 4; i++)
			*at++ = (body >> 7 * i & 0x7f) | (i < 3 ? 0x80 : 0);
		*at++ = 0;
		for (i = 1; i + 3 < body; i += 3) {
			*at++ = 0x41;	/* i32.const 1, drop */
			*at++ = 1;
			*at++ = 0x1a;
		}
		for (; i + 1 < body; i++)
			*at++ = 1;	/* nop */
		*at++ = 0x0b;
	}
	*len = at - p;
	return p;
}

static void killed_loading(void)
{
	unsigned int i, died = 0, late = 0;
	uint32_t code;
	size_t len;
	uint8_t *p = large_module(&len);
	struct client *c = client_new();
	double t = awake(), took;

	ok(load(c, p, len, false, &code), "a module of %zu MB is loaded", len >> 20);
	took = awake() - t;
	printf("# in %.1f s\n", took);
	client_free(c);
	for (i = 0; i < KILLED; i++) {
		pid_t pid = fork();
		int status;

		if (!pid) {
			c = client_new();
			_exit(c && load(c, p, len, false, &code) ? 0 : 1);
		}
		usleep(took * 1000000 * i / (KILLED + KILLED / 3));
		kill(pid, SIGKILL);
		t = awake();
		waitpid(pid, &status, 0);
		died += WIFSIGNALED(status);
		late += awake() - t > 5;
	}
	free(p);
	ok(died > KILLED / 2, "%u of %u uploaders are killed on the way", died, KILLED);
	ok(!late, "... without delay");
}

/* ---- a storm ---- */

#define STORMERS	6
#define BLOWS		(patience > 10000 ? 150u : 500u)

/**
 * struct stormer - a thread that asks anything
 * @c: shares the session of all, on sockets of its own
 * @seed: of its random numbers
 * @silent: requests without an answer
 * @odd: answers that no request of this kind may have
 */
struct stormer {
	pthread_t thread;
	struct client *c;
	unsigned int seed;
	unsigned int silent;
	unsigned int odd;
	unsigned int taken;
};

static uint32_t pick(struct stormer *st, uint32_t n)
{
	return rand_r(&st->seed) / 7 % n;
}

/* What the storm is about: a few spaces, programs, instances, all of them likely to be there. */
static uint32_t small(struct stormer *st, uint32_t base)
{
	return base + pick(st, 4);
}

static void blow_run(struct stormer *st, uint32_t space)
{
	static const char *const exports[] = { "loop", "flood", "cat", "grow", "fill" };
	static const uint8_t types[] = { 0, WK_VT_I32, 0, WK_VT_I32, 0 };
	uint32_t e = pick(st, 5);
	struct wk_value v = { .type = types[e], .bits = pick(st, 20) };

	begin(st->c, WK_V_INVOKE);
	raw_u32(&st->c->m, WK_A_SPACE, space);
	raw_u32(&st->c->m, WK_A_INSTANCE, 1 + pick(st, 2));
	raw_attr(&st->c->m, WK_A_EXPORT, exports[e], strlen(exports[e]));
	if (types[e])
		raw_attr(&st->c->m, WK_A_ARGS, &v, sizeof(v));
	raw_u32(&st->c->m, WK_A_TIMEOUT, 1 + pick(st, 50));
}

static void blow(struct stormer *st, uint32_t space, uint32_t program)
{
	struct client *c = st->c;

	switch (pick(st, 11)) {
	case 0:
		begin(c, WK_V_SPACE_NEW);
		break;
	case 1:
		begin(c, WK_V_SPACE_DEL);
		raw_u32(&c->m, WK_A_SPACE, space);
		break;
	case 2:
	case 3:
		begin(c, WK_V_INSTANTIATE);
		raw_u32(&c->m, WK_A_SPACE, space);
		raw_u32(&c->m, WK_A_PROGRAM, program);
		break;
	case 4:
	case 5:
	case 6:
		blow_run(st, space);
		break;
	case 7:
		begin(c, WK_V_KILL);
		raw_u32(&c->m, WK_A_SPACE, space);
		break;
	case 8:
		begin(c, WK_V_LIST);
		raw_u32(&c->m, WK_A_KIND, 1 + pick(st, 3));
		break;
	case 9:
		begin(c, WK_V_STDIN);
		raw_u32(&c->m, WK_A_SPACE, space);
		raw_attr(&c->m, WK_A_DATA, c->m.b, pick(st, 5000));
		break;
	default:
		begin(c, WK_V_REGISTER);
		raw_u32(&c->m, WK_A_SPACE, space);
		raw_u32(&c->m, WK_A_INSTANCE, 1 + pick(st, 2));
		raw_str(&c->m, WK_A_NAME, "wasi_snapshot_preview1");
	}
}

/* The newest space is what all of them fight for. */
static uint32_t newest;

static void *storm_thread(void *data)
{
	struct stormer *st = data;
	uint32_t code, program = 0, top = 1;
	unsigned int i;

	for (i = 0; i < BLOWS; i++) {
		if (i % 64 == 0)
			program = load(st->c, guest, guest_len, false, &code);
		top = __atomic_load_n(&newest, __ATOMIC_RELAXED);
		blow(st, top > 3 ? small(st, top - 3) : small(st, 1), program);
		code = ask(st->c);
		st->silent += code == SILENCE;
		st->taken += code == WK_C_OK;
		st->odd += code == WK_C_BAD_VERB || code == WK_C_DENIED || code == WK_C_INTERNAL;
		if (code == WK_C_OK && raw_has(&st->c->in, WK_A_SPACE))
			__atomic_store_n(&newest, raw_get32(&st->c->in, WK_A_SPACE),
					 __ATOMIC_RELAXED);
		if (i % 64 == 63)
			ask_u32(st->c, WK_V_UNLOAD, WK_A_PROGRAM, program);
	}
	return NULL;
}

/* Several threads ask all kinds of things of one session, whose events nobody reads at times. */
static void storm(unsigned int seed)
{
	struct stormer st[STORMERS] = { 0 };
	unsigned int i, silent = 0, odd = 0, taken = 0;
	struct client *c = client_new();

	for (i = 0; i < STORMERS; i++) {
		st[i].c = client_sockets();
		st[i].c->session = c->session;
		st[i].c->request = i << 24;
		st[i].seed = seed * STORMERS + i;
		pthread_create(&st[i].thread, NULL, storm_thread, &st[i]);
	}
	while (seed % 2 && raw_recv(c->events, &c->in, 1000))
		;
	for (i = 0; i < STORMERS; i++) {
		pthread_join(st[i].thread, NULL);
		client_free(st[i].c);
		silent += st[i].silent;
		odd += st[i].odd;
		taken += st[i].taken;
	}
	client_free(c);
	ok(!silent && !odd, "a storm of %u requests: %u taken, %u unanswered, %u odd answers",
	   STORMERS * BLOWS, taken, silent, odd);
	ok(all_gone(WK_LIST_SPACES, patience) && all_gone(WK_LIST_PROGRAMS, patience),
	   "... of which nothing is left");
}

void suite_attack(void)
{
	ports();
	groups();
	inherited_sockets();
	killed_loading();
	storm(1);
	storm(2);
}
