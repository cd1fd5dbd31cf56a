// SPDX-License-Identifier: GPL-2.0
/* Who lacks CAP_SYS_ADMIN is refused by every verb and learns nothing. */
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client.h"

static const char *verb_names[] = {
#define WK_VERB(number, ident, name, summary) [number] = name,
#include <wasm_kernel/verbs.def>
#undef WK_VERB
};
#define VERBS (sizeof(verb_names) / sizeof(verb_names[0]))

/* The answers that a sender gets, one byte each: 'd' for DENIED and nothing else. */
static char answer(struct client *c)
{
	uint32_t code = ask(c);

	if (code == SILENCE)
		return '-';
	if (code != WK_C_DENIED)
		return '!';
	for (unsigned int i = 0; i <= WK_A_MAX; i++)
		if (raw_has(&c->in, i) && i != WK_A_CODE && i != WK_A_TEXT)
			return '+';
	if (!raw_has(&c->in, WK_A_TEXT) || c->in.session)
		return '+';
	return 'd';
}

/* Every verb, well formed as far as that goes, with a session number that is right. */
static void try_all(uint64_t session, uint32_t space, int result)
{
	struct client *c = client_sockets();
	char answers[VERBS + 4] = { 0 };
	size_t verb, n = 0;

	patience = 1000;
	c->session = session;
	for (verb = 1; verb < VERBS; verb++) {
		begin(c, verb);
		if (verb == WK_V_HELLO)
			raw_set64(&c->m, RAW_WK + 12, 0);
		raw_u32(&c->m, verb == WK_V_HELLO ? WK_A_PROTOCOL : WK_A_SPACE, space);
		answers[n++] = answer(c);
	}
	begin(c, 999);
	answers[n++] = answer(c);
	begin(c, WK_V_HELLO);
	raw_set16(&c->m, RAW_WK + 4, 77);
	answers[n++] = answer(c);
	begin(c, WK_V_KILL);
	c->m.len = RAW_WK + 5;
	raw_seal(&c->m);
	answers[n++] = answer(c);
	if (write(result, answers, n) != (ssize_t)n)
		_exit(1);
	_exit(0);
}

static int become_nobody(void)
{
	return setgid(65534) || setuid(65534);
}

static int become_namespace_root(void)
{
	return setgid(65534) || setuid(65534) || unshare(CLONE_NEWUSER);
}

static int drop_only_admin(void)
{
	return unshare(CLONE_NEWUSER);
}

static void as(const char *who, int (*become)(void), struct stage *s)
{
	char answers[VERBS + 4] = { 0 };
	int fd[2], status;
	ssize_t n;
	size_t i;
	pid_t pid;

	if (pipe(fd))
		return;
	fflush(stdout);
	pid = fork();
	if (!pid) {
		if (become())
			_exit(2);
		try_all(s->c->session, s->space, fd[1]);
	}
	close(fd[1]);
	n = read(fd[0], answers, sizeof(answers));
	waitpid(pid, &status, 0);
	close(fd[0]);
	ok(status == 0 && n == VERBS + 2, "%s: asked everything", who);
	for (i = 1; i < VERBS; i++)
		ok(answers[i - 1] == 'd', "%s: %s is denied", who, verb_names[i]);
	ok(answers[VERBS - 1] == 'd', "%s: a verb that does not exist is denied alike", who);
	ok(answers[VERBS] == 'd', "%s: so is another version", who);
	ok(answers[VERBS + 1] == '-', "%s: a fragment is not answered", who);
}

/* A socket opened without the capability does not get it when a mighty process writes to it. */
static void borrowed_socket(void)
{
	struct client *c = calloc(1, sizeof(*c));
	uint32_t code = SILENCE;
	int fd;

	if (seteuid(65534)) {
		ok(false, "cannot change user");
		return;
	}
	fd = raw_open(&c->port);
	if (seteuid(0)) {
		ok(false, "cannot change back");
		return;
	}
	begin(c, WK_V_HELLO);
	raw_u32(&c->m, WK_A_PROTOCOL, WK_PROTOCOL);
	/* No address: as if the socket were somebody's standard output. */
	if (write(fd, c->m.b, c->m.len) == (ssize_t)c->m.len && raw_recv(fd, &c->in, patience))
		code = raw_get32(&c->in, WK_A_CODE);
	ok(code == WK_C_DENIED, "a socket opened by nobody is denied in root's hands");
	close(fd);
	free(c);
}

void suite_denied(void)
{
	struct stage s;

	if (!ok(stage_open(&s), "root has a session, a program, a space"))
		return;
	as("nobody", become_nobody, &s);
	as("root of a user namespace", become_namespace_root, &s);
	as("root in a new user namespace", drop_only_admin, &s);
	borrowed_socket();
	ok(start(s.c, s.space, s.inst, "loop", 0, 0, 100, 0) == WK_C_OK &&
	   wait_done(s.c, patience) == WK_C_TIMEOUT, "root's session is unharmed");
	stage_close(&s);
}
