// SPDX-License-Identifier: GPL-2.0
/*
 * dp import-toml: the settings of the Fluent Bit filter for differential privacy, one file for each
 * tag with a table for each field, as a record of a manifest.  What the filter leaves out (bounds,
 * caps, a budget) has to be said; what cannot be meant is refused with a sentence.
 */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../module/dp/ledger.h"
#include "dp.h"
#include "dp_import.h"
#include "file.h"
#include "row.h"

#define UNIT_DEFAULT	"uid"

/**
 * struct import - a file being translated
 * @args: command line
 * @settings: what the file says
 * @fields: its tables
 * @config: the record
 * @refused: settings that were
 */
struct import {
	const struct dp_args *args;
	struct toml_settings settings;
	struct import_field fields[WK_DP_FIELDS_MAX];
	struct wk_dp_record_config config;
	unsigned int refused;
};

/* All that is wrong is said, not only the first. */
static void refuse(struct import *im, const char *where, const char *reason)
{
	im->refused++;
	fprintf(stderr, "wasm_kernel_cli: %s: %s: %s\n", im->args->file, where, reason);
}

static struct import_field *field_of(struct import *im, const char *name)
{
	for (u32 i = 0; i < im->config.nfields; i++)
		if (!strcmp(im->fields[i].name, name))
			return &im->fields[i];
	if (im->config.nfields == WK_DP_FIELDS_MAX)
		return NULL;
	im->fields[im->config.nfields] = (struct import_field){ .name = name };
	return &im->fields[im->config.nfields++];
}

static void sort_out(struct import *im)
{
	char reason[CLI_WHY];

	for (size_t i = 0; i < im->settings.n; i++) {
		const struct toml_setting *s = &im->settings.list[i];
		struct import_field *f = *s->table ? field_of(im, s->table) : NULL;

		if (!*s->table)
			refuse(im, s->key, "it stands in no table: the filter has one for each field");
		else if (!f)
			refuse(im, s->table, "there are more than 16 fields");
		else if (import_setting(f, s, reason))
			refuse(im, s->table, reason);
	}
}

static const char *clamp_of(const struct import *im, const char *name)
{
	size_t len = strlen(name);

	for (size_t i = 0; i < im->args->nclamps; i++)
		if (!strncmp(im->args->clamps[i], name, len) && im->args->clamps[i][len] == '=')
			return im->args->clamps[i] + len + 1;
	return NULL;
}

/* A --clamp for a field that is not there is a mistake that would go unseen. */
static void check_clamps(struct import *im)
{
	for (size_t i = 0; i < im->args->nclamps; i++) {
		const char *clamp = im->args->clamps[i];
		bool known = false;

		for (u32 k = 0; k < im->config.nfields; k++)
			known |= clamp_of(im, im->fields[k].name) ==
				 clamp + strlen(im->fields[k].name) + 1;
		if (!known)
			refuse(im, clamp, "there is no such field, or it has bounds already");
	}
}

/* As a manifest takes them. */
static bool good_name(const char *name)
{
	size_t good = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");

	return good && !name[good];
}

static void translate(struct import *im)
{
	char reason[CLI_WHY];

	for (u32 i = 0; i < im->config.nfields; i++) {
		struct wk_dp_field *f = &im->config.fields[i];

		if (!good_name(im->fields[i].name))
			refuse(im, im->fields[i].name,
			       "letters, digits and _ can name a field of a record");
		*f = (struct wk_dp_field){ .offset = 8 * i, .width = 8, .is_signed = true };
		if (import_field(&im->fields[i], clamp_of(im, im->fields[i].name), f, reason))
			refuse(im, im->fields[i].name, reason);
	}
}

static u32 narrow(uint64_t v)
{
	return v > UINT32_MAX ? UINT32_MAX : (u32)v;
}

static void bound_units(struct import *im, uint64_t window, uint64_t epoch)
{
	const struct dp_args *a = im->args;
	struct wk_dp_record_config *c = &im->config;

	c->bytes = 8 * c->nfields;
	c->buckets = a->buckets ? narrow(a->buckets) : 4096;
	c->windows = narrow(epoch / window);
	c->cap = narrow(a->cap);
	c->active = a->active ? narrow(a->active) : c->windows;
	if (!c->cap)
		refuse(im, "--cap", "how many records may a unit have in one window? The filter has no limit, and spends epsilon without end");
	else if (epoch % window)
		refuse(im, "--epoch", "an epoch is a whole number of windows");
	else if (!im->refused && wk_dp_record_fault(c))
		refuse(im, "the record", wk_dp_record_fault(c));
}

/* ---- as a manifest ---- */

static json_t *field_json(const char *name, const struct wk_dp_field *f)
{
	char noise[48];
	json_t *obj;

	snprintf(noise, sizeof(noise), "%" PRIu64 "/%" PRIu64, (uint64_t)f->noise.num,
		 (uint64_t)f->noise.den);
	obj = json_pack("{s:s, s:I, s:I, s:s, s:s}", "field", name, "min", (json_int_t)f->lo,
			"max", (json_int_t)f->hi, "mech", f->gaussian ? "gaussian" : "laplace",
			f->gaussian ? "sigma2" : "scale", noise);
	if (f->shift)
		json_object_set_new(obj, "shift", json_integer((json_int_t)f->shift));
	return obj;
}

static json_t *private_json(const struct import *im, uint64_t window, uint64_t epoch)
{
	const struct wk_dp_record_config *c = &im->config;
	json_t *list = json_array();

	for (u32 i = 0; i < c->nfields; i++)
		json_array_append_new(list, field_json(im->fields[i].name, &c->fields[i]));
	return json_pack("{s:s, s:I, s:I, s:I, s:I, s:I, s:o}",
			 "unit", im->args->unit ? im->args->unit : UNIT_DEFAULT,
			 "cap", (json_int_t)c->cap, "active", (json_int_t)c->active,
			 "window", (json_int_t)window, "epoch", (json_int_t)epoch,
			 "buckets", (json_int_t)c->buckets, "fields", list);
}

static json_t *manifest_json(const struct import *im, const char *tag, uint64_t window,
			     uint64_t epoch)
{
	json_t *fields = json_array();

	for (u32 i = 0; i < im->config.nfields; i++)
		json_array_append_new(fields, json_pack("{s:s, s:s}", "name", im->fields[i].name,
							"type", "i64"));
	return json_pack("{s:s, s:[{s:i, s:s, s:o, s:o}]}", "name", tag, "records", "id", 1,
			 "name", tag, "fields", fields, "private",
			 private_json(im, window, epoch));
}

/* "0.500000000" for 500000000 */
static void say_nano(const char *before, uint64_t nano)
{
	fprintf(stderr, "%s%llu.%09llu", before, nano / WK_DP_NANO, nano % WK_DP_NANO);
}

/* On stderr, so that the manifest can be redirected: what a unit loses in an epoch. */
static int say_cost(const struct import *im, bool zcdp)
{
	const struct wk_dp_record_config *c = &im->config;
	struct wk_dp_terms t;
	uint64_t nano;

	if (wk_dp_record_terms(c, &t) ||
	    wk_dp_cost(&t, c->windows, zcdp ? WK_DP_ZCDP : WK_DP_PURE, &nano))
		return cli_fail(&im->args->common, WK_EXIT_LIMIT,
				"what that costs has more than 64 bits");
	if (im->args->common.json)
		return 0;
	say_nano(zcdp ? "A record costs rho " : "A record costs epsilon ", t.each[zcdp]);
	say_nano(", the records of a unit in an epoch ", nano);
	fprintf(stderr, " of its budget.\n"
		"Protected is what these fields say; not that there was a record, nor what stands beside them.\n");
	return 0;
}

/* filters/TAG.toml is how the filter finds the settings of a tag. */
static int tag_of(const struct dp_args *a, char tag[64])
{
	const char *base = strrchr(a->file, '/');
	size_t len;

	base = a->tag ? a->tag : base ? base + 1 : a->file;
	len = strlen(base);
	if (!a->tag && len > 5 && !strcmp(base + len - 5, ".toml"))
		len -= 5;
	if (!len || len > 63 || strcspn(base, " \t=") < len)
		return -1;
	memcpy(tag, base, len);
	tag[len] = '\0';
	return 0;
}

static int finish(struct import *im)
{
	const struct dp_args *a = im->args;
	uint64_t window = a->window ? a->window : 900, epoch = a->epoch ? a->epoch : 86400;
	bool zcdp = false;
	char tag[64];
	int exit;

	if (tag_of(a, tag))
		return cli_fail(&a->common, WK_EXIT_USAGE, "the file's name is no tag: --tag NAME");
	bound_units(im, window, epoch);
	if (im->refused)
		return cli_fail(&a->common, WK_EXIT_INVALID,
				"%s: %u things that cannot be taken over as they are", a->file,
				im->refused);
	for (u32 i = 0; i < im->config.nfields; i++)
		zcdp |= im->config.fields[i].gaussian;
	exit = say_cost(im, zcdp);
	return exit ? exit : cli_json(manifest_json(im, tag, window, epoch));
}

static int import(struct import *im, const uint8_t *bytes, uint32_t len)
{
	const struct dp_args *a = im->args;

	if (toml_read((const char *)bytes, len, &im->settings))
		return cli_fail(&a->common, im->settings.error ? WK_EXIT_INVALID : WK_EXIT_LIMIT,
				"%s:%u: %s", a->file, im->settings.line,
				im->settings.error ? im->settings.error : "out of memory");
	sort_out(im);
	if (!im->config.nfields && !im->refused)
		return cli_fail(&a->common, WK_EXIT_INVALID, "%s: there is no field", a->file);
	translate(im);
	check_clamps(im);
	return finish(im);
}

/* As the manifest will be read. */
static int check_unit(const char *unit, char reason[CLI_WHY])
{
	json_t *obj = json_pack("{s:s}", "unit", unit);
	uint32_t id, depth;
	int err = row_unit(obj, &id, &depth, reason);

	json_decref(obj);
	return err;
}

int dp_import(const struct dp_args *a)
{
	char reason[CLI_WHY];
	struct import im = { .args = a };
	uint8_t *bytes;
	uint32_t len;
	int exit;

	if (!a->file)
		return cli_fail(&a->common, WK_EXIT_USAGE, "which file? (dp import-toml FILE)");
	if (check_unit(a->unit ? a->unit : UNIT_DEFAULT, reason))
		return cli_fail(&a->common, WK_EXIT_USAGE, "%s", reason);
	exit = cli_read_file(&a->common, a->file, &bytes, &len);
	if (exit)
		return exit;
	exit = import(&im, bytes, len);
	toml_clear(&im.settings);
	wk_free(bytes);
	return exit;
}
