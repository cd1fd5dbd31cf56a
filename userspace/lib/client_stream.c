// SPDX-License-Identifier: GPL-2.0
/* Streams of attachments: subscribing, and what arrives. */

#include <string.h>

#include "client.h"

static int call_attach(struct wk_client *c, enum wk_verb verb, uint32_t attach)
{
	wk_client_begin(c, verb);
	wk_request_u32(&c->req, WK_A_ATTACH, attach);
	return wk_client_call(c);
}

int wk_client_subscribe(struct wk_client *c, uint32_t attach)
{
	return call_attach(c, WK_V_SUBSCRIBE, attach);
}

int wk_client_unsubscribe(struct wk_client *c, uint32_t attach)
{
	return call_attach(c, WK_V_UNSUBSCRIBE, attach);
}

/* A later kernel may know more causes; one that knows fewer leaves them 0. */
void wk_client_account(const struct wk_fields *f, struct wk_wire_account *account)
{
	size_t n;
	const void *p = wk_fields_bytes(f, WK_A_ACCOUNT, &n);

	memset(account, 0, sizeof(*account));
	if (p)
		memcpy(account, p, n < sizeof(*account) ? n : sizeof(*account));
}

int wk_client_records(struct wk_client *c, const struct wk_fields *f)
{
	struct wk_wire_account account;
	size_t n;
	const void *p = wk_fields_bytes(f, WK_A_RECORDS, &n);

	wk_client_account(f, &account);
	if (c->events->records)
		c->events->records(c->data, wk_fields_u32(f, WK_A_ATTACH, 0), p, n, &account);
	return 0;
}

int wk_client_summary(struct wk_client *c, const struct wk_fields *f)
{
	struct wk_wire_account account;

	wk_client_account(f, &account);
	if (c->events->summary)
		c->events->summary(c->data, wk_fields_u32(f, WK_A_ATTACH, 0), &account,
				   wk_fields_u32(f, WK_A_REASON, 0));
	return 0;
}
