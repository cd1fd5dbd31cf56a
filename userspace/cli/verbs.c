// SPDX-License-Identifier: GPL-2.0
/* The table of verbs. */

#include <string.h>

#include "cli.h"

const struct cli_row cli_rows[] = {
#define CLI_VERB(name, summary) { #name, summary, &cli_verb_##name },
#include "verbs.def"
#undef CLI_VERB
};

const size_t cli_nrows = sizeof(cli_rows) / sizeof(cli_rows[0]);

const struct cli_row *cli_find(const char *name)
{
	for (size_t i = 0; i < cli_nrows; i++)
		if (!strcmp(cli_rows[i].name, name))
			return &cli_rows[i];
	return NULL;
}

const char *cli_find_near(const char *name, char buf[NEAR_TEXT])
{
	return near_suggest(name, strlen(name), cli_rows, cli_nrows, sizeof(cli_rows[0]), buf);
}
