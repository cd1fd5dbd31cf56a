// SPDX-License-Identifier: GPL-2.0
/* Names of hooks, taken apart. */

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hookname.h"
#include "near.h"

typedef int (*parse_fn)(const char *rest, struct hook_name *hook, char reason[CLI_WHY]);

static int parse_kprobe(const char *rest, struct hook_name *hook, char reason[CLI_WHY]);
static int parse_tracepoint(const char *rest, struct hook_name *hook, char reason[CLI_WHY]);
static int parse_uprobe(const char *rest, struct hook_name *hook, char reason[CLI_WHY]);
static int parse_timer(const char *rest, struct hook_name *hook, char reason[CLI_WHY]);
static int parse_netfilter(const char *rest, struct hook_name *hook, char reason[CLI_WHY]);
static int parse_syscall(const char *rest, struct hook_name *hook, char reason[CLI_WHY]);

static const struct {
	const char *name;
	parse_fn parse;
} types[HOOK_TYPES] = {
	[HOOK_KPROBE] = { "kprobe", parse_kprobe },
	[HOOK_KRETPROBE] = { "kretprobe", parse_kprobe },
	[HOOK_TRACEPOINT] = { "tracepoint", parse_tracepoint },
	[HOOK_UPROBE] = { "uprobe", parse_uprobe },
	[HOOK_URETPROBE] = { "uretprobe", parse_uprobe },
	[HOOK_TIMER] = { "timer", parse_timer },
	[HOOK_NETFILTER] = { "netfilter", parse_netfilter },
	[HOOK_NETFILTER6] = { "netfilter6", parse_netfilter },
	[HOOK_SYSCALL] = { "syscall", parse_syscall },
	[HOOK_SYSRET] = { "sysret", parse_syscall },
};

const char *hook_type_name(enum hook_type type)
{
	return types[type].name;
}

bool hook_is_pattern(const char *text)
{
	return strpbrk(text, "*?[") != NULL;
}

/* ---- pieces ---- */

static int find_type(const char *name, size_t len)
{
	for (int i = 0; i < HOOK_TYPES; i++)
		if (strlen(types[i].name) == len && !memcmp(types[i].name, name, len))
			return i;
	return -1;
}

bool hook_is_name(const void *name, size_t len)
{
	const char *colon = memchr(name, ':', len);

	return colon && find_type(name, (size_t)(colon - (const char *)name)) >= 0;
}

static const char *near_kind(const char *name, size_t len, char buf[NEAR_TEXT])
{
	return near_suggest(name, len, types, HOOK_TYPES, sizeof(types[0]), buf);
}

bool hook_is_near(const void *name, size_t len)
{
	const char *colon = memchr(name, ':', len);
	char near[NEAR_TEXT];

	return colon && *near_kind(name, (size_t)(colon - (const char *)name), near);
}

/* Copies what fits; the kernel's own names are far shorter. */
static int copy(char *to, size_t size, const char *from, size_t len, char reason[CLI_WHY])
{
	if (!len)
		return why(reason, "a part of it is empty");
	if (len >= size)
		return why(reason, "a part of it is longer than %zu bytes", size - 1);
	memcpy(to, from, len);
	to[len] = '\0';
	return 0;
}

/* Symbols of kernel and programs; C++ mangles into these, too. */
static int check_symbol(const char *symbol, char reason[CLI_WHY])
{
	for (const char *p = symbol; *p; p++)
		if (!isalnum((unsigned char)*p) && !strchr("_.$*?[]-^@", *p))
			return why(reason, "\"%.60s\" is no name of a function", symbol);
	return 0;
}

static int parse_number(const char *text, uint64_t *n, char reason[CLI_WHY])
{
	char *end;

	errno = 0;
	*n = strtoull(text, &end, 0);
	if (!isdigit((unsigned char)*text) || *end || errno)
		return why(reason, "\"%.60s\" is no offset", text);
	return 0;
}

/* "symbol", "symbol+0x10" */
static int parse_symbol(const char *text, struct hook_name *hook, char reason[CLI_WHY])
{
	const char *plus = strchr(text, '+');
	size_t len = plus ? (size_t)(plus - text) : strlen(text);

	if (copy(hook->symbol, sizeof(hook->symbol), text, len, reason) ||
	    check_symbol(hook->symbol, reason))
		return -1;
	if (plus && hook_is_pattern(hook->symbol))
		return why(reason, "a pattern has no offset");
	return plus ? parse_number(plus + 1, &hook->offset, reason) : 0;
}

/* ---- kinds ---- */

/* "symbol", "module:symbol" */
static int parse_kprobe(const char *rest, struct hook_name *hook, char reason[CLI_WHY])
{
	const char *colon = strchr(rest, ':');

	if (colon && copy(hook->group, sizeof(hook->group), rest, (size_t)(colon - rest), reason))
		return -1;
	if (parse_symbol(colon ? colon + 1 : rest, hook, reason))
		return -1;
	if (hook->offset && hook->type == HOOK_KRETPROBE)
		return why(reason, "a return has no offset");
	return 0;
}

/* "group/name"; "group:name" is what others write. */
static int parse_tracepoint(const char *rest, struct hook_name *hook, char reason[CLI_WHY])
{
	const char *slash = strpbrk(rest, "/:");

	if (slash && copy(hook->group, sizeof(hook->group), rest, (size_t)(slash - rest), reason))
		return -1;
	rest = slash ? slash + 1 : rest;
	if (copy(hook->symbol, sizeof(hook->symbol), rest, strlen(rest), reason))
		return -1;
	if (!strcmp(hook->group, "syscalls") && !strncmp(rest, "sys_e", 5))
		return why(reason, "tracefs makes that one up from another: write %s:%s",
			   rest[5] == 'n' ? "syscall" : "sysret",
			   strchr(rest + 5, '_') ? strchr(rest + 5, '_') + 1 : "NAME");
	return check_symbol(hook->symbol, reason);
}

/* "/path/program:symbol+0x10", "libc:malloc", "program:0x1234" */
static int parse_uprobe(const char *rest, struct hook_name *hook, char reason[CLI_WHY])
{
	const char *colon = strrchr(rest, ':');
	int err;

	if (!colon)
		return why(reason, "it has no \":FUNCTION\" behind the file");
	if (copy(hook->path, sizeof(hook->path), rest, (size_t)(colon - rest), reason))
		return -1;
	if (isdigit((unsigned char)colon[1]))
		err = parse_number(colon + 1, &hook->offset, reason);
	else
		err = parse_symbol(colon + 1, hook, reason);
	if (!err && hook->offset && *hook->symbol && hook->type == HOOK_URETPROBE)
		return why(reason, "a return has no offset");
	return err;
}

static int parse_timer(const char *rest, struct hook_name *hook, char reason[CLI_WHY])
{
	static const struct {
		const char *name;
		uint64_t nsec;
	} units[] = {
		{ "ns", 1 }, { "us", 1000 }, { "ms", 1000000 }, { "s", 1000000000 },
		{ "m", 60000000000 },
	};
	uint64_t n;
	char *end;

	errno = 0;
	n = strtoull(rest, &end, 10);
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (strcmp(end, units[i].name))
			continue;
		if (errno || !isdigit((unsigned char)*rest) || !n || n > INT64_MAX / units[i].nsec)
			break;
		hook->interval = n * units[i].nsec;
		return 0;
	}
	return why(reason, "\"%.60s\" is no interval: write 100ms, or us, s, m", rest);
}

/* "local_in", "local_in:-100" */
static int parse_netfilter(const char *rest, struct hook_name *hook, char reason[CLI_WHY])
{
	static const char *const names[] = {
		"pre_routing", "local_in", "forward", "local_out", "post_routing",
	};
	const char *colon = strchr(rest, ':');
	size_t len = colon ? (size_t)(colon - rest) : strlen(rest);
	long priority;
	char *end;

	while (hook->hook < 5 && (strlen(names[hook->hook]) != len ||
				  memcmp(names[hook->hook], rest, len)))
		hook->hook++;
	if (hook->hook == 5)
		return why(reason, "there are pre_routing, local_in, forward, local_out and post_routing");
	if (!colon)
		return 0;
	errno = 0;
	priority = strtol(colon + 1, &end, 10);
	if (errno || !colon[1] || *end || priority < INT32_MIN || priority > INT32_MAX)
		return why(reason, "\"%.60s\" is no priority", colon + 1);
	hook->priority = (int32_t)priority;
	return 0;
}

/* "openat", "*", "#257" */
static int parse_syscall(const char *rest, struct hook_name *hook, char reason[CLI_WHY])
{
	if (copy(hook->symbol, sizeof(hook->symbol), rest, strlen(rest), reason))
		return -1;
	if (*rest == '#')
		return parse_number(rest + 1, &hook->offset, reason);
	return check_symbol(hook->symbol, reason);
}

/* ---- all ---- */

int hook_parse(const char *text, struct hook_name *hook, char reason[CLI_WHY])
{
	const char *colon = strchr(text, ':');
	int type = colon ? find_type(text, (size_t)(colon - text)) : -1;
	char inner[CLI_WHY], near[NEAR_TEXT];

	memset(hook, 0, sizeof(*hook));
	if (type < 0)
		return why(reason, "%.100s: there is no such kind of hook%s", text,
			   near_kind(text, strcspn(text, ":"), near));
	hook->type = (enum hook_type)type;
	if (types[type].parse(colon + 1, hook, inner))
		return why(reason, "%.100s: %.280s", text, inner);
	return 0;
}

/* ---- parameters ---- */

static size_t name_length(const char *name)
{
	size_t n = 0;

	while (isalnum((unsigned char)name[n]) || name[n] == '_')
		n++;
	return n;
}

static int append(char *buf, size_t size, size_t *n, const char *text, size_t len,
		  char reason[CLI_WHY])
{
	if (len >= size - *n)
		return why(reason, "a name of a hook becomes too long");
	memcpy(buf + *n, text, len);
	*n += len;
	buf[*n] = '\0';
	return 0;
}

static int append_param(const struct manifest *m, const char *name, size_t len, char *buf,
			size_t size, size_t *n, char reason[CLI_WHY])
{
	const struct manifest_param *p = manifest_param(m, name, len);

	if (!p || p->type != PARAM_TEXT)
		return why(reason, "there is no text parameter \"%.*s\"",
			   (int)(len < 60 ? len : 60), name);
	if (!*p->text) {
		why(reason, "parameter %s is needed: --set %s=...", p->name, p->name);
		return 1;
	}
	return append(buf, size, n, p->text, strlen(p->text), reason);
}

int hook_substitute(const char *text, const struct manifest *m, char *buf, size_t size,
		    char reason[CLI_WHY])
{
	char inner[CLI_WHY];
	size_t n = 0;
	int err = 0;

	buf[0] = '\0';
	for (const char *p = text; *p && !err;) {
		size_t len = strcspn(p, "$");

		err = append(buf, size, &n, p, len, inner);
		p += len;
		if (err || !*p)
			break;
		p++;
		len = name_length(p);
		if (*p == '$' || !len) {
			err = append(buf, size, &n, "$", 1, inner);
			p += *p == '$';
			continue;
		}
		err = append_param(m, p, len, buf, size, &n, inner);
		p += len;
	}
	if (err)
		why(reason, "%.100s: %.280s", text, inner);
	return err;
}
