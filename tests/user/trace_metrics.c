// SPDX-License-Identifier: GPL-2.0
/* Metrics of a manifest, what the kernel is asked for, and what releases say. */
#include <stdio.h>

#include "../../userspace/cli/metric.h"
#include "../../userspace/cli/release.h"
#include "trace_test.h"

/* Of a day, in windows of 15 minutes. */
static const struct wk_wire_ledger pure = { .epoch_s = 86400 };
static const struct wk_wire_ledger zcdp = { .epoch_s = 86400, .zcdp = 1 };

/* What every metric here says, but for one thing and what is added. */
static json_t *row(const char *without, const char *more)
{
	json_t *obj = json_loads("{\"name\":\"n\",\"unit\":\"uid\",\"cap\":20,\"window\":\"15m\","
				 "\"active\":2,\"epsilon\":1}", 0, NULL);
	json_t *added = json_loads(more, 0, NULL);

	json_object_del(obj, without);
	json_object_update(obj, added);
	json_decref(added);
	return obj;
}

/* ---- what is right ---- */

#define OPEN	"{\"kind\":\"keyed-open\",\"cells\":8,\"per_unit\":2,\"delta\":\"2^-30\"}"
#define WATCH	"{\"kind\":\"watch\",\"threshold\":500,\"alarms\":2}"

/* scale, the other scale: by hand, from the formulas of docs/dp.md */
static const struct {
	const char *without;
	const char *more;
	const struct wk_wire_ledger *ledger;
	const char *want;
} good[] = {
	{ "", "{\"kind\":\"counter\"}", &pure, "kind 1 80/1 0/0 cells 1 clip 1 labels 0 delta 0 alarms 0 at 0" },
	{ "", "{\"kind\":\"histogram\",\"cells\":3}", &pure,
	  "kind 3 80/1 0/0 cells 3 clip 1 labels 0 delta 0 alarms 0 at 0" },
	{ "", "{\"kind\":\"keyed\",\"keys\":[\"a\",\"b\"]}", &pure,
	  "kind 4 80/1 0/0 cells 3 clip 1 labels 0 delta 0 alarms 0 at 0" },
	{ "", OPEN, &pure, "kind 5 160/1 16/1 cells 8 clip 1 labels 2 delta 31 alarms 0 at 0" },
	{ "", WATCH, &pure, "kind 6 400/3 100/1 cells 1 clip 1 labels 0 delta 0 alarms 2 at 500" },
	{ "", WATCH, &zcdp, "kind 6 400/3 100/1 cells 1 clip 1 labels 0 delta 0 alarms 2 at 500" },
	{ "epsilon", "{\"kind\":\"total\",\"rho\":\"1/2\",\"clip\":5}", &zcdp,
	  "kind 7 20800/1 0/0 cells 1 clip 5 labels 0 delta 0 alarms 0 at 0" },
};

static void test_good(size_t i)
{
	json_t *obj = row(good[i].without, good[i].more);
	struct wk_client_metric c = { 0 };
	struct metric m = { 0 };
	char reason[CLI_WHY] = "", got[200];
	int err = metric_parse(obj, &m, reason) || metric_settle(&m, good[i].ledger, &c, reason);

	snprintf(got, sizeof(got), "kind %u %llu/%llu %llu/%llu cells %u clip %u labels %u delta %u alarms %u at %llu",
		 c.kind, (unsigned long long)c.num, (unsigned long long)c.den,
		 (unsigned long long)c.other_num, (unsigned long long)c.other_den, c.cells, c.clip,
		 c.labels, c.delta, c.alarms, (unsigned long long)c.threshold);
	tap_ok(!err && same(got, good[i].want), "metric %zu %s", i, reason);
	json_decref(obj);
}

/* ---- what is wrong ---- */

static const struct {
	const char *without;
	const char *more;
	const char *reason;
} bad[] = {
	{ "", "{}", "counter sum histogram keyed keyed-open watch total" },
	{ "", "{\"kind\":\"mean\"}", "no kind \"mean\"" },
	{ "unit", "{\"kind\":\"counter\"}", "who is protected" },
	{ "", "{\"kind\":\"counter\",\"unit\":\"tgid\"}", "protects nobody" },
	{ "", "{\"kind\":\"counter\",\"unit\":\"cgroup\"}", "DEPTH" },
	{ "cap", "{\"kind\":\"counter\"}", "\"cap\" is missing" },
	{ "window", "{\"kind\":\"counter\"}", "\"window\" is missing" },
	{ "epsilon", "{\"kind\":\"counter\"}", "how much" },
	{ "", "{\"kind\":\"counter\",\"rho\":1}", "not both" },
	{ "", "{\"kind\":\"counter\",\"epsilon\":0.5}", "no exact number" },
	{ "", "{\"kind\":\"counter\",\"epsilon\":9}", "above 8" },
	{ "", "{\"kind\":\"counter\",\"active\":97}", "active in 1" },
	{ "", "{\"kind\":\"counter\",\"window\":\"7m\"}", "whole number" },
	{ "", "{\"kind\":\"counter\",\"epoch\":\"1h\"}", "an epoch of this machine" },
	{ "", "{\"kind\":\"counter\",\"clip\":1}", "\"clip\" means nothing in a counter" },
	{ "", "{\"kind\":\"sum\"}", "\"clip\" is missing" },
	{ "", "{\"kind\":\"counter\",\"cells\":2}", "\"cells\" means nothing in a counter" },
	{ "", "{\"kind\":\"histogram\"}", "\"cells\" is missing" },
	{ "", "{\"kind\":\"keyed\"}", "\"keys\" are missing" },
	{ "", "{\"kind\":\"keyed\",\"keys\":[1]}", "no text" },
	{ "", "{\"kind\":\"keyed-open\",\"cells\":8,\"delta\":\"2^-30\"}", "\"per_unit\" is missing" },
	{ "", "{\"kind\":\"keyed-open\",\"cells\":8,\"per_unit\":2}", "how improbable" },
	{ "", "{\"kind\":\"keyed-open\",\"cells\":8,\"per_unit\":2,\"delta\":\"2^-19\"}", "how improbable" },
	{ "", "{\"kind\":\"keyed-open\",\"cells\":8,\"per_unit\":2,\"delta\":\"2^-63\"}", "delta is from" },
	{ "", "{\"kind\":\"keyed-open\",\"cells\":8,\"per_unit\":17,\"delta\":\"2^-30\"}", "1 to 16 keys" },
	{ "", "{\"kind\":\"keyed-open\",\"cells\":342,\"per_unit\":1,\"delta\":\"2^-30\"}", "1 to 341" },
	{ "", "{\"kind\":\"keyed-open\",\"cells\":8,\"per_unit\":1,\"delta\":\"2^-30\",\"labels\":\"log2\"}",
	  "\"labels\" is \"syscall\"" },
	{ "epsilon", "{\"kind\":\"watch\",\"threshold\":1,\"alarms\":1,\"rho\":1}", "dp_zcdp=1" },
	{ "", "{\"kind\":\"watch\",\"alarms\":1}", "\"threshold\" is missing" },
	{ "", "{\"kind\":\"watch\",\"threshold\":-1,\"alarms\":1}", "from 0 on" },
	{ "", "{\"kind\":\"watch\",\"threshold\":1}", "\"alarms\" is missing" },
	{ "", "{\"kind\":\"watch\",\"threshold\":1,\"alarms\":101}", "1 to 100 alarms" },
	{ "", "{\"kind\":\"total\"}", "Gaussian" },
};

static void test_bad(size_t i)
{
	json_t *obj = row(bad[i].without, bad[i].more);
	struct wk_client_metric c = { 0 };
	struct metric m = { 0 };
	char reason[CLI_WHY] = "";
	int err = metric_parse(obj, &m, reason) || metric_settle(&m, &pure, &c, reason);

	tap_ok(err && says(reason, bad[i].reason), "bad metric %zu", i);
	json_decref(obj);
}

/* ---- releases ---- */

/* In the form of the kernel: a head, then values. */
static json_t *release(uint32_t kind, const int64_t *values, uint32_t n, bool failed)
{
	struct {
		struct wk_wire_release head;
		int64_t values[6];
	} bytes = {
		.head = {
			.epoch = 3, .window = 5, .seq = 4, .kind = kind, .unit = WK_UNIT_UID,
			.mech = kind == WK_METRIC_TOTAL ? WK_DP_GAUSSIAN : WK_DP_LAPLACE,
			.flags = failed ? WK_RELEASE_FAILED : 0, .cells = n, .windows = 96,
			.window_s = 900, .num = 100, .den = 1, .nano = 1500000000,
			.delta = 3ull << 33, .other_num = 7, .other_den = 2, .threshold = 44,
		},
	};
	struct metric m = { .name = "n", .labels = LABELS_SYSCALL };

	memcpy(bytes.values, values, n * sizeof(*values));
	return release_json(&m, 1, &bytes, sizeof(bytes.head) + n * sizeof(*values));
}

#define HEAD(kind) "{\"@record\":\"@release\",\"metric\":\"n\",\"epoch\":3,\"window\":5," \
	"\"begins\":\"1970-01-04T01:15:00.000000000Z\",\"window_s\":900,\"seq\":4,\"kind\":\"" kind \
	"\",\"unit\":\"uid\","
#define NOISE "\"mech\":\"laplace\",\"scale\":\"100/1\",\"epsilon\":\"1.5\""

static const struct {
	uint32_t kind;
	uint32_t n;
	int64_t values[6];
	bool failed;
	const char *want;
} releases[] = {
	{ WK_METRIC_COUNTER, 1, { -7 }, false, HEAD("counter") "\"value\":-7,\"ci95\":300," NOISE "}" },
	{ WK_METRIC_HISTOGRAM, 2, { 1, 2 }, false,
	  HEAD("histogram") "\"values\":{\"read\":1,\"write\":2},\"ci95\":300," NOISE "}" },
	{ WK_METRIC_OPEN, 6, { 2, 50, 80, -1, 0, 0 }, false,
	  HEAD("keyed-open") "\"keys\":[{\"key\":\"open\",\"units\":50,\"events\":80}],\"ci95\":300," NOISE
	  ",\"ci95_units\":11,\"scale_units\":\"7/2\",\"delta\":\"3*2^-31\",\"threshold\":44}" },
	{ WK_METRIC_WATCH, 2, { 1, 3 }, false,
	  HEAD("watch") "\"alarm\":true,\"left\":3,\"ci95\":300," NOISE
	  ",\"scale_threshold\":\"7/2\",\"threshold\":44}" },
	{ WK_METRIC_WATCH, 2, { 0, 0 }, true,
	  HEAD("watch") "\"failed\":true,\"ci95\":300," NOISE
	  ",\"scale_threshold\":\"7/2\",\"threshold\":44}" },
	/* 3 intervals at most after 6 windows: 1.96 sqrt(300) */
	{ WK_METRIC_TOTAL, 1, { 9 }, false,
	  HEAD("total") "\"value\":9,\"ci95\":35,\"mech\":\"gaussian\",\"sigma2\":\"100/1\",\"epsilon\":\"1.5\"}" },
};

static void test_release(size_t i)
{
	char *got = dump(release(releases[i].kind, releases[i].values, releases[i].n,
				 releases[i].failed));

	tap_ok(same(got, releases[i].want), "release %zu: JSON", i);
	free(got);
}

void test_metrics(void)
{
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		test_good(i);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		test_bad(i);
	for (size_t i = 0; i < sizeof(releases) / sizeof(releases[0]); i++)
		test_release(i);
}
