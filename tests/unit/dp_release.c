// SPDX-License-Identifier: GPL-2.0
/*
 * Releases of a stream of events, by the kernel's code and with noise as in the kernel.
 *
 *   dp_release KEY=VALUE... <EVENTS
 *
 * EVENTS are lines "unit window cell value".  Prints n lines, each the values of all windows of a
 * metric of its own; "-" where one failed.  With kind=8 the events are records that pass, and a
 * line holds the values that left, in order.  With cost=1 it prints instead what the ledger
 * charges: nano-epsilon, or with Gaussian noise nano-rho, and delta in units of 2^-64.
 */
#include <stdio.h>

#include "../../module/dp/metric.h"
#include "../../module/dp/record.h"

#define EVENTS_MAX	100000
#define RECORDS		8

static struct event {
	u32 unit, window, cell, value;
} events[EVENTS_MAX];

static u32 nevents;
static u64 runs = 1;
static bool cost;
static struct wk_dp_config config = {
	.cells = 1, .buckets = 64, .clip = 1, .windows = 1,
	.terms = { .cap = 1, .active = 1, .noise = { 1, 1 }, .other = { 1, 1 }, .delta = 20,
		   .labels = 1, .alarms = 1 },
};

static u32 *number(const char *key)
{
	static const struct {
		const char *key;
		u32 *where;
	} numbers[] = {
		{ "kind", &config.kind }, { "cells", &config.cells },
		{ "buckets", &config.buckets }, { "clip", &config.clip },
		{ "windows", &config.windows }, { "cap", &config.terms.cap },
		{ "active", &config.terms.active }, { "labels", &config.terms.labels },
		{ "delta", &config.terms.delta }, { "alarms", &config.terms.alarms },
	};

	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++)
		if (!strcmp(numbers[i].key, key))
			return numbers[i].where;
	return NULL;
}

static int option(char *text)
{
	char *value = strchr(text, '=');

	if (!value)
		return -1;
	*value++ = '\0';
	if (!strcmp(text, "n"))
		runs = strtoull(value, NULL, 10);
	else if (!strcmp(text, "cost"))
		cost = *value == '1';
	else if (!strcmp(text, "threshold"))
		config.threshold = strtoull(value, NULL, 10);
	else if (!strcmp(text, "gaussian"))
		config.terms.gaussian = *value == '1';
	else if (!strcmp(text, "noise"))
		return sscanf(value, "%lu/%lu", &config.terms.noise.num, &config.terms.noise.den) - 2;
	else if (!strcmp(text, "other"))
		return sscanf(value, "%lu/%lu", &config.terms.other.num, &config.terms.other.den) - 2;
	else if (number(text))
		*number(text) = (u32)strtoul(value, NULL, 10);
	else
		return -1;
	return 0;
}

static void print_release(const struct wk_dp_release *r)
{
	if (!r || r->flags & WK_DP_FAILED) {
		printf("- ");
		return;
	}
	for (u32 i = 0; i < r->cells; i++)
		printf("%ld ", (long)r->values[i]);
}

static void run_metric(void)
{
	struct wk_dp_metric *m = wk_dp_metric_new(&config, 1, 0);
	u32 w, i;

	for (w = 0; w < config.windows; w++) {
		for (i = 0; i < nevents; i++)
			if (events[i].window == w)
				wk_dp_add(m, events[i].unit, events[i].cell, events[i].value);
		wk_dp_metric_draw(m);
		print_release(wk_dp_metric_release(m, 1, w + 1));
	}
	wk_dp_metric_free(m);
}

/* A field of 8 bytes with bounds 0 and clip. */
static const char *record_config(struct wk_dp_record_config *c)
{
	*c = (struct wk_dp_record_config){
		.fields = { { .width = 8, .is_signed = true, .hi = config.clip,
			      .gaussian = config.terms.gaussian, .noise = config.terms.noise } },
		.nfields = 1, .bytes = 8, .buckets = config.buckets, .windows = config.windows,
		.cap = config.terms.cap, .active = config.terms.active,
	};
	return wk_dp_record_fault(c);
}

static void run_records(void)
{
	struct wk_dp_record_config c;
	struct wk_dp_records *r;
	u32 w, i;

	record_config(&c);
	r = wk_dp_records_new(&c, 1, 0);
	for (w = 0; w < config.windows; w++) {
		for (i = 0; i < nevents; i++) {
			s64 value = events[i].value;

			if (events[i].window == w &&
			    wk_dp_records_pass(r, events[i].unit, (u8 *)&value, 8))
				printf("%ld ", (long)value);
		}
		wk_dp_records_window(r, 1, w + 1);
	}
	wk_dp_records_free(r);
}

static int print_cost(void)
{
	struct wk_dp_record_config c;
	struct wk_dp_terms t;
	u64 nano = 0;

	record_config(&c);
	if (config.kind != RECORDS)
		t = wk_dp_terms_of(&config);
	else if (wk_dp_record_terms(&c, &t))
		return 2;
	if (wk_dp_cost(&t, config.windows, config.terms.gaussian ? WK_DP_ZCDP : WK_DP_PURE, &nano))
		return 2;
	return printf("%lu %lu\n", nano, wk_dp_cost_delta(&t, config.windows)) < 0;
}

int main(int argc, char **argv)
{
	struct wk_dp_record_config c;
	const char *fault;
	int i;

	for (i = 1; i < argc; i++) {
		if (option(argv[i])) {
			fprintf(stderr, "dp_release: what is %s?\n", argv[i]);
			return 2;
		}
	}
	fault = config.kind == RECORDS ? record_config(&c) : wk_dp_config_fault(&config);
	if (fault) {
		fprintf(stderr, "dp_release: %s\n", fault);
		return 2;
	}
	if (cost)
		return print_cost();
	for (; nevents < EVENTS_MAX; nevents++) {
		struct event *e = &events[nevents];

		if (scanf("%u %u %u %u", &e->unit, &e->window, &e->cell, &e->value) != 4)
			break;
	}
	for (; runs; runs--) {
		(config.kind == RECORDS ? run_records : run_metric)();
		putchar('\n');
	}
	return fflush(stdout) || ferror(stdout);
}
