/* SPDX-License-Identifier: GPL-2.0 */
/* Programs: loaded, validated, compiled, immutable, counted. */
#ifndef _WK_PROG_PROGRAM_H
#define _WK_PROG_PROGRAM_H

#include <linux/refcount.h>
#include <linux/types.h>

#include <linux/wasm_kernel.h>

#include "../limits.h"
#include "../wasm/wasm.h"

#define WK_DIGEST_SIZE	32

/**
 * struct wk_program - a module that has passed every check
 * @refs: the table's, and one for each instance and each run that will make one
 * @spaces: spaces that have an instance of it
 * @id: number; 0 until it is published
 * @port: netlink port of the owner, for lists; 0 when pinned
 * @owner: session that it dies with; NULL when pinned
 * @dp_only: may only be on hooks, as dp-only
 * @module: the engine's
 * @size: bytes of the binary
 * @digest: SHA-256 of the binary
 * @name: from the client; NUL-terminated printable ASCII
 */
struct wk_program {
	refcount_t refs;
	atomic_t spaces;
	u32 id;
	u32 port;
	const void *owner;
	bool dp_only;
	struct wk_module *module;
	u32 size;
	u8 digest[WK_DIGEST_SIZE];
	char name[WK_MAX_NAME];
};

/**
 * wk_program_buffer() - room for a binary, charged to the current task
 * Context: may sleep. Return: @size bytes, or NULL.
 */
u8 *wk_program_buffer(u32 size);

/** wk_program_buffer_free() - for a buffer that wk_program_new() did not get */
void wk_program_buffer_free(u8 *bytes);

/**
 * wk_program_new() - decodes, validates and compiles
 * @bytes: from wk_program_buffer(); taken over, also on error
 * @size: its length
 * @digest: its SHA-256, checked by the caller
 * @name: what to call it; shorter than WK_MAX_NAME
 * @e: zeroed; says what is wrong
 *
 * Context: process; takes long for large modules. Return: an unpublished program
 * with one reference, or NULL with @e set.
 */
struct wk_program *wk_program_new(u8 *bytes, u32 size, const u8 *digest, const char *name,
				  struct wk_error *e);

/**
 * wk_program_publish() - gives a program its number and an owner
 * @p: unpublished; its reference goes to the table when this succeeds
 * @owner: session, or NULL to pin it
 * @port: the owner's netlink port
 *
 * From then on anybody may remove it, and the caller must not look at it again.
 *
 * Context: may sleep. Return: its number, -ENOSPC when there are too many, -ENOMEM.
 */
int wk_program_publish(struct wk_program *p, const void *owner, u32 port);

/**
 * wk_program_get() - looks a program up
 * @id: its number
 * @owner: who asks; sees its own programs and pinned ones
 *
 * Return: the program with a reference for the caller, or NULL.
 */
struct wk_program *wk_program_get(u32 id, const void *owner);

/** wk_program_put() - gives a reference back; NULL is allowed. Context: may sleep */
void wk_program_put(struct wk_program *p);

/**
 * wk_program_remove() - takes a program out of the table; what uses it goes on
 * Return: 0, or -ENOENT when @owner does not see a program @id.
 */
int wk_program_remove(u32 id, const void *owner);

/** wk_programs_release() - removes all programs of @owner; NULL: the pinned ones */
void wk_programs_release(const void *owner);

/**
 * wk_programs_list() - describes programs of all owners in the order of numbers
 * @from: first number to look at
 * @items: zeroed; filled
 * @max: how many fit
 * @next: where to go on, 0 at the end
 *
 * Return: how many were filled.
 */
u32 wk_programs_list(u32 from, struct wk_list_item *items, u32 max, u32 *next);

#endif /* _WK_PROG_PROGRAM_H */
