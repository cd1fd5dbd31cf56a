// SPDX-License-Identifier: GPL-2.0
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/moduleparam.h>
#include <linux/mutex.h>

#include "../limits.h"
#include "budget.h"
#include "insecure.h"
#include "refusal.h"
#include "seal.h"

#define EPOCH_MIN	3600u
#define EPOCH_MAX	(31 * 86400u)

/* The most that a unit may lose in an epoch: epsilon, also of the one that rho gives at 2^-30. */
#define CEILING		(8 * WK_DP_NANO)
#define DELTA_LOG2	30

static unsigned int dp_epoch = 86400;
module_param(dp_epoch, uint, 0444);
MODULE_PARM_DESC(dp_epoch, "seconds of an epoch, for which each privacy budget is: an hour to 31 days");

static bool dp_zcdp;
module_param(dp_zcdp, bool, 0444);
MODULE_PARM_DESC(dp_zcdp, "privacy budgets are rho (zCDP), not epsilon");

static unsigned int dp_budget;
module_param(dp_budget, uint, 0444);
MODULE_PARM_DESC(dp_budget, "of each unit and epoch, in thousandths; 0: 8000 of epsilon, 600 of rho");

static DEFINE_MUTEX(lock);
static struct wk_dp_ledger ledgers[WK_UNIT_END];
static struct wk_instant latest;

void wk_budget_lock(void)
{
	mutex_lock(&lock);
}

void wk_budget_unlock(void)
{
	mutex_unlock(&lock);
}

u32 wk_budget_epoch_seconds(void)
{
	return dp_epoch;
}

enum wk_dp_account wk_budget_account(void)
{
	return dp_zcdp ? WK_DP_ZCDP : WK_DP_PURE;
}

struct wk_dp_ledger *wk_budget_ledger(u32 unit)
{
	return unit && unit < WK_UNIT_END ? &ledgers[unit] : NULL;
}

/* ---- time ---- */

static struct wk_instant clock(void)
{
	struct timespec64 now;
	struct wk_instant t;

	wk_second_now(&now);
	t.epoch = div_u64_rem(max_t(s64, now.tv_sec, 0), dp_epoch, &t.second);
	return t;
}

/* Who sets the clock back waits until it is where it was. */
struct wk_instant wk_budget_now(void)
{
	struct wk_instant t = clock();
	u32 unit;

	lockdep_assert_held(&lock);
	if (t.epoch > latest.epoch || (t.epoch == latest.epoch && t.second > latest.second))
		latest = t;
	for (unit = 1; unit < WK_UNIT_END; unit++)
		wk_dp_ledger_advance(&ledgers[unit], latest.epoch);
	return latest;
}

/* ---- start ---- */

static int check_params(void)
{
	u64 limit = (u64)dp_budget * (WK_DP_NANO / 1000);

	if (dp_epoch < EPOCH_MIN || dp_epoch > EPOCH_MAX) {
		pr_err("dp_epoch: an epoch has %u to %u seconds\n", EPOCH_MIN, EPOCH_MAX);
		return -EINVAL;
	}
	if ((dp_zcdp ? wk_dp_epsilon(limit, DELTA_LOG2) : limit) <= CEILING)
		return 0;
	pr_err("dp_budget: epsilon above 8 promises nothing\n");
	return -EINVAL;
}

int wk_budget_init(void)
{
	u32 unit;
	int err;

	if (!dp_budget)
		dp_budget = dp_zcdp ? 600 : 8000;
	err = check_params();
	if (err)
		return err;
	latest = clock();
	for (unit = 1; unit < WK_UNIT_END; unit++)
		wk_dp_ledger_start(&ledgers[unit], wk_budget_account(),
				   (u64)dp_budget * (WK_DP_NANO / 1000),
				   min_t(u32, WK_DP_WINDOWS_MAX, dp_epoch / WK_MIN_DP_WINDOW),
				   latest.epoch);
	return 0;
}

/* ---- charging ---- */

static const char *const names[] = {
#define WK_UNIT_ROW(number, ident, name) [number] = name,
	WK_UNITS(WK_UNIT_ROW)
#undef WK_UNIT_ROW
};

/* "in 3 h 12 min" */
static void put_wait(char *buf, size_t size, u64 epochs)
{
	u64 seconds = epochs * dp_epoch - latest.second;

	scnprintf(buf, size, "%llu h %llu min", div_u64(seconds, 3600),
		  div_u64(seconds, 60) % 60 + 1);
}

static int refuse_spent(const struct wk_dp_ledger *l, u32 unit, const struct wk_dp_shortfall *s,
			const char *name, u32 *code, struct wk_error *e)
{
	char detail[200], wait[40] = "what runs now ends";
	u64 left = wk_dp_ledger_left(l), milli = WK_DP_NANO / 1000;

	if (s->free != WK_DP_NEVER)
		put_wait(wait, sizeof(wait), s->free - latest.epoch);
	scnprintf(detail, sizeof(detail),
		  "%s of each %s: %llu thousandths are missing, %llu of %llu are left; it fits %s %s",
		  dp_zcdp ? "rho" : "epsilon", names[unit], div64_u64(s->missing + milli - 1, milli),
		  div64_u64(left, milli), div64_u64(l->limit, milli),
		  s->free != WK_DP_NEVER ? "in" : "when", wait);
	return wk_refuse_row(e, code, WK_REFUSE_SPENT, name, detail);
}

/* Deltas are sums of powers of two: said as the next larger one. */
static int refuse_delta(const struct wk_dp_shortfall *s, u32 unit, const char *name, u32 *code,
			struct wk_error *e)
{
	char detail[200], wait[40] = "what runs now ends";

	if (s->free != WK_DP_NEVER)
		put_wait(wait, sizeof(wait), s->free - latest.epoch);
	scnprintf(detail, sizeof(detail),
		  "delta of each %s: 2^-%u is missing of the 2^-%u that there are; it fits %s %s",
		  names[unit], 64 - fls64(s->delta - 1), 64 - fls64(WK_DP_DELTA_LIMIT - 1),
		  s->free != WK_DP_NEVER ? "in" : "when", wait);
	return wk_refuse_row(e, code, WK_REFUSE_SPENT, name, detail);
}

static int refuse_closed(const char *name, u32 *code, struct wk_error *e)
{
	char detail[160], wait[40];

	put_wait(wait, sizeof(wait), 1);
	scnprintf(detail, sizeof(detail),
		  "the next epoch begins in %s; or bring back what was exported: dp ledger --import",
		  wait);
	return wk_refuse_row(e, code, WK_REFUSE_CLOSED, name, detail);
}

/* What the ledger of a unit says no to, in words. */
static int refuse(int err, u32 unit, const struct wk_dp_shortfall *missing, const char *name,
		  u32 *code, struct wk_error *e)
{
	switch (err) {
	case -EAGAIN:
		return refuse_closed(name, code, e);
	case -EDQUOT:
		return missing->missing ? refuse_spent(&ledgers[unit], unit, missing, name, code, e)
					: refuse_delta(missing, unit, name, code, e);
	case -ENOSPC:
		return wk_refuse_row(e, code, WK_REFUSE_RESERVATIONS, name, NULL);
	case -EDOM:
		return wk_refuse_row(e, code, WK_REFUSE_GAUSSIAN, name, NULL);
	case -ERANGE:
		return wk_refuse_row(e, code, WK_REFUSE_COST, name, NULL);
	default:
		return wk_refuse_row(e, code, WK_REFUSE_SHAPE, name, NULL);
	}
}

int wk_budget_reserve(u32 unit, u32 owner, const struct wk_dp_terms *t, u32 window,
		      const char *name, u32 *code, struct wk_error *e)
{
	struct wk_dp_shortfall missing = {};
	int err;

	lockdep_assert_held(&lock);
	err = wk_dp_ledger_reserve(&ledgers[unit], owner, t, window, &missing);
	return err ? refuse(err, unit, &missing, name, code, e) : 0;
}

int wk_budget_rearm(u32 unit, u32 owner, u32 window, const char *name, u32 *code,
		    struct wk_error *e)
{
	struct wk_dp_shortfall missing = {};
	int err;

	lockdep_assert_held(&lock);
	err = wk_dp_ledger_rearm(&ledgers[unit], owner, window, &missing);
	return err ? refuse(err, unit, &missing, name, code, e) : 0;
}

/* ---- across reloads ---- */

static_assert(WK_SEAL_STATE == (WK_UNIT_END - 1) * WK_DP_SEALED);

/* One for each unit: the state of one must not pass as another's. */
static void put_key(struct wk_seal *seal, const u8 *key, u32 unit)
{
	memcpy(seal->key, key, WK_SEAL_KEY);
	seal->unit = unit;
}

void wk_budget_export(const u8 *key, u8 *out)
{
	struct wk_seal seal;
	const struct wk_dp_mac mac = { .sum = wk_seal_sum, .key = &seal };
	u32 unit;

	lockdep_assert_held(&lock);
	for (unit = 1; unit < WK_UNIT_END; unit++, out += WK_DP_SEALED) {
		put_key(&seal, key, unit);
		wk_dp_ledger_export(&ledgers[unit], &mac, out);
	}
	memzero_explicit(&seal, sizeof(seal));
}

static int refuse_import(int err, u32 *code, struct wk_error *e)
{
	switch (err) {
	case -EBUSY:
		return wk_refuse_row(e, code, WK_REFUSE_OPEN, NULL, NULL);
	case -EBADMSG:
		return wk_refuse_row(e, code, WK_REFUSE_SEAL, NULL, NULL);
	case -ESTALE:
		return wk_refuse_row(e, code, WK_REFUSE_STALE, NULL, NULL);
	default:
		return wk_refuse_row(e, code, WK_REFUSE_BUDGET, NULL, NULL);
	}
}

/* Tried on copies first: half an import would open what nobody knows. */
static int import_all(const u8 *key, const u8 *in, struct wk_dp_ledger *to)
{
	struct wk_seal seal;
	const struct wk_dp_mac mac = { .sum = wk_seal_sum, .key = &seal };
	int err = 0;
	u32 unit;

	for (unit = 1; unit < WK_UNIT_END && !err; unit++, in += WK_DP_SEALED) {
		put_key(&seal, key, unit);
		err = wk_dp_ledger_import(&to[unit], &mac, in, WK_DP_SEALED);
	}
	memzero_explicit(&seal, sizeof(seal));
	return err;
}

int wk_budget_import(const u8 *key, const u8 *in, u32 *code, struct wk_error *e)
{
	struct wk_dp_ledger *copy = wk_alloc(WK_UNIT_END, sizeof(*copy));
	int err;

	lockdep_assert_held(&lock);
	if (!copy) {
		*code = WK_C_NOMEM;
		return wk_error_nomem(e);
	}
	memcpy(copy, ledgers, sizeof(ledgers));
	err = import_all(key, in, copy);
	if (!err)
		memcpy(ledgers, copy, sizeof(ledgers));
	wk_free(copy);
	return err ? refuse_import(err, code, e) : 0;
}
