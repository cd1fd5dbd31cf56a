// SPDX-License-Identifier: GPL-2.0
/* Ctrl-C: what is going on ends in good order, and the second time at once. */

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

#include "signals.h"

static int wake_pipe[2] = { -1, -1 };
static volatile sig_atomic_t caught;
static unsigned int patience;

static void die(int sig)
{
	signal(sig, SIG_DFL);
	raise(sig);
}

/* The second signal ends the tool in any case, and with it the session. */
static void on_signal(int sig)
{
	int saved = errno;

	if (caught)
		die(sig);
	caught = sig;
	alarm(patience);
	(void)!write(wake_pipe[1], "", 1);
	errno = saved;
}

/* Stuck, perhaps in output that nobody reads. */
static void on_alarm(int sig)
{
	(void)sig;
	die(caught);
}

int signals_catch(unsigned int last_words)
{
	static const int stops[] = { SIGINT, SIGTERM, SIGHUP };
	struct sigaction act = { .sa_handler = on_signal, .sa_flags = SA_NODEFER };
	struct sigaction old;

	patience = last_words;
	if (pipe2(wake_pipe, O_CLOEXEC | O_NONBLOCK))
		return -errno;
	for (size_t i = 0; i < sizeof(stops) / sizeof(stops[0]); i++) {
		/* What nohup and shells have switched off stays so. */
		sigaction(stops[i], NULL, &old);
		if (old.sa_handler != SIG_IGN)
			sigaction(stops[i], &act, NULL);
	}
	act.sa_handler = on_alarm;
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
