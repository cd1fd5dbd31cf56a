// SPDX-License-Identifier: GPL-2.0
/* dp sample: noise of the kernel's own sampler. */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "dp.h"

/**
 * struct noise - what to draw
 * @mech: enum wk_dp_mech
 * @param: its parameter
 */
struct noise {
	uint32_t mech;
	struct dp_number param;
};

static int read_noise(const struct dp_args *a, struct noise *n)
{
	bool gaussian = a->mech && !strcmp(a->mech, "gaussian");

	if (!a->mech || (!gaussian && strcmp(a->mech, "laplace")))
		return cli_fail(&a->common, WK_EXIT_USAGE,
				"which mechanism? (--mech laplace or --mech gaussian)");
	n->mech = gaussian ? WK_DP_GAUSSIAN : WK_DP_LAPLACE;
	n->param = gaussian ? a->sigma2 : a->scale;
	if (!n->param.num || (gaussian ? a->scale.num : a->sigma2.num))
		return cli_fail(&a->common, WK_EXIT_USAGE, "%s takes --%s P/Q, and nothing else",
				a->mech, gaussian ? "sigma2" : "scale");
	return 0;
}

static int print_json(const int64_t *noise, size_t n)
{
	json_t *list = json_array();

	for (size_t i = 0; i < n; i++)
		json_array_append_new(list, json_integer(noise[i]));
	return cli_json(json_pack("{s:o}", "noise", list));
}

static int print(const struct dp_args *a, const int64_t *noise, size_t n)
{
	if (a->common.json)
		return print_json(noise, n);
	for (size_t i = 0; i < n; i++)
		if (printf("%" PRId64 "\n", noise[i]) < 0)
			return cli_fail(&a->common, WK_EXIT_FILE, "cannot write output: %s",
					strerror(errno));
	return 0;
}

static int draw(const struct dp_args *a, struct wk_client *c, const struct noise *what)
{
	int64_t noise[WK_DP_BATCH];
	uint64_t left;
	uint32_t n;
	int exit = 0;

	for (left = a->count; left && !exit; left -= n) {
		n = left < WK_DP_BATCH ? (uint32_t)left : WK_DP_BATCH;
		if (wk_client_dp_sample(c, what->mech, what->param.num, what->param.den, noise, n))
			return cli_fault(&a->common, c, NULL);
		exit = print(a, noise, n);
	}
	return exit;
}

int dp_sample(const struct dp_args *a)
{
	struct wk_client *c;
	struct noise what;
	int exit = read_noise(a, &what);

	if (!exit)
		exit = cli_connect(&a->common, NULL, NULL, &c);
	if (exit)
		return exit;
	exit = draw(a, c, &what);
	wk_client_free(c);
	return exit;
}
