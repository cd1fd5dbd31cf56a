// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "dp_noise.h"
#include "escape.h"
#include "release.h"

/**
 * struct shown - a release, read
 * @r: its head
 * @values: at any alignment
 * @metric: what the manifest says of it, or NULL
 * @name: of it
 * @ci95: of each value
 * @ci95_units: keyed-open: of each number of units
 */
struct shown {
	struct wk_wire_release r;
	const unsigned char *values;
	const struct metric *metric;
	const char *name;
	uint64_t ci95;
	uint64_t ci95_units;
};

/* A running total bears the noise of as many intervals as its windows have binary digits 1. */
static struct wk_dp_ratio noise_of(const struct wk_wire_release *r)
{
	struct wk_dp_ratio noise = { r->num, r->den };
	uint32_t digits = 0;

	if (r->kind != WK_METRIC_TOTAL)
		return noise;
	while (((uint64_t)r->window + 1) >> digits)
		digits++;
	noise.num *= digits;
	return noise;
}

static int read_release(const struct metric *metrics, size_t n, const void *bytes, size_t len,
			struct shown *s)
{
	if (len < sizeof(s->r))
		return -1;
	memcpy(&s->r, bytes, sizeof(s->r));
	if (s->r.cells > (len - sizeof(s->r)) / sizeof(int64_t))
		return -1;
	s->values = (const unsigned char *)bytes + sizeof(s->r);
	s->metric = s->r.metric < n ? &metrics[s->r.metric] : NULL;
	s->name = s->metric ? s->metric->name : "?";
	s->ci95 = dp_ci95(s->r.mech == WK_DP_GAUSSIAN, noise_of(&s->r));
	s->ci95_units = dp_ci95(false, (struct wk_dp_ratio){ s->r.other_num, s->r.other_den });
	return 0;
}

static int64_t value(const struct shown *s, uint32_t i)
{
	int64_t v;

	memcpy(&v, s->values + i * sizeof(v), sizeof(v));
	return v;
}

static const char *unit_name(uint32_t unit)
{
	switch (unit) {
#define WK_UNIT_ROW(number, ident, name) case (number): return name;
	WK_UNITS(WK_UNIT_ROW)
#undef WK_UNIT_ROW
	}
	return "unknown";
}

static uint64_t begins(const struct wk_wire_release *r)
{
	return (r->epoch * r->windows + r->window) * r->window_s;
}

/* ---- JSON ---- */

/* Keys that were released, with what they are called. */
static json_t *keys_json(const struct shown *s)
{
	char label[METRIC_LABEL];
	json_t *list = json_array();

	for (uint32_t i = 0; i + WK_DP_OPEN_VALUES <= s->r.cells; i += WK_DP_OPEN_VALUES)
		if (value(s, i) >= 0)
			json_array_append_new(list, json_pack("{s:s, s:I, s:I}",
				"key", metric_label(s->metric, (uint32_t)value(s, i), 0, label),
				"units", (json_int_t)value(s, i + 1),
				"events", (json_int_t)value(s, i + 2)));
	return list;
}

static json_t *cells_json(const struct shown *s)
{
	char label[METRIC_LABEL];
	json_t *cells = json_object();

	for (uint32_t i = 0; i < s->r.cells; i++)
		json_object_set_new(cells, metric_label(s->metric, i, s->r.cells, label),
				    json_integer(value(s, i)));
	return cells;
}

static void put_values(const struct shown *s, json_t *obj)
{
	if (s->r.flags & WK_RELEASE_FAILED) {
		json_object_set_new(obj, "failed", json_true());
	} else if (s->r.kind == WK_METRIC_OPEN) {
		json_object_set_new(obj, "keys", keys_json(s));
	} else if (s->r.kind == WK_METRIC_WATCH && s->r.cells == 2) {
		json_object_set_new(obj, "alarm", json_boolean(value(s, 0)));
		json_object_set_new(obj, "left", json_integer(value(s, 1)));
	} else if (s->r.cells == 1) {
		json_object_set_new(obj, "value", json_integer(value(s, 0)));
	} else {
		json_object_set_new(obj, "values", cells_json(s));
	}
}

static json_t *ratio_json(uint64_t num, uint64_t den)
{
	return json_sprintf("%" PRIu64 "/%" PRIu64, num, den);
}

/* What only some kinds have. */
static void put_second(const struct shown *s, json_t *obj)
{
	char delta[DP_NANO_TEXT];

	if (s->r.kind == WK_METRIC_OPEN) {
		json_object_set_new(obj, "ci95_units", json_integer((json_int_t)s->ci95_units));
		json_object_set_new(obj, "scale_units", ratio_json(s->r.other_num, s->r.other_den));
		json_object_set_new(obj, "delta", json_string(dp_delta_text(delta, s->r.delta)));
	}
	if (s->r.kind == WK_METRIC_WATCH)
		json_object_set_new(obj, "scale_threshold",
				    ratio_json(s->r.other_num, s->r.other_den));
	if (s->r.kind == WK_METRIC_WATCH || s->r.kind == WK_METRIC_OPEN)
		json_object_set_new(obj, "threshold", json_integer((json_int_t)s->r.threshold));
}

json_t *release_json(const struct metric *metrics, size_t n, const void *bytes, size_t len)
{
	char time[CLOCK_TEXT], nano[DP_NANO_TEXT];
	struct shown s;
	json_t *obj;

	if (read_release(metrics, n, bytes, len, &s))
		return NULL;
	obj = json_pack("{s:s, s:s, s:I, s:I, s:s, s:I, s:I, s:s, s:s}",
			"@record", "@release", "metric", s.name, "epoch", (json_int_t)s.r.epoch,
			"window", (json_int_t)s.r.window,
			"begins", clock_iso(time, (int64_t)begins(&s.r), 0),
			"window_s", (json_int_t)s.r.window_s, "seq", (json_int_t)s.r.seq,
			"kind", metric_kind_name(s.r.kind), "unit", unit_name(s.r.unit));
	if (s.r.depth)
		json_object_set_new(obj, "depth", json_integer(s.r.depth));
	put_values(&s, obj);
	json_object_set_new(obj, "ci95", json_integer((json_int_t)s.ci95));
	json_object_set_new(obj, "mech", json_string(s.r.mech == WK_DP_GAUSSIAN ? "gaussian" :
						     "laplace"));
	json_object_set_new(obj, s.r.mech == WK_DP_GAUSSIAN ? "sigma2" : "scale",
			    ratio_json(s.r.num, s.r.den));
	json_object_set_new(obj, s.r.zcdp ? "rho" : "epsilon",
			    json_string(dp_nano_text(nano, s.r.nano)));
	put_second(&s, obj);
	if (s.r.flags & WK_RELEASE_INSECURE)
		json_object_set_new(obj, "insecure", json_true());
	return obj;
}

/* ---- lines ---- */

static bool stands_out(const struct shown *s, uint32_t i)
{
	return value(s, i) > 0 && (uint64_t)value(s, i) > s->ci95;
}

static void print_cells(const struct shown *s)
{
	char label[METRIC_LABEL];
	uint32_t rest = 0;

	for (uint32_t i = 0; i < s->r.cells; i++) {
		if (!stands_out(s, i)) {
			rest++;
			continue;
		}
		printf("    %12" PRId64 "  ", value(s, i));
		metric_label(s->metric, i, s->r.cells, label);
		cli_escape(stdout, label, strlen(label));
		putchar('\n');
	}
	if (rest)
		printf("    %u cell%s within the noise\n", rest, rest == 1 ? "" : "s");
}

static void print_keys(const struct shown *s)
{
	char label[METRIC_LABEL];

	for (uint32_t i = 0; i + WK_DP_OPEN_VALUES <= s->r.cells; i += WK_DP_OPEN_VALUES) {
		if (value(s, i) < 0)
			continue;
		printf("    %12" PRId64 " of %" PRId64 " units  ", value(s, i + 2), value(s, i + 1));
		metric_label(s->metric, (uint32_t)value(s, i), 0, label);
		cli_escape(stdout, label, strlen(label));
		putchar('\n');
	}
}

/* What stands behind the name. */
static void print_value(const struct shown *s)
{
	if (s->r.flags & WK_RELEASE_FAILED)
		printf(": noise could not be drawn, nothing is released");
	else if (s->r.kind == WK_METRIC_WATCH && s->r.cells == 2)
		printf("%s %" PRIu64 ", %" PRId64 " alarms left",
		       value(s, 0) ? ": ALARM, above" : " below", (uint64_t)s->r.threshold,
		       value(s, 1));
	else if (s->r.cells == 1)
		printf(" %" PRId64, value(s, 0));
	printf(" +- %" PRIu64, s->ci95);
}

static void print_price(const struct shown *s)
{
	char nano[DP_NANO_TEXT], delta[DP_NANO_TEXT];

	printf("  (%s, %s %s", s->r.mech == WK_DP_GAUSSIAN ? "Gaussian" : "Laplace",
	       s->r.zcdp ? "rho" : "epsilon", dp_nano_text(nano, s->r.nano));
	if (s->r.delta)
		printf(", delta %s", dp_delta_text(delta, s->r.delta));
	printf(" of each %s%s)\n", unit_name(s->r.unit),
	       s->r.flags & WK_RELEASE_INSECURE ? ", INSECURE: of a test build" : "");
}

static int print_text(const struct shown *s)
{
	char time[CLOCK_TEXT];

	printf("%.19sZ epoch %" PRIu64 " window %u  ", clock_iso(time, (int64_t)begins(&s->r), 0),
	       (uint64_t)s->r.epoch, s->r.window);
	cli_escape(stdout, s->name, strlen(s->name));
	print_value(s);
	print_price(s);
	if (s->r.flags & WK_RELEASE_FAILED)
		return ferror(stdout) ? -1 : 0;
	if (s->r.kind == WK_METRIC_OPEN)
		print_keys(s);
	else if (s->r.cells > 1 && s->r.kind != WK_METRIC_WATCH)
		print_cells(s);
	return ferror(stdout) ? -1 : 0;
}

int release_print(const struct metric *metrics, size_t n, bool json, const void *bytes, size_t len)
{
	struct shown s;
	json_t *obj;

	if (!json)
		return read_release(metrics, n, bytes, len, &s) ? -1 : print_text(&s);
	obj = release_json(metrics, n, bytes, len);
	if (!obj)
		return -1;
	json_dumpf(obj, stdout, JSON_COMPACT | JSON_PRESERVE_ORDER);
	json_decref(obj);
	putchar('\n');
	return ferror(stdout) ? -1 : 0;
}
