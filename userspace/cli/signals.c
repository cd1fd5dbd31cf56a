// SPDX-License-Identifier: GPL-2.0
/* Ctrl-C: what is going on ends in good order, and the second time at once. */

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <time.h>
#include <unistd.h>

#include "signals.h"

static int wake_pipe[2] = { -1, -1 };
static volatile sig_atomic_t caught;
static atomic_uint patience;	/* seconds that are left */
static timer_t seconds;

/* Of the whole process, whichever thread says so. */
static void die(int sig)
{
	signal(sig, SIG_DFL);
	kill(getpid(), sig);
}

/* The second signal ends the tool in any case, and with it the session. */
static void on_signal(int sig)
{
	static const struct itimerspec each = { { .tv_sec = 1 }, { .tv_sec = 1 } };
	int saved = errno;

	if (caught)
		die(sig);
	caught = sig;
	timer_settime(seconds, 0, &each, NULL);
	(void)!write(wake_pipe[1], "", 1);
	errno = saved;
}

/* Stuck, perhaps in output that nobody reads. A machine that stood still skips seconds. */
static void on_second(union sigval v)
{
	(void)v;
	if (atomic_fetch_sub(&patience, 1) <= 1)
		die(caught);
}

/* In a thread: a signal every second would interrupt the requests that are still to be made. */
static int make_timer(void)
{
	struct sigevent event = {
		.sigev_notify = SIGEV_THREAD, .sigev_notify_function = on_second,
	};

	return timer_create(CLOCK_MONOTONIC, &event, &seconds) ? -errno : 0;
}

int signals_catch(unsigned int last_words)
{
	static const int stops[] = { SIGINT, SIGTERM, SIGHUP };
	struct sigaction act = { .sa_handler = on_signal, .sa_flags = SA_NODEFER };
	struct sigaction old;
	int err;

	patience = last_words;
	if (pipe2(wake_pipe, O_CLOEXEC | O_NONBLOCK))
		return -errno;
	err = make_timer();
	if (err)
		return err;
	for (size_t i = 0; i < sizeof(stops) / sizeof(stops[0]); i++) {
		/* What nohup and shells have switched off stays so. */
		sigaction(stops[i], NULL, &old);
		if (old.sa_handler != SIG_IGN)
			sigaction(stops[i], &act, NULL);
	}
	return 0;
}

int signals_fd(void)
{
	return wake_pipe[0];
}

bool signals_caught(void)
{
	return caught;
}
