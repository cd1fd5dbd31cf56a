/* SPDX-License-Identifier: GPL-2.0 */
/* What is in a module: first as JSON, and from that as text. */
#ifndef _WK_CLI_INSPECT_H
#define _WK_CLI_INSPECT_H

#include "file.h"
#include "manifest.h"

/**
 * cli_inspect_json() - everything that `inspect' shows
 * @m: decoded module
 * @manifest: its manifest
 * @trouble: NULL, or what is wrong with that
 * @e: NULL, or what is wrong with it
 */
json_t *cli_inspect_json(const struct wk_module *m, const struct wk_error *e,
			 const struct manifest *manifest, const char *trouble);

/** cli_inspect_print() - the same for people; @path: name of the file */
void cli_inspect_print(const json_t *all, const char *path);

#endif /* _WK_CLI_INSPECT_H */
