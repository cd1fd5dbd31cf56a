// SPDX-License-Identifier: GPL-2.0
/* How a run's outcome is printed, and which exit code it gives. */
#include <inttypes.h>
#include <string.h>

#include "exitcodes.h"
#include "values.h"

/**
 * struct code_row - a row of codes.def
 * @code: number
 * @name: for programs
 * @meaning: for people
 */
struct code_row {
	uint32_t code;
	const char *name;
	const char *meaning;
};

static const struct code_row code_rows[] = {
#define WK_CODE(number, ident, name, meaning) { number, name, meaning },
#include "../../include/wasm_kernel/codes.def"
#undef WK_CODE
};

static const struct code_row *find_code(uint32_t code)
{
	size_t i;

	for (i = 0; i < sizeof(code_rows) / sizeof(code_rows[0]); i++)
		if (code_rows[i].code == code)
			return &code_rows[i];
	return NULL;
}

const char *wk_code_name(uint32_t code)
{
	const struct code_row *row = find_code(code);

	return row ? row->name : "unknown";
}

const char *wk_code_meaning(uint32_t code)
{
	const struct code_row *row = find_code(code);

	return row ? row->meaning : "unknown code";
}

int wk_code_exit(uint32_t code)
{
	switch (code) {
	case WK_C_OK:
	case WK_C_EXIT:
		return WK_EXIT_OK;
	case WK_C_DENIED:
		return WK_EXIT_DENIED;
	case WK_C_VERSION:
	case WK_C_UNLOADING:
		return WK_EXIT_NOT_LOADED;
	case WK_C_MALFORMED:
	case WK_C_INVALID:
	case WK_C_UNSUPPORTED:
		return WK_EXIT_INVALID;
	case WK_C_LINK:
		return WK_EXIT_LINK;
	case WK_C_TRAP:
		return WK_EXIT_TRAP;
	case WK_C_FUEL:
		return WK_EXIT_FUEL;
	case WK_C_TIMEOUT:
		return WK_EXIT_TIMEOUT;
	case WK_C_KILLED:
		return WK_EXIT_KILLED;
	case WK_C_LIMIT:
	case WK_C_NOMEM:
		return WK_EXIT_LIMIT;
	case WK_C_HOOK:
	case WK_C_CONTEXT:
		return WK_EXIT_HOOK;
	case WK_C_POLICY:
	case WK_C_METRIC:
	case WK_C_CLOSED:
	case WK_C_SPENT:
	case WK_C_SEAL:
		return WK_EXIT_PRIVACY;
	case WK_C_NO_OBJECT:
		return WK_EXIT_NO_OBJECT;
	default:
		return WK_EXIT_INTERNAL;
	}
}

static bool good(const struct wk_outcome *o)
{
	return o->code == WK_C_OK || o->code == WK_C_EXIT;
}

static const char *sentence(const struct wk_outcome *o)
{
	return o->text && *o->text ? o->text : wk_code_meaning(o->code);
}

static void print_frames(const struct wk_outcome *o, FILE *err)
{
	size_t i;

	for (i = 0; i < o->nframes; i++) {
		const struct wk_outcome_frame *f = &o->frames[i];

		fprintf(err, "  #%zu func %" PRIu32, i, f->func);
		if (f->name && *f->name)
			fprintf(err, " \"%s\"", f->name);
		fprintf(err, " at 0x%" PRIx32 "\n", f->offset);
	}
	if (o->total_frames > o->nframes)
		fprintf(err, "  ... and %zu more\n", o->total_frames - o->nframes);
}

static void print_text(const struct wk_outcome *o, FILE *out, FILE *err)
{
	char buf[WK_VALUE_TEXT];
	size_t i;

	for (i = 0; i < o->nresults; i++)
		fprintf(out, "%s\n", wk_value_format(&o->results[i], buf));
	if (!good(o)) {
		fprintf(err, "%s: %s\n", wk_code_name(o->code), sentence(o));
		print_frames(o, err);
	}
}

static void json_results(const struct wk_outcome *o, FILE *out)
{
	char buf[WK_VALUE_TEXT];
	size_t i;

	fputs(",\"results\":[", out);
	for (i = 0; i < o->nresults; i++)
		fprintf(out, "%s{\"type\":\"%s\",\"value\":\"%s\"}", i ? "," : "",
			wk_value_type_name(o->results[i].type),
			wk_value_format(&o->results[i], buf));
	fputc(']', out);
}

static void json_frames(const struct wk_outcome *o, FILE *out)
{
	size_t i;

	fputs(",\"backtrace\":[", out);
	for (i = 0; i < o->nframes; i++) {
		const char *name = o->frames[i].name ? o->frames[i].name : "";

		fprintf(out, "%s{\"func\":%" PRIu32 ",\"name\":", i ? "," : "",
			o->frames[i].func);
		wk_json_string(out, name, strlen(name));
		fprintf(out, ",\"offset\":%" PRIu32 "}", o->frames[i].offset);
	}
	fprintf(out, "],\"frames\":%zu", o->total_frames);
}

static void print_json(const struct wk_outcome *o, FILE *out)
{
	fprintf(out, "{\"code\":\"%s\"", wk_code_name(o->code));
	if (o->code == WK_C_EXIT)
		fprintf(out, ",\"exit\":%" PRIu32, o->exit_code);
	if (o->code == WK_C_OK)
		json_results(o, out);
	if (!good(o)) {
		fputs(",\"text\":", out);
		wk_json_string(out, sentence(o), strlen(sentence(o)));
		json_frames(o, out);
	}
	fprintf(out, ",\"fuel\":%" PRIu64 ",\"nsec\":%" PRIu64 "}\n", o->fuel, o->nsec);
}

int wk_outcome_print(const struct wk_outcome *o, bool json, FILE *out, FILE *err)
{
	if (json)
		print_json(o, out);
	else
		print_text(o, out, err);
	return o->code == WK_C_EXIT ? (int)(o->exit_code & 0xff) : wk_code_exit(o->code);
}
