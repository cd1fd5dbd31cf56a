// SPDX-License-Identifier: GPL-2.0
/* SPACE_NEW, SPACE_DEL, STDIN, KILL. */
#include <linux/err.h>

#include "../prog/fpu.h"
#include "call.h"
#include "sink.h"

static struct wk_str bytes_of(const struct wk_request *rq, enum wk_attr attr)
{
	struct wk_str s = {};

	if (wk_has(rq, attr))
		s = (struct wk_str){ rq->attrs[attr].p, rq->attrs[attr].len };
	return s;
}

static int check_config(struct wk_call *c, const struct wk_space_config *config)
{
	if (config->memory_pages > WK_MAX_MEMORY_PAGES)
		return wk_refuse(&c->why, WK_C_LIMIT, "a space has at most %u pages of memory",
				 WK_MAX_MEMORY_PAGES);
	if (config->stack_slots < WK_MIN_STACK_SLOTS || config->stack_slots > WK_MAX_STACK_SLOTS)
		return wk_refuse(&c->why, WK_C_LIMIT, "a guest stack has %u to %u slots",
				 WK_MIN_STACK_SLOTS, WK_MAX_STACK_SLOTS);
	if (config->timeout_ms > WK_MAX_TIMEOUT_MS)
		return wk_refuse(&c->why, WK_C_LIMIT, "a time limit is at most %u ms",
				 WK_MAX_TIMEOUT_MS);
	if (config->floats > WK_FLOAT_FPU)
		return wk_refuse(&c->why, WK_C_BAD_MESSAGE, "there is no float mode %u",
				 config->floats);
	if (config->floats == WK_FLOAT_FPU && !wk_fpu_usable())
		return wk_refuse(&c->why, WK_C_UNSUPPORTED,
				 "this machine computes floats with integers only");
	if (config->pipes > 7)
		return wk_refuse(&c->why, WK_C_BAD_MESSAGE, "there are only 3 standard streams");
	return 0;
}

static int read_config(struct wk_call *c, struct wk_space_config *config)
{
	const struct wk_request *rq = &c->rq;

	*config = (struct wk_space_config){
		.fuel = min_t(u64, wk_get_u64(rq, WK_A_FUEL, WK_FUEL_MAX), WK_FUEL_MAX),
		.timeout_ms = wk_get_u32(rq, WK_A_TIMEOUT, 0),
		.memory_pages = wk_get_u32(rq, WK_A_MEMORY, WK_DEFAULT_MEMORY_PAGES),
		.stack_slots = wk_get_u32(rq, WK_A_STACK, WK_DEFAULT_STACK_SLOTS),
		.floats = wk_get_u32(rq, WK_A_FLOATS, WK_FLOAT_AUTO),
		.strict = wk_has(rq, WK_A_STRICT),
		.pipes = wk_get_u32(rq, WK_A_PIPES, 0),
		.argv = bytes_of(rq, WK_A_ARGV),
		.env = bytes_of(rq, WK_A_ENVIRON),
	};
	return check_config(c, config);
}

/* Once it is published, a space may be deleted any time: its number is all we keep. */
static int publish(struct wk_call *c, struct wk_space *s)
{
	int id = -ESHUTDOWN;

	mutex_lock(&c->session->lock);
	if (!c->session->dead)
		id = wk_space_publish(s, c->session, c->session->port);
	mutex_unlock(&c->session->lock);
	if (id > 0) {
		wk_build_u32(&c->reply, WK_A_SPACE, id);
		return 0;
	}
	if (id == -ESHUTDOWN)
		return wk_refuse(&c->why, WK_C_NO_SESSION, "the session has ended");
	if (id == -ENOSPC)
		return wk_refuse(&c->why, WK_C_LIMIT, "there are %u spaces, which is the most",
				 WK_MAX_SPACES);
	return wk_refuse(&c->why, WK_C_NOMEM, "out of memory");
}

int wk_verb_space_new(struct wk_call *c)
{
	struct wk_space_config config;
	struct wk_space *s;
	void *sink;

	if (read_config(c, &config))
		return -1;
	sink = wk_sink_new(c->session);
	if (!sink)
		return wk_refuse(&c->why, WK_C_NOMEM, "out of memory");
	s = wk_space_new(&config, &wk_sink_ops, sink);
	if (IS_ERR(s))
		return wk_refuse(&c->why, WK_C_NOMEM, "cannot make a space: error %ld",
				 PTR_ERR(s));
	if (publish(c, s)) {
		wk_space_put(s);
		return -1;
	}
	return 0;
}

static int no_space(struct wk_call *c)
{
	return wk_refuse(&c->why, WK_C_NO_OBJECT, "there is no space %u in this session",
			 wk_get_u32(&c->rq, WK_A_SPACE, 0));
}

int wk_verb_space_del(struct wk_call *c)
{
	u32 id = wk_get_u32(&c->rq, WK_A_SPACE, 0);

	if (wk_space_remove(id, c->session, WK_STOP_DELETE))
		return no_space(c);
	return 0;
}

int wk_verb_kill(struct wk_call *c)
{
	struct wk_space *s = wk_space_get(wk_get_u32(&c->rq, WK_A_SPACE, 0), c->session);

	if (!s)
		return no_space(c);
	wk_space_kill(s, WK_STOP_KILL);
	wk_space_put(s);
	return 0;
}

static int give(struct wk_call *c, struct wk_space *s)
{
	struct wk_str data = bytes_of(&c->rq, WK_A_DATA);
	u32 room;

	switch (wk_stdio_give(s, data.p, data.len, wk_has(&c->rq, WK_A_EOF), &room)) {
	case 0:
		wk_build_u32(&c->reply, WK_A_ROOM, room);
		return 0;
	case -ENOSPC:
		return wk_refuse(&c->why, WK_C_LIMIT,
				 "%u bytes of input are too many: there is room for %u",
				 data.len, room);
	case -EPIPE:
		return wk_refuse(&c->why, WK_C_BAD_ORDER, "the input of space %u has ended",
				 s->id);
	default:
		return wk_refuse(&c->why, WK_C_NOMEM, "out of memory");
	}
}

int wk_verb_stdin(struct wk_call *c)
{
	struct wk_space *s = wk_space_get(wk_get_u32(&c->rq, WK_A_SPACE, 0), c->session);
	int err;

	if (!s)
		return no_space(c);
	err = give(c, s);
	wk_space_put(s);
	return err;
}
