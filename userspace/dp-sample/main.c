// SPDX-License-Identifier: GPL-2.0
/* dp-sample: noise from the sources of the kernel's sampler, for anyone to check. */
#include <argp.h>
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../module/dp/gaussian.h"
#include "../lib/exitcodes.h"
#include "../lib/quantity.h"
#include "../lib/ratio.h"

struct args {
	bool gaussian;
	const char *mech;
	struct wk_dp_ratio scale;
	struct wk_dp_ratio sigma2;
	uint64_t count;
};

static const struct argp_option options[] = {
	{ "mech", 'm', "MECH", 0, "laplace or gaussian", 0 },
	{ "scale", 's', "P/Q", 0, "laplace: scale, sensitivity over epsilon", 0 },
	{ "sigma2", 'v', "P/Q", 0, "gaussian: sigma squared", 0 },
	{ "count", 'n', "N", 0, "how many; the default is 1", 0 },
	{ 0 },
};

static void take_ratio(struct argp_state *state, const char *text, struct wk_dp_ratio *r)
{
	if (wk_ratio_parse(text, &r->num, &r->den))
		argp_error(state, "%s is no positive number P/Q", text);
}

static void take_mech(struct argp_state *state, const char *text, struct args *a)
{
	a->mech = text;
	a->gaussian = !strcmp(text, "gaussian");
	if (!a->gaussian && strcmp(text, "laplace"))
		argp_error(state, "there is no mechanism %s: laplace or gaussian", text);
}

static void check(struct argp_state *state, const struct args *a)
{
	if (!a->mech)
		argp_error(state, "which mechanism? (--mech laplace or --mech gaussian)");
	if (a->gaussian ? !a->sigma2.num || a->scale.num : !a->scale.num || a->sigma2.num)
		argp_error(state, "%s takes --%s P/Q, and nothing else", a->mech,
			   a->gaussian ? "sigma2" : "scale");
	if (a->gaussian && !wk_dp_gaussian_valid(a->sigma2))
		argp_error(state, "numerator and denominator of sigma2 are at most 2^48");
	if (!a->gaussian && !wk_dp_laplace_valid(a->scale))
		argp_error(state, "a scale has a numerator of at most 2^40, a denominator below 2^32");
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct args *a = state->input;

	switch (key) {
	case 'm':
		take_mech(state, arg, a);
		return 0;
	case 's':
		take_ratio(state, arg, &a->scale);
		return 0;
	case 'v':
		take_ratio(state, arg, &a->sigma2);
		return 0;
	case 'n':
		if (wk_quantity_count(arg, &a->count))
			argp_error(state, "%s is no count", arg);
		return 0;
	case ARGP_KEY_END:
		check(state, a);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.doc = "Prints noise, one integer a line, drawn in user space by the code of the kernel's "
	       "sampler: exact discrete Laplace or discrete Gaussian, by integers only, from "
	       "getrandom(). There is no seed."
	       "\v  dp-sample --mech laplace --scale 7/2 -n 1000000\n"
	       "  dp-sample --mech gaussian --sigma2 25/4",
};

static int sample(const struct args *a, s64 *noise)
{
	return a->gaussian ? wk_dp_gaussian(a->sigma2, noise) : wk_dp_laplace(a->scale, noise);
}

int main(int argc, char **argv)
{
	struct args a = { .count = 1 };
	s64 noise;

	argp_err_exit_status = WK_EXIT_USAGE;
	argp_parse(&argp, argc, argv, 0, NULL, &a);
	for (; a.count; a.count--) {
		if (sample(&a, &noise)) {
			fprintf(stderr, "dp-sample: a sample took more words than one may\n");
			return WK_EXIT_INTERNAL;
		}
		if (printf("%" PRId64 "\n", noise) < 0)
			break;
	}
	if (fflush(stdout) || ferror(stdout)) {
		fprintf(stderr, "dp-sample: cannot write output: %s\n", strerror(errno));
		return WK_EXIT_FILE;
	}
	return WK_EXIT_OK;
}
