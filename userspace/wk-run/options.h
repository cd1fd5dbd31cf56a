/* SPDX-License-Identifier: GPL-2.0 */
/* The command line of wk-run. */
#ifndef _WK_RUN_OPTIONS_H
#define _WK_RUN_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct options - what was asked for
 * @file: the module
 * @invoke: function to call, or NULL for _start or main
 * @args: arguments of the program or the function
 * @nargs: how many
 * @env: NAME=value strings
 * @nenv: how many
 * @fuel: guest instructions allowed; 0 is no limit
 * @repeat: repetitions to time; 0 for an ordinary run
 * @pages: linear memory allowed, pages of 64 KiB
 * @stack: guest stack, slots of 8 bytes
 * @timeout: milliseconds allowed; 0 is no limit
 * @fpu: the interpreter that uses the FPU
 * @validate: only validate
 * @strict: imports that only answer ENOSYS are link errors
 * @json: results as JSON
 */
struct options {
	const char *file;
	const char *invoke;
	char **args;
	int nargs;
	const char **env;
	int nenv;
	uint64_t fuel;
	uint64_t repeat;
	uint32_t pages;
	uint32_t stack;
	uint32_t timeout;
	bool fpu;
	bool validate;
	bool strict;
	bool json;
};

/**
 * options_parse() - reads the command line; on an error, or --help, exits
 * @o: zeroed
 * @argc: of main()
 * @argv: of main(); rearranged, and referred to by @o
 */
void options_parse(struct options *o, int argc, char **argv);

#endif /* _WK_RUN_OPTIONS_H */
