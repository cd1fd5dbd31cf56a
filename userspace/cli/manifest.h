/* SPDX-License-Identifier: GPL-2.0 */
/* What a program says about itself: records, maps, parameters, limits. */
#ifndef _WK_CLI_MANIFEST_H
#define _WK_CLI_MANIFEST_H

#include "layout.h"
#include "metric.h"
#include "private.h"
#include "../../module/wasm/module.h"

#define MANIFEST_SECTION	"wasm_kernel.manifest"
#define MANIFEST_MAX_BYTES	(15 << 10)	/* what the kernel keeps of it */

/**
 * struct manifest_record - a type of record
 * @id: the number that the guest gives with it
 * @name: for people
 * @layout: its fields
 * @noisy: fields of it get noise, as @private says
 * @private: which, and how
 */
struct manifest_record {
	uint32_t id;
	const char *name;
	struct layout layout;
	bool noisy;
	struct private private;
};

#define MANIFEST_HISTOGRAM	6	/* number of that kind */

/**
 * struct manifest_map - a map; its index in the manifest is what the guest calls it by
 * @name: for `map dump'
 * @kind: "hash", ...
 * @number: of that kind in messages
 * @entries: how many at most; histograms: buckets, 0 for powers of two
 * @min: linear histogram: where its second bucket begins
 * @step: linear histogram: width of a bucket
 * @key: layout of keys; n is 0 for kinds without
 * @value: layout of values
 * @unit: what a histogram counts, or NULL
 * @show: printed when the program ends
 */
struct manifest_map {
	const char *name;
	const char *kind;
	uint32_t number;
	uint32_t entries;
	uint64_t min;
	uint64_t step;
	struct layout key;
	struct layout value;
	const char *unit;
	bool show;
};

enum param_type { PARAM_NUMBER, PARAM_BOOL, PARAM_TEXT };

/**
 * struct manifest_param - what --set changes
 * @name: its name; the import "param" "NAME" has its value
 * @type: numbers and booleans reach the guest, texts only names of hooks: "kprobe:$function"
 * @value: of a number or boolean: the default, or what --set said
 * @text: of a text
 * @help: half a sentence, or NULL
 */
struct manifest_param {
	const char *name;
	enum param_type type;
	int64_t value;
	char *text;
	const char *help;
};

/**
 * struct manifest_limits - zeroes: nothing is said
 * @fuel: guest instructions of one hit
 * @pages: of linear memory
 * @stack: slots
 * @ring: bytes for each CPU
 */
struct manifest_limits {
	uint64_t fuel;
	uint32_t pages;
	uint32_t stack;
	uint32_t ring;
};

/**
 * struct manifest - all of it; texts belong to @json
 * @json: as it was read; an empty object when there is none
 * @dp_only: its policy
 * @metrics: what a dp-only program counts in
 * @nmetrics: how many
 */
struct manifest {
	json_t *json;
	const char *name;
	const char *version;
	struct manifest_record *records;
	size_t nrecords;
	struct manifest_map *maps;
	size_t nmaps;
	struct manifest_param *params;
	size_t nparams;
	struct manifest_limits limits;
	bool dp_only;
	struct metric *metrics;
	size_t nmetrics;
};

/**
 * manifest_parse() - reads one
 * @text: JSON; any bytes
 * @len: how many
 * @m: filled; to be cleared with manifest_clear() in any case
 * @reason: what is wrong with it
 *
 * Return: 0 or -1.
 */
int manifest_parse(const void *text, size_t len, struct manifest *m, char reason[CLI_WHY]);

/**
 * manifest_find() - the one of a module: its section, or else the file beside it
 * @module: decoded
 * @path: of the module; FILE.json beside FILE.wasm; NULL or "-": none
 *
 * A module without one gets an empty one.
 *
 * Return: as manifest_parse().
 */
int manifest_find(const struct wk_module *module, const char *path, struct manifest *m,
		  char reason[CLI_WHY]);

/** manifest_set() - "pid=42"; Return: 0 or -1 */
int manifest_set(struct manifest *m, const char *assignment, char reason[CLI_WHY]);

/** manifest_record() - the type of that number, or NULL */
const struct manifest_record *manifest_record(const struct manifest *m, uint32_t id);

/** manifest_map() - the map of that name, or NULL */
const struct manifest_map *manifest_map(const struct manifest *m, const char *name);

/** manifest_param() - the parameter of that name, or NULL */
const struct manifest_param *manifest_param(const struct manifest *m, const char *name, size_t len);

/** manifest_kind_name() - "hash" for 1; never NULL */
const char *manifest_kind_name(uint32_t number);

/** manifest_clear() - frees what it owns */
void manifest_clear(struct manifest *m);

#endif /* _WK_CLI_MANIFEST_H */
