/* SPDX-License-Identifier: GPL-2.0 */
/* dp: what its sub-verbs share. */
#ifndef _WK_CLI_DP_H
#define _WK_CLI_DP_H

#include "cli.h"

#define DP_KEY_FILE	"/var/lib/wasm_kernel/dp.key"

/**
 * struct dp_number - a positive rational number of the command line
 * @num: numerator; 0 when the option is not there
 * @den: denominator
 */
struct dp_number {
	uint64_t num;
	uint64_t den;
};

#define DP_CLAMPS_MAX	64

/**
 * struct dp_args - the command line; 0 and NULL where there is no such option
 * @common: common options
 * @what: sub-verb
 * @mech: mechanism
 * @scale: of Laplace noise
 * @sigma2: of Gaussian noise
 * @count: samples
 * @metric: name of a metric
 * @kind: its kind
 * @unit: of privacy
 * @eps: epsilon of a unit and epoch
 * @rho: rho of a unit and epoch
 * @cap: of a unit in one window
 * @window: seconds
 * @epoch: seconds
 * @active: windows in which a unit may add anything
 * @cells: of a release
 * @buckets: of units
 * @delta: k of 2^-k
 * @users: active ones
 * @per_unit: keys of a unit in one window
 * @alarms: of an epoch
 * @weak: units that are easily evaded are meant
 * @file: import-toml: what is translated
 * @tag: import-toml: instead of the file's name
 * @clamps: import-toml: "FIELD=LO:HI"
 * @nclamps: how many
 * @events: of the ledger
 * @export: file to write the state of the budgets to
 * @import: file to read it from
 * @key: file of the key
 * @attachment: whose metric
 * @at: "EPOCH:WINDOW"
 */
struct dp_args {
	struct cli_common common;
	const char *what;
	const char *mech;
	struct dp_number scale;
	struct dp_number sigma2;
	uint64_t count;
	const char *metric;
	const char *kind;
	const char *unit;
	struct dp_number eps;
	struct dp_number rho;
	uint64_t cap;
	uint64_t window;
	uint64_t epoch;
	uint64_t active;
	uint64_t cells;
	uint64_t buckets;
	uint64_t delta;
	uint64_t users;
	uint64_t per_unit;
	uint64_t alarms;
	bool weak;
	const char *file;
	const char *tag;
	const char *clamps[DP_CLAMPS_MAX];
	size_t nclamps;
	bool events;
	const char *export;
	const char *import;
	const char *key;
	uint64_t attachment;
	const char *at;
};

/* Sub-verbs. Return: exit code. */
int dp_sample(const struct dp_args *a);
int dp_plan(const struct dp_args *a);
int dp_import(const struct dp_args *a);
int dp_ledger(const struct dp_args *a);
int dp_again(const struct dp_args *a);
int dp_rearm(const struct dp_args *a);

#endif /* _WK_CLI_DP_H */
