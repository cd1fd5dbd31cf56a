// SPDX-License-Identifier: GPL-2.0
/* Two requests at a time that want the same thing to begin and to end. */
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client.h"

#define ROUNDS		((unsigned int)number("WK_RACES", 600))
#define SESSIONS	4	/* as many as a port may have */
#define VICTIMS		60	/* sockets at a time: nearly as many as there may be */
#define RACERS		2

/**
 * struct racer - a thread that says the same again and again
 * @go: the round to run; raised by the main thread
 * @done: the round that has been run
 * @stop: no more rounds
 * @c: its own sockets
 * @sessions: to say BYE to
 * @heard: how many of them were still there
 */
struct racer {
	pthread_t thread;
	unsigned int go;
	unsigned int done;
	bool stop;
	struct client *c;
	uint64_t sessions[SESSIONS];
	unsigned int heard;
};

static void say_bye(struct racer *r, uint64_t session)
{
	r->c->session = session;
	begin(r->c, WK_V_BYE);
	r->heard += ask(r->c) == WK_C_OK;
}

static void *bye_thread(void *data)
{
	struct racer *r = data;
	unsigned int round = 0, i;

	while (!__atomic_load_n(&r->stop, __ATOMIC_ACQUIRE)) {
		if (__atomic_load_n(&r->go, __ATOMIC_ACQUIRE) == round) {
			sched_yield();
			continue;
		}
		round++;
		for (i = 0; i < SESSIONS; i++)
			say_bye(r, r->sessions[i]);
		__atomic_store_n(&r->done, round, __ATOMIC_RELEASE);
	}
	return NULL;
}

static void wait_for(struct racer *r)
{
	while (__atomic_load_n(&r->done, __ATOMIC_ACQUIRE) != r->go)
		sched_yield();
}

/* A socket with all the sessions that it may have. */
struct victim {
	struct client *c;
	uint64_t sessions[SESSIONS];
};

static bool victim_open(struct victim *v)
{
	unsigned int i;

	v->c = client_sockets();
	for (i = 0; i < SESSIONS; i++) {
		v->c->session = 0;
		if (!client_hello(v->c))
			return false;
		v->sessions[i] = v->c->session;
	}
	return true;
}

/* Closes a socket while others say BYE to its sessions. */
static void close_against_bye(struct racer *r, struct victim *v, unsigned int delay)
{
	unsigned int i;

	for (i = 0; i < RACERS; i++) {
		memcpy(r[i].sessions, v->sessions, sizeof(v->sessions));
		__atomic_store_n(&r[i].go, r[i].go + 1, __ATOMIC_RELEASE);
	}
	while (delay--)
		__asm__ volatile("pause");
	client_free(v->c);
	for (i = 0; i < RACERS; i++)
		wait_for(&r[i]);
}

/* The oldest first: it takes the kernel longest to find them, which makes the race close. */
static unsigned int one_batch(struct racer *r, unsigned int round, unsigned int wanted)
{
	static struct victim victims[VICTIMS];
	unsigned int i, n = 0;

	while (n < VICTIMS && n < wanted && victim_open(&victims[n]))
		n++;
	for (i = 0; i < n; i++)
		close_against_bye(r, &victims[i], (round * 37 + i * 101) % 4000);
	return n;
}

static void race_bye(void)
{
	struct racer r[RACERS] = { 0 };
	unsigned int i, good = 0, heard = 0, rounds = ROUNDS;

	for (i = 0; i < RACERS; i++) {
		r[i].c = client_sockets();
		pthread_create(&r[i].thread, NULL, bye_thread, &r[i]);
	}
	for (i = 0; i * VICTIMS < rounds; i++)
		good += one_batch(r, i, rounds - i * VICTIMS);
	for (i = 0; i < RACERS; i++) {
		__atomic_store_n(&r[i].stop, true, __ATOMIC_RELEASE);
		pthread_join(r[i].thread, NULL);
		client_free(r[i].c);
		heard += r[i].heard;
	}
	ok(good == rounds, "%u of %u times a socket is closed while its sessions hear BYE: %u did",
	   good, rounds, heard);
}

/**
 * struct thief - a thread that takes away what another one is just making
 * @verb: UNLOAD or SPACE_DEL
 * @attr: its attribute
 * @next: number that comes next
 * @stolen: how often it was there in time
 */
struct thief {
	pthread_t thread;
	struct client *c;
	unsigned int verb;
	unsigned int attr;
	uint32_t next;
	bool stop;
	unsigned int stolen;
};

static void *thief_thread(void *data)
{
	struct thief *t = data;

	while (!__atomic_load_n(&t->stop, __ATOMIC_ACQUIRE))
		t->stolen += ask_u32(t->c, t->verb, t->attr,
				     __atomic_load_n(&t->next, __ATOMIC_ACQUIRE)) == WK_C_OK;
	return NULL;
}

static uint32_t make(struct client *c, unsigned int verb)
{
	static const uint8_t empty[] = { 0, 'a', 's', 'm', 1, 0, 0, 0 };
	uint32_t code;

	return verb == WK_V_UNLOAD ? load(c, empty, sizeof(empty), false, &code) : space_new(c);
}

static void race_thief(unsigned int verb, unsigned int attr, const char *what)
{
	struct thief t = { .verb = verb, .attr = attr };
	struct client *c = client_new();
	unsigned int good = 0;

	if (!ok(c, "a session to make %s in", what))
		return;
	t.c = client_sockets();
	t.c->session = c->session;
	t.next = make(c, verb) + 1;
	pthread_create(&t.thread, NULL, thief_thread, &t);
	for (unsigned int i = 0; i < ROUNDS; i++) {
		uint32_t id = make(c, verb);

		if (!id)
			continue;
		good += id == t.next;
		__atomic_store_n(&t.next, id + 1, __ATOMIC_RELEASE);
		ask_u32(c, verb, attr, id);
	}
	__atomic_store_n(&t.stop, true, __ATOMIC_RELEASE);
	pthread_join(t.thread, NULL);
	ok(good == ROUNDS, "%u of %u %s get the right number; %u were taken away at once",
	   good, ROUNDS, what, t.stolen);
	client_free(t.c);
	client_free(c);
}

void suite_race(void)
{
	struct stage s;

	race_bye();
	race_thief(WK_V_UNLOAD, WK_A_PROGRAM, "programs");
	race_thief(WK_V_SPACE_DEL, WK_A_SPACE, "spaces");
	ok(all_gone(WK_LIST_PROGRAMS, patience) && all_gone(WK_LIST_SPACES, patience),
	   "nothing is left of it");
	ok(stage_open(&s), "there is still room for sessions");
	stage_close(&s);
}
