/* SPDX-License-Identifier: GPL-2.0 */
/* What the verbs share. */
#ifndef _WK_CLI_H
#define _WK_CLI_H

#include <argp.h>
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "near.h"
#include "../lib/exitcodes.h"
#include "../lib/wasm_kernel.h"

#define CLI_NAME	"wasm_kernel_cli"

/**
 * struct cli_verb - a verb
 * @argp: its options, arguments and help
 * @run: does it; Return: exit code
 */
struct cli_verb {
	const struct argp *argp;
	int (*run)(int argc, char **argv);
};

#define CLI_VERB(name, summary) extern const struct cli_verb cli_verb_##name;
#include "verbs.def"
#undef CLI_VERB

/**
 * struct cli_row - a verb with what the table says about it
 * @name: as typed
 * @summary: half a sentence
 * @verb: the rest
 */
struct cli_row {
	const char *name;
	const char *summary;
	const struct cli_verb *verb;
};

extern const struct cli_row cli_rows[];
extern const size_t cli_nrows;

/** cli_find() - the verb of that name, or NULL */
const struct cli_row *cli_find(const char *name);

/** cli_find_near() - as near_suggest(), of verbs */
const char *cli_find_near(const char *name, char buf[NEAR_TEXT]);

/* ---- options that several verbs have ---- */

/**
 * struct cli_common - values of the common options
 * @json: answers are JSON, one object a line
 */
struct cli_common {
	bool json;
};

/* Their argp, to be the first child; its input is a struct cli_common. */
extern const struct argp cli_common_argp;

/* A list of children with nothing else. */
extern const struct argp_child cli_common_child[];

/**
 * cli_key_init() - for ARGP_KEY_INIT of every verb
 * @common: where the common options go
 */
void cli_key_init(struct argp_state *state, struct cli_common *common);

/* ---- answers ---- */

/** cli_json() - prints one line and releases @obj; Return: 0, or WK_EXIT_FILE */
int cli_json(json_t *obj);

/** cli_json_name() - a JSON string of bytes that may be no UTF-8 */
json_t *cli_json_name(const void *bytes, size_t len);

/** cli_json_u64() - a number; a text above 2^63 - 1, which most readers of JSON cannot hold */
json_t *cli_json_u64(uint64_t v);

/**
 * cli_fail() - says what is wrong, on stderr or as JSON on stdout
 * @exit: code of exitcodes.h
 *
 * Return: @exit.
 */
__attribute__((format(printf, 3, 4)))
int cli_fail(const struct cli_common *common, enum wk_exitcode exit, const char *fmt, ...);

/**
 * cli_fault() - says why a call of the client failed
 * @what: NULL, or what the sentence is about, e.g. a file name
 *
 * Return: the exit code for it.
 */
int cli_fault(const struct cli_common *common, const struct wk_client *c, const char *what);

/** cli_exit_name() - "usage" for WK_EXIT_USAGE; never NULL */
const char *cli_exit_name(int exit);

/** cli_hex() - @n bytes as hex digits into @buf, which has 2 * @n + 1; Return: @buf */
const char *cli_hex(char *buf, const uint8_t *bytes, size_t n);

/* ---- the kernel ---- */

/**
 * cli_connect() - a client that has said hello
 * @events: as for wk_client_new()
 * @data: likewise
 * @c: where it goes
 *
 * Return: 0, or the exit code, having said why.
 */
int cli_connect(const struct cli_common *common, const struct wk_client_events *events, void *data,
		struct wk_client **c);

/**
 * cli_load() - brings a file into the kernel
 * @path: its path, which gives the program its name
 * @flags: as for wk_client_load()
 *
 * Return: 0, or the exit code, having said why.
 */
int cli_load(const struct cli_common *common, struct wk_client *c, const char *path,
	     const void *bytes, size_t len, unsigned int flags, uint32_t *program);

/**
 * cli_progress() - how much of an upload is done, on a terminal; a struct
 * wk_client_events member
 */
void cli_progress(void *data, size_t sent, size_t total);

#endif /* _WK_CLI_H */
