// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "dp_noise.h"
#include "keys.h"
#include "metric.h"
#include "ksyms.h"
#include "row.h"

#define EPS_MAX		8
#define CELLS_LOG2	40

/* ---- pieces ---- */

#define ANY		(~0u)
#define ONLY(kind)	(1u << WK_DP_##kind)

/* What a row of the manifest may say, and of which kinds. */
static const struct metric_key {
	const char *name;
	uint32_t kinds;
} metric_keys[] = {
	{ "name", ANY }, { "help", ANY }, { "kind", ANY }, { "unit", ANY }, { "cap", ANY },
	{ "active", ANY }, { "window", ANY }, { "epoch", ANY }, { "epsilon", ANY }, { "rho", ANY },
	{ "buckets", ANY }, { "slots", ANY },
	{ "clip", ONLY(SUM) | ONLY(WATCH) | ONLY(TOTAL) },
	{ "cells", ONLY(HISTOGRAM) | ONLY(OPEN) },
	{ "labels", ONLY(HISTOGRAM) | ONLY(OPEN) },
	{ "keys", ONLY(KEYED) },
	{ "per_unit", ONLY(OPEN) }, { "delta", ONLY(OPEN) },
	{ "threshold", ONLY(WATCH) }, { "alarms", ONLY(WATCH) },
};

static int known_keys(const json_t *obj, const struct metric *m, char reason[CLI_WHY])
{
	const struct metric_key *k;

	if (KEYS_KNOWN(obj, "it", metric_keys, reason))
		return -1;
	for (k = metric_keys; k < metric_keys + sizeof(metric_keys) / sizeof(*k); k++)
		if (json_object_get(obj, k->name) && !(k->kinds >> m->config.kind & 1))
			return why(reason, "\"%s\" means nothing in a %s", k->name,
				   metric_kind_name(m->config.kind));
	return 0;
}

/* ---- parts ---- */

const char *metric_kind_name(uint32_t kind)
{
	switch (kind) {
#define WK_METRIC_KIND(number, ident, name) case (number): return name;
	WK_METRIC_KINDS(WK_METRIC_KIND)
#undef WK_METRIC_KIND
	}
	return "unknown";
}

uint32_t metric_kind(const char *name)
{
#define WK_METRIC_KIND(number, ident, text)	\
	if (!strcmp(name, text))		\
		return number;
	WK_METRIC_KINDS(WK_METRIC_KIND)
#undef WK_METRIC_KIND
	return 0;
}

static int parse_kind(const json_t *obj, struct metric *m, char reason[CLI_WHY])
{
	const char *kind = json_string_value(json_object_get(obj, "kind"));

	if (!kind)
		return why(reason, "\"kind\" is missing:" METRIC_KINDS);
	m->config.kind = metric_kind(kind);
	if (!m->config.kind)
		return why(reason, "there is no kind \"%.40s\":" METRIC_KINDS, kind);
	return 0;
}

static int parse_keys(const json_t *obj, struct metric *m, char reason[CLI_WHY])
{
	const json_t *keys = json_object_get(obj, "keys");
	const json_t *key;
	size_t i;

	if (m->config.kind != WK_DP_KEYED)
		return 0;
	if (!keys)
		return why(reason, "\"keys\" are missing");
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

/* Keys of a keyed-open metric are numbers, too. */
static int parse_labels(const json_t *obj, struct metric *m, char reason[CLI_WHY])
{
	const json_t *value = json_object_get(obj, "labels");
	const char *labels = json_string_value(value);
	bool open = m->config.kind == WK_DP_OPEN;

	if (labels && !strcmp(labels, "syscall"))
		m->labels = LABELS_SYSCALL;
	else if (labels && !strcmp(labels, "log2") && !open)
		m->labels = LABELS_LOG2;
	else if (value)
		return why(reason, "\"labels\" is %s\"syscall\"", open ? "" : "\"log2\" or ");
	return 0;
}

static int parse_cells(const json_t *obj, struct metric *m, char reason[CLI_WHY])
{
	struct wk_dp_config *c = &m->config;

	c->cells = 1;
	if (parse_keys(obj, m, reason) || parse_labels(obj, m, reason))
		return -1;
	if (c->kind == WK_DP_OPEN && row_number(obj, "per_unit", 0, &c->terms.labels, reason))
		return -1;
	if (c->kind != WK_DP_HISTOGRAM && c->kind != WK_DP_OPEN)
		return 0;
	return row_number(obj, "cells", m->labels == LABELS_LOG2 ? CELLS_LOG2 : 0, &c->cells, reason);
}

/* What a watch watches for, and how often it says so. */
static int parse_alarms(const json_t *obj, struct metric *m, char reason[CLI_WHY])
{
	const json_t *threshold = json_object_get(obj, "threshold");

	if (m->config.kind != WK_DP_WATCH)
		return 0;
	if (!json_is_integer(threshold) || json_integer_value(threshold) < 0)
		return why(reason, threshold ? "\"threshold\" is no number from 0 on" :
			   "\"threshold\" is missing: what has the sum of a window to reach?");
	m->config.threshold = (uint64_t)json_integer_value(threshold);
	return row_number(obj, "alarms", 0, &m->config.terms.alarms, reason);
}

/* "2^-30", of a whole epoch. */
static int parse_delta(const json_t *obj, struct metric *m, char reason[CLI_WHY])
{
	const char *text = json_string_value(json_object_get(obj, "delta"));
	unsigned int k;
	char end;

	if (m->config.kind != WK_DP_OPEN)
		return 0;
	if (!text || sscanf(text, "2^-%u%c", &k, &end) != 1 || k < WK_DP_DELTA_MIN ||
	    k > WK_DP_DELTA_MAX)
		return why(reason, "how improbable is a key of one unit? \"delta\" is from \"2^-%d\" to "
			   "\"2^-%d\"", WK_DP_DELTA_MAX, WK_DP_DELTA_MIN);
	m->delta = k;
	return 0;
}

static int parse_budget(const json_t *obj, struct metric *m, char reason[CLI_WHY])
{
	struct dp_number eps = { 0 }, rho = { 0 };

	if (row_ratio(obj, "epsilon", &eps, reason) || row_ratio(obj, "rho", &rho, reason))
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

	if (row_number(obj, "cap", 0, &c->terms.cap, reason) ||
	    row_number(obj, "clip", sum ? 0 : 1, &c->clip, reason) ||
	    row_number(obj, "buckets", 4096, &c->buckets, reason) ||
	    row_if_there(obj, "active", &m->active, reason) ||
	    row_if_there(obj, "slots", &c->slots, reason) ||
	    row_seconds(obj, "window", &m->window_s, reason) ||
	    row_seconds(obj, "epoch", &m->epoch_s, reason))
		return -1;
	if (!m->window_s)
		return why(reason, "\"window\" is missing: how often is there a release?");
	return 0;
}

int metric_parse(const json_t *obj, struct metric *m, char reason[CLI_WHY])
{
	m->name = json_string_value(json_object_get(obj, "name"));
	if (parse_kind(obj, m, reason) || known_keys(obj, m, reason) ||
	    row_unit(obj, &m->unit, &m->depth, reason) || parse_cells(obj, m, reason) ||
	    parse_alarms(obj, m, reason) || parse_delta(obj, m, reason) ||
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
	if (m->delta)
		c->terms.delta = dp_delta_of_window(m->delta, c->terms.active);
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
	fault = dp_fault(&c, m->budget);
	if (fault)
		return why(reason, "%s", fault);
	*out = (struct wk_client_metric){
		.name = m->name, .kind = c.kind, .unit = m->unit, .depth = m->depth,
		.cap = c.terms.cap, .clip = c.clip, .active = c.terms.active,
		.window_s = (uint32_t)m->window_s,
		.mech = c.terms.gaussian ? WK_DP_GAUSSIAN : WK_DP_LAPLACE,
		.num = c.terms.noise.num, .den = c.terms.noise.den, .cells = c.cells,
		.buckets = c.buckets, .slots = c.slots, .labels = c.terms.labels,
		.delta = c.terms.delta, .alarms = c.terms.alarms, .other_num = c.terms.other.num,
		.other_den = c.terms.other.den, .threshold = c.threshold,
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
