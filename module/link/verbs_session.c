// SPDX-License-Identifier: GPL-2.0
/* HELLO, BYE, LIST. */
#include <linux/err.h>
#include <linux/slab.h>

#include <wasm_kernel/release.h>

#include "../attach/attach.h"
#include "../prog/instance.h"
#include "call.h"

int wk_verb_hello(struct wk_call *c)
{
	u32 protocol = wk_get_u32(&c->rq, WK_A_PROTOCOL, WK_PROTOCOL);
	struct wk_session *session;

	if (protocol != WK_PROTOCOL)
		return wk_refuse(&c->why, WK_C_BAD_MESSAGE,
				 "the head says protocol %u, attribute PROTOCOL %u",
				 WK_PROTOCOL, protocol);
	session = wk_session_open(c->port, c->sk);
	if (PTR_ERR_OR_ZERO(session) == -ENOSPC)
		return wk_refuse(&c->why, WK_C_LIMIT,
				 "there are too many sessions: at most %u, and %u on one port",
				 WK_MAX_SESSIONS, WK_MAX_SESSIONS_PER_PORT);
	if (IS_ERR(session))
		return wk_refuse(&c->why, WK_C_NOMEM, "out of memory");
	c->session = session;
	wk_call_start(c);
	wk_build_u32(&c->reply, WK_A_PROTOCOL, WK_PROTOCOL);
	wk_build_string(&c->reply, WK_A_RELEASE, WK_RELEASE WK_FLAVOUR);
	return 0;
}

int wk_verb_bye(struct wk_call *c)
{
	wk_session_close(c->session);
	return 0;
}

static u32 collect(u32 kind, u32 from, struct wk_list_item *items, u32 *next)
{
	switch (kind) {
	case WK_LIST_PROGRAMS:
		return wk_programs_list(from, items, WK_LIST_ITEMS, next);
	case WK_LIST_SPACES:
		return wk_spaces_list(from, items, WK_LIST_ITEMS, next);
	case WK_LIST_ATTACHMENTS:
		return wk_attachments_list(from, items, WK_LIST_ITEMS, next);
	case WK_LIST_PROBES:
		return wk_probes_list(from, items, WK_LIST_ITEMS, next);
	default:
		return wk_instances_list(from, items, WK_LIST_ITEMS, next);
	}
}

int wk_verb_list(struct wk_call *c)
{
	const size_t bytes = WK_LIST_ITEMS * sizeof(struct wk_list_item);
	u32 kind = wk_get_u32(&c->rq, WK_A_KIND, 0);
	struct wk_list_item *items;
	u32 n, next;

	if (kind < WK_LIST_PROGRAMS || kind > WK_LIST_PROBES)
		return wk_refuse(&c->why, WK_C_BAD_MESSAGE, "there is no list of kind %u", kind);
	items = kvzalloc(bytes, GFP_KERNEL);
	if (!items)
		return wk_refuse(&c->why, WK_C_NOMEM, "out of memory");
	if (wk_call_enlarge(c, WK_REPLY_SMALL + bytes)) {
		kvfree(items);
		return -1;
	}
	n = collect(kind, wk_get_u32(&c->rq, WK_A_CURSOR, 0), items, &next);
	wk_build_bytes(&c->reply, WK_A_ITEMS, items, n * sizeof(*items));
	if (next)
		wk_build_u32(&c->reply, WK_A_CURSOR, next);
	kvfree(items);
	return 0;
}
