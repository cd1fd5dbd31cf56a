/* SPDX-License-Identifier: GPL-2.0 */
/* One JSON file of the suite: its commands, run in order. */
#ifndef _WK_SPEC_SCRIPT_H
#define _WK_SPEC_SCRIPT_H

#include "backend.h"

/**
 * struct spec_counts - how the commands of a file ended
 * @line: of the command that runs now, for the report of a crash
 * @asserts: assertions that passed
 * @actions: modules, actions and registrations that went well
 * @failed: commands that did not
 * @text: skipped, because they test the text format
 * @complete: the file was run to its end
 */
struct spec_counts {
	unsigned int line;
	unsigned int asserts;
	unsigned int actions;
	unsigned int failed;
	unsigned int text;
	bool complete;
};

/**
 * spec_script_run() - runs a file in a fresh world
 * @backend: what runs the modules
 * @options: for @backend
 * @path: the JSON file; its modules lie beside it
 * @counts: updated while it runs, so that it survives a crash in shared memory
 *
 * Prints one line on stdout for each failure: file, line, expected, found.
 */
void spec_script_run(const struct spec_backend *backend, const struct spec_options *options,
		     const char *path, struct spec_counts *counts);

#endif /* _WK_SPEC_SCRIPT_H */
