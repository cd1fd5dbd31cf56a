/* SPDX-License-Identifier: GPL-2.0 */
/* What the running kernel has names for: functions, tracepoints, system calls. */
#ifndef _WK_CLI_KSYMS_H
#define _WK_CLI_KSYMS_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

typedef int (*ksyms_each_fn)(void *data, const char *group, const char *name);

/** ksyms_tracefs() - is tracefs mounted, and readable? */
bool ksyms_tracefs(void);

/**
 * ksyms_functions() - functions that can have probes
 * @each: gets the kernel module, or "", and the name; a return other than 0 ends it
 *
 * From tracefs, or, where there is none, all functions of kallsyms.
 *
 * Return: what @each said, 0, or -1 when there is no list.
 */
int ksyms_functions(ksyms_each_fn each, void *data);

/**
 * ksyms_tracepoints() - tracepoints, by group and name, from tracefs
 *
 * Return: as ksyms_functions().
 */
int ksyms_tracepoints(ksyms_each_fn each, void *data);

/** ksyms_tracepoint_exists() - 1 yes, 0 no, -1: there is no tracefs to ask */
int ksyms_tracepoint_exists(const char *group, const char *name);

/** ksyms_format() - fields of an event of tracefs: [{"name", "type"}], or NULL */
json_t *ksyms_format(const char *group, const char *name);

/** syscall_number() - of a name on this kind of machine, or -1 */
int syscall_number(const char *name);

/** syscall_name() - of a number, or NULL */
const char *syscall_name(int number);

/** syscall_each() - calls @each for all; the group is "" */
int syscall_each(ksyms_each_fn each, void *data);

#endif /* _WK_CLI_KSYMS_H */
