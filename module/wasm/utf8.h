/* SPDX-License-Identifier: GPL-2.0 */
/* UTF-8, as names of a module must be. */
#ifndef _WK_WASM_UTF8_H
#define _WK_WASM_UTF8_H

#include "shim.h"

/**
 * wk_utf8_valid() - are @n bytes at @s well-formed UTF-8 (RFC 3629)?
 *
 * Overlong forms, surrogates and numbers above 0x10ffff are not. Cost: linear.
 * Context: may sleep.
 */
bool wk_utf8_valid(const u8 *s, u32 n);

#endif /* _WK_WASM_UTF8_H */
