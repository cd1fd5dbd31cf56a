/* SPDX-License-Identifier: GPL-2.0 */
/* Numbers with units, for people to read. */
#ifndef _WK_CLI_UNITS_H
#define _WK_CLI_UNITS_H

#include <stddef.h>
#include <stdint.h>

#define CLI_SIZE_TEXT	32

/** cli_format_size() - "64 KiB", "1 MiB", "1234 bytes"; Return: @buf */
const char *cli_format_size(char buf[CLI_SIZE_TEXT], uint64_t bytes);

#endif /* _WK_CLI_UNITS_H */
