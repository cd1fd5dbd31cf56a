// SPDX-License-Identifier: GPL-2.0
/* LOAD_BEGIN, LOAD_CHUNK, LOAD_COMMIT, LOAD_ABORT, UNLOAD, PROGRAM_READ. */
#include <linux/err.h>
#include <linux/string.h>

#include "../attach/policy.h"
#include "call.h"
#include "load.h"

static int no_session(struct wk_call *c)
{
	return wk_refuse(&c->why, WK_C_NO_SESSION, "the session has ended");
}

static int no_load(struct wk_call *c)
{
	return wk_refuse(&c->why, WK_C_NO_OBJECT, "there is no load %u in this session",
			 wk_get_u32(&c->rq, WK_A_LOAD, 0));
}

static int begin_locked(struct wk_call *c, u32 total)
{
	struct wk_load *load;

	lockdep_assert_held(&c->session->lock);
	if (c->session->dead)
		return no_session(c);
	load = wk_load_begin(c->session, total);
	if (PTR_ERR_OR_ZERO(load) == -ENOSPC)
		return wk_refuse(&c->why, WK_C_LIMIT,
				 "a session has at most %u loads of %u bytes together",
				 WK_MAX_LOADS, WK_MAX_LOAD_BYTES);
	if (IS_ERR(load))
		return wk_refuse(&c->why, WK_C_NOMEM, "out of memory for a module of %u bytes",
				 total);
	load->pin = wk_has(&c->rq, WK_A_PIN);
	load->dp_only = wk_get_u32(&c->rq, WK_A_POLICY, WK_POLICY_NONE) == WK_POLICY_DP_ONLY;
	memcpy(load->digest, c->rq.attrs[WK_A_DIGEST].p, sizeof(load->digest));
	strscpy(load->name, wk_get_string(&c->rq, WK_A_NAME), sizeof(load->name));
	wk_build_u32(&c->reply, WK_A_LOAD, load->id);
	return 0;
}

int wk_verb_load_begin(struct wk_call *c)
{
	u32 total = wk_get_u32(&c->rq, WK_A_LENGTH, 0);
	int err;

	if (wk_get_u32(&c->rq, WK_A_POLICY, WK_POLICY_NONE) > WK_POLICY_DP_ONLY)
		return wk_refuse(&c->why, WK_C_BAD_MESSAGE, "there is no policy %u",
				 wk_get_u32(&c->rq, WK_A_POLICY, 0));
	if (total > WK_MAX_MODULE_BYTES)
		return wk_refuse(&c->why, WK_C_LIMIT, "a module has at most %u bytes, not %u",
				 WK_MAX_MODULE_BYTES, total);
	mutex_lock(&c->session->lock);
	err = begin_locked(c, total);
	mutex_unlock(&c->session->lock);
	return err;
}

static int chunk_locked(struct wk_call *c)
{
	struct wk_load *load = wk_load_find(c->session, wk_get_u32(&c->rq, WK_A_LOAD, 0));
	u32 offset = wk_get_u32(&c->rq, WK_A_OFFSET, 0);
	struct wk_span data = c->rq.attrs[WK_A_DATA];

	if (!load)
		return no_load(c);
	if (offset != load->got)
		return wk_refuse(&c->why, WK_C_BAD_ORDER,
				 "a chunk at byte %u is not next: %u bytes have arrived",
				 offset, load->got);
	if (!data.len)
		return wk_refuse(&c->why, WK_C_BAD_MESSAGE, "a chunk has at least one byte");
	if (data.len > load->total - load->got)
		return wk_refuse(&c->why, WK_C_BAD_ORDER,
				 "a chunk of %u bytes is too long: %u of %u bytes are to come",
				 data.len, load->total - load->got, load->total);
	wk_load_add(load, data.p, data.len);
	return 0;
}

int wk_verb_load_chunk(struct wk_call *c)
{
	int err;

	mutex_lock(&c->session->lock);
	err = chunk_locked(c);
	mutex_unlock(&c->session->lock);
	return err;
}

/* Takes the request's load out of the session. Return: it, or NULL with the refusal. */
static struct wk_load *take_load(struct wk_call *c)
{
	struct wk_load *load;

	mutex_lock(&c->session->lock);
	load = wk_load_find(c->session, wk_get_u32(&c->rq, WK_A_LOAD, 0));
	if (load)
		wk_load_take(c->session, load);
	else
		no_load(c);
	mutex_unlock(&c->session->lock);
	return load;
}

/* Once it is published, a program may be unloaded any time: its number is all we keep. */
static int publish(struct wk_call *c, struct wk_program *p, bool pin)
{
	int id = -ESHUTDOWN;

	mutex_lock(&c->session->lock);
	if (!c->session->dead)
		id = wk_program_publish(p, pin ? NULL : c->session, c->session->port);
	mutex_unlock(&c->session->lock);
	if (id > 0) {
		wk_build_u32(&c->reply, WK_A_PROGRAM, id);
		return 0;
	}
	if (id == -ESHUTDOWN)
		return no_session(c);
	if (id == -ENOSPC)
		return wk_refuse(&c->why, WK_C_LIMIT, "there are %u programs, which is the most",
				 WK_MAX_PROGRAMS);
	return wk_refuse(&c->why, WK_C_NOMEM, "out of memory");
}

static int check_policy(struct wk_call *c, const struct wk_program *p)
{
	struct wk_error e = {};
	u32 code;

	if (!p->dp_only || !wk_policy_check(p->module, true, &code, &e))
		return 0;
	c->error_offset = e.offset;
	return wk_refuse(&c->why, code, "%s", e.text);
}

static int commit(struct wk_call *c, struct wk_load *load)
{
	struct wk_error e = { .func = WK_NO_FUNC, .offset = WK_NO_OFFSET };
	struct wk_program *p;

	if (load->got != load->total)
		return wk_refuse(&c->why, WK_C_BAD_ORDER, "only %u of %u bytes have arrived",
				 load->got, load->total);
	if (!wk_load_matches(load))
		return wk_refuse(&c->why, WK_C_DIGEST,
				 "what arrived has another SHA-256 than announced");
	p = wk_program_new(load->bytes, load->total, load->digest, load->name, &e);
	load->bytes = NULL;
	if (!p) {
		c->error_offset = e.offset;
		c->error_func = e.func;
		return wk_refuse(&c->why, wk_code_of_error(&e), "%s", e.text);
	}
	p->dp_only = load->dp_only;
	if (check_policy(c, p) || publish(c, p, load->pin)) {
		wk_program_put(p);
		return -1;
	}
	return 0;
}

/* The session's lock is not held while the module compiles: KILL must get through. */
int wk_verb_load_commit(struct wk_call *c)
{
	struct wk_load *load = take_load(c);
	int err;

	if (!load)
		return -1;
	err = commit(c, load);
	wk_load_free(load);
	return err;
}

int wk_verb_load_abort(struct wk_call *c)
{
	struct wk_load *load = take_load(c);

	if (!load)
		return -1;
	wk_load_free(load);
	return 0;
}

static int read_piece(struct wk_call *c, const struct wk_program *p)
{
	u32 offset = wk_get_u32(&c->rq, WK_A_OFFSET, 0);
	u32 n;

	if (offset > p->size)
		return wk_refuse(&c->why, WK_C_LIMIT, "the program has %u bytes, and none at %u",
				 p->size, offset);
	n = min_t(u32, p->size - offset, WK_CHUNK_MAX);
	if (wk_call_enlarge(c, WK_REPLY_SMALL + n))
		return -1;
	wk_build_u32(&c->reply, WK_A_LENGTH, p->size);
	wk_build_bytes(&c->reply, WK_A_DATA, p->module->bytes + offset, n);
	return 0;
}

int wk_verb_program_read(struct wk_call *c)
{
	u32 id = wk_get_u32(&c->rq, WK_A_PROGRAM, 0);
	struct wk_program *p = wk_program_get(id, c->session);
	int err;

	if (!p)
		return wk_refuse(&c->why, WK_C_NO_OBJECT,
				 "there is no program %u, or it belongs to another session", id);
	err = read_piece(c, p);
	wk_program_put(p);
	return err;
}

int wk_verb_unload(struct wk_call *c)
{
	u32 id = wk_get_u32(&c->rq, WK_A_PROGRAM, 0);

	if (wk_program_remove(id, c->session))
		return wk_refuse(&c->why, WK_C_NO_OBJECT,
				 "there is no program %u, or it belongs to another session", id);
	return 0;
}
