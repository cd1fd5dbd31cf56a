// SPDX-License-Identifier: GPL-2.0
#include "gaussian.h"
#include "ledger.h"
#include "metric.h"
#include "random.h"
#include "record.h"

/**
 * struct wk_dp_records - a stream of records
 * @config: what they are
 * @epoch: tokens of the buckets; NULL when there was no memory for it
 * @used: of each bucket: records of the present window
 * @window: the present one
 * @drawn: @noise is there
 * @failed: it could not be drawn
 * @noise: of the next record, one for each field
 */
struct wk_dp_records {
	struct wk_dp_record_config config;
	struct wk_dp_epoch *epoch;
	u32 *used;
	u32 window;
	bool drawn;
	bool failed;
	s64 noise[WK_DP_FIELDS_MAX];
};

/* ---- configuration ---- */

static bool widths_valid(const struct wk_dp_record_config *c, const struct wk_dp_field *f)
{
	return (f->width == 1 || f->width == 2 || f->width == 4 || f->width == 8) &&
	       c->bytes >= f->width && f->offset <= c->bytes - f->width;
}

static const char *field_fault(const struct wk_dp_record_config *c, const struct wk_dp_field *f)
{
	if (!widths_valid(c, f))
		return "a field has 1, 2, 4 or 8 bytes within the record";
	if (f->hi <= f->lo || (u64)f->hi - (u64)f->lo > WK_DP_FIELD_SPAN)
		return "a field has bounds, from 1 to 2^32 - 1 apart";
	if (f->gaussian ? !wk_dp_gaussian_valid(f->noise) : !wk_dp_laplace_valid(f->noise))
		return "noise cannot be drawn with that scale";
	return NULL;
}

static bool overlap(const struct wk_dp_field *a, const struct wk_dp_field *b)
{
	return a->offset < b->offset + b->width && b->offset < a->offset + a->width;
}

static const char *caps_fault(const struct wk_dp_record_config *c)
{
	if (c->buckets < WK_DP_BUCKETS_MIN || c->buckets > WK_DP_BUCKETS_MAX ||
	    c->buckets & (c->buckets - 1))
		return "buckets are a power of two from 64 to 65536";
	if (!c->windows || c->windows > WK_DP_WINDOWS_MAX)
		return "an epoch has 1 to 10000 windows";
	if (!c->cap || c->cap > WK_DP_CAP_MAX)
		return "a unit's records in one window are from 1 to 2^30";
	if (!c->active || c->active > c->windows)
		return "a unit is active in 1 to as many windows as an epoch has";
	return NULL;
}

const char *wk_dp_record_fault(const struct wk_dp_record_config *c)
{
	const char *fault = NULL;
	u32 i, j;

	if (!c->nfields || c->nfields > WK_DP_FIELDS_MAX)
		return "1 to 16 fields of a record can have noise";
	for (i = 0; i < c->nfields && !fault; i++) {
		fault = field_fault(c, &c->fields[i]);
		for (j = 0; j < i; j++)
			if (overlap(&c->fields[i], &c->fields[j]))
				return "two fields of a record overlap";
	}
	return fault ? fault : caps_fault(c);
}

/* One field of one record is a counter of one window with the span as cap. */
static int field_cost(const struct wk_dp_field *f, enum wk_dp_account account, u64 *sum)
{
	struct wk_dp_terms t = {
		.gaussian = f->gaussian, .cap = (u32)(f->hi - f->lo), .active = 1,
		.noise = f->noise,
	};
	u64 nano = 0;
	int err = wk_dp_cost(&t, 1, account, &nano);

	if (!err && __builtin_add_overflow(*sum, nano, sum))
		err = -ERANGE;
	return err;
}

int wk_dp_record_terms(const struct wk_dp_record_config *c, struct wk_dp_terms *t)
{
	int account, err;
	u32 i;

	*t = (struct wk_dp_terms){
		.form = WK_DP_BY_RECORD, .cap = c->cap, .active = c->active,
		.windows = c->windows, .noise = { 1, 1 },
	};
	for (account = WK_DP_PURE; account <= WK_DP_ZCDP; account++) {
		for (i = 0, err = 0; i < c->nfields && !err; i++)
			err = field_cost(&c->fields[i], account, &t->each[account]);
		if (err == -EDOM)
			t->each[account] = ~0ull;
		else if (err)
			return err;
	}
	return 0;
}

/* ---- one value ---- */

static s64 plus(s64 a, s64 b)
{
	s64 sum;

	if (!__builtin_add_overflow(a, b, &sum))
		return sum;
	return b < 0 ? -(s64)(~0ull >> 1) - 1 : (s64)(~0ull >> 1);
}

static s64 largest(const struct wk_dp_field *f)
{
	u32 bits = 8 * f->width - (f->is_signed || f->width == 8);

	return (s64)((1ull << bits) - 1);
}

s64 wk_dp_field_apply(const struct wk_dp_field *f, s64 value, s64 noise)
{
	s64 max = largest(f), min = f->is_signed ? -max - 1 : 0;

	value = max_t(s64, f->lo, min_t(s64, f->hi, value));
	value = plus(plus(value, noise), f->shift);
	return max_t(s64, min, min_t(s64, max, value));
}

static s64 get(const u8 *bytes, const struct wk_dp_field *f)
{
	u32 unused = 64 - 8 * f->width, i;
	u64 v = 0;

	for (i = 0; i < f->width; i++)
		v |= (u64)bytes[f->offset + i] << (8 * i);
	if (f->is_signed)
		return (s64)(v << unused) >> unused;
	return (s64)min_t(u64, v, ~0ull >> 1);
}

static void put(u8 *bytes, const struct wk_dp_field *f, s64 v)
{
	u32 i;

	for (i = 0; i < f->width; i++)
		bytes[f->offset + i] = (u8)((u64)v >> (8 * i));
}

/* ---- the stream ---- */

struct wk_dp_records *wk_dp_records_new(const struct wk_dp_record_config *c, u64 epoch, u32 window)
{
	struct wk_dp_records *r = wk_alloc(1, sizeof(*r));

	if (!r)
		return NULL;
	r->config = *c;
	r->used = wk_alloc(c->buckets, sizeof(*r->used));
	if (r->used && !wk_dp_records_window(r, epoch, window))
		return r;
	wk_dp_records_free(r);
	return NULL;
}

void wk_dp_records_free(struct wk_dp_records *r)
{
	if (!r)
		return;
	wk_dp_epoch_free(r->epoch);
	wk_free(r->used);
	wk_dp_wipe(r->noise, sizeof(r->noise));
	wk_free(r);
}

int wk_dp_records_window(struct wk_dp_records *r, u64 epoch, u32 window)
{
	const struct wk_dp_record_config *c = &r->config;

	if (!r->epoch || r->epoch->number != epoch) {
		wk_dp_epoch_free(r->epoch);
		r->epoch = wk_dp_epoch_new(epoch, c->buckets, c->active, 0);
	}
	r->window = window;
	memset(r->used, 0, c->buckets * sizeof(*r->used));
	return r->epoch ? 0 : -ENOMEM;
}

void wk_dp_records_draw(struct wk_dp_records *r)
{
	u32 i;

	if (r->drawn)
		return;
	r->failed = false;
	for (i = 0; i < r->config.nfields; i++) {
		const struct wk_dp_field *f = &r->config.fields[i];

		r->failed |= f->gaussian ? wk_dp_gaussian(f->noise, &r->noise[i]) != 0
					 : wk_dp_laplace(f->noise, &r->noise[i]) != 0;
	}
	r->drawn = true;
}

void wk_dp_records_forget(struct wk_dp_records *r)
{
	wk_dp_wipe(r->noise, sizeof(r->noise));
	r->drawn = false;
}

/* Whether a record passes depends on how many there were before it, and not on what they say. */
static bool admit(struct wk_dp_records *r, u64 unit, u32 len)
{
	u32 bucket;

	if (!r->epoch || len < r->config.bytes)
		return false;
	bucket = wk_dp_bucket(r->epoch, unit);
	return wk_dp_token(r->epoch, bucket, r->window) &&
	       wk_dp_admit(&r->used[bucket], r->config.cap, 1);
}

bool wk_dp_records_pass(struct wk_dp_records *r, u64 unit, u8 *bytes, u32 len)
{
	bool failed;
	u32 i;

	if (!admit(r, unit, len))
		return false;
	wk_dp_records_draw(r);
	failed = r->failed;
	for (i = 0; i < r->config.nfields && !failed; i++) {
		const struct wk_dp_field *f = &r->config.fields[i];

		put(bytes, f, wk_dp_field_apply(f, get(bytes, f), r->noise[i]));
	}
	wk_dp_records_forget(r);
	return !failed;
}
