// SPDX-License-Identifier: GPL-2.0
/* Spaces and what runs in them. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "client.h"

/* How often a long wait looks whether the module is still there. */
#define LOADED_MS	2000

/* ---- spaces ---- */

static void put_space(struct wk_client *c, const struct wk_client_space *s)
{
	if (s->memory_pages)
		wk_request_u32(&c->req, WK_A_MEMORY, s->memory_pages);
	if (s->stack_slots)
		wk_request_u32(&c->req, WK_A_STACK, s->stack_slots);
	if (s->timeout_ms)
		wk_request_u32(&c->req, WK_A_TIMEOUT, s->timeout_ms);
	if (s->floats)
		wk_request_u32(&c->req, WK_A_FLOATS, s->floats);
	if (s->fuel)
		wk_request_u64(&c->req, WK_A_FUEL, s->fuel);
	if (s->strict)
		wk_request_flag(&c->req, WK_A_STRICT);
	if (s->pipes)
		wk_request_u32(&c->req, WK_A_PIPES, s->pipes);
	if (s->argv_len)
		wk_request_bytes(&c->req, WK_A_ARGV, s->argv, s->argv_len);
	if (s->environ_len)
		wk_request_bytes(&c->req, WK_A_ENVIRON, s->environ, s->environ_len);
}

int wk_client_space_new(struct wk_client *c, const struct wk_client_space *cfg, uint32_t *space)
{
	int err;

	wk_client_begin(c, WK_V_SPACE_NEW);
	if (cfg)
		put_space(c, cfg);
	err = wk_client_call(c);
	return err ? err : wk_client_want(c, WK_A_SPACE, space);
}

static int call_space(struct wk_client *c, enum wk_verb verb, uint32_t space)
{
	wk_client_begin(c, verb);
	wk_request_u32(&c->req, WK_A_SPACE, space);
	return wk_client_call(c);
}

int wk_client_space_del(struct wk_client *c, uint32_t space)
{
	int err = call_space(c, WK_V_SPACE_DEL, space);

	if (!err)
		wk_client_forget(c, space);
	return err;
}

int wk_client_kill(struct wk_client *c, uint32_t space)
{
	return call_space(c, WK_V_KILL, space);
}

int wk_client_register(struct wk_client *c, uint32_t space, uint32_t instance, const char *name)
{
	wk_client_begin(c, WK_V_REGISTER);
	wk_request_u32(&c->req, WK_A_SPACE, space);
	wk_request_u32(&c->req, WK_A_INSTANCE, instance);
	wk_request_string(&c->req, WK_A_NAME, name);
	return wk_client_call(c);
}

int wk_client_global_get(struct wk_client *c, uint32_t space, uint32_t instance,
			 const void *name, size_t name_len, struct wk_value *value)
{
	const void *p;
	size_t n;
	int err;

	wk_client_begin(c, WK_V_GLOBAL_GET);
	wk_request_u32(&c->req, WK_A_SPACE, space);
	wk_request_u32(&c->req, WK_A_INSTANCE, instance);
	wk_request_bytes(&c->req, WK_A_EXPORT, name, name_len);
	err = wk_client_call(c);
	if (err)
		return err;
	p = wk_fields_bytes(&c->reply, WK_A_RESULTS, &n);
	if (n != sizeof(*value))
		return wk_client_fail(c, -EPROTO, "the kernel's reply has no value");
	memcpy(value, p, n);
	return 0;
}

int wk_client_stdin(struct wk_client *c, uint32_t space, const void *bytes, size_t len, bool eof,
		    uint32_t *room)
{
	int err;

	wk_client_begin(c, WK_V_STDIN);
	wk_request_u32(&c->req, WK_A_SPACE, space);
	if (len)
		wk_request_bytes(&c->req, WK_A_DATA, bytes, len);
	if (eof)
		wk_request_flag(&c->req, WK_A_EOF);
	err = wk_client_call(c);
	if (!err && room)
		*room = wk_fields_u32(&c->reply, WK_A_ROOM, 0);
	return err;
}

/* ---- runs ---- */

static int start_run(struct wk_client *c, uint32_t *request)
{
	int err;

	if (c->run && !c->run_ended)
		return wk_client_fail(c, -EBUSY, "this client is running something already");
	wk_client_done_clear(&c->done);
	c->run = c->last_request;
	c->run_ended = false;
	err = wk_client_call(c);
	if (err)
		c->run = 0;
	*request = c->run;
	return err;
}

int wk_client_start_instantiate(struct wk_client *c, uint32_t space, uint32_t program,
				uint32_t *request)
{
	wk_client_begin(c, WK_V_INSTANTIATE);
	wk_request_u32(&c->req, WK_A_SPACE, space);
	wk_request_u32(&c->req, WK_A_PROGRAM, program);
	return start_run(c, request);
}

int wk_client_start_invoke(struct wk_client *c, uint32_t space, uint32_t instance,
			   const void *name, size_t name_len, const struct wk_value *args,
			   size_t nargs, uint32_t *request)
{
	wk_client_begin(c, WK_V_INVOKE);
	wk_request_u32(&c->req, WK_A_SPACE, space);
	wk_request_u32(&c->req, WK_A_INSTANCE, instance);
	wk_request_bytes(&c->req, WK_A_EXPORT, name, name_len);
	if (nargs)
		wk_request_bytes(&c->req, WK_A_ARGS, args, nargs * sizeof(*args));
	return start_run(c, request);
}

bool wk_client_ended(struct wk_client *c, uint32_t request, struct wk_client_done *done)
{
	if (!request || c->run != request || !c->run_ended)
		return false;
	*done = c->done;
	memset(&c->done, 0, sizeof(c->done));
	c->run = 0;
	return true;
}

int wk_client_check(struct wk_client *c)
{
	if (c->t->loaded(c->t))
		return 0;
	return wk_client_fail(c, -ENOTCONN, "wasm_kernel was unloaded while the program ran");
}

int wk_client_await(struct wk_client *c, struct wk_client_done *done)
{
	int n;

	for (;;) {
		n = wk_client_dispatch(c);
		if (n)
			return n;
		if (wk_client_ended(c, c->run, done))
			return 0;
		n = c->t->wait(c->t, LOADED_MS);
		if (n == 0 && wk_client_check(c))
			return c->fault.result;
		if (n == -EINTR)
			return wk_client_fail(c, n, "interrupted");
		if (n < 0)
			return wk_client_fail(c, n, "waiting failed: %s", strerror(-n));
	}
}

int wk_client_instantiate(struct wk_client *c, uint32_t space, uint32_t program,
			  struct wk_client_done *done)
{
	uint32_t request;
	int err = wk_client_start_instantiate(c, space, program, &request);

	return err ? err : wk_client_await(c, done);
}

int wk_client_invoke(struct wk_client *c, uint32_t space, uint32_t instance, const void *name,
		     size_t name_len, const struct wk_value *args, size_t nargs,
		     struct wk_client_done *done)
{
	uint32_t request;
	int err = wk_client_start_invoke(c, space, instance, name, name_len, args, nargs,
					 &request);

	return err ? err : wk_client_await(c, done);
}
