// SPDX-License-Identifier: GPL-2.0
/* What became of all records. */

#include <inttypes.h>
#include <stdio.h>

#include "account.h"

static const char *const causes[] = {
#define WK_DROP(number, ident, name, meaning) [number] = name,
#include "../../include/wasm_kernel/drops.def"
#undef WK_DROP
};

#define NCAUSES	(sizeof(causes) / sizeof(causes[0]))

uint64_t account_dropped(const struct wk_wire_account *a)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < NCAUSES; i++)
		sum += a->dropped[i];
	return sum;
}

json_t *account_json(const struct wk_wire_account *a)
{
	json_t *dropped = json_object();

	for (size_t i = 0; i < NCAUSES; i++)
		if (a->dropped[i])
			json_object_set_new(dropped, causes[i], cli_json_u64(a->dropped[i]));
	return json_pack("{s:o, s:o, s:o}", "emitted", cli_json_u64(a->emitted),
			 "delivered", cli_json_u64(a->delivered), "dropped", dropped);
}

const char *account_text(const struct wk_wire_account *a, char *buf, size_t size)
{
	uint64_t dropped = account_dropped(a);
	size_t n = (size_t)snprintf(buf, size, "emitted %" PRIu64 " = delivered %" PRIu64
				    " + dropped %" PRIu64, (uint64_t)a->emitted,
				    (uint64_t)a->delivered, dropped);
	const char *before = " (";

	for (size_t i = 0; i < NCAUSES && n < size; i++) {
		if (!a->dropped[i])
			continue;
		n += (size_t)snprintf(buf + n, size - n, "%s%s %" PRIu64, before, causes[i],
				      (uint64_t)a->dropped[i]);
		before = ", ";
	}
	if (dropped && n < size)
		snprintf(buf + n, size - n, ")");
	return buf;
}

bool account_holds(const struct wk_wire_account *a, uint64_t received)
{
	return a->emitted == a->delivered + account_dropped(a) && a->delivered == received;
}
