/* SPDX-License-Identifier: GPL-2.0 */
/* Released windows of metrics, as columns and as JSON. */
#ifndef _WK_CLI_RELEASE_H
#define _WK_CLI_RELEASE_H

#include "metric.h"

/** release_json() - one release as an object; NULL when the bytes are none */
json_t *release_json(const struct metric *metrics, size_t n, const void *bytes, size_t len);

/**
 * release_print() - shows one
 * @metrics: what the manifest says about them
 * @n: how many
 * @json: an object, not lines
 * @bytes: struct wk_wire_release and its values
 * @len: how many
 *
 * Of a metric with many cells the lines are those that stand out of the noise, and how many do not.
 *
 * Return: 0, or -1 when it cannot be written.
 */
int release_print(const struct metric *metrics, size_t n, bool json, const void *bytes,
		  size_t len);

#endif /* _WK_CLI_RELEASE_H */
