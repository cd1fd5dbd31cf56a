/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Binary modules as readable text:
 *
 *   01 7f ff     bytes, two hexadecimal digits each
 *   ( ... )      the length of what is inside, then what is inside
 *   "name"       the same for text
 *   wasm         the eight bytes every module starts with
 *
 * "wasm 01( 01 60 () (7f) ) 03( 01 00 ) 0a( 01 ( 00 41 2a 0b ) )" is a module with one function.
 */
#ifndef _WK_TEST_NOTATION_H
#define _WK_TEST_NOTATION_H

#include "../gen/wbuf.h"

/** notation() - appends what @text says; a mistake in it ends the test program */
void notation(struct wbuf *out, const char *text);

#endif /* _WK_TEST_NOTATION_H */
