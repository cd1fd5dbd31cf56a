// SPDX-License-Identifier: GPL-2.0
/* Options, answers and errors that all verbs have in common. */

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "../lib/values.h"

/* ---- options ---- */

static const struct argp_option options[] = {
	{ "json", 'j', NULL, 0, "answer in JSON, one object a line", -1 },
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct cli_common *common = state->input;

	(void)arg;
	if (key != 'j')
		return ARGP_ERR_UNKNOWN;
	common->json = true;
	return 0;
}

const struct argp cli_common_argp = { .options = options, .parser = parse };

const struct argp_child cli_common_child[] = {
	{ .argp = &cli_common_argp },
	{ 0 },
};

void cli_key_init(struct argp_state *state, struct cli_common *common)
{
	state->child_inputs[0] = common;
}

/* ---- answers ---- */

int cli_json(json_t *obj)
{
	int err = json_dumpf(obj, stdout, JSON_COMPACT | JSON_PRESERVE_ORDER);

	json_decref(obj);
	putchar('\n');
	return err || fflush(stdout) ? WK_EXIT_FILE : WK_EXIT_OK;
}

json_t *cli_json_name(const void *bytes, size_t len)
{
	json_t *s = json_stringn(bytes, len);
	char *latin;
	size_t n = 0;

	if (s)
		return s;
	/* Not UTF-8: each byte becomes the character of that number. */
	latin = malloc(2 * len + 1);
	if (!latin)
		return json_null();
	for (const unsigned char *p = bytes; len; len--, p++) {
		if (*p >= 0x80)
			latin[n++] = (char)(0xc0 | *p >> 6);
		latin[n++] = (char)(*p < 0x80 ? *p : 0x80 | (*p & 0x3f));
	}
	s = json_stringn(latin, n);
	free(latin);
	return s;
}

json_t *cli_json_u64(uint64_t v)
{
	char buf[24];

	if (v <= INT64_MAX)
		return json_integer((json_int_t)v);
	snprintf(buf, sizeof(buf), "%" PRIu64, v);
	return json_string(buf);
}

const char *cli_hex(char *buf, const uint8_t *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		sprintf(buf + 2 * i, "%02x", bytes[i]);
	return buf;
}

/* ---- errors ---- */

const char *cli_exit_name(int exit)
{
	switch (exit) {
#define WK_EXITCODE(number, ident, name, meaning) case (number): return name;
	WK_EXITCODES(WK_EXITCODE)
#undef WK_EXITCODE
	}
	return "ok";
}

static int report(const struct cli_common *common, int exit, const char *code, const char *text,
		  const struct wk_client_fault *where)
{
	json_t *obj;

	if (!common->json) {
		fflush(stdout);
		fprintf(stderr, "%s: %s\n", CLI_NAME, text);
		return exit;
	}
	obj = json_pack("{s:s, s:o}", "code", code, "text", cli_json_name(text, strlen(text)));
	if (where && where->offset != WK_CLIENT_NOWHERE)
		json_object_set_new(obj, "offset", json_integer(where->offset));
	if (where && where->func != WK_CLIENT_NOWHERE)
		json_object_set_new(obj, "func", json_integer(where->func));
	cli_json(obj);
	return exit;
}

int cli_fail(const struct cli_common *common, enum wk_exitcode exit, const char *fmt, ...)
{
	char text[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	return report(common, exit, cli_exit_name(exit), text, NULL);
}

static int fault_exit(int result)
{
	if (result > 0)
		return wk_code_exit((uint32_t)result);
	switch (result) {
	case -ENOTCONN:
	case -EPROTONOSUPPORT:
		return WK_EXIT_NOT_LOADED;
	case -EPERM:
	case -EACCES:
		return WK_EXIT_DENIED;
	case -EMSGSIZE:
	case -EFBIG:
		return WK_EXIT_LIMIT;
	default:
		return WK_EXIT_INTERNAL;
	}
}

int cli_fault(const struct cli_common *common, const struct wk_client *c, const char *what)
{
	const struct wk_client_fault *f = wk_client_fault(c);
	int exit = fault_exit(f->result);
	char text[1024];

	snprintf(text, sizeof(text), "%s%s%s", what ? what : "", what ? ": " : "", f->text);
	return report(common, exit,
		      f->result > 0 ? wk_code_name((uint32_t)f->result) : cli_exit_name(exit),
		      text, f);
}
