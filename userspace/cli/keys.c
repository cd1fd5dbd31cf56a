// SPDX-License-Identifier: GPL-2.0
/* Which keys an object of a manifest may have. */

#include <string.h>

#include "keys.h"
#include "near.h"

int keys_known(const json_t *obj, const char *what, const void *table, size_t n, size_t size,
	       char reason[CLI_WHY])
{
	const char *key;
	json_t *value;
	size_t i;

	if (!json_is_object(obj))
		return why(reason, "%s is no object", what);
	json_object_foreach((json_t *)obj, key, value) {
		char near[NEAR_TEXT];

		for (i = 0; i < n && strcmp(near_name(table, size, i), key); i++)
			;
		if (i == n)
			return why(reason, "%s: there is no key \"%.60s\"%s", what, key,
				   near_suggest(key, strlen(key), table, n, size, near));
	}
	return 0;
}
