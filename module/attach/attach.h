/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Attachments: programs on hooks.
 *
 * An attachment has an instance of its program for each possible CPU, maps, a stream and
 * probes, one for each hook.  It is made, told about maps, constants and hooks, armed, and
 * detached.  @lock guards all of that; hits take no lock: they see only what was
 * complete before the first hook was registered and goes after the last one was unregistered.
 */
#ifndef _WK_ATTACH_ATTACH_H
#define _WK_ATTACH_ATTACH_H

#include <linux/irq_work.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/refcount.h>
#include <linux/workqueue.h>

#include <linux/wasm_kernel.h>

#include "../host/hit.h"
#include "../host/host.h"
#include "../limits.h"
#include "../map/map.h"
#include "../prog/program.h"
#include "../stream/stream.h"
#include "../wasm/wasm.h"
#include "hook.h"

#define WK_ATTACH_TEXT	320

struct wk_image;
struct wk_meter;
struct wk_private;
struct wk_source;

/**
 * struct wk_attach_config - what a client chooses
 * @fuel: guest instructions of each hit
 * @memory_pages: linear memory of each instance
 * @stack_slots: guest stack of each instance
 * @ring_bytes: of the stream's ring on each CPU
 * @strict: imports that only answer ENOSYS are link errors
 * @dp_only: nothing of what it sees leaves it but noised numbers
 */
struct wk_attach_config {
	u64 fuel;
	u32 memory_pages;
	u32 stack_slots;
	u32 ring_bytes;
	bool strict;
	bool dp_only;
};

/**
 * struct wk_cpu - the instance of one CPU
 * @busy: it is running; set and cleared by its CPU only
 * @exec: guest stack
 * @funcs: of each probe: what to call
 * @sp: the guest's stack pointer, which a trap leaves where it was; or NULL
 * @store: all of the instance
 * @inst: the instance
 * @image: what it is after each event of a dp-only program; NULL when it cannot change
 * @hit: what host functions see
 * @probe: that was hit last
 * @src: about that hit; valid during it
 * @record: a record on its way to get noise; NULL unless there is such a type
 * @waited: ticks of this hit in which others could run: it waited for a page
 * @window: when the time of @spent began, in ticks of this CPU
 * @spent: ticks in this window
 * @overruns: since @overrun_since
 * @overrun_since: in ticks
 */
struct wk_cpu {
	bool busy;
	struct wk_exec *exec;
	struct wk_func **funcs;
	u64 *sp;
	struct wk_store *store;
	struct wk_instance *inst;
	struct wk_image *image;
	struct wk_hit hit;
	const struct wk_probe *probe;
	const struct wk_source *src;
	u8 *record;
	u64 waited;
	u64 window;
	u64 spent;
	u32 overruns;
	u64 overrun_since;
};

/**
 * struct wk_first_trap - the first trap or overrun of an attachment
 * @taken: somebody writes it
 * @there: it is complete
 * @trap: which
 * @cpu: where
 * @probe: of which probe
 * @nframes: of the backtrace
 * @frames: function indices and offsets; @instance is 0
 */
struct wk_first_trap {
	int taken;
	bool there;
	u32 trap;
	u32 cpu;
	u32 probe;
	u32 nframes;
	struct wk_wire_frame frames[WK_MAX_BACKTRACE];
};

struct wk_attach_map {
	char name[WK_MAX_NAME];
	struct wk_map *map;
};

/**
 * struct wk_attach - see the head of this file
 * @refs: the table's, and one for each request and each subscription
 * @id: number; 0 until published
 * @port: netlink port of the owner, for lists; 0 when pinned
 * @owner: session that it dies with; NULL when pinned
 * @name: for lists
 * @config: limits
 * @program: with a reference
 * @stream: with a reference
 * @lock: state and everything that can be added before it is armed
 * @state: enum wk_attach_state
 * @reason: enum wk_detach_reason
 * @text: the same as a sentence; complete before @reason is set
 * @gone: it is out of the table or will be; nothing may be armed any more
 * @off: hits return at once; set before the hooks are unregistered
 * @manifest: the client's
 * @manifest_len: bytes of it
 * @maps: by number
 * @named: the same, with names
 * @nmaps: how many
 * @consts: link-time constants
 * @const_bytes: pieces of memory that @consts point into
 * @nconsts: how many
 * @npieces: pieces of @const_bytes
 * @probes: by number
 * @nprobes: how many
 * @room: for arrays of probes while they are unregistered; NULL unless armed
 * @meters: metrics, by number
 * @nmeters: how many
 * @privates: types of records whose fields get noise
 * @nprivates: how many
 * @raw: such records before they have it; NULL unless armed
 * @cpus: by CPU; NULL unless armed
 * @trap: the first one
 * @fired: enum wk_detach_reason that a hit asks for; the first one counts
 * @irq: gets from a hit to where work can be queued
 * @work: detaches
 * @fuel_total, @nsec_total: kept from the probes for lists
 */
struct wk_attach {
	refcount_t refs;
	u32 id;
	u32 port;
	const void *owner;
	char name[WK_MAX_NAME];
	struct wk_attach_config config;
	struct wk_program *program;
	struct wk_stream *stream;

	struct mutex lock;
	u32 state;
	u32 reason;
	char text[WK_ATTACH_TEXT];
	bool gone;
	bool off;
	u8 *manifest;
	u32 manifest_len;
	struct wk_map *maps[WK_MAX_MAPS];
	struct wk_attach_map named[WK_MAX_MAPS];
	u32 nmaps;
	struct wk_const *consts;
	u8 *const_bytes[WK_MAX_CONST_PIECES];
	u32 nconsts;
	u32 npieces;
	struct wk_probe **probes;
	u32 nprobes;
	void **room;
	struct wk_meter *meters[WK_MAX_METRICS];
	u32 nmeters;
	struct wk_private *privates[WK_MAX_PRIVATES];
	u32 nprivates;
	struct wk_stream *raw;
	struct wk_cpu **cpus;

	struct wk_first_trap trap;
	int fired;
	struct irq_work irq;
	struct work_struct work;
};

/**
 * wk_attach_new() - makes an attachment, not yet in the table
 * @program: its reference is taken over when this succeeds
 * @config: copied
 * @name: what to call it
 *
 * Context: process; charged to the current task's group.
 * Return: it, with one reference, or ERR_PTR(-ENOMEM), (-EINTR).
 */
struct wk_attach *wk_attach_new(struct wk_program *program, const struct wk_attach_config *config,
				const char *name);

/** wk_attach_set_manifest() - keeps a copy. Return: 0 or -ENOMEM */
int wk_attach_set_manifest(struct wk_attach *at, const void *p, u32 len);

/**
 * wk_attach_publish() - gives it its number and its owner
 * @at: its reference goes to the table when this succeeds
 * @owner: session that it dies with; NULL to pin it
 * @port: the owner's netlink port
 *
 * Anybody may detach it from then on: its number is all that the caller keeps.
 * Return: the number, -ENOSPC when there are too many, -ENOMEM.
 */
int wk_attach_publish(struct wk_attach *at, const void *owner, u32 port);

/**
 * wk_attach_get() - attachment by number, with a reference
 * @owner: only if it belongs to this session or is pinned; NULL: any
 */
struct wk_attach *wk_attach_get(u32 id, const void *owner);

/** wk_attach_put() - gives a reference back. Context: may sleep */
void wk_attach_put(struct wk_attach *at);

/**
 * wk_attach_add_map() - gives it a map. Return: 0; -EBUSY, it is armed or gone; -EEXIST, there is
 * a map of that name; -ENOSPC, too many; -ENOMEM
 */
int wk_attach_add_map(struct wk_attach *at, const char *name, const struct wk_map_def *def);

/**
 * wk_attach_add_consts() - gives it link-time constants: for each a u64, import module, NUL,
 *                          import name, NUL
 * Return: 0; -EBUSY; -EINVAL, not such bytes; -ENOSPC, too many; -ENOMEM
 */
int wk_attach_add_consts(struct wk_attach *at, const u8 *p, u32 len);

/** wk_attach_map() - map by name, or NULL; it lives as long as @at */
struct wk_map *wk_attach_map(struct wk_attach *at, const char *name);

/**
 * wk_attach_remove() - takes it out of the table, detaches it, closes its stream
 * @at: the caller's reference remains
 * @reason: enum wk_detach_reason, unless it was detached before
 *
 * When it returns nothing of it runs. Context: process; may take long.
 * Return: 0, or -ENOENT when somebody else does it.
 */
int wk_attach_remove(struct wk_attach *at, u32 reason);

/** wk_attachments_kill() - lets no hit of @owner's attachments run any more. Context: process. */
void wk_attachments_kill(const void *owner);

/** wk_attachments_release() - wk_attach_remove() for all of @owner; NULL: the pinned ones */
void wk_attachments_release(const void *owner, u32 reason);

/** wk_attachments_list() - as wk_programs_list() */
u32 wk_attachments_list(u32 from, struct wk_list_item *items, u32 max, u32 *next);

/** wk_probes_list() - @from: number of an attachment << 11 | of a probe */
u32 wk_probes_list(u32 from, struct wk_list_item *items, u32 max, u32 *next);

/** wk_attach_bytes() - memory in use. Context: @at->lock held */
u64 wk_attach_bytes(struct wk_attach *at);

#endif /* _WK_ATTACH_ATTACH_H */
