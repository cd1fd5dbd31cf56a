/* SPDX-License-Identifier: GPL-2.0 */
/* The thread of a space: takes runs, runs them in slices, says how they ended. */
#ifndef _WK_PROG_RUNNER_H
#define _WK_PROG_RUNNER_H

#include <linux/types.h>

struct wk_space;

/**
 * wk_runner_start() - makes the thread of a space
 * @s: space, complete but for its runner
 *
 * Context: process. Return: 0, -ENOMEM, -EINTR.
 */
int wk_runner_start(struct wk_space *s);

/**
 * wk_runner_stop() - waits until the thread has ended
 * @s: space with a reason to stop in it; nothing can be submitted any more
 *
 * Context: process, sleeps for at most a slice and a host function.
 */
void wk_runner_stop(struct wk_space *s);

/** wk_runner_cpu_time() - nanoseconds that the current thread has used */
u64 wk_runner_cpu_time(void);

#endif /* _WK_PROG_RUNNER_H */
