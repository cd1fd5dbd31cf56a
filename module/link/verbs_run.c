// SPDX-License-Identifier: GPL-2.0
/* INSTANTIATE, REGISTER, INVOKE, GLOBAL_GET. */
#include <linux/err.h>
#include <linux/mm.h>

#include "../attach/refusal.h"
#include "../prog/instance.h"
#include "call.h"

/* ---- a space of this session, locked and idle ---- */

static struct wk_space *claim(struct wk_call *c)
{
	u32 id = wk_get_u32(&c->rq, WK_A_SPACE, 0);
	struct wk_space *s = wk_space_get(id, c->session);
	int err = -ENOENT;

	if (s) {
		mutex_lock(&s->lock);
		err = wk_space_claim(s);
	}
	if (!err)
		return s;
	if (s) {
		mutex_unlock(&s->lock);
		wk_space_put(s);
	}
	if (err == -EBUSY)
		wk_refuse(&c->why, WK_C_BUSY, "space %u is running something", id);
	else
		wk_refuse(&c->why, WK_C_NO_OBJECT, "there is no space %u in this session", id);
	return NULL;
}

static void release(struct wk_space *s)
{
	mutex_unlock(&s->lock);
	wk_space_put(s);
}

/* ---- what requests name ---- */

static struct wk_space_instance *find_instance(struct wk_call *c, struct wk_space *s)
{
	u32 id = wk_get_u32(&c->rq, WK_A_INSTANCE, 0);
	struct wk_space_instance *si = wk_instance_find(s, id);

	if (!si)
		wk_refuse(&c->why, WK_C_NO_OBJECT, "there is no instance %u in space %u", id, s->id);
	return si;
}

static int find_export(struct wk_call *c, struct wk_space *s, u8 kind, const char *what,
		       struct wk_extern *out)
{
	struct wk_space_instance *si = find_instance(c, s);
	struct wk_span name = c->rq.attrs[WK_A_EXPORT];
	char text[WK_MAX_NAME];

	if (!si)
		return -1;
	if (wk_instance_export(si->inst, name.p, name.len, out) && out->kind == kind)
		return 0;
	return wk_refuse(&c->why, WK_C_NO_OBJECT, "instance %u exports no %s \"%s\"", si->id, what,
			 wk_str_escape(text, sizeof(text), name.p, name.len));
}

/* The limits of one run: its own, or else those of its space. */
static int read_limits(struct wk_call *c, const struct wk_space *s, struct wk_job *job)
{
	job->request = c->rq.head.request;
	job->fuel = min_t(u64, wk_get_u64(&c->rq, WK_A_FUEL, s->config.fuel), WK_FUEL_MAX);
	job->timeout_ms = wk_get_u32(&c->rq, WK_A_TIMEOUT, s->config.timeout_ms);
	if (job->timeout_ms > WK_MAX_TIMEOUT_MS)
		return wk_refuse(&c->why, WK_C_LIMIT, "a time limit is at most %u ms",
				 WK_MAX_TIMEOUT_MS);
	return 0;
}

/* ---- INSTANTIATE ---- */

static int submit_instantiate(struct wk_call *c, struct wk_space *s, struct wk_program *p)
{
	struct wk_job job = { .kind = WK_JOB_INSTANTIATE, .program = p };

	if (read_limits(c, s, &job))
		return -1;
	wk_space_submit(s, &job);
	return 0;
}

int wk_verb_instantiate(struct wk_call *c)
{
	u32 id = wk_get_u32(&c->rq, WK_A_PROGRAM, 0);
	struct wk_program *p = wk_program_get(id, c->session);
	struct wk_space *s;
	int err = -1;

	if (!p)
		return wk_refuse(&c->why, WK_C_NO_OBJECT,
				 "there is no program %u, or it belongs to another session", id);
	if (p->dp_only) {
		struct wk_error e = {};
		u32 code;

		wk_program_put(p);
		wk_refuse_row(&e, &code, WK_REFUSE_SPACE, NULL, NULL);
		return wk_refuse(&c->why, code, "%s", e.text);
	}
	s = claim(c);
	if (s) {
		err = submit_instantiate(c, s, p);
		release(s);
	}
	if (err)
		wk_program_put(p);
	return err;
}

/* ---- REGISTER ---- */

static int do_register(struct wk_call *c, struct wk_space *s)
{
	struct wk_space_instance *si = find_instance(c, s);

	if (!si)
		return -1;
	switch (wk_instance_register(s, si->id, wk_get_string(&c->rq, WK_A_NAME))) {
	case 0:
		return 0;
	case -ENOSPC:
		return wk_refuse(&c->why, WK_C_LIMIT, "a space has at most %u registered names",
				 WK_MAX_REGISTERED);
	default:
		return wk_refuse(&c->why, WK_C_NOMEM, "out of memory");
	}
}

int wk_verb_register(struct wk_call *c)
{
	struct wk_space *s = claim(c);
	int err;

	if (!s)
		return -1;
	err = do_register(c, s);
	release(s);
	return err;
}

/* ---- INVOKE ---- */

static int read_args(struct wk_call *c, const struct wk_functype *type, u64 *slots)
{
	u32 bytes = wk_has(&c->rq, WK_A_ARGS) ? c->rq.attrs[WK_A_ARGS].len : 0;
	u32 n = bytes / sizeof(struct wk_value);
	u32 i;

	if (n != type->nparams)
		return wk_refuse(&c->why, WK_C_BAD_MESSAGE,
				 "the function takes %u arguments, not %u", type->nparams, n);
	for (i = 0; i < n; i++) {
		struct wk_value v = wk_get_value(&c->rq, WK_A_ARGS, i);

		if (v.type != type->types[i])
			return wk_refuse(&c->why, WK_C_BAD_MESSAGE, "argument %u is %s, not %s",
					 i, wk_type_name(type->types[i]), wk_type_name(v.type));
		wk_value_store(v.type, &v, slots);
		slots += wk_type_slots(v.type);
	}
	return 0;
}

/* Return: 0 with @job filled, or -1; what it allocated is then the caller's to free. */
static int prepare_invoke(struct wk_call *c, struct wk_space *s, struct wk_job *job)
{
	const struct wk_functype *type;
	struct wk_extern ext;

	if (find_export(c, s, WK_EXTERN_FUNC, "function", &ext) || read_limits(c, s, job))
		return -1;
	job->func = ext.func;
	type = wk_func_type(ext.func);
	job->args = kvcalloc(type->param_slots + 1, sizeof(*job->args), GFP_KERNEL_ACCOUNT);
	job->results = kvcalloc(type->nresults + 1, sizeof(*job->results), GFP_KERNEL_ACCOUNT);
	if (!job->args || !job->results)
		return wk_refuse(&c->why, WK_C_NOMEM, "out of memory");
	return read_args(c, type, job->args);
}

int wk_verb_invoke(struct wk_call *c)
{
	struct wk_job job = { .kind = WK_JOB_INVOKE };
	struct wk_space *s = claim(c);
	int err;

	if (!s)
		return -1;
	err = prepare_invoke(c, s, &job);
	if (!err)
		wk_space_submit(s, &job);
	release(s);
	if (err) {
		kvfree(job.args);
		kvfree(job.results);
	}
	return err;
}

/* ---- GLOBAL_GET ---- */

static int do_global_get(struct wk_call *c, struct wk_space *s)
{
	struct wk_extern ext;
	struct wk_value v;

	if (find_export(c, s, WK_EXTERN_GLOBAL, "global", &ext))
		return -1;
	wk_value_load(wk_global_type(ext.global)->type, wk_global_slots(ext.global), &v);
	wk_build_bytes(&c->reply, WK_A_RESULTS, &v, sizeof(v));
	return 0;
}

int wk_verb_global_get(struct wk_call *c)
{
	struct wk_space *s = claim(c);
	int err;

	if (!s)
		return -1;
	err = do_global_get(c, s);
	release(s);
	return err;
}
