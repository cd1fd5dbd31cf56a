// SPDX-License-Identifier: GPL-2.0
/* Per-record mode: fields keep their bounds, units their caps, and nothing else changes. */
#include "../../module/dp/gaussian.h"
#include "../../module/dp/ledger.h"
#include "../../module/dp/record.h"
#include "dp_tape.h"

/* Two fields, with a gap before, between and behind them; noise of scale 1/100 is 0. */
static struct wk_dp_record_config config(void)
{
	return (struct wk_dp_record_config){
		.fields = {
			{ .offset = 2, .width = 4, .lo = 0, .hi = 1000, .noise = { 1, 100 } },
			{ .offset = 7, .width = 2, .is_signed = true, .lo = -50, .hi = 50,
			  .noise = { 1, 100 } },
		},
		.nfields = 2, .bytes = 10, .buckets = 64, .windows = 16, .cap = 3, .active = 2,
	};
}

static bool faults(void)
{
	struct wk_dp_record_config c = config(), d;
	bool ok = !wk_dp_record_fault(&c);

#define REFUSED(change) do { d = c; d.change; ok = ok && wk_dp_record_fault(&d); } while (0)
#define ALLOWED(change) do { d = c; d.change; ok = ok && !wk_dp_record_fault(&d); } while (0)
	REFUSED(nfields = 0);
	REFUSED(nfields = 17);
	REFUSED(nfields = 3);
	REFUSED(bytes = 8);
	ALLOWED(bytes = 9);
	REFUSED(fields[0].width = 3);
	REFUSED(fields[0].width = 0);
	REFUSED(fields[0].offset = ~0u);
	REFUSED(fields[0].offset = 4);
	ALLOWED(fields[0].offset = 3);
	REFUSED(fields[0].hi = 0);
	REFUSED(fields[0].hi = -1);
	REFUSED(fields[0].hi = 1ll << 32);
	ALLOWED(fields[0].hi = 0xffffffff);
	REFUSED(fields[0].lo = INT64_MIN);
	REFUSED(fields[0].noise.num = 0);
	REFUSED(fields[0].noise.num = 1ull << 41);
	REFUSED(buckets = 32);
	REFUSED(buckets = 65);
	REFUSED(windows = 0);
	REFUSED(windows = 10001);
	REFUSED(windows = 1);
	REFUSED(cap = 0);
	REFUSED(active = 0);
	REFUSED(active = 17);
#undef REFUSED
#undef ALLOWED
	return ok;
}

static s64 applied(u8 width, bool is_signed, s64 lo, s64 hi, s64 value, s64 noise, s64 shift)
{
	struct wk_dp_field f = { .width = width, .is_signed = is_signed, .lo = lo, .hi = hi,
				 .shift = shift };

	return wk_dp_field_apply(&f, value, noise);
}

static bool values(void)
{
	return applied(4, false, 10, 20, 15, 0, 0) == 15 &&
	       applied(4, false, 10, 20, 9, 3, 0) == 13 &&
	       applied(4, false, 10, 20, INT64_MAX, 3, 0) == 23 &&
	       applied(4, false, 10, 20, INT64_MIN, 3, 0) == 13 &&
	       applied(4, false, 10, 20, 15, -100, 0) == 0 &&
	       applied(4, true, 10, 20, 15, -100, 0) == -85 &&
	       applied(4, true, 10, 20, 15, -100, 7) == -78 &&
	       applied(1, false, 0, 255, 255, 1, 0) == 255 &&
	       applied(1, true, 0, 255, 255, 0, 0) == 127 &&
	       applied(1, true, -300, 0, -300, 0, 0) == -128 &&
	       applied(2, false, 0, 9, 9, 1 << 20, 0) == 65535 &&
	       applied(4, false, 0, 9, 9, 1ll << 40, 0) == 0xffffffff &&
	       applied(8, false, 0, 9, 9, INT64_MAX, 9) == INT64_MAX &&
	       applied(8, false, 0, 9, 9, INT64_MIN, 9) == 0 &&
	       applied(8, true, -9, 9, -9, INT64_MIN, INT64_MIN) == INT64_MIN &&
	       applied(8, true, -9, 9, 9, INT64_MAX, INT64_MAX) == INT64_MAX &&
	       applied(8, true, INT64_MAX - 1, INT64_MAX, INT64_MAX, 1, 0) == INT64_MAX &&
	       applied(8, true, INT64_MIN, INT64_MIN + 1, INT64_MIN, -1, 0) == INT64_MIN;
}

static struct wk_dp_records *fresh(const struct wk_dp_record_config *c)
{
	rewind_tape(1);
	return wk_dp_records_new(c, 5, 0);
}

/* What is not named stays as it is, to the byte. */
static bool bytes(void)
{
	u8 rec[12] = { 1, 2, 0x10, 0x27, 0, 0, 3, 0x9c, 0xff, 4, 5, 6 };
	static const u8 wanted[12] = { 1, 2, 0xe8, 3, 0, 0, 3, 0xce, 0xff, 4, 5, 6 };
	struct wk_dp_record_config c = config();
	struct wk_dp_records *r = fresh(&c);
	u8 copy[12];
	bool ok;

	memcpy(copy, rec, sizeof(rec));
	ok = !wk_dp_records_pass(r, 1, rec, 9) && !memcmp(rec, copy, sizeof(rec)) &&
	     wk_dp_records_pass(r, 1, rec, 12) && !memcmp(rec, wanted, sizeof(rec));
	wk_dp_records_free(r);
	return ok;
}

/* Noise of each field's own scale, drawn in order, used once. */
static bool noises(void)
{
	struct wk_dp_record_config c = config();
	struct wk_dp_records *r;
	s64 noise[2][2];
	bool ok = true;
	u32 i;

	c.fields[0].noise = (struct wk_dp_ratio){ 300, 1 };
	c.fields[0].is_signed = true;
	c.fields[1].noise = (struct wk_dp_ratio){ 10000, 1 };
	c.fields[1].gaussian = true;
	r = fresh(&c);
	rewind_tape(77);
	for (i = 0; i < 2; i++) {
		wk_dp_laplace(c.fields[0].noise, &noise[i][0]);
		wk_dp_gaussian(c.fields[1].noise, &noise[i][1]);
	}
	rewind_tape(77);
	for (i = 0; i < 2; i++) {
		u8 rec[10] = { 0, 0, 100, 0, 0, 0, 0, 10 };
		s32 a;
		s16 b;

		if (i)
			wk_dp_records_draw(r);
		ok = ok && wk_dp_records_pass(r, 1, rec, 10);
		memcpy(&a, rec + 2, 4);
		memcpy(&b, rec + 7, 2);
		ok = ok && a == 100 + noise[i][0] && b == 10 + noise[i][1];
	}
	wk_dp_records_free(r);
	return ok && noise[0][0] != noise[1][0];
}

static bool passes(struct wk_dp_records *r, u64 unit)
{
	u8 rec[10] = { 0 };

	return wk_dp_records_pass(r, unit, rec, 10);
}

/* Three in a window, in two windows of an epoch; and again in the next epoch. */
static bool caps(void)
{
	struct wk_dp_record_config c = config();
	struct wk_dp_records *r = fresh(&c);
	u32 w, i, seen[5] = { 0 };

	for (w = 0; w < 5; w++) {
		for (i = 0; i < 9; i++)
			seen[w] += passes(r, 1);
		wk_dp_records_window(r, w == 3 ? 6 : 5, w + 1);
	}
	wk_dp_records_free(r);
	return seen[0] == 3 && seen[1] == 3 && !seen[2] && !seen[3] && seen[4] == 3;
}

static bool fails_closed(void)
{
	struct wk_dp_record_config c = config();
	u8 rec[10] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 }, copy[10];
	struct wk_dp_records *r;
	bool ok;

	c.fields[1].noise = (struct wk_dp_ratio){ 3, 1 };
	r = fresh(&c);
	memcpy(copy, rec, sizeof(rec));
	tape_bad = true;
	ok = !wk_dp_records_pass(r, 1, rec, 10) && !memcmp(rec, copy, sizeof(rec));
	tape_bad = false;
	ok = ok && wk_dp_records_pass(r, 1, rec, 10) && memcmp(rec, copy, sizeof(rec));
	wk_dp_records_free(r);
	return ok;
}

/* One record: 1000/b + 100/b' in epsilon, and their squares halved in rho; six of them at most. */
static bool costs(void)
{
	struct wk_dp_record_config c = config();
	struct wk_dp_terms t;
	u64 nano = 0;
	bool ok;

	c.fields[0].noise = (struct wk_dp_ratio){ 10000, 1 };
	c.fields[1].noise = (struct wk_dp_ratio){ 500, 1 };
	ok = !wk_dp_record_terms(&c, &t) && t.each[0] == 300000000 && t.each[1] == 25000000 &&
	     !wk_dp_cost(&t, 16, WK_DP_PURE, &nano) && nano == 6 * 300000000ull &&
	     !wk_dp_cost(&t, 1, WK_DP_ZCDP, &nano) && nano == 3 * 25000000ull;
	c.fields[1].gaussian = true;
	c.fields[1].noise = (struct wk_dp_ratio){ 50000, 1 };
	ok = ok && !wk_dp_record_terms(&c, &t) && t.each[1] == 5000000 + 100000000 &&
	     wk_dp_cost(&t, 16, WK_DP_PURE, &nano) == -EDOM;
	c.fields[0].hi = 0xffffffff;
	c.fields[0].noise = (struct wk_dp_ratio){ 1, 0xffffffff };
	return ok && wk_dp_record_terms(&c, &t) == -ERANGE;
}

/* ---- neighbours: what one bucket's records say is replaced; how many there are is not ---- */

#define RECORDS	300

/**
 * struct seen - of a run
 * @passed: of each record
 * @words: drawn until then
 * @values: as they left
 */
struct seen {
	bool passed[RECORDS];
	u64 words[RECORDS];
	s64 values[RECORDS][2];
};

static u32 unit_of[RECORDS];
static s64 value_of[2][RECORDS][2];

static void run(const struct wk_dp_record_config *c, u32 which, struct seen *s)
{
	struct wk_dp_records *r = fresh(c);
	u32 i;

	memset(s, 0, sizeof(*s));
	for (i = 0; i < RECORDS; i++) {
		u8 rec[10] = { 0 };
		s32 a = (s32)value_of[which][i][0];
		s16 b = (s16)value_of[which][i][1];

		memcpy(rec + 2, &a, 4);
		memcpy(rec + 7, &b, 2);
		s->passed[i] = wk_dp_records_pass(r, unit_of[i], rec, 10);
		memcpy(&a, rec + 2, 4);
		memcpy(&b, rec + 7, 2);
		if (s->passed[i]) {
			s->values[i][0] = a;
			s->values[i][1] = b;
		}
		s->words[i] = tape_words;
		if (i % 20 == 19)
			wk_dp_records_window(r, 5, i / 20 + 1);
	}
	wk_dp_records_free(r);
}

static bool neighbours_once(void)
{
	static struct seen a, b;
	struct wk_dp_record_config c = config();
	u32 replaced = (u32)luck(8), i;
	u64 moved[2] = { 0 };

	for (i = 0; i < 2; i++) {
		c.fields[i].is_signed = true;
		c.fields[i].noise = (struct wk_dp_ratio){ 20, 1 };
	}
	c.cap = (u32)(1 + luck(5));
	c.active = (u32)(1 + luck(16));
	for (i = 0; i < RECORDS; i++) {
		unit_of[i] = (u32)luck(8);
		value_of[0][i][0] = (s64)luck(3000) - 1000;
		value_of[0][i][1] = (s64)luck(300) - 150;
		memcpy(value_of[1][i], value_of[0][i], sizeof(value_of[0][i]));
		if (unit_of[i] == replaced) {
			value_of[1][i][0] = (s64)luck(3000) - 1000;
			value_of[1][i][1] = (s64)luck(300) - 150;
		}
	}
	run(&c, 0, &a);
	run(&c, 1, &b);
	if (memcmp(a.passed, b.passed, sizeof(a.passed)) ||
	    memcmp(a.words, b.words, sizeof(a.words)))
		return false;
	for (i = 0; i < 2 * RECORDS; i++)
		moved[i % 2] += (u64)llabs((long long)(a.values[i / 2][i % 2] -
						       b.values[i / 2][i % 2]));
	/* As far as so many records, each across the whole span. */
	return moved[0] <= 1000ull * c.cap * c.active && moved[1] <= 100ull * c.cap * c.active;
}

static bool neighbours(void)
{
	u32 i;

	for (i = 0; i < 500; i++)
		if (!neighbours_once())
			return false;
	return true;
}

int main(void)
{
	report(faults(), "what makes no sense is refused");
	report(values(), "a value keeps its bounds, then its type");
	report(bytes(), "fields are replaced, and nothing beside them");
	report(noises(), "each field has noise of its own scale, once");
	report(caps(), "a unit has so many records in a window, in so many windows");
	report(fails_closed(), "no noise, no record");
	report(costs(), "a record costs what its fields cost, together");
	report(neighbours(), "neighbours: the same records pass, no further apart than declared");
	printf("1..%d\n", checks);
	return failures != 0;
}
