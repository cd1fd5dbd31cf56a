// SPDX-License-Identifier: GPL-2.0
/* wasm_kernel_cli: runs WebAssembly programs in the kernel. */

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"

static int usage_error(const char *what, const char *name)
{
	char near[NEAR_TEXT];

	fprintf(stderr, "%s: %s%s%s\nTry `%s help' for what there is.\n", CLI_NAME, what, name,
		cli_find_near(name, near), CLI_NAME);
	return WK_EXIT_USAGE;
}

/* argp takes the name of the command from argv[0]. */
static int run_row(const struct cli_row *row, int argc, char **argv)
{
	char name[64];
	int exit;

	snprintf(name, sizeof(name), "%s %s", CLI_NAME, row->name);
	argv[0] = name;
	exit = row->verb->run(argc, argv);
	if (fflush(stdout) && exit == WK_EXIT_OK) {
		perror(CLI_NAME ": stdout");
		return WK_EXIT_FILE;
	}
	return exit;
}

/*
 * A closed 0, 1 or 2 would be given to the next socket. Read-only: reading is
 * at its end, and writing still fails.
 */
static void open_closed(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDONLY);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		close(fd);
}

int main(int argc, char **argv)
{
	const struct cli_row *row;
	const char *verb = argc > 1 ? argv[1] : NULL;

	open_closed();
	argp_err_exit_status = WK_EXIT_USAGE;
	if (!verb)
		return usage_error("what to do is missing", "");
	if (!strcmp(verb, "--help") || !strcmp(verb, "-h"))
		verb = "help";
	if (!strcmp(verb, "--version") || !strcmp(verb, "-V"))
		verb = "version";
	row = cli_find(verb);
	if (!row)
		return usage_error("there is no verb ", verb);
	return run_row(row, argc - 1, argv + 1);
}
