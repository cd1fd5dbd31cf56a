// SPDX-License-Identifier: GPL-2.0
/*
 * What the tool says about a module, for people and as JSON; and what it reads on a command line:
 * numbers of every type and amounts. What it prints of a number it reads back to the same bits.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../module/wasm/wasm.h"
#include "../../userspace/cli/inspect.h"
#include "../../userspace/lib/quantity.h"
#include "../../userspace/lib/ratio.h"
#include "../../userspace/lib/values.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What it prints is of no interest; the fuzzer itself speaks on standard error. */
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	return freopen("/dev/null", "w", stdout) ? 0 : -1;
}

static void show(const struct wk_module *m, const struct wk_error *e)
{
	char trouble[CLI_WHY] = "";
	struct manifest manifest;
	bool bad = manifest_find(m, NULL, &manifest, trouble);
	json_t *all;
	char *text;

	if (bad && !*trouble)
		abort();
	all = cli_inspect_json(m, e, &manifest, bad ? trouble : NULL);
	text = json_dumps(all, 0);
	/* JSON without a text would be a string that is not UTF-8. */
	if (!all || !text)
		abort();
	cli_inspect_print(all, "fuzz.wasm");
	free(text);
	json_decref(all);
	manifest_clear(&manifest);
}

static void inspect(const uint8_t *data, size_t size)
{
	uint8_t *bytes = wk_alloc(size ? size : 1, 1);
	struct wk_error e = { 0 };
	struct wk_module m;
	int err;

	if (!bytes)
		return;
	memcpy(bytes, data, size);
	err = cli_decode(&m, bytes, (uint32_t)size, &e);
	if (err && !e.text[0])
		abort();
	if (err >= 0)
		show(&m, err ? &e : NULL);
	wk_module_clear(&m);
}

static void read_value(const char *text, uint8_t type)
{
	char why[200] = "", buf[WK_VALUE_TEXT];
	struct wk_value v, again;

	if (wk_value_parse(text, type, &v, why, sizeof(why))) {
		if (!*why)
			abort();
		return;
	}
	wk_value_format(&v, buf);
	/* An externref is printed as "ref": its number is nobody's business. */
	if (type == WK_VT_EXTERNREF)
		return;
	if (wk_value_parse(buf, type, &again, why, sizeof(why)) || memcmp(&v, &again, sizeof(v)))
		abort();
}

static void read_words(const uint8_t *data, size_t size)
{
	static const uint8_t types[] = { WK_VT_I32, WK_VT_I64, WK_VT_F32, WK_VT_F64, WK_VT_V128,
					 WK_VT_FUNCREF, WK_VT_EXTERNREF };
	char *text = strndup((const char *)data, size);
	uint64_t a, b;
	uint32_t n;

	for (size_t i = 0; i < sizeof(types); i++)
		read_value(text, types[i]);
	wk_quantity_pages(text, &n);
	wk_quantity_bytes(text, &n);
	wk_quantity_ms(text, &n);
	wk_quantity_count(text, &a);
	wk_quantity_seconds(text, &a);
	if (!wk_ratio_parse(text, &a, &b) && (!a || !b))
		abort();
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size >= 4 && !memcmp(data, "\0asm", 4))
		inspect(data, size);
	else
		read_words(data, size);
	return 0;
}
