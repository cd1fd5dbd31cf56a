// SPDX-License-Identifier: GPL-2.0
#include <linux/kthread.h>
#include <linux/memcontrol.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "instance.h"
#include "runner.h"
#include "space.h"

static DEFINE_XARRAY_FLAGS(spaces, XA_FLAGS_ALLOC1 | XA_FLAGS_ACCOUNT);
static u32 next_id;
static atomic_t count = ATOMIC_INIT(0);

/* ---- making and freeing ---- */

static int copy_strings(struct wk_space *s)
{
	struct wk_space_config *c = &s->config;
	u32 i;

	s->strings = kvmalloc(max_t(u32, c->argv.len + c->env.len, 1), GFP_KERNEL_ACCOUNT);
	if (!s->strings)
		return -ENOMEM;
	if (c->argv.len)
		memcpy(s->strings, c->argv.p, c->argv.len);
	if (c->env.len)
		memcpy(s->strings + c->argv.len, c->env.p, c->env.len);
	c->argv.p = s->strings;
	c->env.p = s->strings + c->argv.len;
	wk_wasi_init(&s->wasi, &wk_space_wasi_ops, s);
	s->hit.wasi = &s->wasi;
	s->hit.context = WK_CTX_PROCESS;
	for (i = 0; i < WK_WASI_FDS; i++)
		if (c->pipes & 1u << i)
			s->wasi.filetype[i] = WK_WASI_UNKNOWN;
	if (wk_wasi_set_args(&s->wasi, c->argv.p, c->argv.len) ||
	    wk_wasi_set_env(&s->wasi, c->env.p, c->env.len))
		return -EINVAL;
	return 0;
}

static void destroy(struct wk_space *s)
{
	wk_runner_stop(s);
	wk_exec_free(s->exec);
	wk_store_free(s->store);
	wk_instances_free(s);
	wk_stdio_free(&s->io);
	kvfree(s->strings);
	mem_cgroup_put(s->memcg);
	if (s->sink)
		s->ops->release(s->sink);
	mutex_destroy(&s->lock);
	kvfree(s);
}

static int fill(struct wk_space *s)
{
	struct wk_budget budget = {
		.memory_pages = s->config.memory_pages,
		.table_elems = WK_MAX_SPACE_TABLE_ELEMS,
	};
	int err;

	err = wk_stdio_init(&s->io);
	if (err)
		return err;
	err = copy_strings(s);
	if (err)
		return err;
	s->store = wk_store_new(&budget);
	if (!s->store)
		return -ENOMEM;
	return wk_runner_start(s);
}

struct wk_space *wk_space_new(const struct wk_space_config *config,
			      const struct wk_sink_ops *ops, void *sink)
{
	struct wk_space *s = kvzalloc(sizeof(*s), GFP_KERNEL_ACCOUNT);
	int err;

	if (!s) {
		ops->release(sink);
		return ERR_PTR(-ENOMEM);
	}
	refcount_set(&s->refs, 1);
	s->config = *config;
	s->ops = ops;
	s->sink = sink;
	s->deadline = KTIME_MAX;
	mutex_init(&s->lock);
	init_waitqueue_head(&s->wait);
	xa_init_flags(&s->instances, XA_FLAGS_ACCOUNT);
	INIT_LIST_HEAD(&s->registered);
	s->memcg = get_mem_cgroup_from_mm(current->mm);
	err = fill(s);
	if (err) {
		destroy(s);
		return ERR_PTR(err);
	}
	return s;
}

int wk_space_publish(struct wk_space *s, const void *owner, u32 port)
{
	u32 id = 0;
	int err;

	s->owner = owner;
	s->port = port;
	if (atomic_inc_return(&count) > WK_MAX_SPACES) {
		atomic_dec(&count);
		return -ENOSPC;
	}
	xa_lock(&spaces);
	err = __xa_alloc_cyclic(&spaces, &s->id, s, XA_LIMIT(1, WK_MAX_SPACE_ID), &next_id,
				GFP_KERNEL_ACCOUNT);
	if (err >= 0)
		id = s->id;
	xa_unlock(&spaces);
	if (err < 0) {
		atomic_dec(&count);
		return -ENOMEM;
	}
	return id;
}

/* ---- finding ---- */

struct wk_space *wk_space_get(u32 id, const void *owner)
{
	struct wk_space *s;

	xa_lock(&spaces);
	s = xa_load(&spaces, id);
	if (s && s->owner == owner)
		refcount_inc(&s->refs);
	else
		s = NULL;
	xa_unlock(&spaces);
	return s;
}

void wk_space_put(struct wk_space *s)
{
	if (refcount_dec_and_test(&s->refs))
		destroy(s);
}

/* The next space from number @from on, of @owner or (NULL) of anybody, with a reference. */
static struct wk_space *next_space(u32 from, const void *owner)
{
	unsigned long id = from;
	struct wk_space *s;

	xa_lock(&spaces);
	xa_for_each_start(&spaces, id, s, from)
		if (!owner || s->owner == owner)
			break;
	if (s)
		refcount_inc(&s->refs);
	xa_unlock(&spaces);
	return s;
}

/* ---- ending ---- */

void wk_space_kill(struct wk_space *s, enum wk_stop why)
{
	mutex_lock(&s->lock);
	if (why > s->stop && (s->busy || why > WK_STOP_KILL))
		WRITE_ONCE(s->stop, why);
	mutex_unlock(&s->lock);
	wake_up_all(&s->wait);
}

/* Return: is the caller the one who ends it? */
static bool begin_end(struct wk_space *s)
{
	bool first;

	mutex_lock(&s->lock);
	first = !s->ending;
	s->ending = true;
	mutex_unlock(&s->lock);
	return first;
}

/* It stays in the table while its thread lives: what a list shows is what there is. */
int wk_space_remove(u32 id, const void *owner, enum wk_stop why)
{
	struct wk_space *s = wk_space_get(id, owner);
	int err = -ENOENT;

	if (!s)
		return -ENOENT;
	if (begin_end(s)) {
		wk_space_kill(s, why);
		wk_runner_stop(s);
		xa_erase(&spaces, id);
		atomic_dec(&count);
		wk_space_put(s);	/* the table's */
		err = 0;
	}
	wk_space_put(s);
	return err;
}

void wk_spaces_kill(const void *owner, enum wk_stop why)
{
	struct wk_space *s;
	u32 from = 1;

	while ((s = next_space(from, owner))) {
		from = s->id + 1;
		wk_space_kill(s, why);
		wk_space_put(s);
	}
}

void wk_spaces_release(const void *owner, enum wk_stop why)
{
	struct wk_space *s;
	u32 id = 0;

	while ((s = next_space(id + 1, owner))) {
		id = s->id;
		wk_space_put(s);
		wk_space_remove(id, owner, why);
	}
}

/* ---- running ---- */

int wk_space_claim(struct wk_space *s)
{
	lockdep_assert_held(&s->lock);
	if (s->ending || s->stop >= WK_STOP_DELETE)
		return -ENOENT;
	return s->busy ? -EBUSY : 0;
}

void wk_space_submit(struct wk_space *s, const struct wk_job *job)
{
	lockdep_assert_held(&s->lock);
	s->job = *job;
	s->stop = WK_STOP_NONE;
	s->deadline = KTIME_MAX;
	if (job->timeout_ms)
		s->deadline = ktime_add_ms(ktime_get(), job->timeout_ms);
	/* Pairs with the runner's look at @busy: it sees the job that goes with it. */
	smp_store_release(&s->busy, true);
	wake_up_all(&s->wait);
}

enum wk_trap wk_space_check(struct wk_space *s)
{
	if (READ_ONCE(s->stop) != WK_STOP_NONE || kthread_should_stop())
		return WK_TRAP_KILLED;
	if (s->deadline != KTIME_MAX && ktime_compare(ktime_get(), s->deadline) >= 0)
		return WK_TRAP_TIMEOUT;
	return WK_TRAP_NONE;
}

bool wk_space_cut(struct wk_space *s, bool last)
{
	if (!last)
		return wk_space_check(s) != WK_TRAP_NONE;
	return READ_ONCE(s->stop) >= WK_STOP_DELETE || kthread_should_stop();
}

/* ---- lists ---- */

static void describe(struct wk_space *s, struct wk_list_item *item)
{
	mutex_lock(&s->lock);
	item->id = s->id;
	item->owner = s->port;
	item->size = wk_instances_pages(s);
	item->count = wk_instances_count(s);
	item->state = s->busy;
	item->fuel = READ_ONCE(s->fuel_used);
	mutex_unlock(&s->lock);
}

u32 wk_spaces_list(u32 from, struct wk_list_item *items, u32 max, u32 *next)
{
	struct wk_space *s;
	u32 n = 0;

	while ((s = next_space(from, NULL)) && n < max) {
		describe(s, &items[n++]);
		from = s->id + 1;
		wk_space_put(s);
	}
	*next = s ? s->id : 0;
	if (s)
		wk_space_put(s);
	return n;
}

#define INSTANCE_BITS	12
static_assert(WK_MAX_INSTANCES < 1 << INSTANCE_BITS);
static_assert(WK_MAX_SPACE_ID < 1 << (32 - INSTANCE_BITS));

/* Return: number of the instance that no longer fits, or 0 when all did. */
static u32 list_instances(struct wk_space *s, u32 from, struct wk_list_item *items, u32 max,
			  u32 *n)
{
	struct wk_space_instance *si;
	unsigned long id = from;
	u32 next = 0;

	mutex_lock(&s->lock);
	xa_for_each_start(&s->instances, id, si, from) {
		if (!si->ready)
			continue;
		if (*n == max) {
			next = id;
			break;
		}
		wk_instance_describe(s, si, &items[(*n)++]);
	}
	mutex_unlock(&s->lock);
	return next;
}

u32 wk_instances_list(u32 from, struct wk_list_item *items, u32 max, u32 *next)
{
	u32 space = from >> INSTANCE_BITS, instance = from % (1 << INSTANCE_BITS);
	struct wk_space *s;
	u32 n = 0;

	*next = 0;
	while (!*next && (s = next_space(space, NULL))) {
		u32 left = list_instances(s, s->id == space ? instance : 0, items, max, &n);

		if (left)
			*next = s->id << INSTANCE_BITS | left;
		space = s->id + 1;
		wk_space_put(s);
	}
	return n;
}
