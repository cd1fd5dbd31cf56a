/* SPDX-License-Identifier: GPL-2.0 */
/* dp: what its sub-verbs share. */
#ifndef _WK_CLI_DP_H
#define _WK_CLI_DP_H

#include "cli.h"

/**
 * struct dp_number - a positive rational number of the command line
 * @num: numerator; 0 when the option is not there
 * @den: denominator
 */
struct dp_number {
	uint64_t num;
	uint64_t den;
};

/**
 * struct dp_args - the command line
 * @common: common options
 * @what: sub-verb
 * @mech: mechanism, or NULL
 * @scale: of Laplace noise
 * @sigma2: of Gaussian noise
 * @count: samples
 */
struct dp_args {
	struct cli_common common;
	const char *what;
	const char *mech;
	struct dp_number scale;
	struct dp_number sigma2;
	uint64_t count;
};

/* Sub-verbs. Return: exit code. */
int dp_sample(const struct dp_args *a);

#endif /* _WK_CLI_DP_H */
