/* SPDX-License-Identifier: GPL-2.0 */
/* dp ledger --export, --import. */
#ifndef _WK_CLI_DP_SEAL_H
#define _WK_CLI_DP_SEAL_H

#include "dp.h"

/** dp_seal() - writes or reads the sealed state of the budgets; Return: exit code */
int dp_seal(const struct dp_args *a, struct wk_client *c);

#endif /* _WK_CLI_DP_SEAL_H */
