// SPDX-License-Identifier: GPL-2.0
/* MAP_DUMP, MAP_UPDATE, MAP_DELETE. */
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "../attach/attach.h"
#include "call.h"

#define WK_MAP_KIND(number, ident, name) static_assert((number) == (int)WK_MAP_##ident);
WK_MAP_KINDS(WK_MAP_KIND)
#undef WK_MAP_KIND

/* Entries of one reply; one that is larger comes alone. */
#define DUMP_BYTES	(16 << 10)

/* How often an entry that somebody is changing is tried again. */
#define TRIES	1000

/* Return: the map that is asked for, with a reference to its attachment in @at; or NULL. */
static struct wk_map *find(struct wk_call *c, struct wk_attach **at)
{
	const char *name = wk_get_string(&c->rq, WK_A_NAME);
	struct wk_map *m;

	*at = wk_call_attach(c, NULL);
	if (!*at)
		return NULL;
	m = wk_attach_map(*at, name);
	if (m)
		return m;
	wk_refuse(&c->why, WK_C_NO_OBJECT, "attachment %u has no map \"%s\"", (*at)->id,
		  name);
	wk_attach_put(*at);
	return NULL;
}

/* ---- MAP_DUMP ---- */

static size_t key_room(const struct wk_map *m)
{
	return ALIGN(max_t(size_t, wk_map_def(m)->key_size, sizeof(u32)), 8);
}

static size_t pair_room(const struct wk_map *m)
{
	return key_room(m) + wk_map_cpus(m) * ALIGN((size_t)wk_map_def(m)->value_size, 8);
}

static int next_pair(struct wk_map *m, u64 *cursor, u8 *to)
{
	int tries, ret = -EBUSY;

	for (tries = 0; ret == -EBUSY && tries < TRIES; tries++) {
		ret = wk_map_next(m, cursor, to, to + key_room(m));
		cond_resched();
	}
	return ret;
}

static int dump(struct wk_call *c, struct wk_map *m, u8 *buf, size_t size)
{
	u64 cursor = wk_get_u64(&c->rq, WK_A_PLACE, 0);
	size_t len = 0;
	int ret = 1;

	while (ret > 0 && len + pair_room(m) <= size) {
		ret = next_pair(m, &cursor, buf + len);
		if (ret > 0)
			len += pair_room(m);
	}
	if (ret < 0)
		return wk_refuse(&c->why, WK_C_BUSY, "the map is being changed too fast");
	if (wk_call_enlarge(c, WK_REPLY_SMALL + len))
		return -1;
	wk_build_u32(&c->reply, WK_A_CPUS, wk_map_cpus(m));
	wk_build_bytes(&c->reply, WK_A_PAIRS, buf, len);
	if (ret > 0)
		wk_build_u64(&c->reply, WK_A_PLACE, cursor);
	return 0;
}

static int dump_map(struct wk_call *c, struct wk_map *m)
{
	size_t size = max_t(size_t, pair_room(m), DUMP_BYTES);
	u8 *buf;
	int err;

	if (pair_room(m) > WK_DATAGRAM_MAX - 1024)
		return wk_refuse(&c->why, WK_C_LIMIT,
				 "an entry has %zu bytes on all CPUs: more than a message",
				 pair_room(m));
	buf = kvzalloc(size, GFP_KERNEL);
	if (!buf)
		return wk_refuse(&c->why, WK_C_NOMEM, "out of memory");
	err = dump(c, m, buf, size);
	kvfree(buf);
	return err;
}

int wk_verb_map_dump(struct wk_call *c)
{
	struct wk_attach *at;
	struct wk_map *m = find(c, &at);
	int err;

	if (!m)
		return -1;
	err = dump_map(c, m);
	wk_attach_put(at);
	return err;
}

/* ---- MAP_UPDATE, MAP_DELETE ---- */

static int refuse(struct wk_call *c, int err)
{
	switch (err) {
	case -ENOENT:
		return wk_refuse(&c->why, WK_C_NO_OBJECT, "the map has no such entry");
	case -ENOSPC:
		return wk_refuse(&c->why, WK_C_LIMIT, "the map is full");
	case -E2BIG:
		return wk_refuse(&c->why, WK_C_LIMIT, "the index lies behind the map's end");
	case -EBUSY:
		return wk_refuse(&c->why, WK_C_BUSY, "the map is being changed: try again");
	default:
		return wk_refuse(&c->why, WK_C_BAD_ORDER, "maps of that kind cannot do that");
	}
}

static int check_size(struct wk_call *c, enum wk_attr attr, u32 want)
{
	if (c->rq.attrs[attr].len == want)
		return 0;
	return wk_refuse(&c->why, WK_C_BAD_MESSAGE, "the map has %s of %u bytes, not %u",
			 attr == WK_A_KEY ? "keys" : "values", want, c->rq.attrs[attr].len);
}

static int update(struct wk_call *c, struct wk_map *m)
{
	const struct wk_map_def *def = wk_map_def(m);
	u8 *copy;
	int err;

	if (def->kind == WK_MAP_PERCPU_HASH || def->kind == WK_MAP_PERCPU_ARRAY)
		return wk_refuse(&c->why, WK_C_BAD_ORDER,
				 "each CPU has its own values in that map, and only it sets them");
	if (check_size(c, WK_A_KEY, def->key_size) || check_size(c, WK_A_VALUE, def->value_size))
		return -1;
	/* Inside a message nothing is aligned. */
	copy = kvmalloc(ALIGN(def->key_size, 8) + def->value_size, GFP_KERNEL);
	if (!copy)
		return wk_refuse(&c->why, WK_C_NOMEM, "out of memory");
	memcpy(copy, c->rq.attrs[WK_A_KEY].p, def->key_size);
	memcpy(copy + ALIGN(def->key_size, 8), c->rq.attrs[WK_A_VALUE].p, def->value_size);
	err = wk_map_update(m, copy, copy + ALIGN(def->key_size, 8), WK_MAP_ANY);
	kvfree(copy);
	return err ? refuse(c, err) : 0;
}

int wk_verb_map_update(struct wk_call *c)
{
	struct wk_attach *at;
	struct wk_map *m = find(c, &at);
	int err;

	if (!m)
		return -1;
	err = update(c, m);
	wk_attach_put(at);
	return err;
}

static int delete(struct wk_call *c, struct wk_map *m)
{
	u64 key[WK_MAP_KEY_MAX / 8];
	int err;

	if (check_size(c, WK_A_KEY, wk_map_def(m)->key_size))
		return -1;
	memcpy(key, c->rq.attrs[WK_A_KEY].p, c->rq.attrs[WK_A_KEY].len);
	err = wk_map_delete(m, key);
	return err ? refuse(c, err) : 0;
}

int wk_verb_map_delete(struct wk_call *c)
{
	struct wk_attach *at;
	struct wk_map *m = find(c, &at);
	int err;

	if (!m)
		return -1;
	err = delete(c, m);
	wk_attach_put(at);
	return err;
}
