/* SPDX-License-Identifier: GPL-2.0 */
/* TOML, as far as settings in tables go: the library is C++, this is what C sees of it. */
#ifndef _WK_CLI_TOML_H
#define _WK_CLI_TOML_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * struct toml_setting - one line of a table
 * @table: name of the table; "" for what stands before the first
 * @key: what is set
 * @text: of a string: the string; else as it stands in the file: no digit is lost
 * @line: where
 * @is_string: it is one
 */
struct toml_setting {
	char *table;
	char *key;
	char *text;
	unsigned int line;
	bool is_string;
};

/**
 * struct toml_settings - all of them, in the order of the library: tables by name
 * @list: settings
 * @n: how many
 * @error: what is wrong with the file, or NULL
 * @line: where
 */
struct toml_settings {
	struct toml_setting *list;
	size_t n;
	char *error;
	unsigned int line;
};

/**
 * toml_read() - takes a file apart
 * @text: any bytes
 * @len: how many
 * @s: filled; to be cleared with toml_clear() in any case
 *
 * Return: 0, or -1 with @s->error; NULL there means that memory ran out.
 */
int toml_read(const char *text, size_t len, struct toml_settings *s);

/** toml_clear() - frees what it owns */
void toml_clear(struct toml_settings *s);

#ifdef __cplusplus
}
#endif

#endif /* _WK_CLI_TOML_H */
