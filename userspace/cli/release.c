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
 */
struct shown {
	struct wk_wire_release r;
	const unsigned char *values;
	const struct metric *metric;
	const char *name;
	uint64_t ci95;
};

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
	s->ci95 = dp_ci95(s->r.mech == WK_DP_GAUSSIAN,
			  (struct wk_dp_ratio){ s->r.num, s->r.den });
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

static const char *kind_name(uint32_t kind)
{
	switch (kind) {
#define WK_METRIC_KIND(number, ident, name) case (number): return name;
	WK_METRIC_KINDS(WK_METRIC_KIND)
#undef WK_METRIC_KIND
	}
	return "unknown";
}

static uint64_t begins(const struct wk_wire_release *r)
{
	return (r->epoch * r->windows + r->window) * r->window_s;
}

/* ---- JSON ---- */

static void put_values(const struct shown *s, json_t *obj)
{
	char label[METRIC_LABEL];
	json_t *cells;

	if (s->r.flags & WK_RELEASE_FAILED) {
		json_object_set_new(obj, "failed", json_true());
		return;
	}
	if (s->r.cells == 1) {
		json_object_set_new(obj, "value", json_integer(value(s, 0)));
		return;
	}
	cells = json_object();
	for (uint32_t i = 0; i < s->r.cells; i++)
		json_object_set_new(cells, metric_label(s->metric, i, s->r.cells, label),
				    json_integer(value(s, i)));
	json_object_set_new(obj, "values", cells);
}

json_t *release_json(const struct metric *metrics, size_t n, const void *bytes, size_t len)
{
	char time[CLOCK_TEXT], noise[48], nano[DP_NANO_TEXT];
	struct shown s;
	json_t *obj;

	if (read_release(metrics, n, bytes, len, &s))
		return NULL;
	snprintf(noise, sizeof(noise), "%" PRIu64 "/%" PRIu64, (uint64_t)s.r.num,
		 (uint64_t)s.r.den);
	obj = json_pack("{s:s, s:s, s:I, s:I, s:s, s:I, s:I, s:s, s:s}",
			"@record", "@release", "metric", s.name, "epoch", (json_int_t)s.r.epoch,
			"window", (json_int_t)s.r.window,
			"begins", clock_iso(time, (int64_t)begins(&s.r), 0),
			"window_s", (json_int_t)s.r.window_s, "seq", (json_int_t)s.r.seq,
			"kind", kind_name(s.r.kind), "unit", unit_name(s.r.unit));
	if (s.r.depth)
		json_object_set_new(obj, "depth", json_integer(s.r.depth));
	put_values(&s, obj);
	json_object_set_new(obj, "ci95", json_integer((json_int_t)s.ci95));
	json_object_set_new(obj, "mech", json_string(s.r.mech == WK_DP_GAUSSIAN ? "gaussian" :
						     "laplace"));
	json_object_set_new(obj, s.r.mech == WK_DP_GAUSSIAN ? "sigma2" : "scale",
			    json_string(noise));
	json_object_set_new(obj, s.r.zcdp ? "rho" : "epsilon",
			    json_string(dp_nano_text(nano, s.r.nano)));
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

static int print_text(const struct shown *s)
{
	char time[CLOCK_TEXT], nano[DP_NANO_TEXT];

	printf("%.19sZ epoch %" PRIu64 " window %u  ", clock_iso(time, (int64_t)begins(&s->r), 0),
	       (uint64_t)s->r.epoch, s->r.window);
	cli_escape(stdout, s->name, strlen(s->name));
	if (s->r.flags & WK_RELEASE_FAILED)
		printf(": noise could not be drawn, nothing is released");
	else if (s->r.cells == 1)
		printf(" %" PRId64, value(s, 0));
	printf(" +- %" PRIu64 "  (%s, %s %s of each %s%s)\n", s->ci95,
	       s->r.mech == WK_DP_GAUSSIAN ? "Gaussian" : "Laplace",
	       s->r.zcdp ? "rho" : "epsilon", dp_nano_text(nano, s->r.nano),
	       unit_name(s->r.unit),
	       s->r.flags & WK_RELEASE_INSECURE ? ", INSECURE: of a test build" : "");
	if (s->r.cells > 1 && !(s->r.flags & WK_RELEASE_FAILED))
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
