/* SPDX-License-Identifier: GPL-2.0 */
/* Which attachments a command line means. */
#ifndef _WK_CLI_ATTACHMENTS_H
#define _WK_CLI_ATTACHMENTS_H

#include "cli.h"

/**
 * struct attachments - a list of them
 * @items: as the kernel lists them
 * @n: how many
 */
struct attachments {
	struct wk_list_item *items;
	size_t n;
};

/** attachments_get() - all there are; Return: 0, or the exit code, having said why */
int attachments_get(const struct cli_common *common, struct wk_client *c, struct attachments *all);

/** attachments_clear() - frees what it owns */
void attachments_clear(struct attachments *all);

/** attachment_number() - reads one off the command line; Return: 0 or -1 */
int attachment_number(const char *text, uint32_t *attach);

/** attachment_state() - "armed"; never NULL */
const char *attachment_state(uint32_t state);

#endif /* _WK_CLI_ATTACHMENTS_H */
