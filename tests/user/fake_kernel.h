/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A kernel in the same process: takes requests apart with the module's own
 * codec, answers as docs/protocol.md says, and misbehaves when told to.
 */
#ifndef _WK_TESTS_FAKE_KERNEL_H
#define _WK_TESTS_FAKE_KERNEL_H

#include <stddef.h>
#include <stdint.h>

#include "../../userspace/lib/transport.h"

#define FAKE_SESSION	0x0123456789abcdefull
#define FAKE_PROGRAM	77u
#define FAKE_SPACE	5u
#define FAKE_INSTANCE	3u

/* What it does wrong, once, at the request of verb @fault_verb. */
enum fault {
	FAULT_NONE,
	FAULT_LOSE_REPLY,	/* sends none */
	FAULT_LATE_REPLY,	/* sends the reply to another request first */
	FAULT_OTHER_SESSION,
	FAULT_OTHER_VERSION,
	FAULT_NO_CODE,
	FAULT_HUGE_CODE,
	FAULT_NO_NUMBER,	/* leaves out what an OK reply must carry */
	FAULT_ATTR_TWICE,
	FAULT_ATTR_SIZE,
	FAULT_ATTR_CUT,
	FAULT_SHORT_MESSAGE,	/* shorter than struct wk_msg */
	FAULT_LYING_CN,		/* cn_msg.len larger than the message */
	FAULT_OTHER_SERVICE,	/* a message of another Connector id */
	FAULT_NLMSG_ERROR,
	FAULT_OVERRUN,		/* recv() says ENOBUFS */
	FAULT_UNKNOWN_EVENT,
	FAULT_UNKNOWN_ATTR,	/* an attribute of a later release: no fault */
	FAULT_EVENT_SESSION,	/* an event of another session */
	FAULT_REFUSE,		/* code INVALID with text, offset, function */
	FAULT_REFUSE_SILENT,	/* code NOMEM without text */
	FAULT_UNPRINTABLE,	/* a text with control characters */
	FAULT_EINTR,		/* wait() is interrupted */
	FAULT_UNLOADED,		/* the module goes away and does not answer */
	FAULT_LIST_LOOP,	/* a list whose cursor does not move */
	FAULT_LIST_CUT,		/* items that are no whole number */
	FAULT_REPLY_TWICE,
	FAULT_EMPTY_REPLY_DATAGRAM,
};

/**
 * struct fake_kernel - its state; all readable by tests
 * @t: to be given to wk_client_use()
 * @loaded: is listed in /proc/net/connector
 * @protocol: that it speaks
 * @fault: what it does wrong
 * @fault_verb: at which request
 * @faulted: it has
 * @done_first: EV_DONE comes before the reply to INVOKE
 * @outputs: EV_OUTPUT events for each INVOKE
 * @output_gap: the number of one of them is left out
 * @ask_stdin: INVOKE does not end before STDIN came
 * @done_code: code of the next EV_DONE
 * @bad_request: sentence of the codec about a request that it refused, or ""
 * @requests: how many came
 * @hello_on_control: HELLO came on the wrong channel
 * @event_overrun: the next recv() says ENOBUFS
 * @uploaded: bytes of the last LOAD
 * @uploaded_len, @uploaded_total: how many came and were announced
 * @digest_right: of the last LOAD_COMMIT
 * @pinned: PIN was there
 * @input: what STDIN brought
 * @input_len: how much
 * @input_eof: it was the end
 * @items: programs that LIST shows
 * @environ_len, @argv_len: of SPACE_NEW
 * @killed, @aborted, @said_bye: such requests came
 */
struct fake_kernel {
	struct wk_transport t;
	bool loaded;
	uint16_t protocol;
	enum fault fault;
	uint16_t fault_verb;
	bool faulted;
	bool done_first;
	int outputs;
	int output_gap;
	bool ask_stdin;
	uint32_t done_code;
	char bad_request[320];
	int requests;
	bool hello_on_control;
	bool event_overrun;
	unsigned char *uploaded;
	size_t uploaded_len, uploaded_total;
	unsigned char digest[32];
	bool digest_right;
	bool pinned;
	char input[64];
	size_t input_len;
	bool input_eof;
	uint32_t items;
	uint32_t environ_len, argv_len, fuel, memory, timeout, floats, stack, pipes;
	bool strict;
	bool killed, aborted, said_bye;
	uint32_t run;
	struct fake_queue *queue[WK_CHANNELS];
};

struct fake_kernel *fake_kernel_new(void);
void fake_kernel_free(struct fake_kernel *k);

/** fake_kernel_end_run() - sends the EV_DONE that @ask_stdin held back */
void fake_kernel_end_run(struct fake_kernel *k, uint32_t code);

#endif /* _WK_TESTS_FAKE_KERNEL_H */
