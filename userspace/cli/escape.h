/* SPDX-License-Identifier: GPL-2.0 */
/* Bytes from elsewhere, made safe to print on a terminal. */
#ifndef _WK_CLI_ESCAPE_H
#define _WK_CLI_ESCAPE_H

#include <stddef.h>
#include <stdio.h>

/**
 * cli_escape() - prints bytes: readable UTF-8 as it is, the rest as \xNN
 *
 * Control characters, those that change the direction of text, invalid UTF-8 and the backslash
 * itself are escaped: what a guest sends cannot move the cursor, and each byte can be told.
 */
void cli_escape(FILE *to, const void *bytes, size_t n);

#endif /* _WK_CLI_ESCAPE_H */
