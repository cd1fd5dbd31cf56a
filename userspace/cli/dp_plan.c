// SPDX-License-Identifier: GPL-2.0
/* dp plan: what a metric will cost, promise and be worth. By the kernel's sources, in integers. */

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "../../module/dp/gaussian.h"
#include "../../module/dp/ledger.h"
#include "../../module/dp/metric.h"
#include "../../module/dp/wide.h"
#include "dp_noise.h"
#include "metric.h"
#include "row.h"

#define EPS_MAX		8
#define DELTA_MIN	20
#define DELTA_MAX	128

/**
 * struct plan - a metric, worked out
 * @args: what was asked for
 * @config: the metric
 * @kind: its kind, in words
 * @unit: of privacy
 * @depth: of a cgroup, if it is said
 * @epoch: seconds
 * @window: seconds
 * @account: of the ledger that it would be charged to
 * @nano: what it costs
 * @delta: k of 2^-k
 * @sd: tenths of the noise's standard deviation, rounded up
 * @ci: 95 % of the noise is nearer to 0
 * @sum: what the users add in one window, if all reach their cap; or 0
 */
struct plan {
	const struct dp_args *args;
	struct wk_dp_config config;
	const char *kind;
	const char *unit;
	uint32_t depth;
	uint64_t epoch;
	uint64_t window;
	enum wk_dp_account account;
	uint64_t nano;
	uint32_t delta;
	uint64_t sd;
	uint64_t ci;
	uint64_t sum;
};

static uint64_t or_else(uint64_t value, uint64_t absent)
{
	return value ? value : absent;
}

/* What does not fit is refused as what it then is: too large. */
static uint32_t narrow(uint64_t value)
{
	return value > UINT32_MAX ? UINT32_MAX : (uint32_t)value;
}

static int read_kind(struct plan *p)
{
	const char *kind = p->args->kind ? p->args->kind : "counter";

	p->config.kind = metric_kind(kind);
	if (!p->config.kind)
		return cli_fail(&p->args->common, WK_EXIT_USAGE, "there is no kind %s:" METRIC_KINDS,
				kind);
	p->kind = metric_kind_name(p->config.kind);
	return 0;
}

/* As a manifest has it. Return: is it one? */
static bool read_cgroup(struct plan *p, const char *unit)
{
	json_t *obj = json_pack("{s:s}", "unit", unit);
	char reason[CLI_WHY];
	uint32_t id;
	bool is = !row_unit(obj, &id, &p->depth, reason) && id == WK_UNIT_CGROUP;

	json_decref(obj);
	if (is)
		p->unit = "cgroup";
	return is;
}

static int read_unit(struct plan *p)
{
	static const char *const units[] = { "uid", "cgroup", "prefix", "tgid", "event" };
	const char *unit = p->args->unit ? p->args->unit : "uid";

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (strcmp(unit, units[i]))
			continue;
		if (i > 2 && !p->args->weak)
			return cli_fail(&p->args->common, WK_EXIT_USAGE,
					"unit %s protects nobody who forks or acts twice: --weak if that is meant",
					unit);
		p->unit = units[i];
		return 0;
	}
	if (read_cgroup(p, unit))
		return 0;
	return cli_fail(&p->args->common, WK_EXIT_USAGE,
			"there is no unit %s: uid, cgroup(DEPTH) or prefix; tgid or event with --weak",
			unit);
}

static int read_times(struct plan *p)
{
	const struct dp_args *a = p->args;

	p->window = or_else(a->window, 900);
	p->epoch = or_else(a->epoch, 86400);
	if (p->epoch % p->window)
		return cli_fail(&a->common, WK_EXIT_USAGE,
				"an epoch of %" PRIu64 " s is no whole number of windows of %" PRIu64 " s",
				p->epoch, p->window);
	p->config.windows = narrow(p->epoch / p->window);
	return 0;
}

static int read_budget(struct plan *p)
{
	const struct dp_args *a = p->args;

	if (!a->eps.num == !a->rho.num)
		return cli_fail(&a->common, WK_EXIT_USAGE, "how much? (--eps or --rho, and not both)");
	if (a->eps.num > EPS_MAX * (wk_u128)a->eps.den)
		return cli_fail(&a->common, WK_EXIT_USAGE,
				"epsilon above %d for a unit and epoch promises nothing", EPS_MAX);
	if ((a->eps.num | a->eps.den | a->rho.num | a->rho.den) >> 32)
		return cli_fail(&a->common, WK_EXIT_USAGE,
				"epsilon and rho have a numerator and a denominator below 2^32");
	p->delta = narrow(or_else(a->delta, 30));
	if (p->delta < DELTA_MIN || p->delta > DELTA_MAX)
		return cli_fail(&a->common, WK_EXIT_USAGE, "delta is from 2^-%d to 2^-%d", DELTA_MAX,
				DELTA_MIN);
	p->account = a->rho.num ? WK_DP_ZCDP : WK_DP_PURE;
	p->config.terms.gaussian = a->rho.num;
	return 0;
}

/* What only some kinds have. */
static int read_special(struct plan *p)
{
	const struct dp_args *a = p->args;
	struct wk_dp_config *c = &p->config;
	bool open = c->kind == WK_DP_OPEN;

	if (open && !a->per_unit)
		return cli_fail(&a->common, WK_EXIT_USAGE,
				"how many keys has a unit in one window? (--per-unit)");
	if (c->kind == WK_DP_WATCH && !a->alarms)
		return cli_fail(&a->common, WK_EXIT_USAGE, "how many alarms in an epoch? (--alarms)");
	if (c->kind == WK_DP_WATCH && a->active)
		return cli_fail(&a->common, WK_EXIT_USAGE,
				"a watch pays for alarms, in however many windows a unit counts: --active would change nothing");
	c->terms.labels = open ? narrow(a->per_unit) : 0;
	c->terms.alarms = narrow(a->alarms);
	c->terms.delta = open ? dp_delta_of_window(p->delta, c->terms.active) : 0;
	return 0;
}

static int read_shape(struct plan *p)
{
	const struct dp_args *a = p->args;
	struct wk_dp_config *c = &p->config;
	bool cells = c->kind == WK_DP_HISTOGRAM || c->kind == WK_DP_KEYED || c->kind == WK_DP_OPEN;

	if (!a->cap)
		return cli_fail(&a->common, WK_EXIT_USAGE,
				"how much may a unit add in one window? (--cap)");
	if (cells && !a->cells)
		return cli_fail(&a->common, WK_EXIT_USAGE, "how many cells? (--cells)");
	c->cells = cells ? narrow(a->cells) : 1;
	c->buckets = narrow(or_else(a->buckets, 4096));
	c->clip = 1;
	c->terms.cap = narrow(a->cap);
	c->terms.active = narrow(or_else(a->active, c->windows));
	return read_special(p);
}

static struct dp_number budget_of(const struct dp_args *a)
{
	return a->rho.num ? a->rho : a->eps;
}

/* Tenths, rounded up; of Laplace noise sigma is at most sqrt(2) b. */
static uint64_t deviation(bool gaussian, struct wk_dp_ratio noise)
{
	wk_u128 square = noise.num;

	if (!gaussian)
		square *= 2 * (wk_u128)noise.num;
	square = wk_dp_div_up(100 * square, noise.den);
	if (!gaussian)
		square = wk_dp_div_up(square, noise.den);
	return wk_dp_sqrt_up(square);
}

/* The noise of one number that is released or compared. */
static struct wk_dp_ratio whole_noise(const struct wk_dp_config *c)
{
	struct wk_dp_ratio noise = c->terms.noise;
	uint32_t digits = 0;

	/* The worst of an epoch's totals has the noise of an interval for each binary digit. */
	for (; c->kind == WK_DP_TOTAL && c->windows >> digits; digits++)
		;
	noise.num *= digits ? digits : 1;
	return noise;
}

static int work_out(struct plan *p)
{
	const struct dp_args *a = p->args;
	const char *fault = dp_fault(&p->config, budget_of(a));
	struct wk_dp_ratio noise = whole_noise(&p->config);

	if (fault)
		return cli_fail(&a->common, WK_EXIT_USAGE, "%s", fault);
	if (wk_dp_cost(&p->config.terms, p->config.windows, p->account, &p->nano))
		return cli_fail(&a->common, WK_EXIT_INTERNAL, "the cost cannot be computed");
	p->sd = deviation(p->config.terms.gaussian, noise);
	p->ci = dp_ci95(p->config.terms.gaussian, noise);
	p->sum = narrow(a->users) * (uint64_t)p->config.terms.cap;
	return 0;
}

/* Per cent of the sum, in tenths. */
static uint64_t relative(const struct plan *p)
{
	return (uint64_t)wk_dp_div_up((wk_u128)p->sd * 100, p->sum);
}

static const char *delta_of(const struct plan *p, char buf[DP_NANO_TEXT])
{
	return dp_delta_text(buf, wk_dp_cost_delta(&p->config.terms, p->config.windows));
}

static void print_promise(const struct plan *p)
{
	char cost[DP_NANO_TEXT], eps[DP_NANO_TEXT];

	printf("Promise\n"
	       "  Every %s lies in exactly one of %u buckets, by a secret hash that changes each epoch.\n"
	       "  If all that the %ss of one bucket do in an epoch of %" PRIu64
	       " s is replaced by anything else\n"
	       "  (or by nothing), then whatever is released of this metric is ",
	       p->unit, p->config.buckets, p->unit, p->epoch);
	if (p->account == WK_DP_PURE)
		printf("at most e^%s times as probable%s%s.\n", dp_nano_text(cost, p->nano),
		       p->config.kind == WK_DP_OPEN ? ", but for a probability of " : "",
		       p->config.kind == WK_DP_OPEN ? delta_of(p, eps) : "");
	else
		printf("%s-zCDP: (%s, 2^-%u)-private.\n", dp_nano_text(cost, p->nano),
		       dp_nano_text(eps, wk_dp_epsilon(p->nano, p->delta)), p->delta);
	printf("  Not covered: who can measure the machine itself, and one user's load slowing others.\n");
}

/* What is compared, and with what. */
static void print_compared(const struct plan *p)
{
	const struct wk_dp_terms *t = &p->config.terms;
	uint64_t ci = t->other.num ? dp_ci95(false, t->other) : 0;

	if (p->config.kind == WK_DP_OPEN)
		printf("  a key is released     when %" PRIu64 " units have it, within %" PRIu64
		       " of them\n", wk_dp_threshold(t), ci);
	if (p->config.kind == WK_DP_WATCH)
		printf("  a threshold is        within %" PRIu64 " of what it is set to\n", ci);
}

/* What a unit that counts in fewer windows would buy: the default is the dearest. */
static void print_fewer(const struct plan *p)
{
	for (uint32_t active = p->config.windows / 4; active; active /= 4) {
		struct plan less = *p;

		less.config.terms.active = active;
		if (!read_special(&less) && !work_out(&less))
			printf("  --active %-5u          within %" PRIu64 "\n", active, less.ci);
	}
}

static void print_error(const struct plan *p)
{
	uint64_t error = relative(p);

	printf("  %" PRIu64 " units at their cap add %" PRIu64 " in a window: error %" PRIu64 ".%" PRIu64
	       " %%\n", p->args->users, p->sum, error / 10, error % 10);
	if (error >= 1000)
		printf("  That is useless. Fewer or longer windows, a smaller cap, --active, or --rho help.\n");
}

static void print_worth(const struct plan *p)
{
	printf("Accuracy\n"
	       "  standard deviation    %" PRIu64 ".%" PRIu64 "\n"
	       "  95 of 100 values      within %" PRIu64 " of what was counted\n",
	       p->sd / 10, p->sd % 10, p->ci);
	print_compared(p);
	if (p->config.buckets && p->args->users)
		printf("  shared buckets        %" PRIu64 " %% of the units at most share caps with another\n",
		       p->args->users * 100 / p->config.buckets + 1);
	if (!p->args->active && p->config.kind != WK_DP_WATCH)
		print_fewer(p);
	if (p->sum)
		print_error(p);
}

static void print_text(const struct plan *p)
{
	const struct wk_dp_terms *t = &p->config.terms;
	char cost[DP_NANO_TEXT], depth[16] = "";

	if (p->depth)
		snprintf(depth, sizeof(depth), "(%u)", p->depth);
	printf("Metric %s: %s%s, unit %s%s\n"
	       "  cap %u in a window of %" PRIu64 " s, active in %u of %u windows of an epoch\n"
	       "  noise: discrete %s, %s %" PRIu64 "/%" PRIu64 "\n"
	       "Cost\n"
	       "  %s %s of each epoch's budget, reserved when it is attached\n",
	       p->args->metric ? p->args->metric : "(no name)", p->kind,
	       p->config.terms.vector ? " of cells" : "", p->unit, depth, t->cap, p->window,
	       t->active,
	       p->config.windows, t->gaussian ? "Gaussian" : "Laplace",
	       t->gaussian ? "sigma squared" : "scale", (uint64_t)t->noise.num,
	       (uint64_t)t->noise.den, p->account == WK_DP_PURE ? "epsilon" : "rho",
	       dp_nano_text(cost, p->nano));
	print_worth(p);
	print_promise(p);
}

static void json_special(const struct plan *p, json_t *obj)
{
	const struct wk_dp_terms *t = &p->config.terms;
	char delta[DP_NANO_TEXT];

	if (t->other.num)
		json_object_set_new(obj, p->config.kind == WK_DP_OPEN ? "scale_units" :
				    "scale_threshold",
				    json_sprintf("%" PRIu64 "/%" PRIu64, (uint64_t)t->other.num,
						 (uint64_t)t->other.den));
	if (p->config.kind != WK_DP_OPEN)
		return;
	json_object_set_new(obj, "delta", json_string(delta_of(p, delta)));
	json_object_set_new(obj, "threshold", json_integer((json_int_t)wk_dp_threshold(t)));
}

static int print_json(const struct plan *p)
{
	const struct wk_dp_terms *t = &p->config.terms;
	char noise[48], cost[DP_NANO_TEXT], eps[DP_NANO_TEXT];
	json_t *obj;

	snprintf(noise, sizeof(noise), "%" PRIu64 "/%" PRIu64, (uint64_t)t->noise.num,
		 (uint64_t)t->noise.den);
	obj = json_pack("{s:s, s:s, s:I, s:I, s:I, s:I, s:s, s:s, s:s, s:I, s:I}", "kind", p->kind,
			"unit", p->unit, "cap", (json_int_t)t->cap, "active", (json_int_t)t->active,
			"windows", (json_int_t)p->config.windows,
			"buckets", (json_int_t)p->config.buckets,
			"mech", t->gaussian ? "gaussian" : "laplace",
			t->gaussian ? "sigma2" : "scale", noise,
			p->account == WK_DP_PURE ? "eps" : "rho", dp_nano_text(cost, p->nano),
			"sd_tenths", (json_int_t)p->sd, "ci95", (json_int_t)p->ci);
	if (p->account == WK_DP_ZCDP) {
		json_object_set_new(obj, "eps", json_string(
			dp_nano_text(eps, wk_dp_epsilon(p->nano, p->delta))));
		json_object_set_new(obj, "delta_log2", json_integer(-(json_int_t)p->delta));
	}
	if (p->depth)
		json_object_set_new(obj, "depth", json_integer(p->depth));
	json_special(p, obj);
	if (p->sum)
		json_object_set_new(obj, "error_permille", json_integer((json_int_t)relative(p)));
	return cli_json(obj);
}

int dp_plan(const struct dp_args *a)
{
	struct plan p = { .args = a };
	int exit = read_kind(&p);

	if (!exit)
		exit = read_unit(&p);
	if (!exit)
		exit = read_times(&p);
	if (!exit)
		exit = read_budget(&p);
	if (!exit)
		exit = read_shape(&p);
	if (!exit)
		exit = work_out(&p);
	if (exit)
		return exit;
	if (a->common.json)
		return print_json(&p);
	print_text(&p);
	return 0;
}
