/* SPDX-License-Identifier: GPL-2.0 */
/* Metrics of a dp-only program, as its manifest says. */
#ifndef _WK_CLI_METRIC_H
#define _WK_CLI_METRIC_H

#include <jansson.h>

#include "../../module/dp/metric.h"
#include "../lib/wasm_kernel.h"
#include "dp.h"
#include "why.h"

#define METRICS_MAX	16	/* as many as the kernel takes */

/* What the cells of a histogram are. */
enum metric_labels { LABELS_NUMBER, LABELS_LOG2, LABELS_SYSCALL };

/**
 * struct metric - a row of the manifest; texts belong to its JSON
 * @name: its name
 * @unit: enum wk_unit
 * @depth: of a cgroup
 * @window_s: seconds of a window
 * @epoch_s: seconds of an epoch that its author had in mind, or 0
 * @budget: epsilon, or rho with Gaussian noise
 * @active: 0: all windows
 * @delta: k of an epoch's delta, 2^-k, or 0
 * @config: the rest; windows and noise follow from the machine
 * @keys: names of the cells of a keyed metric; or NULL
 * @labels: of a histogram, or of the keys of a keyed-open metric
 */
struct metric {
	const char *name;
	uint32_t unit;
	uint32_t depth;
	uint64_t window_s;
	uint64_t epoch_s;
	struct dp_number budget;
	uint32_t active;
	uint32_t delta;
	struct wk_dp_config config;
	const json_t *keys;
	enum metric_labels labels;
};

/* " counter sum ...": what kinds there are */
#define WK_METRIC_KIND_TEXT(number, ident, name)	" " name
#define METRIC_KINDS	WK_METRIC_KINDS(WK_METRIC_KIND_TEXT)

/** metric_kind() - number of a kind, or 0 */
uint32_t metric_kind(const char *name);

/** metric_kind_name() - its name; never NULL */
const char *metric_kind_name(uint32_t kind);

/**
 * metric_parse() - reads one
 * @obj: its row
 * @m: zeroed; filled
 *
 * Return: 0, or -1 with @reason.
 */
int metric_parse(const json_t *obj, struct metric *m, char reason[CLI_WHY]);

/**
 * metric_settle() - works out noise and windows for this machine
 * @ledger: of its unit
 * @out: what the kernel is asked for
 *
 * Return: 0, or -1 with @reason.
 */
int metric_settle(const struct metric *m, const struct wk_wire_ledger *ledger,
		  struct wk_client_metric *out, char reason[CLI_WHY]);

#define METRIC_LABEL	64

/** metric_label() - what a cell is called; @m may be NULL. Return: @buf */
const char *metric_label(const struct metric *m, uint32_t cell, uint32_t cells,
			 char buf[METRIC_LABEL]);

#endif /* _WK_CLI_METRIC_H */
