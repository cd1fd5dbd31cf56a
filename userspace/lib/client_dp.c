// SPDX-License-Identifier: GPL-2.0
/* Differential privacy: what the kernel says about its noise. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "client.h"

int wk_client_dp_sample(struct wk_client *c, uint32_t mech, uint64_t num, uint64_t den,
			int64_t *noise, uint32_t count)
{
	const void *bytes;
	size_t len;
	int err;

	wk_client_begin(c, WK_V_DP_SAMPLE);
	wk_request_u32(&c->req, WK_A_DP_MECH, mech);
	wk_request_u64(&c->req, WK_A_DP_NUM, num);
	wk_request_u64(&c->req, WK_A_DP_DEN, den);
	wk_request_u32(&c->req, WK_A_DP_COUNT, count);
	err = wk_client_call(c);
	if (err)
		return err;
	bytes = wk_fields_bytes(&c->reply, WK_A_DP_NOISE, &len);
	if (!bytes || len != count * sizeof(*noise))
		return wk_client_fail(c, -EPROTO, "the kernel sent %zu bytes of noise, not %zu",
				      bytes ? len : 0, count * sizeof(*noise));
	memcpy(noise, bytes, len);
	return 0;
}

/* ---- metrics ---- */

int wk_client_attach_metric(struct wk_client *c, uint32_t attach, const struct wk_client_metric *m)
{
	wk_client_begin(c, WK_V_ATTACH_METRIC);
	wk_request_u32(&c->req, WK_A_ATTACH, attach);
	wk_request_string(&c->req, WK_A_NAME, m->name);
	wk_request_u32(&c->req, WK_A_DP_KIND, m->kind);
	wk_request_u32(&c->req, WK_A_DP_UNIT, m->unit);
	wk_request_u32(&c->req, WK_A_DP_DEPTH, m->depth);
	wk_request_u32(&c->req, WK_A_DP_CAP, m->cap);
	wk_request_u32(&c->req, WK_A_DP_CLIP, m->clip);
	wk_request_u32(&c->req, WK_A_DP_ACTIVE, m->active);
	wk_request_u32(&c->req, WK_A_DP_WINDOW, m->window_s);
	wk_request_u32(&c->req, WK_A_DP_MECH, m->mech);
	wk_request_u64(&c->req, WK_A_DP_NUM, m->num);
	wk_request_u64(&c->req, WK_A_DP_DEN, m->den);
	wk_request_u32(&c->req, WK_A_DP_CELLS, m->cells);
	if (m->buckets)
		wk_request_u32(&c->req, WK_A_DP_BUCKETS, m->buckets);
	wk_request_u32(&c->req, WK_A_DP_SLOTS, m->slots);
	wk_request_u32(&c->req, WK_A_DP_LABELS, m->labels);
	wk_request_u32(&c->req, WK_A_DP_DELTA, m->delta);
	wk_request_u32(&c->req, WK_A_DP_ALARMS, m->alarms);
	wk_request_u64(&c->req, WK_A_DP_OTHER_NUM, m->other_num);
	wk_request_u64(&c->req, WK_A_DP_OTHER_DEN, m->other_den);
	wk_request_u64(&c->req, WK_A_DP_THRESHOLD, m->threshold);
	return wk_client_call(c);
}

int wk_client_attach_private(struct wk_client *c, uint32_t attach,
			     const struct wk_client_private *p)
{
	uint32_t n = p->nfields < WK_DP_FIELDS ? p->nfields : WK_DP_FIELDS;

	wk_client_begin(c, WK_V_ATTACH_PRIVATE);
	wk_request_u32(&c->req, WK_A_ATTACH, attach);
	wk_request_string(&c->req, WK_A_NAME, p->name);
	wk_request_u32(&c->req, WK_A_DP_RECORD, p->type);
	wk_request_u32(&c->req, WK_A_DP_UNIT, p->unit);
	wk_request_u32(&c->req, WK_A_DP_DEPTH, p->depth);
	wk_request_u32(&c->req, WK_A_DP_CAP, p->cap);
	wk_request_u32(&c->req, WK_A_DP_ACTIVE, p->active);
	wk_request_u32(&c->req, WK_A_DP_WINDOW, p->window_s);
	if (p->buckets)
		wk_request_u32(&c->req, WK_A_DP_BUCKETS, p->buckets);
	wk_request_bytes(&c->req, WK_A_DP_FIELDS, p->fields, n * sizeof(p->fields[0]));
	return wk_client_call(c);
}

/* A copy of an attribute of the reply, an array of @size bytes each. */
static int take_array(struct wk_client *c, enum wk_attr attr, size_t size, void **to, size_t *n)
{
	size_t len;
	const void *bytes = wk_fields_bytes(&c->reply, attr, &len);

	*n = len / size;
	*to = malloc(len + 1);
	if (!*to)
		return wk_client_fail(c, -ENOMEM, "out of memory");
	if (len)
		memcpy(*to, bytes, len);
	return 0;
}

/* ---- budgets ---- */

int wk_client_dp_ledger(struct wk_client *c, uint32_t unit, struct wk_wire_ledger *ledger,
			struct wk_wire_charge **charges, size_t *n)
{
	const void *bytes;
	size_t len;
	int err;

	wk_client_begin(c, WK_V_DP_LEDGER);
	wk_request_u32(&c->req, WK_A_DP_UNIT, unit);
	err = wk_client_call(c);
	if (err)
		return err;
	bytes = wk_fields_bytes(&c->reply, WK_A_DP_LEDGER, &len);
	if (!bytes || len < sizeof(*ledger))
		return wk_client_fail(c, -EPROTO, "the kernel sent no ledger");
	memcpy(ledger, bytes, sizeof(*ledger));
	if (!charges || !n)
		return 0;
	err = take_array(c, WK_A_DP_CHARGES, sizeof(**charges), (void **)charges, n);
	for (size_t i = 0; !err && i < *n; i++)
		(*charges)[i].name[sizeof((*charges)[i].name) - 1] = '\0';
	return err;
}

int wk_client_dp_events(struct wk_client *c, uint32_t unit, uint64_t from,
			struct wk_wire_budget_event **events, size_t *n)
{
	int err;

	wk_client_begin(c, WK_V_DP_LEDGER);
	wk_request_u32(&c->req, WK_A_DP_UNIT, unit);
	wk_request_u64(&c->req, WK_A_PLACE, from);
	err = wk_client_call(c);
	if (err)
		return err;
	return take_array(c, WK_A_DP_EVENTS, sizeof(**events), (void **)events, n);
}

int wk_client_dp_again(struct wk_client *c, uint32_t attach, uint32_t metric, uint64_t epoch,
		       uint32_t window, void **bytes, size_t *n)
{
	int err;

	wk_client_begin(c, WK_V_DP_AGAIN);
	wk_request_u32(&c->req, WK_A_ATTACH, attach);
	wk_request_u32(&c->req, WK_A_DP_METRIC, metric);
	wk_request_u64(&c->req, WK_A_DP_EPOCH, epoch);
	wk_request_u32(&c->req, WK_A_DP_PLACE, window);
	err = wk_client_call(c);
	return err ? err : take_array(c, WK_A_DATA, 1, bytes, n);
}

int wk_client_dp_rearm(struct wk_client *c, uint32_t attach, uint32_t metric)
{
	wk_client_begin(c, WK_V_DP_REARM);
	wk_request_u32(&c->req, WK_A_ATTACH, attach);
	wk_request_u32(&c->req, WK_A_DP_METRIC, metric);
	return wk_client_call(c);
}

int wk_client_dp_export(struct wk_client *c, const uint8_t key[WK_SEAL_KEY], uint8_t *state)
{
	const void *bytes;
	size_t len;
	int err;

	wk_client_begin(c, WK_V_DP_EXPORT);
	wk_request_bytes(&c->req, WK_A_DP_KEY, key, WK_SEAL_KEY);
	err = wk_client_call(c);
	if (err)
		return err;
	bytes = wk_fields_bytes(&c->reply, WK_A_DP_STATE, &len);
	if (!bytes || len != WK_SEAL_STATE)
		return wk_client_fail(c, -EPROTO, "the kernel sent no state of its budgets");
	memcpy(state, bytes, len);
	return 0;
}

int wk_client_dp_import(struct wk_client *c, const uint8_t key[WK_SEAL_KEY], const uint8_t *state)
{
	wk_client_begin(c, WK_V_DP_IMPORT);
	wk_request_bytes(&c->req, WK_A_DP_KEY, key, WK_SEAL_KEY);
	wk_request_bytes(&c->req, WK_A_DP_STATE, state, WK_SEAL_STATE);
	return wk_client_call(c);
}
