// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <linux/wasm_kernel.h>

#include "row.h"
#include "../lib/quantity.h"
#include "../lib/ratio.h"

/* A text, or a whole number as one; NULL for anything else. */
static const char *said(const json_t *value, char text[24])
{
	if (!json_is_integer(value))
		return json_string_value(value);
	snprintf(text, 24, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
	return text;
}

int row_number(const json_t *obj, const char *key, uint32_t absent, uint32_t *n,
	       char reason[CLI_WHY])
{
	const json_t *value = json_object_get(obj, key);
	json_int_t v = json_integer_value(value);

	*n = absent;
	if (!value && absent)
		return 0;
	if (!json_is_integer(value) || v < 1 || v > UINT32_MAX)
		return why(reason, value ? "\"%s\" is no number from 1 to 2^32 - 1" :
			   "\"%s\" is missing", key);
	*n = (uint32_t)v;
	return 0;
}

int row_if_there(const json_t *obj, const char *key, uint32_t *n, char reason[CLI_WHY])
{
	*n = 0;
	return json_object_get(obj, key) ? row_number(obj, key, 0, n, reason) : 0;
}

int row_seconds(const json_t *obj, const char *key, uint64_t *s, char reason[CLI_WHY])
{
	const json_t *value = json_object_get(obj, key);
	char buf[24];
	const char *text = said(value, buf);

	*s = 0;
	if (!value)
		return 0;
	if (!text || wk_quantity_seconds(text, s))
		return why(reason, "\"%s\" is no time: 900, \"15m\", \"1h\" or \"1d\"", key);
	return 0;
}

int row_ratio(const json_t *obj, const char *key, struct dp_number *r, char reason[CLI_WHY])
{
	const json_t *value = json_object_get(obj, key);
	char buf[24];
	const char *text = said(value, buf);

	if (!value)
		return 0;
	if (!text || wk_ratio_parse(text, &r->num, &r->den) || (r->num | r->den) >> 32)
		return why(reason, "\"%s\" is no exact number above 0: 1, \"1/2\" or \"0.25\", in quotes",
			   key);
	return 0;
}

int row_unit(const json_t *obj, uint32_t *id, uint32_t *levels, char reason[CLI_WHY])
{
	const char *unit = json_string_value(json_object_get(obj, "unit"));
	unsigned int depth = 0;
	char end;

	if (!unit)
		return why(reason, "\"unit\" is missing: who is protected? uid, cgroup(DEPTH) or prefix");
	if (!strcmp(unit, "uid"))
		*id = WK_UNIT_UID;
	else if (!strcmp(unit, "prefix"))
		*id = WK_UNIT_PREFIX;
	else if (sscanf(unit, "cgroup(%u%c", &depth, &end) == 2 && end == ')' &&
		 unit[strlen(unit) - 1] == ')' && depth >= 1 && depth <= 64)
		*id = WK_UNIT_CGROUP;
	else if (!strcmp(unit, "tgid") || !strcmp(unit, "event"))
		return why(reason, "unit %s protects nobody who forks or acts twice", unit);
	else
		return why(reason, "there is no unit \"%.40s\": uid, cgroup(DEPTH) with a DEPTH of 1 to 64, or prefix",
			   unit);
	*levels = *id == WK_UNIT_CGROUP ? depth : 0;
	return 0;
}
