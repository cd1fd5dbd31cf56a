// SPDX-License-Identifier: GPL-2.0
/* dp again: a window that was released, once more. dp rearm: a watch's alarms, once more. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dp.h"
#include "escape.h"
#include "manifest.h"
#include "metric.h"
#include "release.h"

/* What is done with a metric of an attachment. */
typedef int (*metric_fn)(const struct dp_args *a, struct wk_client *c, const struct manifest *m,
			 uint32_t number);

/* The metric that is named; else the first one, of a kind if there is one. */
static int number_of(const struct dp_args *a, const struct manifest *m, uint32_t kind,
		     uint32_t *number)
{
	for (size_t i = 0; i < m->nmetrics; i++) {
		if (a->metric ? strcmp(m->metrics[i].name, a->metric) :
		    kind && m->metrics[i].config.kind != kind)
			continue;
		*number = (uint32_t)i;
		return 0;
	}
	return cli_fail(&a->common, WK_EXIT_NO_OBJECT, "the program has no metric %s",
			a->metric ? a->metric : kind ? "of that kind" : "");
}

static int find_and_do(const struct dp_args *a, struct wk_client *c, uint32_t kind, metric_fn fn)
{
	struct wk_client_attach_info info;
	char reason[CLI_WHY];
	struct manifest m;
	uint32_t number = 0;
	int exit;

	if (wk_client_attach_info(c, (uint32_t)a->attachment, &info))
		return cli_fault(&a->common, c, NULL);
	if (manifest_parse(info.manifest_len ? info.manifest : "{}",
			   info.manifest_len ? info.manifest_len : 2, &m, reason))
		exit = cli_fail(&a->common, WK_EXIT_INVALID, "%s", reason);
	else
		exit = number_of(a, &m, kind, &number);
	if (!exit)
		exit = fn(a, c, &m, number);
	manifest_clear(&m);
	wk_client_attach_info_clear(&info);
	return exit;
}

/* With a metric of @kind, if it is not 0, and not named. */
static int with_metric(const struct dp_args *a, uint32_t kind, metric_fn fn)
{
	struct wk_client *c;
	int exit;

	if (!a->attachment || a->attachment > UINT32_MAX)
		return cli_fail(&a->common, WK_EXIT_USAGE, "of which attachment? (--attachment)");
	exit = cli_connect(&a->common, NULL, NULL, &c);
	if (exit)
		return exit;
	exit = find_and_do(a, c, kind, fn);
	wk_client_free(c);
	return exit;
}

/* ---- again ---- */

static int parse_at(const char *at, uint64_t *epoch, uint32_t *window)
{
	unsigned long long e;
	char end;

	if (!at || sscanf(at, "%llu:%u%c", &e, window, &end) != 2)
		return -1;
	*epoch = e;
	return 0;
}

static int show(const struct dp_args *a, struct wk_client *c, const struct manifest *m,
		uint32_t number)
{
	uint64_t epoch = 0;
	uint32_t window = 0;
	int exit = 0;
	void *bytes;
	size_t n;

	parse_at(a->at, &epoch, &window);
	if (wk_client_dp_again(c, (uint32_t)a->attachment, number, epoch, window, &bytes, &n))
		return cli_fault(&a->common, c, NULL);
	if (release_print(m->metrics, m->nmetrics, a->common.json, bytes, n))
		exit = cli_fail(&a->common, WK_EXIT_INTERNAL, "the kernel sent no release");
	free(bytes);
	return exit;
}

int dp_again(const struct dp_args *a)
{
	uint64_t epoch;
	uint32_t window;

	if (a->attachment && parse_at(a->at, &epoch, &window))
		return cli_fail(&a->common, WK_EXIT_USAGE, "which window? (--at EPOCH:WINDOW)");
	return with_metric(a, 0, show);
}

/* ---- rearm ---- */

static int rearm(const struct dp_args *a, struct wk_client *c, const struct manifest *m,
		 uint32_t number)
{
	const char *name = m->metrics[number].name;

	if (wk_client_dp_rearm(c, (uint32_t)a->attachment, number))
		return cli_fault(&a->common, c, NULL);
	if (a->common.json)
		return cli_json(json_pack("{s:I, s:o}", "attachment", (json_int_t)a->attachment,
					  "metric", cli_json_name(name, strlen(name))));
	printf("attachment %u, ", (uint32_t)a->attachment);
	cli_escape(stdout, name, strlen(name));
	printf(" has all its alarms again, from the present window on; dp ledger says what it is charged\n");
	return 0;
}

int dp_rearm(const struct dp_args *a)
{
	return with_metric(a, WK_METRIC_WATCH, rearm);
}
