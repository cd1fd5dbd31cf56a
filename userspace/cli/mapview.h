/* SPDX-License-Identifier: GPL-2.0 */
/* Maps of an attachment, read and shown. */
#ifndef _WK_CLI_MAPVIEW_H
#define _WK_CLI_MAPVIEW_H

#include "cli.h"
#include "manifest.h"

/**
 * mapview_print() - shows a map: its entries, or a histogram with bars
 * @m: manifest of the program, for layouts; what it does not have is shown in hex
 * @name: of the map
 *
 * Return: 0, or the exit code, having said why.
 */
int mapview_print(const struct cli_common *common, struct wk_client *c, uint32_t attach,
		  const struct manifest *m, const char *name);

/**
 * mapview_change() - sets an entry of a map, or takes it away
 * @key: as people write it: see encode_text()
 * @value: the same; NULL to take the entry away
 *
 * Return: 0, or the exit code, having said why.
 */
int mapview_change(const struct cli_common *common, struct wk_client *c, uint32_t attach,
		   const struct manifest *m, const char *name, const char *key,
		   const char *value);

#endif /* _WK_CLI_MAPVIEW_H */
