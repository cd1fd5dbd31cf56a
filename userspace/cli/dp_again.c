// SPDX-License-Identifier: GPL-2.0
/* dp again: a window that was released, once more. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dp.h"
#include "manifest.h"
#include "release.h"

static int number_of(const struct dp_args *a, const struct manifest *m, uint32_t *number)
{
	for (size_t i = 0; i < m->nmetrics; i++) {
		if (a->metric && strcmp(m->metrics[i].name, a->metric))
			continue;
		*number = (uint32_t)i;
		return 0;
	}
	return cli_fail(&a->common, WK_EXIT_NO_OBJECT, "the program has no metric %s",
			a->metric ? a->metric : "");
}

static int show(const struct dp_args *a, struct wk_client *c, const struct manifest *m,
		uint64_t epoch, uint32_t window)
{
	uint32_t number = 0;
	void *bytes;
	size_t n;
	int exit = number_of(a, m, &number);

	if (exit)
		return exit;
	if (wk_client_dp_again(c, (uint32_t)a->attachment, number, epoch, window, &bytes, &n))
		return cli_fault(&a->common, c, NULL);
	if (release_print(m->metrics, m->nmetrics, a->common.json, bytes, n))
		exit = cli_fail(&a->common, WK_EXIT_INTERNAL, "the kernel sent no release");
	free(bytes);
	return exit;
}

static int find_and_show(const struct dp_args *a, struct wk_client *c, uint64_t epoch,
			 uint32_t window)
{
	struct wk_client_attach_info info;
	char reason[CLI_WHY];
	struct manifest m;
	int exit;

	if (wk_client_attach_info(c, (uint32_t)a->attachment, &info))
		return cli_fault(&a->common, c, NULL);
	if (manifest_parse(info.manifest_len ? info.manifest : "{}",
			   info.manifest_len ? info.manifest_len : 2, &m, reason))
		exit = cli_fail(&a->common, WK_EXIT_INVALID, "%s", reason);
	else
		exit = show(a, c, &m, epoch, window);
	manifest_clear(&m);
	wk_client_attach_info_clear(&info);
	return exit;
}

int dp_again(const struct dp_args *a)
{
	unsigned long long epoch;
	unsigned int window;
	struct wk_client *c;
	char end;
	int exit;

	if (!a->attachment || a->attachment > UINT32_MAX)
		return cli_fail(&a->common, WK_EXIT_USAGE, "of which attachment? (--attachment)");
	if (!a->at || sscanf(a->at, "%llu:%u%c", &epoch, &window, &end) != 2)
		return cli_fail(&a->common, WK_EXIT_USAGE, "which window? (--at EPOCH:WINDOW)");
	exit = cli_connect(&a->common, NULL, NULL, &c);
	if (exit)
		return exit;
	exit = find_and_show(a, c, epoch, window);
	wk_client_free(c);
	return exit;
}
