/* SPDX-License-Identifier: GPL-2.0 */
/* Refusing metrics and dp-only programs: the rows of refusals.def. */
#ifndef _WK_ATTACH_REFUSAL_H
#define _WK_ATTACH_REFUSAL_H

#include "../wasm/error.h"

enum wk_refusal_row {
#define WK_REFUSAL(ident, code, sentence) WK_REFUSE_##ident,
#include <wasm_kernel/refusals.def>
#undef WK_REFUSAL
};

/**
 * wk_refuse_row() - refuses something for the reason that a row gives
 * @e: zeroed; gets the sentence
 * @code: gets the row's code
 * @row: why
 * @what: what is refused, or NULL
 * @detail: added in brackets, or NULL
 *
 * Return: -1.
 */
int wk_refuse_row(struct wk_error *e, u32 *code, enum wk_refusal_row row, const char *what,
		  const char *detail);

#endif /* _WK_ATTACH_REFUSAL_H */
