// SPDX-License-Identifier: GPL-2.0
/* Ctrl-C: what is still to be done is not interrupted, and it ends all the same. */
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../userspace/cli/signals.h"
#include "tap.h"

enum { LAST_WORDS = 2, INTERRUPTED = 1, DEAF = 2, ALIVE = 3 };

/* Waits longer than a second after its Ctrl-C, and then until it is ended. */
static void __attribute__((noreturn)) child(void)
{
	struct pollfd wake;

	if (signals_catch(LAST_WORDS))
		_exit(DEAF);
	wake = (struct pollfd){ .fd = signals_fd(), .events = POLLIN };
	raise(SIGINT);
	if (!signals_caught() || poll(&wake, 1, 0) != 1)
		_exit(DEAF);
	if (poll(NULL, 0, LAST_WORDS * 1000 - 500))
		_exit(INTERRUPTED);
	poll(NULL, 0, 60000);
	_exit(ALIVE);
}

/* The second Ctrl-C does not wait. */
static void __attribute__((noreturn)) hurried(void)
{
	if (signals_catch(1000))
		_exit(DEAF);
	raise(SIGINT);
	raise(SIGTERM);
	_exit(ALIVE);
}

/* Whoever runs the tests in the background has switched Ctrl-C off. */
static int status_of(void (*body)(void))
{
	int status = -1;
	pid_t pid = fork();

	if (!pid) {
		signal(SIGINT, SIG_DFL);
		signal(SIGTERM, SIG_DFL);
		body();
	}
	waitpid(pid, &status, 0);
	return status;
}

int main(void)
{
	int status = status_of(child);

	tap_ok(!WIFEXITED(status) || WEXITSTATUS(status) != INTERRUPTED,
	       "a wait after Ctrl-C is not interrupted");
	tap_ok(WIFSIGNALED(status) && WTERMSIG(status) == SIGINT,
	       "patience ends, with that signal");
	status = status_of(hurried);
	tap_ok(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM, "the second signal ends it");
	return tap_end();
}
