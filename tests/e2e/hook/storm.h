/* SPDX-License-Identifier: GPL-2.0 */
/* The parts of the storm: what fires, who reads, and the cycles themselves. */
#ifndef _WK_E2E_HOOK_STORM_H
#define _WK_E2E_HOOK_STORM_H

#include <sys/types.h>

#include "hook.h"

#define STORM_PATIENCE_MS	60000	/* the machine is busy with other things */
#define STORM_HOOKS		64

/* ---- storm_load.c ---- */

/* Makes all hooks fire, and does not return. */
void storm_load(void);

/* Hooks of all kinds that this kernel has. Return: how many, at most STORM_HOOKS */
size_t storm_hooks(struct wk_client *c, uint32_t program, struct wk_client_hook *all);

/* ---- storm_reader.c ---- */

/**
 * struct storm_got - what a reader has when a stream has ended
 * @records: that came
 * @ended: with a summary
 * @account: of the summary
 */
struct storm_got {
	unsigned long long records;
	uint32_t ended;
	struct wk_wire_account account;
};

/**
 * struct storm_reader - a process of its own, so that it can be stopped
 * @pid: its process
 * @to, @from: it
 */
struct storm_reader {
	pid_t pid;
	int to, from;
};

bool storm_reader_start(struct storm_reader *r);

/* Has it subscribe to @attach. */
bool storm_reader_follow(const struct storm_reader *r, uint32_t attach);

/* Waits for the end of what it follows. */
struct storm_got storm_reader_end(const struct storm_reader *r);

/* Ends a process of ours. */
void storm_kill(pid_t pid);

#endif /* _WK_E2E_HOOK_STORM_H */
