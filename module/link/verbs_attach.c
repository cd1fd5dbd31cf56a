// SPDX-License-Identifier: GPL-2.0
/* ATTACH_NEW to ATTACH_ARM, SUBSCRIBE, UNSUBSCRIBE. */
#include <linux/err.h>

#include "../attach/arm.h"
#include "../attach/meter.h"
#include "../attach/policy.h"
#include "../attach/private.h"
#include "../attach/refusal.h"
#include "../prog/result.h"
#include "call.h"
#include "subscriber.h"

static int refuse_errno(struct wk_call *c, int err, const char *what)
{
	switch (err) {
	case -EBUSY:
		return wk_refuse(&c->why, WK_C_BAD_ORDER,
				 "the attachment is armed, or going: no %s can be added", what);
	case -ENOSPC:
		return wk_refuse(&c->why, WK_C_LIMIT, "there are too many %ss", what);
	case -EEXIST:
		return wk_refuse(&c->why, WK_C_BAD_ORDER, "there is a %s of that name", what);
	case -EINVAL:
		return wk_refuse(&c->why, WK_C_BAD_MESSAGE, "the %s is not well formed", what);
	default:
		return wk_refuse(&c->why, WK_C_NOMEM, "out of memory");
	}
}

/* ---- ATTACH_NEW ---- */

static int read_config(struct wk_call *c, struct wk_attach_config *config)
{
	const struct wk_request *rq = &c->rq;

	*config = (struct wk_attach_config){
		.fuel = wk_get_u64(rq, WK_A_FUEL, WK_DEFAULT_HIT_FUEL),
		.memory_pages = wk_get_u32(rq, WK_A_MEMORY, WK_DEFAULT_HOOK_PAGES),
		.stack_slots = wk_get_u32(rq, WK_A_STACK, WK_DEFAULT_HOOK_STACK),
		.ring_bytes = wk_get_u32(rq, WK_A_RING, 0),
		.strict = wk_has(rq, WK_A_STRICT),
	};
	if (!config->fuel || config->fuel > WK_MAX_HIT_FUEL)
		return wk_refuse(&c->why, WK_C_LIMIT, "a hit may use 1 to %u instructions",
				 WK_MAX_HIT_FUEL);
	if (config->memory_pages > WK_MAX_MEMORY_PAGES)
		return wk_refuse(&c->why, WK_C_LIMIT, "an instance has at most %u pages of memory",
				 WK_MAX_MEMORY_PAGES);
	if (config->stack_slots < WK_MIN_STACK_SLOTS || config->stack_slots > WK_MAX_HOOK_STACK)
		return wk_refuse(&c->why, WK_C_LIMIT, "the stack of a hook has %u to %u slots",
				 WK_MIN_STACK_SLOTS, WK_MAX_HOOK_STACK);
	if (config->ring_bytes > WK_STREAM_RING_MAX)
		return wk_refuse(&c->why, WK_C_LIMIT, "a ring has at most %u bytes",
				 WK_STREAM_RING_MAX);
	return 0;
}

/* Nobody takes a dp-only program off its hooks: it gets less, and its ring holds its releases. */
static int read_policy(struct wk_call *c, const struct wk_program *p,
		       struct wk_attach_config *config)
{
	u32 policy = wk_get_u32(&c->rq, WK_A_POLICY, WK_POLICY_NONE), code = WK_C_POLICY;
	struct wk_error e = {};

	if (policy > WK_POLICY_DP_ONLY)
		return wk_refuse(&c->why, WK_C_BAD_MESSAGE, "there is no policy %u", policy);
	config->dp_only = policy == WK_POLICY_DP_ONLY || p->dp_only || wk_policy_forced();
	if (config->dp_only) {
		if (!wk_has(&c->rq, WK_A_FUEL))
			config->fuel = WK_DEFAULT_DP_FUEL;
		config->ring_bytes = WK_STREAM_RING_DEFAULT;
		if (config->fuel > WK_MAX_DP_FUEL)
			wk_refuse_row(&e, &code, WK_REFUSE_FUEL, NULL, NULL);
	}
	if (e.kind || wk_policy_check(p->module, config->dp_only, &code, &e))
		return wk_refuse(&c->why, code, "%s", e.text);
	return 0;
}

static int publish(struct wk_call *c, struct wk_attach *at)
{
	bool pin = wk_has(&c->rq, WK_A_PIN);
	int id = -ESHUTDOWN;

	mutex_lock(&c->session->lock);
	if (!c->session->dead)
		id = wk_attach_publish(at, pin ? NULL : c->session, c->session->port);
	mutex_unlock(&c->session->lock);
	if (id == -ESHUTDOWN)
		return wk_refuse(&c->why, WK_C_NO_SESSION, "the session has ended");
	if (id < 0)
		return refuse_errno(c, id, "attachment");
	wk_build_u32(&c->reply, WK_A_ATTACH, id);
	return 0;
}

static int fill_and_publish(struct wk_call *c, struct wk_attach *at)
{
	struct wk_span manifest = c->rq.attrs[WK_A_MANIFEST];

	if (wk_has(&c->rq, WK_A_MANIFEST) && wk_attach_set_manifest(at, manifest.p, manifest.len))
		return wk_refuse(&c->why, WK_C_NOMEM, "out of memory");
	return publish(c, at);
}

int wk_verb_attach_new(struct wk_call *c)
{
	u32 id = wk_get_u32(&c->rq, WK_A_PROGRAM, 0);
	struct wk_attach_config config;
	struct wk_program *p;
	struct wk_attach *at;

	if (read_config(c, &config))
		return -1;
	p = wk_program_get(id, c->session);
	if (!p)
		return wk_refuse(&c->why, WK_C_NO_OBJECT,
				 "there is no program %u, or it belongs to another session", id);
	if (read_policy(c, p, &config)) {
		wk_program_put(p);
		return -1;
	}
	at = wk_attach_new(p, &config, wk_has(&c->rq, WK_A_NAME) ?
			   wk_get_string(&c->rq, WK_A_NAME) : p->name);
	if (IS_ERR(at)) {
		wk_program_put(p);
		return wk_refuse(&c->why, WK_C_NOMEM, "out of memory");
	}
	if (fill_and_publish(c, at)) {
		wk_attach_put(at);
		return -1;
	}
	return 0;
}

/* ---- what it gets ---- */

static void refuse_map(struct wk_call *c, enum wk_refusal_row row, const char *name)
{
	struct wk_error e = {};
	u32 code;

	wk_refuse_row(&e, &code, row, name, NULL);
	wk_refuse(&c->why, code, "%s", e.text);
}

int wk_verb_attach_map(struct wk_call *c)
{
	const struct wk_map_def def = {
		.kind = wk_get_u32(&c->rq, WK_A_MAP_KIND, 0),
		.key_size = wk_get_u32(&c->rq, WK_A_KEY_SIZE, 0),
		.value_size = wk_get_u32(&c->rq, WK_A_VALUE_SIZE, 0),
		.entries = wk_get_u32(&c->rq, WK_A_ENTRIES, 0),
		.min = wk_get_u64(&c->rq, WK_A_MIN, 0),
		.step = wk_get_u64(&c->rq, WK_A_STEP, 0),
	};
	const char *name = wk_get_string(&c->rq, WK_A_NAME), *why = "it is wrong";
	struct wk_attach *at;
	int err;

	if (!wk_map_size(&def, &why))
		return wk_refuse(&c->why, WK_C_LIMIT, "map %s: %s", name, why);
	at = wk_call_attach(c, c->session);
	if (!at)
		return -1;
	err = at->config.dp_only ? -EPERM : wk_attach_add_map(at, name, &def);
	if (err == -EPERM)
		refuse_map(c, at->config.dp_only ? WK_REFUSE_MAP : WK_REFUSE_BESIDE, name);
	else if (err)
		refuse_errno(c, err, "map");
	wk_attach_put(at);
	return err ? -1 : 0;
}

int wk_verb_attach_const(struct wk_call *c)
{
	struct wk_span consts = c->rq.attrs[WK_A_CONSTS];
	struct wk_attach *at = wk_call_attach(c, c->session);
	int err;

	if (!at)
		return -1;
	err = wk_attach_add_consts(at, consts.p, consts.len);
	wk_attach_put(at);
	return err ? refuse_errno(c, err, "constant") : 0;
}

static void read_target(const struct wk_request *rq, struct wk_target *t)
{
	*t = (struct wk_target){
		.addend = wk_get_u64(rq, WK_A_ADDEND, 0),
		.pid = wk_has(rq, WK_A_PID) ? (s64)wk_get_u32(rq, WK_A_PID, 0) : -1,
		.nr = wk_has(rq, WK_A_NR) ? (s64)wk_get_u32(rq, WK_A_NR, 0) : -1,
		.hooknum = wk_get_u32(rq, WK_A_HOOKNUM, 0),
		.priority = (s32)wk_get_u32(rq, WK_A_PRIORITY, 0),
		.interval = wk_get_u64(rq, WK_A_INTERVAL, 0),
	};
	/* Both end with NUL, as the codec has seen; they are copied. */
	if (wk_has(rq, WK_A_SYMBOL))
		t->symbol = (char *)rq->attrs[WK_A_SYMBOL].p;
	if (wk_has(rq, WK_A_PATH))
		t->path = (char *)rq->attrs[WK_A_PATH].p;
}

int wk_verb_attach_hook(struct wk_call *c)
{
	struct wk_span name = c->rq.attrs[WK_A_EXPORT];
	struct wk_error e = {};
	struct wk_attach *at = wk_call_attach(c, c->session);
	struct wk_target target;
	u32 number = 0;
	int err;

	if (!at)
		return -1;
	read_target(&c->rq, &target);
	err = wk_attach_add_hook(at, wk_get_u32(&c->rq, WK_A_HOOK, 0), name.p, name.len, &target,
				 &number, &e);
	wk_attach_put(at);
	if (e.kind)
		return wk_refuse(&c->why, WK_C_HOOK, "%s", e.text);
	if (err)
		return refuse_errno(c, err, "hook");
	wk_build_u32(&c->reply, WK_A_PROBE, number);
	return 0;
}

int wk_verb_attach_arm(struct wk_call *c)
{
	struct wk_error e = { .func = WK_NO_FUNC, .offset = WK_NO_OFFSET };
	struct wk_attach *at = wk_call_attach(c, c->session);
	u32 code = WK_C_INTERNAL;
	int err;

	if (!at)
		return -1;
	err = wk_attach_arm(at, wk_has(&c->rq, WK_A_DRY), &code, &e);
	wk_attach_put(at);
	if (!err)
		return 0;
	c->error_offset = e.offset;
	c->error_func = e.func;
	return wk_refuse(&c->why, code, "%s", e.text);
}

/* ---- streams ---- */

int wk_verb_subscribe(struct wk_call *c)
{
	struct wk_attach *at = wk_call_attach(c, NULL);
	int err;

	if (!at)
		return -1;
	err = wk_subscriber_new(c->session, at);
	wk_attach_put(at);
	if (err == -ESHUTDOWN)
		return wk_refuse(&c->why, WK_C_BAD_ORDER, "its stream has ended");
	return err ? refuse_errno(c, err, "subscription") : 0;
}

int wk_verb_unsubscribe(struct wk_call *c)
{
	u32 id = wk_get_u32(&c->rq, WK_A_ATTACH, 0);

	if (wk_subscriber_end(c->session, id))
		return wk_refuse(&c->why, WK_C_NO_OBJECT,
				 "this session does not get the stream of attachment %u", id);
	return 0;
}
