// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <string.h>

#include "keys.h"
#include "private.h"
#include "row.h"

static bool is_signed(enum field_type type)
{
	return type == FIELD_I8 || type == FIELD_I16 || type == FIELD_I32 || type == FIELD_I64;
}

static bool is_number(const struct field *f)
{
	return !f->array && f->count == 1 &&
	       (is_signed(f->type) || f->type == FIELD_U8 || f->type == FIELD_U16 ||
		f->type == FIELD_U32 || f->type == FIELD_U64 || f->type == FIELD_DURATION);
}

/* Where it is, and how it looks. */
static int place(const char *name, const struct layout *layout, struct wk_dp_field *to,
		 char reason[CLI_WHY])
{
	for (size_t i = 0; name && i < layout->n; i++) {
		const struct field *f = &layout->fields[i];

		if (strcmp(f->name, name))
			continue;
		if (!is_number(f))
			return why(reason, "private: %.60s is no whole number", name);
		to->offset = f->offset;
		to->width = (u8)f->size;
		to->is_signed = is_signed(f->type);
		return 0;
	}
	return why(reason, "private: the record has no field %.60s", name ? name : "without a name");
}

static int bound(const json_t *obj, const char *key, bool must, s64 *to, char reason[CLI_WHY])
{
	const json_t *value = json_object_get(obj, key);

	*to = json_integer_value(value);
	if (json_is_integer(value) || (!value && !must))
		return 0;
	return why(reason, "private: \"%s\" is no whole number", key);
}

/* Of a million and one millionth: what the kernel can draw is looked at later. */
static int noise(const json_t *obj, struct wk_dp_field *to, char reason[CLI_WHY])
{
	const char *mech = json_string_value(json_object_get(obj, "mech"));
	struct dp_number r = { 0 };

	if (!mech || (strcmp(mech, "laplace") && strcmp(mech, "gaussian")))
		return why(reason, "private: \"mech\" is \"laplace\" or \"gaussian\"");
	to->gaussian = !strcmp(mech, "gaussian");
	if (row_ratio(obj, to->gaussian ? "sigma2" : "scale", &r, reason))
		return -1;
	if (!r.num)
		return why(reason, "private: how much noise? \"%s\"", to->gaussian ? "sigma2" : "scale");
	to->noise = (struct wk_dp_ratio){ r.num, r.den };
	return 0;
}

static int parse_field(const json_t *obj, const struct layout *layout, struct wk_dp_field *to,
		       char reason[CLI_WHY])
{
	static const char *const keys[] = { "field", "min", "max", "mech", "scale", "sigma2", "shift" };

	if (KEYS_KNOWN(obj, "private", keys, reason) ||
	    place(json_string_value(json_object_get(obj, "field")), layout, to, reason) ||
	    bound(obj, "min", true, &to->lo, reason) || bound(obj, "max", true, &to->hi, reason) ||
	    bound(obj, "shift", false, &to->shift, reason))
		return -1;
	return noise(obj, to, reason);
}

static int parse_fields(const json_t *list, const struct layout *layout,
			struct wk_dp_record_config *c, char reason[CLI_WHY])
{
	const json_t *obj;
	size_t i;

	if (!json_is_array(list) || !json_array_size(list) ||
	    json_array_size(list) > WK_DP_FIELDS_MAX)
		return why(reason, "private: \"fields\" is no list of 1 to %d", WK_DP_FIELDS_MAX);
	json_array_foreach(list, i, obj)
		if (parse_field(obj, layout, &c->fields[i], reason))
			return -1;
	c->nfields = (u32)json_array_size(list);
	c->bytes = layout->size;
	return 0;
}

int private_parse(const json_t *obj, const struct layout *layout, struct private *p,
		  char reason[CLI_WHY])
{
	static const char *const keys[] = { "unit", "cap", "active", "window", "epoch", "buckets",
					    "fields" };

	if (KEYS_KNOWN(obj, "private", keys, reason) || row_unit(obj, &p->unit, &p->depth, reason) ||
	    row_number(obj, "cap", 0, &p->config.cap, reason) ||
	    row_number(obj, "buckets", 4096, &p->config.buckets, reason) ||
	    row_if_there(obj, "active", &p->active, reason) ||
	    row_seconds(obj, "window", &p->window_s, reason) ||
	    row_seconds(obj, "epoch", &p->epoch_s, reason))
		return -1;
	if (!p->window_s)
		return why(reason, "private: \"window\" is missing: for how long is the cap?");
	return parse_fields(json_object_get(obj, "fields"), layout, &p->config, reason);
}

/* ---- on this machine ---- */

static void field_out(const struct wk_dp_field *f, struct wk_wire_dp_field *out)
{
	*out = (struct wk_wire_dp_field){
		.offset = f->offset, .width = f->width, .is_signed = f->is_signed,
		.mech = f->gaussian ? WK_DP_GAUSSIAN : WK_DP_LAPLACE, .lo = f->lo, .hi = f->hi,
		.num = f->noise.num, .den = f->noise.den, .shift = f->shift,
	};
}

int private_settle(const struct private *p, const struct wk_wire_ledger *ledger,
		   struct wk_client_private *out, char reason[CLI_WHY])
{
	struct wk_dp_record_config c = p->config;
	const char *fault;

	if (p->epoch_s && p->epoch_s != ledger->epoch_s)
		return why(reason, "an epoch of this machine has %u s, not %" PRIu64, ledger->epoch_s,
			   p->epoch_s);
	if (ledger->epoch_s % p->window_s)
		return why(reason, "an epoch of %u s is no whole number of windows of %" PRIu64 " s",
			   ledger->epoch_s, p->window_s);
	c.windows = (uint32_t)(ledger->epoch_s / p->window_s);
	c.active = p->active ? p->active : c.windows;
	fault = wk_dp_record_fault(&c);
	if (fault)
		return why(reason, "%s", fault);
	*out = (struct wk_client_private){
		.unit = p->unit, .depth = p->depth, .cap = c.cap, .active = c.active,
		.window_s = (uint32_t)p->window_s, .buckets = c.buckets, .nfields = c.nfields,
	};
	for (u32 i = 0; i < c.nfields; i++)
		field_out(&c.fields[i], &out->fields[i]);
	return 0;
}
