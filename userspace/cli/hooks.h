/* SPDX-License-Identifier: GPL-2.0 */
/* The hooks that a program names, and what they mean on this machine. */
#ifndef _WK_CLI_HOOKS_H
#define _WK_CLI_HOOKS_H

#include "hookname.h"

#define HOOKS_MAX	1024	/* that one program may have, patterns expanded */

/**
 * struct hook - one place to attach to
 * @export: the function of the guest
 * @name: the hook; after hooks_expand() symbols are looked up: uprobes have the path of a
 *        file and an offset in it, system calls a number, and nothing is a pattern
 * @number: of a system call; -1 for all of them
 */
struct hook {
	char *export;
	struct hook_name name;
	int32_t number;
};

/**
 * struct hooks - all of a program
 * @list: they
 * @n: how many
 */
struct hooks {
	struct hook *list;
	size_t n;
};

/**
 * hooks_collect() - the hooks that the exports of a module name, parameters put in
 * @hooks: filled; to be cleared with hooks_clear() in any case
 *
 * Return: 0 or -1.
 */
int hooks_collect(const struct wk_module *module, const struct manifest *m, struct hooks *hooks,
		  char reason[CLI_WHY]);

/**
 * hooks_expand() - looks them up on this machine, and turns patterns into what matches
 *
 * Return: 0 or -1: a file or function is missing, a pattern matches nothing, too many match.
 */
int hooks_expand(struct hooks *hooks, char reason[CLI_WHY]);

/**
 * hooks_check() - is each name of a hook well formed? Nothing is looked up, and parameters may
 * still be without a value.
 *
 * Return: 0 or -1.
 */
int hooks_check(const struct wk_module *module, const struct manifest *m, char reason[CLI_WHY]);

/**
 * hooks_any() - does a module export a hook, or what is almost the name of one and no _start?
 */
bool hooks_any(const struct wk_module *module);

/** hooks_meant() - is an export a hook, or of the form of one, but of no kind that there is? */
bool hooks_meant(const struct wk_export *e);

/** hooks_clear() - frees what it owns */
void hooks_clear(struct hooks *hooks);

#endif /* _WK_CLI_HOOKS_H */
