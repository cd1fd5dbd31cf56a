/* SPDX-License-Identifier: GPL-2.0 */
/* Errors of loading and linking: a kind for programs, a sentence for people. */
#ifndef _WK_WASM_ERROR_H
#define _WK_WASM_ERROR_H

#include "shim.h"

#define WK_ERROR_TEXT	256	/* bytes of a sentence with its NUL */
#define WK_NO_OFFSET	0xffffffffu
#define WK_NO_FUNC	0xffffffffu

enum wk_errkind {
	WK_ERR_NONE,
	WK_ERR_MALFORMED,	/* not a binary module (spec section 5) */
	WK_ERR_INVALID,		/* does not validate (spec section 3) */
	WK_ERR_UNSUPPORTED,	/* a known feature that this engine refuses */
	WK_ERR_LIMIT,		/* beyond a limit of limits.h or of the budget */
	WK_ERR_NOMEM,		/* the machine is out of memory */
	WK_ERR_LINK,		/* imports do not match what was given */
};

/**
 * struct wk_error - what went wrong and where
 * @kind: one of enum wk_errkind
 * @func: function index, or WK_NO_FUNC
 * @offset: byte offset in the module, or WK_NO_OFFSET
 * @text: one sentence, complete: place, expected, found. Always terminated.
 *        Bytes taken from the module (names) are escaped to printable ASCII.
 */
struct wk_error {
	enum wk_errkind kind;
	u32 func;
	u32 offset;
	char text[WK_ERROR_TEXT];
};

/** wk_errkind_name() - "malformed", "invalid", ...; never NULL */
const char *wk_errkind_name(enum wk_errkind kind);

/**
 * wk_error_set() - fills @e; the first error wins, later ones are ignored
 * Return: -1, so that callers can write "return wk_error_set(...)".
 */
__printf(5, 6)
int wk_error_set(struct wk_error *e, enum wk_errkind kind, u32 func, u32 offset,
		 const char *fmt, ...);

/**
 * wk_error_vset() - as wk_error_set(), behind a place: "PLACE, at 0x1a2: ..."
 * @place: where, for people: "code section, function 3"
 */
__printf(6, 0)
int wk_error_vset(struct wk_error *e, enum wk_errkind kind, u32 func, u32 offset,
		  const char *place, const char *fmt, va_list ap);

/** wk_error_nomem() - "out of memory"; Return: -1 */
int wk_error_nomem(struct wk_error *e);

/**
 * wk_str_escape() - copies @n bytes at @s to @buf as printable ASCII
 * @buf: destination, always terminated
 * @size: bytes in @buf; what does not fit is cut and marked with "..."
 * @s: source bytes
 * @n: how many
 *
 * Bytes outside 0x20..0x7e, quote and backslash become \xNN.
 * Return: @buf.
 */
const char *wk_str_escape(char *buf, size_t size, const u8 *s, size_t n);

#endif /* _WK_WASM_ERROR_H */
