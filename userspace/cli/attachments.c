// SPDX-License-Identifier: GPL-2.0
/* Which attachments a command line means. */

#include <errno.h>
#include <stdlib.h>

#include "attachments.h"
#include "../lib/quantity.h"

static int take(void *data, const struct wk_list_item *item)
{
	struct attachments *all = data;
	struct wk_list_item *more = realloc(all->items, (all->n + 1) * sizeof(*more));

	if (!more)
		return -ENOMEM;
	all->items = more;
	more[all->n++] = *item;
	return 0;
}

int attachments_get(const struct cli_common *common, struct wk_client *c, struct attachments *all)
{
	int err;

	*all = (struct attachments){ 0 };
	err = wk_client_list(c, WK_LIST_ATTACHMENTS, take, all);
	if (!err)
		return 0;
	attachments_clear(all);
	if (err == -ENOMEM)
		return cli_fail(common, WK_EXIT_LIMIT, "out of memory");
	return cli_fault(common, c, NULL);
}

void attachments_clear(struct attachments *all)
{
	free(all->items);
	*all = (struct attachments){ 0 };
}

int attachment_number(const char *text, uint32_t *attach)
{
	uint64_t n;

	if (wk_quantity_count(text, &n) || n > UINT32_MAX)
		return -1;
	*attach = (uint32_t)n;
	return 0;
}

const char *attachment_state(uint32_t state)
{
	return state == WK_ATTACH_NEW ? "new" : state == WK_ATTACH_ARMED ? "armed" : "detached";
}
