/* SPDX-License-Identifier: GPL-2.0 */
/* Keys and values that people write, as bytes. */
#ifndef _WK_CLI_ENCODE_H
#define _WK_CLI_ENCODE_H

#include "layout.h"

/**
 * encode_text() - what stands on a command line
 * @l: layout
 * @text: a number, a text, JSON (an object where there are several fields), or "hex:0badcafe"
 * @bytes: room for @size; what is not said is zero
 * @size: of the whole key or value
 *
 * Return: 0, or -1 with @reason.
 */
int encode_text(const struct layout *l, const char *text, unsigned char *bytes, uint32_t size,
		char reason[CLI_WHY]);

#endif /* _WK_CLI_ENCODE_H */
