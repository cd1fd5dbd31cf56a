// SPDX-License-Identifier: GPL-2.0
/* Any bytes: decode, validate, compile. The verdict must come with a sentence. */
#include "../../module/wasm/wasm.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct wk_error e = { 0 };
	struct wk_module *m;
	u8 *bytes = wk_alloc(size, 1);

	if (!bytes)
		return 0;
	if (size)
		memcpy(bytes, data, size);
	m = wk_module_load(bytes, (u32)size, &e);
	if (m)
		wk_module_free(m);
	else if (e.kind == WK_ERR_NONE || !e.text[0])
		abort();
	return 0;
}
