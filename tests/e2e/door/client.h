/* SPDX-License-Identifier: GPL-2.0 */
/* A small client for the door's tests: events on one socket, replies on another. */
#ifndef _WK_TEST_CLIENT_H
#define _WK_TEST_CLIENT_H

#include "raw.h"

/* No answer: what ask() returns besides enum wk_code. */
#define SILENCE		0xffffu

/**
 * struct client - a session
 * @events: socket that said HELLO
 * @asks: socket that asks everything else
 * @session: number
 * @request: last request number
 * @m: message being made
 * @in: message received last
 */
struct client {
	int events;
	int asks;
	uint32_t port;
	uint32_t asks_port;
	uint64_t session;
	uint32_t request;
	struct raw_msg m;
	struct raw_in in;
};

/* Results, one line each. Return: @good. */
bool ok(bool good, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Prints the plan. Return: exit status. */
int done_testing(void);
double now(void);
/* Seconds since @since, which becomes now; a quarter at most, as the host may have stood still. */
double step(double *since);
/* Seconds for which the machine did not stand still, from the first call on; not after a fork. */
double awake(void);
/* A number of the environment, or @otherwise. */
long number(const char *name, long otherwise);

/* Milliseconds that a reply may take; the debug kernel on a busy machine is slow. */
extern int patience;

/* Opens both sockets; says hello; does both. */
struct client *client_sockets(void);
bool client_hello(struct client *c);
struct client *client_new(void);
/* Closes without a word, as death does. */
void client_free(struct client *c);

/* Starts a request in @c->m; asks it; waits for its reply, which is in @c->in. Return: code. */
void begin(struct client *c, unsigned int verb);
uint32_t ask(struct client *c);
/* The same on the events socket. */
uint32_t ask_on(struct client *c, int fd);
/* begin(), one u32 attribute, ask() */
uint32_t ask_u32(struct client *c, unsigned int verb, unsigned int attr, uint32_t v);

/* Waits for an event of kind @verb; other events are thrown away. */
bool wait_event(struct client *c, unsigned int verb, int ms);
/* Waits for EV_DONE. Return: its code, or SILENCE. */
uint32_t wait_done(struct client *c, int ms);

/* Return: program number, or 0 with the code in *@code. */
uint32_t load(struct client *c, const void *p, size_t len, bool pin, uint32_t *code);
uint32_t load_begin(struct client *c, const void *p, size_t len, bool pin);
uint32_t chunk(struct client *c, uint32_t load, uint32_t offset, const void *p, size_t len);

/* With tight defaults for the tests. Return: number or 0. */
uint32_t space_new(struct client *c);
uint32_t instantiate(struct client *c, uint32_t space, uint32_t program);
/* Starts an export with at most one argument. Return: code of the reply. */
uint32_t start(struct client *c, uint32_t space, uint32_t inst, const char *name, uint8_t type,
	       uint64_t arg, uint32_t timeout_ms, uint64_t fuel);
/* Session, program, space and instance of the guest in one go. Return: instance, or 0. */
struct stage {
	struct client *c;
	uint32_t program;
	uint32_t space;
	uint32_t inst;
};
bool stage_open(struct stage *s);
/* The same for a client that has sockets and no session yet. */
bool stage_fill(struct stage *s);
void stage_close(struct stage *s);

/* How many objects of a kind there are in the kernel; asked by a client of its own. */
unsigned int count_objects(uint32_t kind);
/* Waits until there are none of @kind. */
bool all_gone(uint32_t kind, int ms);

/* The guest, guest.wasm, read once. */
extern const uint8_t *guest;
extern size_t guest_len;
void guest_read(const char *path);

/* The suites. */
void suite_bad(void);
void suite_load(void);
void suite_denied(void);
void suite_life(void);
void suite_limits(void);
void suite_limits_many(void);
void suite_limits_hooks(void);
void suite_stdio(void);
void suite_memory(void);
void suite_many(void);
void suite_failnth(void);
void suite_cycles(void);
__attribute__((noreturn)) void suite_swarm(void);
void suite_race(void);
void suite_attack(void);

#endif /* _WK_TEST_CLIENT_H */
