/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Per-record mode: named fields of single records get noise before they leave.
 *
 * Protected is what the fields of a unit's records say.  That there was a record, when, and all
 * that is not named goes out as it is: that is a smaller promise than a metric's, and each record
 * costs.  One worker reads, noises and sends; nobody else may see records before.
 */
#ifndef _WK_DP_RECORD_H
#define _WK_DP_RECORD_H

#include "bucket.h"
#include "cost.h"

#define WK_DP_FIELDS_MAX	16

/* Bounds of a field are at most so far apart. */
#define WK_DP_FIELD_SPAN	0xffffffffull

/**
 * struct wk_dp_field - a number in a record
 * @offset: where it begins, little-endian
 * @width: bytes: 1, 2, 4 or 8
 * @is_signed: it can be negative
 * @gaussian: noise is discrete Gaussian, else discrete Laplace
 * @lo: what is smaller is taken for this
 * @hi: what is larger is taken for this; @hi - @lo is from 1 to WK_DP_FIELD_SPAN
 * @noise: scale, or sigma squared
 * @shift: added to all values; everybody may know it
 */
struct wk_dp_field {
	u32 offset;
	u8 width;
	bool is_signed;
	bool gaussian;
	s64 lo;
	s64 hi;
	struct wk_dp_ratio noise;
	s64 shift;
};

/**
 * struct wk_dp_record_config - a type of record
 * @fields: those that get noise
 * @nfields: 1 to WK_DP_FIELDS_MAX
 * @bytes: of the shortest record; fields lie within
 * @buckets: B
 * @windows: N, of an epoch
 * @cap: records of a bucket in one window: C
 * @active: windows of an epoch in which a bucket may have any: W
 */
struct wk_dp_record_config {
	struct wk_dp_field fields[WK_DP_FIELDS_MAX];
	u32 nfields;
	u32 bytes;
	u32 buckets;
	u32 windows;
	u32 cap;
	u32 active;
};

struct wk_dp_records;

/** wk_dp_record_fault() - what is wrong. Context: any. Return: NULL, or half a sentence. */
const char *wk_dp_record_fault(const struct wk_dp_record_config *c);

/**
 * wk_dp_record_terms() - what the ledger is to be charged for
 * @c: configuration without fault
 * @t: filled
 *
 * Context: any. Return: 0; -ERANGE, one record costs more than 64 bits hold.
 */
int wk_dp_record_terms(const struct wk_dp_record_config *c, struct wk_dp_terms *t);

/**
 * wk_dp_field_apply() - a value as it leaves: bounded, with noise, and in the range of its type
 * @f: field
 * @value: what it was; of an unsigned field of 8 bytes at most S64_MAX
 * @noise: drawn for it alone
 *
 * Context: any. Nothing wraps.
 */
s64 wk_dp_field_apply(const struct wk_dp_field *f, s64 value, s64 noise);

/**
 * wk_dp_records_new() - a stream of such records
 * @c: configuration without fault; its cost is reserved
 * @epoch: the present one
 * @window: the present one
 *
 * Context: may sleep. Return: it, or NULL.
 */
struct wk_dp_records *wk_dp_records_new(const struct wk_dp_record_config *c, u64 epoch, u32 window);

/** wk_dp_records_free() - wipes and frees it. NULL is allowed. */
void wk_dp_records_free(struct wk_dp_records *r);

/**
 * wk_dp_records_window() - begins another window
 * @epoch: it belongs to
 * @window: (epoch, window) is later than the present one
 *
 * Context: may sleep; one at a time with wk_dp_records_pass(). Return: 0; -ENOMEM: nothing passes
 * until it succeeds.
 */
int wk_dp_records_window(struct wk_dp_records *r, u64 epoch, u32 window);

/**
 * wk_dp_records_draw() - draws the noise of the next record, before it is there
 *
 * How long that takes depends on the noise: to be called when the record before has left.
 * Context: may sleep; one at a time.
 */
void wk_dp_records_draw(struct wk_dp_records *r);

/** wk_dp_records_forget() - noise that was drawn is not used. Context: as wk_dp_records_draw() */
void wk_dp_records_forget(struct wk_dp_records *r);

/**
 * wk_dp_records_pass() - a record that wants to leave
 * @unit: whose, as the host knows it
 * @bytes: the record; its fields are replaced
 * @len: its length
 *
 * Context: may sleep; one at a time. Return: true, it may leave; false, it must be forgotten, and
 * nothing may tell why: @bytes are as they were.
 */
bool wk_dp_records_pass(struct wk_dp_records *r, u64 unit, u8 *bytes, u32 len);

#endif /* _WK_DP_RECORD_H */
