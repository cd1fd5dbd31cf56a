/* SPDX-License-Identifier: GPL-2.0 */
/* What became of all records: the last word of a stream. */
#ifndef _WK_CLI_ACCOUNT_H
#define _WK_CLI_ACCOUNT_H

#include "cli.h"

/** account_dropped() - records lost, for all causes together */
uint64_t account_dropped(const struct wk_wire_account *a);

/** account_json() - {"emitted", "delivered", "dropped": {cause: n}}; causes with 0 are left out */
json_t *account_json(const struct wk_wire_account *a);

/** account_text() - "emitted 5 = delivered 3 + dropped 2 (ring_full 2)" into @buf; Return: @buf */
const char *account_text(const struct wk_wire_account *a, char *buf, size_t size);

/**
 * account_holds() - does it add up?
 * @received: records that have arrived here
 */
bool account_holds(const struct wk_wire_account *a, uint64_t received);

#endif /* _WK_CLI_ACCOUNT_H */
