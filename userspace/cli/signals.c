// SPDX-License-Identifier: GPL-2.0
/* Ctrl-C: what is going on ends in good order, and the second time at once. */

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <sys/time.h>
#include <unistd.h>

#include "signals.h"

static int wake_pipe[2] = { -1, -1 };
static volatile sig_atomic_t caught;
static volatile sig_atomic_t patience;	/* ticks that are left */

/* A machine that stood still uses up one of them, not all. */
#define TICKS		4	/* a second */

static void die(int sig)
{
	signal(sig, SIG_DFL);
	raise(sig);
}

static void tick(void)
{
	const struct itimerval once = { .it_value.tv_usec = 1000000 / TICKS };

	setitimer(ITIMER_REAL, &once, NULL);
}

/* The second signal ends the tool in any case, and with it the session. */
static void on_signal(int sig)
{
	int saved = errno;

	if (caught)
		die(sig);
	caught = sig;
	tick();
	(void)!write(wake_pipe[1], "", 1);
	errno = saved;
}

/* Stuck, perhaps in output that nobody reads. */
static void on_alarm(int sig)
{
	int saved = errno;

	(void)sig;
	if (--patience <= 0)
		die(caught);
	tick();
	errno = saved;
}

int signals_catch(unsigned int last_words)
{
	static const int stops[] = { SIGINT, SIGTERM, SIGHUP };
	struct sigaction act = { .sa_handler = on_signal, .sa_flags = SA_NODEFER };
	struct sigaction old;

	patience = (sig_atomic_t)last_words * TICKS;
	if (pipe2(wake_pipe, O_CLOEXEC | O_NONBLOCK))
		return -errno;
	for (size_t i = 0; i < sizeof(stops) / sizeof(stops[0]); i++) {
		/* What nohup and shells have switched off stays so. */
		sigaction(stops[i], NULL, &old);
		if (old.sa_handler != SIG_IGN)
			sigaction(stops[i], &act, NULL);
	}
	act.sa_handler = on_alarm;
	act.sa_flags = SA_RESTART;
	sigaction(SIGALRM, &act, NULL);
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
