/* SPDX-License-Identifier: GPL-2.0 */
/* Inside of a client: shared by client*.c, seen by nobody else. */
#ifndef _WK_CLIENT_H
#define _WK_CLIENT_H

#include "cn_mnl.h"
#include "msg.h"
#include "transport.h"
#include "wasm_kernel.h"

/**
 * struct wk_client_stream - output of one space: shows that nothing is missing
 * @next: in the list of the client
 * @space: number of the space
 * @seq: number that its next output has
 */
struct wk_client_stream {
	struct wk_client_stream *next;
	uint32_t space;
	uint64_t seq;
};

/**
 * struct wk_client - a session
 * @events: what to call
 * @data: for them
 * @t: way to the kernel, NULL before hello
 * @own_transport: @t is closed with the client
 * @session: number from HELLO, 0 before
 * @last_request: number of the latest request
 * @reply_ms: how long a reply may take
 * @release: of the module
 * @protocol: of the module
 * @fault: of the latest call
 * @req: request being built or waited for
 * @answered: the reply to @req is in @reply
 * @reply: it, pointing into @reply_buf
 * @reply_buf: a copy of its message
 * @run: request of the run that is going on, or 0
 * @run_ended: it has; @done is filled
 * @done: how
 * @streams: spaces that have written something
 * @buf: place for datagrams
 */
struct wk_client {
	const struct wk_client_events *events;
	void *data;
	struct wk_transport *t;
	bool own_transport;
	uint64_t session;
	uint32_t last_request;
	int reply_ms;
	char release[64];
	uint32_t protocol;
	struct wk_client_fault fault;
	struct wk_request req;
	bool answered;
	struct wk_fields reply;
	uint32_t run;
	bool run_ended;
	struct wk_client_done done;
	struct wk_client_stream *streams;
	uint32_t reply_buf[WK_DATAGRAM_MAX / 4];
	uint32_t buf[WK_CN_MNL_BUFFER / 4];
};

/** wk_client_fail() - notes why a call does not return 0; Return: @result */
__attribute__((format(printf, 3, 4)))
int wk_client_fail(struct wk_client *c, int result, const char *fmt, ...);

/** wk_client_begin() - starts a request in c->req */
void wk_client_begin(struct wk_client *c, enum wk_verb verb);

/**
 * wk_client_call() - sends c->req and waits for its reply, which is then in c->reply
 *
 * Return: the reply's code, or a negative errno; the fault is set.
 */
int wk_client_call(struct wk_client *c);

/** wk_client_want() - a number that an OK reply must carry; 0, or -EPROTO */
int wk_client_want(struct wk_client *c, enum wk_attr attr, uint32_t *v);

/** wk_client_verb_name() - "load-begin" for WK_V_LOAD_BEGIN; never NULL */
const char *wk_client_verb_name(uint32_t verb);

/** wk_client_event() - handles a message that is no reply; 0 or a negative errno */
int wk_client_event(struct wk_client *c, const struct wk_fields *f);

/** wk_client_forget() - drops what is known about the output of a space */
void wk_client_forget(struct wk_client *c, uint32_t space);

/** wk_client_records(), wk_client_summary() - handle events of a stream */
int wk_client_records(struct wk_client *c, const struct wk_fields *f);
int wk_client_summary(struct wk_client *c, const struct wk_fields *f);

/**
 * wk_client_copy_frames() - takes frames and their names out of a message
 * @n: how many frames
 * @frames: array; lies in the same allocation as @names
 *
 * Return: the names, to be freed with free(); NULL when memory is short.
 */
const char **wk_client_copy_frames(const struct wk_fields *f, size_t *n,
				   struct wk_wire_frame **frames);

/** wk_client_account() - the account in a message; what is not there is 0 */
void wk_client_account(const struct wk_fields *f, struct wk_wire_account *account);

/** wk_client_await() - waits for the end of the run that is going on */
int wk_client_await(struct wk_client *c, struct wk_client_done *done);

#endif /* _WK_CLIENT_H */
