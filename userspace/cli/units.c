// SPDX-License-Identifier: GPL-2.0
/* Numbers with units, for people to read. */

#include <stdio.h>

#include "units.h"

struct unit {
	const char *name;
	uint64_t factor;
};

const char *cli_format_size(char buf[CLI_SIZE_TEXT], uint64_t bytes)
{
	static const struct unit units[] = {
		{ "GiB", 1 << 30 }, { "MiB", 1 << 20 }, { "KiB", 1 << 10 },
	};

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (!bytes || bytes % units[i].factor)
			continue;
		snprintf(buf, CLI_SIZE_TEXT, "%llu %s", (unsigned long long)(bytes / units[i].factor),
			 units[i].name);
		return buf;
	}
	snprintf(buf, CLI_SIZE_TEXT, "%llu byte%s", (unsigned long long)bytes, bytes == 1 ? "" : "s");
	return buf;
}
