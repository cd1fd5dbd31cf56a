/* SPDX-License-Identifier: GPL-2.0 */
/* What "dp import-toml" made of one field of the filter's settings. */
#ifndef _WK_CLI_DP_IMPORT_H
#define _WK_CLI_DP_IMPORT_H

#include "../../module/dp/record.h"
#include "toml.h"
#include "why.h"

/**
 * struct import_number - an exact number that may be missing or negative
 */
struct import_number {
	bool set;
	bool minus;
	uint64_t num;
	uint64_t den;
};

/**
 * struct import_field - the settings of one field, as they stand in the file
 * @name: of the field
 * @type: "Laplace" or "Gaussian"
 * @unit: "int" or "float"
 * @seed: there is one
 */
struct import_field {
	const char *name;
	const char *type;
	const char *unit;
	bool seed;
	struct import_number sensitivity;
	struct import_number epsilon;
	struct import_number delta;
	struct import_number mu;
};

/**
 * import_setting() - takes over one line
 * @f: of the table that it stands in
 * @s: the line
 * @reason: what is wrong with it
 *
 * Return: 0 or -1.
 */
int import_setting(struct import_field *f, const struct toml_setting *s, char reason[CLI_WHY]);

/**
 * import_field() - translates a field
 * @f: as the file has it
 * @clamp: "LO:HI", or NULL when nobody gave bounds
 * @out: noise, bounds and shift are filled; the rest is the caller's
 * @reason: why it cannot be translated, as a sentence for its author
 *
 * Return: 0 or -1.
 */
int import_field(const struct import_field *f, const char *clamp, struct wk_dp_field *out,
		 char reason[CLI_WHY]);

#endif /* _WK_CLI_DP_IMPORT_H */
