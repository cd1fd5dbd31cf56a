/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Records whose fields get noise before they leave: per-record mode.
 *
 * A program with such a type has no other records, no logs and no maps.  Its records go, with
 * whose they are, into a stream of their own, which only the one here reads: he lets pass what the
 * caps allow, with noise that he drew before, and puts it into the attachment's stream.
 */
#ifndef _WK_ATTACH_PRIVATE_H
#define _WK_ATTACH_PRIVATE_H

#include "../dp/record.h"
#include "attach.h"
#include "budget.h"

/* Bytes of such a record, and with whose it is. */
#define WK_PRIVATE_RECORD	4096
#define WK_PRIVATE_BYTES	(WK_PRIVATE_RECORD + sizeof(u64))

/**
 * struct wk_private_config - what a client may ask for
 * @type: of the records
 * @name: NUL-terminated
 * @unit: enum wk_unit
 * @depth: of a cgroup
 * @window_s: seconds of a window
 * @record: fields, caps; @record.windows follows from the machine
 */
struct wk_private_config {
	u32 type;
	char name[WK_MAX_NAME];
	u32 unit;
	u32 depth;
	u32 window_s;
	struct wk_dp_record_config record;
};

/**
 * wk_private_add() - fields of a type of record get noise from now on
 * @at: attachment, not armed
 * @config: copied
 *
 * Context: process. Return: 0, or -1 with @code and @e.
 */
int wk_private_add(struct wk_attach *at, const struct wk_private_config *config, u32 *code,
		   struct wk_error *e);

/**
 * wk_privates_start() - charges all types and begins to pass records, or none
 * Context: @at->lock held, hooks not registered. Return: 0, or -1 with @code and @e.
 */
int wk_privates_start(struct wk_attach *at, u32 *code, struct wk_error *e);

/**
 * wk_privates_stop() - passes what is there, then ends
 * @used: hits could come; false: all is given back
 *
 * Context: @at->lock held, no hit runs any more, @at->stream is open.
 */
void wk_privates_stop(struct wk_attach *at, bool used);

/** wk_privates_free() - frees what wk_private_add() made */
void wk_privates_free(struct wk_attach *at);

/** wk_private_emit() - for wk_hit.emit. Context: as hits. Return: 0 or a negative errno */
int wk_private_emit(const struct wk_hit *hit, u32 type, const void *bytes, u32 len);

/** wk_private_name() - of what is charged; @name stays when it is nobody here. Budget locked. */
void wk_private_name(u32 owner, char *name, size_t size);

#endif /* _WK_ATTACH_PRIVATE_H */
