/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Spaces: places where instances live and see each other.
 *
 * A space has one budget, one thread that runs guests (its runner), one
 * standard input and output, and at most one run at a time.  The store and
 * everything in it belongs to the runner while the space is busy, and to whoever holds
 * @lock while it is not.
 */
#ifndef _WK_PROG_SPACE_H
#define _WK_PROG_SPACE_H

#include <linux/ktime.h>
#include <linux/mutex.h>
#include <linux/refcount.h>
#include <linux/wait.h>
#include <linux/xarray.h>

#include <linux/wasm_kernel.h>

#include "../host/hit.h"
#include "../host/wasi.h"
#include "../wasm/wasm.h"
#include "program.h"
#include "result.h"
#include "stdio.h"

struct mem_cgroup;
struct task_struct;
struct wk_space;

/**
 * struct wk_sink_ops - where a space sends what it has to say
 *
 * Called from the runner; they may wait for the reader until wk_space_cut().
 * @output: takes guest output, numbered by @seq; @last as for wk_space_cut().
 *          Return: 0, or a negative errno when nothing was taken.
 * @input: the guest waits; @room bytes of input would be taken
 * @done: a run has ended
 * @release: the space is gone and with it the use of @sink
 */
struct wk_sink_ops {
	int (*output)(void *sink, struct wk_space *s, u32 fd, u64 seq, const void *p, u32 len,
		      bool last);
	void (*input)(void *sink, struct wk_space *s, u32 room);
	void (*done)(void *sink, struct wk_space *s, const struct wk_result *r);
	void (*release)(void *sink);
};

/**
 * struct wk_space_config - what a client chooses
 * @fuel: guest instructions of each run
 * @timeout_ms: wall-clock limit of each run; 0 is none
 * @memory_pages: linear memory of all instances, pages of 64 KiB
 * @stack_slots: guest stack
 * @floats: enum wk_float_mode
 * @strict: imports that only answer ENOSYS are link errors
 * @pipes: bit n: standard stream n is no terminal
 * @argv: program arguments, each ended by NUL
 * @env: environment, each ended by NUL
 */
struct wk_space_config {
	u64 fuel;
	u32 timeout_ms;
	u32 memory_pages;
	u32 stack_slots;
	u32 floats;
	bool strict;
	u32 pipes;
	struct wk_str argv;
	struct wk_str env;
};

enum wk_job_kind {
	WK_JOB_INSTANTIATE,
	WK_JOB_INVOKE,
};

/**
 * struct wk_job - a run that was accepted
 * @kind: enum wk_job_kind
 * @request: its number
 * @program: to instantiate, with a reference
 * @func: to invoke
 * @args: its arguments
 * @results: room for its results
 * @fuel: limit in guest instructions
 * @timeout_ms: limit in wall-clock time, 0 for none
 */
struct wk_job {
	enum wk_job_kind kind;
	u32 request;
	struct wk_program *program;
	struct wk_func *func;
	u64 *args;
	struct wk_value *results;
	u64 fuel;
	u32 timeout_ms;
};

/* Why a run is to end before its time; @stop of a space. */
enum wk_stop {
	WK_STOP_NONE,
	WK_STOP_KILL,		/* the client asked */
	WK_STOP_DELETE,		/* the space goes; the client may still listen */
	WK_STOP_UNLOAD,		/* so does the kernel module */
	WK_STOP_GONE,		/* nobody listens any more */
};

/**
 * struct wk_space - see the head of this file
 * @refs: the table's, and one for each request that looks at it
 * @id: number; 0 until published
 * @port: netlink port of the owner, for lists
 * @owner: session that it dies with
 * @sink: where events go
 * @ops: how
 * @config: limits; @argv and @env point to @strings
 * @strings: copies of arguments and environment
 * @lock: state of the space: @busy, @stop, @ending, @job, both tables
 * @wait: runner: for a job, for input, for time to pass; others: to be woken
 * @busy: a run was accepted and has not ended
 * @stop: enum wk_stop; reset when a run is accepted, unless the space goes
 * @ending: somebody is taking it away
 * @deadline: when the run is out of time; KTIME_MAX for never
 * @job: what to run; the runner's while @busy
 * @runner: the thread
 * @memcg: what the guest's memory is charged to: the creator's group
 * @store: instances
 * @exec: guest stack; NULL until the first run
 * @fpu: @exec uses the FPU build
 * @wasi: state of the host functions of WASI
 * @hit: state of the others
 * @io: standard input and output
 * @instances: by number
 * @next_instance: last number given
 * @registered: list of struct wk_registration
 * @nregistered: its length
 * @fuel_used: of all runs, updated while one runs
 * @result: the run's end; the runner's
 */
struct wk_space {
	refcount_t refs;
	u32 id;
	u32 port;
	const void *owner;
	void *sink;
	const struct wk_sink_ops *ops;
	struct wk_space_config config;
	u8 *strings;

	struct mutex lock;
	wait_queue_head_t wait;
	bool busy;
	enum wk_stop stop;
	bool ending;
	ktime_t deadline;
	struct wk_job job;

	struct task_struct *runner;
	struct mem_cgroup *memcg;
	struct wk_store *store;
	struct wk_exec *exec;
	bool fpu;
	struct wk_wasi wasi;
	struct wk_hit hit;
	struct wk_stdio io;
	struct xarray instances;
	u32 next_instance;
	struct list_head registered;
	u32 nregistered;
	u64 fuel_used;
	struct wk_result result;
};

/**
 * wk_space_new() - makes a space and its runner, not yet in the table
 * @config: copied
 * @ops: how to send
 * @sink: where; released with the space, and at once on error
 *
 * Context: process; what guests use is charged to the current task's group.
 * Return: the space with one reference, or ERR_PTR(-ENOMEM), (-EINTR).
 */
struct wk_space *wk_space_new(const struct wk_space_config *config,
			      const struct wk_sink_ops *ops, void *sink);

/**
 * wk_space_publish() - gives a space its number and its owner
 * @s: its reference goes to the table when this succeeds
 * @owner: session that it dies with
 * @port: the owner's netlink port
 *
 * From then on anybody may remove it, and the caller must not look at it again.
 *
 * Return: its number, -ENOSPC when there are too many, -ENOMEM.
 */
int wk_space_publish(struct wk_space *s, const void *owner, u32 port);

/** wk_space_get() - space @id of @owner with a reference, or NULL */
struct wk_space *wk_space_get(u32 id, const void *owner);

/** wk_space_put() - gives a reference back. Context: may sleep */
void wk_space_put(struct wk_space *s);

/**
 * wk_space_kill() - ends what runs, as soon as the runner sees it
 * @s: space
 * @why: how strong: WK_STOP_KILL leaves the space usable
 *
 * Context: may sleep, but does not wait for the guest.
 */
void wk_space_kill(struct wk_space *s, enum wk_stop why);

/**
 * wk_space_remove() - takes a space away from its owner: ends what runs, waits for the
 *                     runner, and frees it with its last reference
 * Return: 0, or -ENOENT when @owner has no space @id.
 */
int wk_space_remove(u32 id, const void *owner, enum wk_stop why);

/** wk_spaces_kill() - wk_space_kill() for all spaces of @owner */
void wk_spaces_kill(const void *owner, enum wk_stop why);

/** wk_spaces_release() - wk_space_remove() for all spaces of @owner */
void wk_spaces_release(const void *owner, enum wk_stop why);

/**
 * wk_space_claim() - may the store be used now? @s->lock held
 * Return: 0, -EBUSY while something runs, -ENOENT when the space is going.
 */
int wk_space_claim(struct wk_space *s);

/**
 * wk_space_submit() - hands a run to the runner
 * @s: space, @s->lock held, just claimed
 * @job: copied; what it owns is the runner's from now on
 */
void wk_space_submit(struct wk_space *s, const struct wk_job *job);

/**
 * wk_space_check() - must the guest stop now?
 * Context: the runner. Return: WK_TRAP_NONE, _KILLED or _TIMEOUT.
 */
enum wk_trap wk_space_check(struct wk_space *s);

/**
 * wk_space_cut() - must a sink stop waiting for its reader now?
 * @s: space; called from its runner
 * @last: it sends the end of a run, which only the space's own end cuts short
 */
bool wk_space_cut(struct wk_space *s, bool last);

/** wk_spaces_list() - as wk_programs_list() */
u32 wk_spaces_list(u32 from, struct wk_list_item *items, u32 max, u32 *next);

/**
 * wk_instances_list() - describes the instances of all spaces
 * @from: a space's number in the upper 20 bits, an instance's in the lower 12
 */
u32 wk_instances_list(u32 from, struct wk_list_item *items, u32 max, u32 *next);

#endif /* _WK_PROG_SPACE_H */
