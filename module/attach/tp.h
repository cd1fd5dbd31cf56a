/* SPDX-License-Identifier: GPL-2.0 */
/* Finding tracepoints: few of them are exported to modules. */
#ifndef _WK_ATTACH_TP_H
#define _WK_ATTACH_TP_H

#include <linux/tracepoint.h>

/**
 * wk_tp_find() - a tracepoint of the kernel or of a module
 * @name: its name
 * @owner: filled: the module that it is in, which stays until module_put(); or NULL
 *
 * Context: process. Return: the tracepoint, or NULL.
 */
struct tracepoint *wk_tp_find(const char *name, struct module **owner);

#endif /* _WK_ATTACH_TP_H */
