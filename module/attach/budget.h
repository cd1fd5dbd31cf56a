/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Budgets of privacy: a ledger for each kind of unit, their clock, and the parameters of the
 * machine.
 *
 * One mutex guards the ledgers and everything that is charged to them.
 */
#ifndef _WK_ATTACH_BUDGET_H
#define _WK_ATTACH_BUDGET_H

#include <linux/types.h>

#include <linux/wasm_kernel.h>

#include "../dp/ledger.h"
#include "../wasm/error.h"

/**
 * struct wk_instant - a second of an epoch
 * @epoch: its number
 * @second: of it
 */
struct wk_instant {
	u64 epoch;
	u32 second;
};

/**
 * wk_budget_init() - starts the ledgers, closed until the next epoch
 * Return: 0, or -EINVAL for parameters of the module that are refused, which the log says.
 */
int wk_budget_init(void);

/** wk_budget_lock(), wk_budget_unlock() - around everything below. Context: may sleep */
void wk_budget_lock(void);
void wk_budget_unlock(void);

/** wk_budget_now() - what time it is; ledgers go on to it. Time does not go back. */
struct wk_instant wk_budget_now(void);

/** wk_budget_epoch_seconds() - of an epoch; always the same. Context: any */
u32 wk_budget_epoch_seconds(void);

/** wk_budget_account() - in which coin amounts are; always the same. Context: any */
enum wk_dp_account wk_budget_account(void);

/** wk_budget_ledger() - the ledger of a unit, enum wk_unit; NULL when there is none */
struct wk_dp_ledger *wk_budget_ledger(u32 unit);

/**
 * wk_budget_reserve() - charges a metric
 * @unit: enum wk_unit
 * @owner: not 0, and nobody else's
 * @t: terms; @t->windows is set
 * @window: first window that is collected, in the present epoch
 * @name: of the metric, for the sentence
 * @code: enum wk_code of a refusal
 * @e: zeroed; says what is missing, and when it comes free
 *
 * Return: 0 or -1.
 */
int wk_budget_reserve(u32 unit, u32 owner, const struct wk_dp_terms *t, u32 window,
		      const char *name, u32 *code, struct wk_error *e);

/**
 * wk_budget_rearm() - charges a watch once more, for the rest of this epoch
 * @window: that is collected; the rest as for wk_budget_reserve()
 *
 * Return: 0 or -1.
 */
int wk_budget_rearm(u32 unit, u32 owner, u32 window, const char *name, u32 *code,
		    struct wk_error *e);

/** wk_budget_export() - seals the state of all ledgers; @out has WK_SEAL_STATE bytes */
void wk_budget_export(const u8 *key, u8 *out);

/** wk_budget_import() - opens the closed ledgers; all or none. Return: 0, or -1 with @e */
int wk_budget_import(const u8 *key, const u8 *in, u32 *code, struct wk_error *e);

#endif /* _WK_ATTACH_BUDGET_H */
