/* SPDX-License-Identifier: GPL-2.0 */
/* Records whose fields get noise: "private" of a record in a manifest. */
#ifndef _WK_CLI_PRIVATE_H
#define _WK_CLI_PRIVATE_H

#include "../../module/dp/record.h"
#include "../lib/wasm_kernel.h"
#include "layout.h"
#include "why.h"

/**
 * struct private - as the manifest says
 * @unit: enum wk_unit
 * @depth: of a cgroup
 * @window_s: seconds of a window
 * @epoch_s: seconds of an epoch that its author had in mind, or 0
 * @active: 0: all windows
 * @config: fields and caps; windows follow from the machine
 */
struct private {
	uint32_t unit;
	uint32_t depth;
	uint64_t window_s;
	uint64_t epoch_s;
	uint32_t active;
	struct wk_dp_record_config config;
};

/**
 * private_parse() - reads one
 * @obj: value of "private"
 * @layout: of its record
 * @p: zeroed; filled
 *
 * Return: 0, or -1 with @reason.
 */
int private_parse(const json_t *obj, const struct layout *layout, struct private *p,
		  char reason[CLI_WHY]);

/**
 * private_settle() - what the kernel of this machine is asked for
 * @ledger: of its unit
 * @out: filled, but for name and type
 *
 * Return: 0, or -1 with @reason.
 */
int private_settle(const struct private *p, const struct wk_wire_ledger *ledger,
		   struct wk_client_private *out, char reason[CLI_WHY]);

#endif /* _WK_CLI_PRIVATE_H */
