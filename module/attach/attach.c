// SPDX-License-Identifier: GPL-2.0
/* The table of attachments, and what they own. */
#include <linux/slab.h>
#include <linux/xarray.h>

#include "arm.h"
#include "cpu.h"
#include "guard.h"
#include "meter.h"
#include "private.h"

static DEFINE_XARRAY_FLAGS(attachments, XA_FLAGS_ALLOC1 | XA_FLAGS_ACCOUNT);
static u32 next_id;
static atomic_t count = ATOMIC_INIT(0);

/* Numbers of probes are the low bits of a list's cursor. */
#define PROBE_BITS	11
static_assert(WK_MAX_PROBES < 1 << PROBE_BITS);

/* ---- life ---- */

struct wk_attach *wk_attach_new(struct wk_program *program, const struct wk_attach_config *config,
				const char *name)
{
	struct wk_attach *at = kvzalloc(sizeof(*at), GFP_KERNEL_ACCOUNT);
	struct wk_stream *st;

	if (!at)
		return ERR_PTR(-ENOMEM);
	st = wk_stream_new(config->ring_bytes);
	if (IS_ERR(st)) {
		kvfree(at);
		return ERR_CAST(st);
	}
	refcount_set(&at->refs, 1);
	mutex_init(&at->lock);
	at->state = WK_ATTACH_NEW;
	at->config = *config;
	at->stream = st;
	at->program = program;
	atomic_inc(&program->spaces);
	strscpy(at->name, name, sizeof(at->name));
	wk_guard_init(at);
	return at;
}

int wk_attach_set_manifest(struct wk_attach *at, const void *p, u32 len)
{
	at->manifest = kvmalloc(max_t(u32, len, 1), GFP_KERNEL_ACCOUNT);
	if (!at->manifest)
		return -ENOMEM;
	memcpy(at->manifest, p, len);
	at->manifest_len = len;
	return 0;
}

static void destroy(struct wk_attach *at)
{
	u32 i;

	wk_attach_end(at, WK_REASON_ASKED);
	wk_guard_stop(at);
	for (i = 0; i < at->nprobes; i++)
		wk_probe_free(at->probes[i]);
	kvfree(at->probes);
	for (i = 0; i < at->nmaps; i++)
		wk_map_free(at->maps[i]);
	for (i = 0; i < at->npieces; i++)
		kvfree(at->const_bytes[i]);
	kvfree(at->consts);
	kvfree(at->manifest);
	wk_meters_free(at);
	wk_privates_free(at);
	wk_stream_put(at->stream);
	atomic_dec(&at->program->spaces);
	wk_program_put(at->program);
	mutex_destroy(&at->lock);
	kvfree(at);
}

void wk_attach_put(struct wk_attach *at)
{
	if (at && refcount_dec_and_test(&at->refs))
		destroy(at);
}

/* ---- the table ---- */

int wk_attach_publish(struct wk_attach *at, const void *owner, u32 port)
{
	u32 id = 0;
	int err;

	at->owner = owner;
	at->port = owner ? port : 0;
	if (atomic_inc_return(&count) > WK_MAX_ATTACHMENTS) {
		atomic_dec(&count);
		return -ENOSPC;
	}
	xa_lock(&attachments);
	err = __xa_alloc_cyclic(&attachments, &at->id, at, XA_LIMIT(1, (1 << 20) - 1), &next_id,
				GFP_KERNEL_ACCOUNT);
	if (err >= 0)
		id = at->id;
	xa_unlock(&attachments);
	if (err >= 0)
		return id;
	atomic_dec(&count);
	return -ENOMEM;
}

struct wk_attach *wk_attach_get(u32 id, const void *owner)
{
	struct wk_attach *at;

	xa_lock(&attachments);
	at = xa_load(&attachments, id);
	if (at && (!owner || !at->owner || at->owner == owner))
		refcount_inc(&at->refs);
	else
		at = NULL;
	xa_unlock(&attachments);
	return at;
}

/* Return: attachment @from or one behind it, with a reference; of @owner unless @any. */
static struct wk_attach *next_attach(u32 from, const void *owner, bool any)
{
	struct wk_attach *at;
	unsigned long id;

	xa_lock(&attachments);
	xa_for_each_start(&attachments, id, at, from)
		if (any || at->owner == owner) {
			refcount_inc(&at->refs);
			break;
		}
	xa_unlock(&attachments);
	return at;
}

int wk_attach_remove(struct wk_attach *at, u32 reason)
{
	bool mine;

	xa_lock(&attachments);
	mine = !at->gone;
	if (mine) {
		WRITE_ONCE(at->gone, true);
		__xa_erase(&attachments, at->id);
	}
	xa_unlock(&attachments);
	if (!mine)
		return -ENOENT;
	atomic_dec(&count);
	wk_attach_end(at, reason);
	wk_guard_stop(at);
	wk_attach_put(at);
	return 0;
}

void wk_attachments_kill(const void *owner)
{
	struct wk_attach *at;
	u32 from = 1;

	while ((at = next_attach(from, owner, false))) {
		from = at->id + 1;
		WRITE_ONCE(at->off, true);
		wk_attach_put(at);
	}
}

void wk_attachments_release(const void *owner, u32 reason)
{
	struct wk_attach *at;
	u32 from = 1;

	while ((at = next_attach(from, owner, false))) {
		from = at->id + 1;
		wk_attach_remove(at, reason);
		wk_attach_put(at);
	}
}

/* ---- what it gets before it is armed ---- */

static int add_map_locked(struct wk_attach *at, const char *name, struct wk_map *map)
{
	u32 i;

	if (at->state != WK_ATTACH_NEW || at->gone)
		return -EBUSY;
	/* It would have what they have without their noise. */
	if (at->nprivates)
		return -EPERM;
	if (at->nmaps >= WK_MAX_MAPS)
		return -ENOSPC;
	for (i = 0; i < at->nmaps; i++)
		if (!strcmp(at->named[i].name, name))
			return -EEXIST;
	strscpy(at->named[i].name, name, sizeof(at->named[i].name));
	at->named[i].map = map;
	at->maps[i] = map;
	at->nmaps++;
	return 0;
}

int wk_attach_add_map(struct wk_attach *at, const char *name, const struct wk_map_def *def)
{
	struct wk_map *map = wk_map_new(def);
	int err;

	if (!map)
		return -ENOMEM;
	mutex_lock(&at->lock);
	err = add_map_locked(at, name, map);
	mutex_unlock(&at->lock);
	if (err)
		wk_map_free(map);
	return err;
}

struct wk_map *wk_attach_map(struct wk_attach *at, const char *name)
{
	struct wk_map *map = NULL;
	u32 i;

	mutex_lock(&at->lock);
	for (i = 0; i < at->nmaps && !map; i++)
		if (!strcmp(at->named[i].name, name))
			map = at->maps[i];
	mutex_unlock(&at->lock);
	return map;
}

/* Takes one constant at @p. Return: bytes used, or -EINVAL. */
static int take_const(struct wk_const *k, const u8 *p, u32 left)
{
	u32 module, name;

	if (left < sizeof(k->value) + 2)
		return -EINVAL;
	memcpy(&k->value, p, sizeof(k->value));
	left -= sizeof(k->value);
	k->module.p = p + sizeof(k->value);
	module = strnlen((const char *)k->module.p, left);
	if (module >= left)
		return -EINVAL;
	k->module.len = module;
	left -= module + 1;
	k->name.p = k->module.p + module + 1;
	name = strnlen((const char *)k->name.p, left);
	if (name >= left)
		return -EINVAL;
	k->name.len = name;
	return sizeof(k->value) + module + 1 + name + 1;
}

static int add_consts_locked(struct wk_attach *at, const u8 *p, u32 len)
{
	u32 n = at->nconsts;

	if (at->state != WK_ATTACH_NEW || at->gone)
		return -EBUSY;
	if (at->npieces >= WK_MAX_CONST_PIECES)
		return -ENOSPC;
	if (!at->consts)
		at->consts = kvcalloc(WK_MAX_CONSTS, sizeof(*at->consts), GFP_KERNEL_ACCOUNT);
	if (!at->consts)
		return -ENOMEM;
	while (len) {
		int used;

		if (n >= WK_MAX_CONSTS)
			return -ENOSPC;
		used = take_const(&at->consts[n], p, len);
		if (used < 0)
			return used;
		n++;
		p += used;
		len -= used;
	}
	at->nconsts = n;
	return 0;
}

int wk_attach_add_consts(struct wk_attach *at, const u8 *p, u32 len)
{
	u8 *piece = kvmalloc(max_t(u32, len, 1), GFP_KERNEL_ACCOUNT);
	int err;

	if (!piece)
		return -ENOMEM;
	memcpy(piece, p, len);
	mutex_lock(&at->lock);
	err = add_consts_locked(at, piece, len);
	if (!err)
		at->const_bytes[at->npieces++] = piece;
	mutex_unlock(&at->lock);
	if (err)
		kvfree(piece);
	return err;
}

/* ---- lists ---- */

u64 wk_attach_bytes(struct wk_attach *at)
{
	u64 bytes = sizeof(*at) + at->manifest_len + wk_stream_bytes(at->stream) +
		    (at->raw ? wk_stream_bytes(at->raw) : 0);
	u32 i;

	lockdep_assert_held(&at->lock);
	for (i = 0; i < at->nmaps; i++)
		bytes += wk_map_size(wk_map_def(at->maps[i]), NULL);
	return bytes + wk_cpus_bytes(at);
}

static u64 sum_fuel(struct wk_attach *at)
{
	struct wk_wire_probe sum;
	u64 fuel = 0;
	u32 i;

	for (i = 0; i < at->nprobes; i++) {
		wk_probe_sum(at->probes[i], &sum);
		fuel += sum.fuel;
	}
	return fuel;
}

static void describe(struct wk_attach *at, struct wk_list_item *item)
{
	mutex_lock(&at->lock);
	item->id = at->id;
	item->parent = at->program->id;
	item->owner = at->port;
	item->size = (u32)(wk_attach_bytes(at) >> 10);
	item->count = at->nprobes;
	item->state = at->state;
	item->fuel = sum_fuel(at);
	strscpy(item->name, at->name, sizeof(item->name));
	mutex_unlock(&at->lock);
}

u32 wk_attachments_list(u32 from, struct wk_list_item *items, u32 max, u32 *next)
{
	struct wk_attach *at;
	u32 n = 0;

	*next = 0;
	while ((at = next_attach(from, NULL, true))) {
		from = at->id + 1;
		if (n < max)
			describe(at, &items[n]);
		else
			*next = at->id;
		wk_attach_put(at);
		if (n++ >= max)
			return max;
	}
	return n;
}

static u32 list_probes(struct wk_attach *at, u32 from, struct wk_list_item *items, u32 max)
{
	struct wk_wire_probe sum;
	u32 n = 0;

	mutex_lock(&at->lock);
	for (; from < at->nprobes && n < max; from++, n++) {
		wk_probe_sum(at->probes[from], &sum);
		items[n].id = from;
		items[n].parent = at->id;
		items[n].owner = at->port;
		items[n].size = sum.kind;
		items[n].state = at->state;
		items[n].fuel = sum.hits;
		strscpy(items[n].name, sum.name, sizeof(items[n].name));
	}
	mutex_unlock(&at->lock);
	return n;
}

u32 wk_probes_list(u32 from, struct wk_list_item *items, u32 max, u32 *next)
{
	u32 id = from >> PROBE_BITS, probe = from & ((1 << PROBE_BITS) - 1), n = 0, got;
	struct wk_attach *at;

	*next = 0;
	while ((at = next_attach(max_t(u32, id, 1), NULL, true))) {
		if (at->id != id)
			probe = 0;
		id = at->id;
		got = list_probes(at, probe, items + n, max - n);
		wk_attach_put(at);
		n += got;
		if (n == max) {
			*next = id << PROBE_BITS | (probe + got);
			return n;
		}
		id++;
		probe = 0;
	}
	return n;
}
