/* SPDX-License-Identifier: GPL-2.0 */
/* Names of hooks, as exports have them: "kprobe:do_sys_openat2". */
#ifndef _WK_CLI_HOOKNAME_H
#define _WK_CLI_HOOKNAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "manifest.h"

#define HOOK_TEXT	512	/* longest symbol */
#define HOOK_PATH	4096	/* longest path */

enum hook_type {
	HOOK_KPROBE,
	HOOK_KRETPROBE,
	HOOK_TRACEPOINT,
	HOOK_UPROBE,
	HOOK_URETPROBE,
	HOOK_TIMER,
	HOOK_NETFILTER,
	HOOK_NETFILTER6,
	HOOK_SYSCALL,
	HOOK_SYSRET,
	HOOK_TYPES,
};

/**
 * struct hook_name - a name taken apart; nothing is looked up yet
 * @type: kind of hook
 * @group: tracepoints: before the slash, or ""; kprobes: kernel module, or ""
 * @symbol: function, tracepoint or system call; may be a pattern; "" for a file offset
 * @path: uprobes: path, or name of a library or program
 * @offset: bytes behind the symbol, or in the file
 * @interval: timers: nanoseconds
 * @hook: netfilter: enum nf_inet_hooks
 * @priority: netfilter
 */
struct hook_name {
	enum hook_type type;
	char group[64];
	char symbol[HOOK_TEXT];
	char path[HOOK_PATH];
	uint64_t offset;
	uint64_t interval;
	uint32_t hook;
	int32_t priority;
};

/** hook_type_name() - "kprobe"; never NULL */
const char *hook_type_name(enum hook_type type);

/**
 * hook_is_name() - could an export of that name be meant as a hook?
 *
 * Return: true for everything that begins with a kind of hook and a colon.
 */
bool hook_is_name(const void *name, size_t len);

/** hook_is_near() - does it begin with almost a kind of hook? */
bool hook_is_near(const void *name, size_t len);

/**
 * hook_parse() - takes a name apart
 * @text: the name, or what hook_substitute() made of it
 *
 * Return: 0 or -1.
 */
int hook_parse(const char *text, struct hook_name *hook, char reason[CLI_WHY]);

/**
 * hook_substitute() - puts text parameters of the program into a name: "uprobe:$exe:main"
 * @text: the name; "$$" is a dollar sign
 * @buf: where it goes, with @size bytes
 *
 * Return: 0; 1 when a parameter of it has no value yet; -1. @reason says why.
 */
int hook_substitute(const char *text, const struct manifest *m, char *buf, size_t size,
		    char reason[CLI_WHY]);

/** hook_is_pattern() - does it have "*", "?" or "["? */
bool hook_is_pattern(const char *text);

#endif /* _WK_CLI_HOOKNAME_H */
