// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "dp_noise.h"
#include "metric.h"
#include "ksyms.h"
#include "../lib/quantity.h"
#include "../lib/ratio.h"

#define EPS_MAX		8
#define CELLS_LOG2	40

/* ---- pieces ---- */

static int known_keys(const json_t *obj, char reason[CLI_WHY])
{
	static const char *const keys[] = {
		"name", "help", "kind", "unit", "cap", "clip", "active", "window", "epoch", "epsilon",
		"rho", "cells", "labels", "keys", "buckets", "slots", NULL
	};
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)obj, key, value) {
		const char *const *k = keys;

		while (*k && strcmp(*k, key))
			k++;
		if (!*k)
			return why(reason, "what is \"%.60s\"?", key);
	}
	return 0;
}

/* A whole number; @absent when it is not there, 0: it must be. */
static int number(const json_t *obj, const char *key, uint32_t absent, uint32_t *n,
		  char reason[CLI_WHY])
{
	const json_t *value = json_object_get(obj, key);
	json_int_t v = json_integer_value(value);

	*n = absent;
	if (!value && absent)
		return 0;
	if (!json_is_integer(value) || v < 1 || v > UINT32_MAX)
		return why(reason, value ? "\"%s\" is no number from 1 to 2^32 - 1" :
			   "\"%s\" is missing", key);
	*n = (uint32_t)v;
	return 0;
}

/* "15m", or a number of seconds; 0 when it is not there. */
static int seconds(const json_t *obj, const char *key, uint64_t *s, char reason[CLI_WHY])
{
	const json_t *value = json_object_get(obj, key);
	char text[24];
	const char *said = json_string_value(value);

	*s = 0;
	if (!value)
		return 0;
	if (json_is_integer(value)) {
		snprintf(text, sizeof(text), "%" JSON_INTEGER_FORMAT, json_integer_value(value));
		said = text;
	}
	if (!said || wk_quantity_seconds(said, s))
		return why(reason, "\"%s\" is no time: 900, \"15m\", \"1h\" or \"1d\"", key);
	return 0;
}

/* Exactly: a text "1/2" or "0.25", or a whole number. What JSON makes of 0.1 is not 0.1. */
static int ratio(const json_t *obj, const char *key, struct dp_number *r, char reason[CLI_WHY])
{
	const json_t *value = json_object_get(obj, key);
	char text[24];
	const char *said = json_string_value(value);

	if (!value)
		return 0;
	if (json_is_integer(value)) {
		snprintf(text, sizeof(text), "%" JSON_INTEGER_FORMAT, json_integer_value(value));
		said = text;
	}
	if (!said || wk_ratio_parse(said, &r->num, &r->den) || (r->num | r->den) >> 32)
		return why(reason, "\"%s\" is no exact number above 0: 1, \"1/2\" or \"0.25\", in quotes",
			   key);
	return 0;
}

/* ---- parts ---- */

static int parse_kind(const json_t *obj, struct metric *m, char reason[CLI_WHY])
{
	const char *kind = json_string_value(json_object_get(obj, "kind"));

	if (!kind)
		return why(reason, "\"kind\" is missing: counter, sum, histogram or keyed");
#define WK_METRIC_KIND(number, ident, name)	\
	if (!strcmp(kind, name))		\
		m->config.kind = (number);
	WK_METRIC_KINDS(WK_METRIC_KIND)
#undef WK_METRIC_KIND
	if (!m->config.kind)
		return why(reason, "there is no kind \"%.40s\": counter, sum, histogram or keyed",
			   kind);
	m->config.terms.vector = m->config.kind == WK_DP_HISTOGRAM ||
				 m->config.kind == WK_DP_KEYED;
	return 0;
}

static int parse_unit(const json_t *obj, struct metric *m, char reason[CLI_WHY])
{
	const char *unit = json_string_value(json_object_get(obj, "unit"));
	unsigned int depth = 0;
	char end;

	if (!unit)
		return why(reason, "\"unit\" is missing: who is protected? uid, cgroup(DEPTH) or prefix");
	if (!strcmp(unit, "uid"))
		m->unit = WK_UNIT_UID;
	else if (!strcmp(unit, "prefix"))
		m->unit = WK_UNIT_PREFIX;
	else if (sscanf(unit, "cgroup(%u%c", &depth, &end) == 2 && end == ')' &&
		 unit[strlen(unit) - 1] == ')' && depth >= 1 && depth <= 64)
		m->unit = WK_UNIT_CGROUP;
	else if (!strcmp(unit, "tgid") || !strcmp(unit, "event"))
		return why(reason, "unit %s protects nobody who forks or acts twice", unit);
	else
		return why(reason, "there is no unit \"%.40s\": uid, cgroup(DEPTH) with a DEPTH of 1 to 64, or prefix",
			   unit);
	m->depth = m->unit == WK_UNIT_CGROUP ? depth : 0;
	return 0;
}

static int parse_keys(const json_t *obj, struct metric *m, char reason[CLI_WHY])
{
	const json_t *keys = json_object_get(obj, "keys");
	const json_t *key;
	size_t i;

	if (!keys != (m->config.kind != WK_DP_KEYED))
		return why(reason, "a keyed metric has \"keys\", and no other has");
	if (!keys)
		return 0;
	if (!json_is_array(keys) || !json_array_size(keys) ||
	    json_array_size(keys) >= WK_DP_CELLS_MAX)
		return why(reason, "\"keys\" is no list of 1 to %d texts", WK_DP_CELLS_MAX - 1);
	json_array_foreach(keys, i, key)
		if (!json_is_string(key) || json_string_length(key) >= METRIC_LABEL)
			return why(reason, "key %zu is no text of at most %d bytes", i,
				   METRIC_LABEL - 1);
	m->keys = keys;
	m->config.cells = (uint32_t)json_array_size(keys) + 1;
	return 0;
}

static int parse_cells(const json_t *obj, struct metric *m, char reason[CLI_WHY])
{
	const char *labels = json_string_value(json_object_get(obj, "labels"));
	bool histogram = m->config.kind == WK_DP_HISTOGRAM;

	m->config.cells = 1;
	if (parse_keys(obj, m, reason))
		return -1;
	if (!histogram && (json_object_get(obj, "cells") || json_object_get(obj, "labels")))
		return why(reason, "only a histogram has \"cells\" and \"labels\"");
	if (labels && !strcmp(labels, "log2"))
		m->labels = LABELS_LOG2;
	else if (labels && !strcmp(labels, "syscall"))
		m->labels = LABELS_SYSCALL;
	else if (json_object_get(obj, "labels"))
		return why(reason, "\"labels\" is \"log2\" or \"syscall\"");
	if (!histogram)
		return 0;
	return number(obj, "cells", m->labels == LABELS_LOG2 ? CELLS_LOG2 : 0, &m->config.cells,
		      reason);
}

static int parse_budget(const json_t *obj, struct metric *m, char reason[CLI_WHY])
{
	struct dp_number eps = { 0 }, rho = { 0 };

	if (ratio(obj, "epsilon", &eps, reason) || ratio(obj, "rho", &rho, reason))
		return -1;
	if (!eps.num == !rho.num)
		return why(reason, "how much may an epoch cost? \"epsilon\" or \"rho\", and not both");
	if (eps.num > EPS_MAX * (wk_u128)eps.den)
		return why(reason, "epsilon above %d for a unit and epoch promises nothing", EPS_MAX);
	m->config.terms.gaussian = rho.num;
	m->budget = rho.num ? rho : eps;
	return 0;
}

static int parse_numbers(const json_t *obj, struct metric *m, char reason[CLI_WHY])
{
	struct wk_dp_config *c = &m->config;
	bool sum = c->kind == WK_DP_SUM;
	uint32_t slots = 0;

	if (number(obj, "cap", 0, &c->terms.cap, reason) ||
	    number(obj, "clip", sum ? 0 : 1, &c->clip, reason) ||
	    number(obj, "buckets", 4096, &c->buckets, reason) ||
	    seconds(obj, "window", &m->window_s, reason) ||
	    seconds(obj, "epoch", &m->epoch_s, reason))
		return -1;
	if (!m->window_s)
		return why(reason, "\"window\" is missing: how often is there a release?");
	if (json_object_get(obj, "active") && number(obj, "active", 0, &m->active, reason))
		return -1;
	if (json_object_get(obj, "slots") && number(obj, "slots", 0, &slots, reason))
		return -1;
	c->slots = slots;
	return 0;
}

int metric_parse(const json_t *obj, struct metric *m, char reason[CLI_WHY])
{
	m->name = json_string_value(json_object_get(obj, "name"));
	if (known_keys(obj, reason) || parse_kind(obj, m, reason) ||
	    parse_unit(obj, m, reason) || parse_cells(obj, m, reason) ||
	    parse_budget(obj, m, reason) || parse_numbers(obj, m, reason))
		return -1;
	return 0;
}

/* ---- on this machine ---- */

static int settle_windows(const struct metric *m, const struct wk_wire_ledger *l,
			  struct wk_dp_config *c, char reason[CLI_WHY])
{
	if (m->epoch_s && m->epoch_s != l->epoch_s)
		return why(reason, "an epoch of this machine has %u s, not %" PRIu64, l->epoch_s,
			   m->epoch_s);
	if (l->epoch_s % m->window_s)
		return why(reason, "an epoch of %u s is no whole number of windows of %" PRIu64 " s",
			   l->epoch_s, m->window_s);
	c->windows = (uint32_t)(l->epoch_s / m->window_s);
	c->terms.active = m->active ? m->active : c->windows;
	if (c->terms.gaussian && !l->zcdp)
		return why(reason, "rho is asked for, and budgets of this machine are epsilon: load the module with dp_zcdp=1");
	return 0;
}

int metric_settle(const struct metric *m, const struct wk_wire_ledger *ledger,
		  struct wk_client_metric *out, char reason[CLI_WHY])
{
	struct wk_dp_config c = m->config;
	const char *fault;

	if (settle_windows(m, ledger, &c, reason))
		return -1;
	c.terms.noise = (struct wk_dp_ratio){ 1, 1 };
	fault = wk_dp_config_fault(&c);
	if (!fault && dp_choose_noise(&c.terms, c.windows, m->budget))
		fault = "that much noise cannot be drawn";
	if (!fault)
		fault = wk_dp_config_fault(&c);
	if (fault)
		return why(reason, "%s", fault);
	*out = (struct wk_client_metric){
		.name = m->name, .kind = c.kind, .unit = m->unit, .depth = m->depth,
		.cap = c.terms.cap, .clip = c.clip, .active = c.terms.active,
		.window_s = (uint32_t)m->window_s,
		.mech = c.terms.gaussian ? WK_DP_GAUSSIAN : WK_DP_LAPLACE,
		.num = c.terms.noise.num, .den = c.terms.noise.den, .cells = c.cells,
		.buckets = c.buckets, .slots = c.slots,
	};
	return 0;
}

/* ---- names of cells ---- */

static void log2_label(uint32_t cell, uint32_t cells, char buf[METRIC_LABEL])
{
	if (!cell)
		snprintf(buf, METRIC_LABEL, "0");
	else if (cell + 1 == cells)
		snprintf(buf, METRIC_LABEL, "%" PRIu64 "+", (uint64_t)1 << (cell - 1));
	else
		snprintf(buf, METRIC_LABEL, "%" PRIu64 "-%" PRIu64, (uint64_t)1 << (cell - 1),
			 ((uint64_t)2 << (cell - 1)) - 1);
}

const char *metric_label(const struct metric *m, uint32_t cell, uint32_t cells,
			 char buf[METRIC_LABEL])
{
	const char *name = NULL;

	if (m && m->keys)
		name = cell < json_array_size(m->keys) ?
			json_string_value(json_array_get(m->keys, cell)) : "other";
	else if (m && m->labels == LABELS_SYSCALL)
		name = syscall_name((int)cell);
	if (name)
		snprintf(buf, METRIC_LABEL, "%s", name);
	else if (m && m->labels == LABELS_LOG2 && cell < 64)
		log2_label(cell, cells, buf);
	else
		snprintf(buf, METRIC_LABEL, "%u", cell);
	return buf;
}
