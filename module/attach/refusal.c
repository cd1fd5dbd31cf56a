// SPDX-License-Identifier: GPL-2.0
#include <linux/wasm_kernel.h>

#include "refusal.h"

static const struct {
	u32 code;
	const char *sentence;
} rows[] = {
#define WK_REFUSAL(ident, code_, sentence_) \
	[WK_REFUSE_##ident] = { .code = WK_C_##code_, .sentence = sentence_ },
#include <wasm_kernel/refusals.def>
#undef WK_REFUSAL
};

int wk_refuse_row(struct wk_error *e, u32 *code, enum wk_refusal_row row, const char *what,
		  const char *detail)
{
	*code = rows[row].code;
	return wk_error_set(e, WK_ERR_LINK, WK_NO_FUNC, WK_NO_OFFSET, "%s%s%s%s%s%s", what ?: "",
			    what ? ": " : "", rows[row].sentence, detail ? " (" : "", detail ?: "",
			    detail ? ")" : "");
}
