/* SPDX-License-Identifier: GPL-2.0 */
/* Uploads: a module that arrives in chunks. */
#ifndef _WK_LINK_LOAD_H
#define _WK_LINK_LOAD_H

#include <crypto/sha2.h>
#include <linux/list.h>
#include <linux/types.h>

#include "../prog/program.h"

struct wk_session;

/**
 * struct wk_load - an unfinished upload
 * @list: in its session
 * @id: number in its session
 * @total: bytes announced
 * @got: bytes that have arrived
 * @pin: the program will outlive the session
 * @dp_only: it will be only on hooks, as dp-only
 * @digest: announced SHA-256
 * @hash: SHA-256 of what has arrived
 * @bytes: @total bytes, from wk_program_buffer()
 * @name: of the program
 */
struct wk_load {
	struct list_head list;
	u32 id;
	u32 total;
	u32 got;
	bool pin;
	bool dp_only;
	u8 digest[WK_DIGEST_SIZE];
	struct sha256_state hash;
	u8 *bytes;
	char name[WK_MAX_NAME];
};

/**
 * wk_load_begin() - room for a module
 * @session: its lock held
 * @total: bytes to come
 *
 * Return: the load, numbered, in the session, without digest and name;
 * ERR_PTR(-ENOSPC) when the session has too many or too large ones, ERR_PTR(-ENOMEM).
 */
struct wk_load *wk_load_begin(struct wk_session *session, u32 total);

/** wk_load_find() - load @id or NULL; the session's lock is held */
struct wk_load *wk_load_find(struct wk_session *session, u32 id);

/** wk_load_add() - appends a chunk that fits; the session's lock is held */
void wk_load_add(struct wk_load *load, const u8 *p, u32 len);

/** wk_load_take() - takes a load out of its session; the session's lock is held */
void wk_load_take(struct wk_session *session, struct wk_load *load);

/** wk_load_matches() - have all bytes arrived with the announced digest? Once only. */
bool wk_load_matches(struct wk_load *load);

/** wk_load_free() - frees a load that was taken, and what has arrived of it */
void wk_load_free(struct wk_load *load);

/** wk_loads_free() - all loads of a dead session */
void wk_loads_free(struct wk_session *session);

#endif /* _WK_LINK_LOAD_H */
