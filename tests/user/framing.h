/* SPDX-License-Identifier: GPL-2.0 */
/* The same cases for both libraries, naive and right. */
#ifndef _WK_TESTS_FRAMING_H
#define _WK_TESTS_FRAMING_H

#include <stdint.h>

#include "datagram.h"

/* What became of a datagram, whatever the library calls it. */
enum verdict {
	V_OK,		/* went through */
	V_STOP,		/* acknowledgement, end of dump, or the callback said stop */
	V_EPERM,	/* NLMSG_ERROR with EPERM */
	V_LOST,		/* messages were lost */
	V_SHORT,	/* a message is shorter than it says */
	V_OTHER,
};

extern const char * const verdict_names[];

/**
 * struct heard - what a callback was given
 * @messages: how many
 * @bytes: of payload
 * @stop_after: stop at this many messages; 0 for never
 */
struct heard {
	int messages;
	size_t bytes;
	int stop_after;
};

/**
 * struct library - a way to read Connector messages
 * @name: for test names
 * @inject: gives it a datagram as if the kernel had sent it from @port
 * @proc_events: joins the kernel's proc connector, has a child fork and exit,
 *               and counts exit events of that child; -1 when the library fails
 * @overrun: overflows the queue of such a socket; verdict, then events heard afterwards
 */
struct library {
	const char *name;
	enum verdict (*inject)(const struct datagram *d, uint32_t port, struct heard *heard);
	int (*proc_events)(void);
	enum verdict (*overrun)(int *after);
};

extern const struct library mnl_naive, mnl_ours, nl_naive, nl_unchecked, nl_ours;

/** proc_listen() - asks the proc connector for events (needs root), over any socket */
int proc_listen(int fd);

/** proc_child() - a child that is born and dies; Return: its pid */
int proc_child(void);

/** proc_is_exit() - is this payload the exit event of process @pid? */
int proc_is_exit(const void *payload, size_t len, int pid);

/* Real dumps and errors of rtnetlink through sockets set up by us; true when right. */
int mnl_route_works(void);
int nl_route_works(void);

/** mnl_foreign_dropped() - a datagram of another process; -1 when it cannot be sent here */
int mnl_foreign_dropped(void);
int nl_foreign_dropped(void);

#endif /* _WK_TESTS_FRAMING_H */
