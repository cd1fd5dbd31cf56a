/* SPDX-License-Identifier: GPL-2.0 */
/* Types of the running kernel: link-time constants, arguments of functions. */
#ifndef _WK_CLI_BTF_H
#define _WK_CLI_BTF_H

#include <jansson.h>
#include <stdint.h>

#include "why.h"

struct kernel_types;

/**
 * types_open() - the types of the running kernel
 * @path: NULL, or a file with BTF to use instead
 *
 * Return: them, or NULL with the reason.
 */
struct kernel_types *types_open(const char *path, char reason[CLI_WHY]);

/** types_close() - NULL is allowed */
void types_close(struct kernel_types *t);

/**
 * types_constant() - what an import from "btf" stands for
 * @name: one of
 *        "T.f.g"         offset of a field in bytes
 *        "T.f:size"      bytes of a field
 *        "T.f:exists"    1 or 0
 *        "T.f:bit"       offset in bits
 *        "T.f:bits"      size in bits
 *        "sizeof(T)"     bytes of a type
 *        "E.NAME"        value of an enumerator of enum E
 *        "enum:NAME"     of any enum
 *        "?" at its end: -1 if there is no such thing
 * @value: where it goes
 *
 * T is a struct, union or typedef. What the kernel itself lacks is looked for in its modules.
 *
 * Return: 0, or -1 with a reason that says which part is missing.
 */
int types_constant(struct kernel_types *t, const char *name, int64_t *value, char reason[CLI_WHY]);

/**
 * types_function() - arguments of a function
 *
 * Return: {"args": [{"name", "type"}], "returns": type}, or NULL when nothing is known.
 */
json_t *types_function(struct kernel_types *t, const char *name);

/** types_tracepoint() - the same for a tracepoint, as hooks get them; NULL likewise */
json_t *types_tracepoint(struct kernel_types *t, const char *name);

/** types_each_tracepoint() - calls @each for every tracepoint; they have no groups here */
void types_each_tracepoint(struct kernel_types *t, void (*each)(void *data, const char *name),
			   void *data);

#endif /* _WK_CLI_BTF_H */
