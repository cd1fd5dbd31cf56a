/* SPDX-License-Identifier: GPL-2.0 */
/* A module file, read and taken apart by the engine's own decoder. */
#ifndef _WK_CLI_FILE_H
#define _WK_CLI_FILE_H

#include "cli.h"
#include "../../module/wasm/module.h"

/**
 * cli_read_file() - reads a file from wk_alloc()ed memory
 * @path: its path; "-" is standard input
 * @bytes: where it goes; to be freed with wk_free()
 * @len: its length
 *
 * Return: 0, or the exit code, having said why.
 */
int cli_read_file(const struct cli_common *common, const char *path, uint8_t **bytes,
		  uint32_t *len);

/**
 * cli_read_kept() - the same for a program that the kernel keeps
 * @name: "program 3", for messages
 * @size: of @name
 */
int cli_read_kept(const struct cli_common *common, uint32_t program, char *name, size_t size,
		  uint8_t **bytes, uint32_t *len);

/**
 * cli_decode() - takes a binary apart; the sections that came before an error are there
 * @m: filled; to be cleared with wk_module_clear(), also after an error
 * @bytes: from wk_alloc(); belongs to @m from now on
 * @len: its length
 * @e: what is wrong, if something is: syntax first, then types
 *
 * Return: 0 when it is a valid module; else @e says why not: 1 when it could be
 * taken apart and does not validate, -1 when it could not.
 */
int cli_decode(struct wk_module *m, uint8_t *bytes, uint32_t len, struct wk_error *e);

/** cli_error_exit() - the exit code for an error of the engine */
enum wk_exitcode cli_error_exit(const struct wk_error *e);

/** cli_error_report() - says what is wrong with a file; Return: the exit code */
int cli_error_report(const struct cli_common *common, const char *path, const struct wk_error *e);

#endif /* _WK_CLI_FILE_H */
