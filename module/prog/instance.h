/* SPDX-License-Identifier: GPL-2.0 */
/* The instances of a space: their numbers, their names, their imports. */
#ifndef _WK_PROG_INSTANCE_H
#define _WK_PROG_INSTANCE_H

#include <linux/list.h>

#include "space.h"

/**
 * struct wk_space_instance - a numbered instance
 * @inst: the engine's
 * @program: what it is an instance of, with a reference
 * @id: number in the space
 * @first: the first instance of its program here: it counts in @program->spaces
 * @ready: initialised and started: others may use it
 */
struct wk_space_instance {
	struct wk_instance *inst;
	struct wk_program *program;
	u32 id;
	bool first;
	bool ready;
};

/**
 * struct wk_registration - a name under which later instances import
 * @list: in @registered of the space, newest first
 * @inst: what it names
 * @name: NUL-terminated
 */
struct wk_registration {
	struct list_head list;
	struct wk_instance *inst;
	char name[WK_MAX_NAME];
};

/**
 * wk_instance_make() - makes an instance of a program and numbers it
 * @s: space, busy; called from its runner
 * @program: a reference of its own is taken
 * @e: zeroed; says what does not fit
 *
 * Return: the instance, not yet initialised nor ready; or NULL with @e set.
 */
struct wk_space_instance *wk_instance_make(struct wk_space *s, struct wk_program *program,
					   struct wk_error *e);

/** wk_instance_find() - a ready instance by number, or NULL. @s->lock held */
struct wk_space_instance *wk_instance_find(struct wk_space *s, u32 id);

/**
 * wk_instance_register() - names an instance; a name in use moves to it
 * @s: space, @s->lock held, not busy
 *
 * Return: 0, -ENOENT without such an instance, -ENOSPC, -ENOMEM.
 */
int wk_instance_register(struct wk_space *s, u32 id, const char *name);

/** wk_instance_number() - number of an instance of the space; 0 if it has none */
u32 wk_instance_number(struct wk_space *s, const struct wk_instance *inst);

/** wk_instances_pages() - linear memory of all instances, pages of 64 KiB. @s->lock held */
u32 wk_instances_pages(struct wk_space *s);

/** wk_instances_count() - how many there are. @s->lock held */
u32 wk_instances_count(struct wk_space *s);

/** wk_instance_describe() - fills a line of a list. @s->lock held */
void wk_instance_describe(struct wk_space *s, const struct wk_space_instance *si,
			  struct wk_list_item *item);

/** wk_instances_free() - forgets all; the store is already gone */
void wk_instances_free(struct wk_space *s);

#endif /* _WK_PROG_INSTANCE_H */
