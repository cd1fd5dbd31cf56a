/* SPDX-License-Identifier: GPL-2.0 */
/* Command lines of verbs that end several things, or all. */
#ifndef _WK_CLI_SEVERAL_H
#define _WK_CLI_SEVERAL_H

#include "cli.h"

/**
 * struct several - which ones
 * @common: the options that all verbs have
 * @all: every one
 * @names: else these
 * @n: how many
 */
struct several {
	struct cli_common common;
	bool all;
	char **names;
	size_t n;
};

/**
 * several_parse() - the parser of such a verb, whose option 'a' is for all
 * @missing: the question when neither names nor --all are there, or both
 */
error_t several_parse(int key, struct argp_state *state, const char *missing);

#endif /* _WK_CLI_SEVERAL_H */
