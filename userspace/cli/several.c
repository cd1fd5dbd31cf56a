// SPDX-License-Identifier: GPL-2.0
/* Command lines of verbs that end several things, or all. */

#include "several.h"

error_t several_parse(int key, struct argp_state *state, const char *missing)
{
	struct several *a = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		cli_key_init(state, &a->common);
		return 0;
	case 'a':
		a->all = true;
		return 0;
	case ARGP_KEY_ARGS:
		a->names = state->argv + state->next;
		a->n = (size_t)(state->argc - state->next);
		return 0;
	case ARGP_KEY_END:
		if (a->all == !!a->n)
			argp_error(state, "%s", missing);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}
