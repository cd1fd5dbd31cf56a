/* SPDX-License-Identifier: GPL-2.0 */
/* Values in rows of a manifest: numbers, times, budgets, units of privacy. */
#ifndef _WK_CLI_ROW_H
#define _WK_CLI_ROW_H

#include <jansson.h>
#include <stdint.h>

#include "dp.h"
#include "why.h"

/* All return 0, or -1 with @reason. */

/** row_number() - a whole number; @absent when it is not there, 0: it must be */
int row_number(const json_t *obj, const char *key, uint32_t absent, uint32_t *n,
	       char reason[CLI_WHY]);

/** row_if_there() - a number that may be missing: then 0 */
int row_if_there(const json_t *obj, const char *key, uint32_t *n, char reason[CLI_WHY]);

/** row_seconds() - "15m", or a number of seconds; 0 when it is not there */
int row_seconds(const json_t *obj, const char *key, uint64_t *s, char reason[CLI_WHY]);

/**
 * row_ratio() - exactly: a text "1/2" or "0.25", or a whole number; untouched when it is not there
 *
 * What JSON makes of 0.1 is not 0.1.
 */
int row_ratio(const json_t *obj, const char *key, struct dp_number *r, char reason[CLI_WHY]);

/** row_unit() - "unit": who is protected; @levels: depth of a cgroup, else 0 */
int row_unit(const json_t *obj, uint32_t *id, uint32_t *levels, char reason[CLI_WHY]);

#endif /* _WK_CLI_ROW_H */
