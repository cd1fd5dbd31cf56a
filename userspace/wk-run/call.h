/* SPDX-License-Identifier: GPL-2.0 */
/* Calling a guest function: in slices, with typed arguments and results. */
#ifndef _WK_RUN_CALL_H
#define _WK_RUN_CALL_H

#include "runner.h"

extern const struct wk_exec_ops call_ops;

/**
 * call_func() - calls a function until it ends, is stopped or runs out of fuel
 * @r: the run; its outcome is set
 * @f: the function
 * @args: its parameter slots, or NULL when it has none
 *
 * Return: 0 when the function returned, else -1.
 */
int call_func(struct runner *r, struct wk_func *f, const u64 *args);

/**
 * call_typed() - calls a function with the arguments of the command line
 * @r: the run; its outcome is set
 * @f: the function
 * @typed: arguments are for the function; else they are for the program
 *
 * A command line that does not fit exits. Return: as call_func().
 */
int call_typed(struct runner *r, struct wk_func *f, bool typed);

#endif /* _WK_RUN_CALL_H */
