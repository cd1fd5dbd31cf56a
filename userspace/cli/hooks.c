// SPDX-License-Identifier: GPL-2.0
/* The hooks that a program names, looked up on this machine. */

#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "elf.h"
#include "hooks.h"
#include "ksyms.h"

/* ---- collecting ---- */

static struct hook *add(struct hooks *hooks, const char *export, size_t len, char reason[CLI_WHY])
{
	struct hook *more, *h;

	if (hooks->n == HOOKS_MAX) {
		why(reason, "more than %d hooks", HOOKS_MAX);
		return NULL;
	}
	more = realloc(hooks->list, (hooks->n + 1) * sizeof(*more));
	if (more)
		hooks->list = more;
	h = more ? &more[hooks->n] : NULL;
	if (h)
		*h = (struct hook){ .export = strndup(export, len), .number = -1 };
	if (!h || !h->export) {
		why(reason, "out of memory");
		return NULL;
	}
	hooks->n++;
	return h;
}

static bool is_hook(const struct wk_export *e)
{
	return e->kind == WK_EXTERN_FUNC && hook_is_name(e->name.p, e->name.len);
}

static bool is_near(const struct wk_export *e)
{
	return e->kind == WK_EXTERN_FUNC && hook_is_near(e->name.p, e->name.len);
}

static bool is_start(const struct wk_export *e)
{
	return e->kind == WK_EXTERN_FUNC && e->name.len == 6 && !memcmp(e->name.p, "_start", 6);
}

/* Where there is something else to run, a name that is almost a hook is just a name. */
bool hooks_any(const struct wk_module *module)
{
	bool near = false, start = false;

	for (u32 i = 0; i < module->nexports; i++) {
		const struct wk_export *e = &module->exports[i];

		if (is_hook(e))
			return true;
		near |= is_near(e);
		start |= is_start(e);
	}
	return near && !start;
}

/* Return: as hook_substitute(). */
static int collect(const struct wk_export *e, const struct manifest *m, struct hooks *hooks,
		   char reason[CLI_WHY])
{
	char text[HOOK_PATH + HOOK_TEXT];
	struct hook *h = add(hooks, (const char *)e->name.p, e->name.len, reason);
	int err;

	if (!h)
		return -1;
	if (strlen(h->export) != e->name.len)
		return why(reason, "%.100s: a hook has no NUL byte in its name", h->export);
	err = hook_substitute(h->export, m, text, sizeof(text), reason);
	return err ? err : hook_parse(text, &h->name, reason);
}

/* A name that looks like a hook and is of no kind: a slip of the finger. */
static bool is_slip(const struct wk_export *e)
{
	size_t i = 0;

	while (i < e->name.len && (e->name.p[i] | 0x20) >= 'a' && (e->name.p[i] | 0x20) <= 'z')
		i++;
	return e->kind == WK_EXTERN_FUNC && i && i < e->name.len && e->name.p[i] == ':' &&
	       !is_hook(e);
}

bool hooks_meant(const struct wk_export *e)
{
	return is_hook(e) || is_slip(e);
}

int hooks_collect(const struct wk_module *module, const struct manifest *m, struct hooks *hooks,
		  char reason[CLI_WHY])
{
	memset(hooks, 0, sizeof(*hooks));
	for (u32 i = 0; i < module->nexports; i++)
		if (hooks_meant(&module->exports[i]) &&
		    collect(&module->exports[i], m, hooks, reason))
			return -1;
	return 0;
}

int hooks_check(const struct wk_module *module, const struct manifest *m, char reason[CLI_WHY])
{
	struct hooks hooks = { 0 };
	int err = 0;

	for (u32 i = 0; i < module->nexports && err >= 0; i++)
		if (hooks_meant(&module->exports[i]))
			err = collect(&module->exports[i], m, &hooks, reason);
	hooks_clear(&hooks);
	return err < 0 ? -1 : 0;
}

void hooks_clear(struct hooks *hooks)
{
	for (size_t i = 0; i < hooks->n; i++)
		free(hooks->list[i].export);
	free(hooks->list);
	memset(hooks, 0, sizeof(*hooks));
}

/* ---- expanding ---- */

/**
 * struct expansion - a pattern and what it has matched
 * @from: the hook that has it
 * @to: where matches go
 * @reason: why it cannot go on
 * @matches: how many
 */
struct expansion {
	const struct hook *from;
	struct hooks *to;
	char *reason;
	size_t matches;
};

static struct hook *add_match(struct expansion *x, const char *symbol)
{
	const char *export = x->from->export;
	struct hook *h = add(x->to, export, strlen(export), x->reason);

	if (!h)
		return NULL;
	h->name = x->from->name;
	snprintf(h->name.symbol, sizeof(h->name.symbol), "%s", symbol);
	x->matches++;
	return h;
}

static bool matches(const struct expansion *x, const char *name)
{
	return !fnmatch(x->from->name.symbol, name, 0);
}

static int match_kernel(void *data, const char *group, const char *name)
{
	struct expansion *x = data;
	const struct hook_name *h = &x->from->name;
	struct hook *match;

	if (!matches(x, name) || (*h->group && fnmatch(h->group, group, 0)))
		return 0;
	match = add_match(x, name);
	if (!match)
		return -1;
	snprintf(match->name.group, sizeof(match->name.group), "%s", group);
	return 0;
}

static int match_call(void *data, const char *group, const char *name)
{
	struct expansion *x = data;
	struct hook *match;

	(void)group;
	if (!matches(x, name))
		return 0;
	match = add_match(x, name);
	if (!match)
		return -1;
	match->number = syscall_number(name);
	return 0;
}

static int match_elf(void *data, const char *name, uint64_t offset)
{
	struct expansion *x = data;
	struct hook *match;

	if (!matches(x, name))
		return 0;
	/* Several names of one place are one hook. */
	for (size_t i = 0; i < x->matches; i++)
		if (x->to->list[x->to->n - 1 - i].name.offset == offset)
			return 0;
	match = add_match(x, name);
	if (!match)
		return -1;
	match->name.offset = offset;
	return 0;
}

static int expand_tracepoint(struct expansion *x)
{
	const struct hook_name *h = &x->from->name;

	if (hook_is_pattern(h->symbol) || hook_is_pattern(h->group))
		return ksyms_tracepoints(match_kernel, x);
	if (*h->group && !ksyms_tracepoint_exists(h->group, h->symbol))
		return why(x->reason, "%.100s: the kernel has no such tracepoint", x->from->export);
	return add_match(x, h->symbol) ? 0 : -1;
}

static int expand_kprobe(struct expansion *x)
{
	if (hook_is_pattern(x->from->name.symbol))
		return ksyms_functions(match_kernel, x);
	return add_match(x, x->from->name.symbol) ? 0 : -1;
}

static int expand_path(struct expansion *x)
{
	const struct hook_name *h = &x->from->name;
	struct hook *match;

	if (hook_is_pattern(h->symbol))
		return elf_functions(h->path, match_elf, x, x->reason);
	match = add_match(x, h->symbol);
	if (!match)
		return -1;
	if (!*h->symbol)
		return elf_check_offset(match->name.path, h->offset, x->reason);
	return elf_offset(match->name.path, h->symbol, h->offset, &match->name.offset, x->reason);
}

/* A program or library is found first, so that every match has its path. */
static int expand_uprobe(struct expansion *x)
{
	struct hook found = *x->from;
	struct expansion there = { .from = &found, .to = x->to, .reason = x->reason };
	int err;

	if (elf_find(x->from->name.path, found.name.path, sizeof(found.name.path), x->reason))
		return -1;
	err = expand_path(&there);
	x->matches += there.matches;
	return err;
}

/* "*" is all there are, also those that this tool has no name for. */
static int expand_syscall(struct expansion *x)
{
	const char *symbol = x->from->name.symbol;
	struct hook *match;

	if (strcmp(symbol, "*") && hook_is_pattern(symbol))
		return syscall_each(match_call, x);
	match = add_match(x, symbol);
	if (!match)
		return -1;
	if (*symbol == '#')
		match->number = (int32_t)(x->from->name.offset & INT32_MAX);
	else if (strcmp(symbol, "*"))
		match->number = syscall_number(symbol);
	if (match->number < 0 && strcmp(symbol, "*"))
		return why(x->reason, "%.100s: there is no system call of that name",
			   x->from->export);
	return 0;
}

static int expand(struct expansion *x)
{
	switch (x->from->name.type) {
	case HOOK_KPROBE:
	case HOOK_KRETPROBE:
		return expand_kprobe(x);
	case HOOK_TRACEPOINT:
		return expand_tracepoint(x);
	case HOOK_UPROBE:
	case HOOK_URETPROBE:
		return expand_uprobe(x);
	case HOOK_SYSCALL:
	case HOOK_SYSRET:
		return expand_syscall(x);
	default:
		return add_match(x, "") ? 0 : -1;
	}
}

int hooks_expand(struct hooks *hooks, char reason[CLI_WHY])
{
	struct hooks all = { 0 };
	int err = 0;

	for (size_t i = 0; i < hooks->n && !err; i++) {
		const struct hook *from = &hooks->list[i];
		struct expansion x = { .from = from, .to = &all, .reason = reason };

		reason[0] = '\0';
		err = expand(&x);
		if (err && !*reason)
			why(reason, "%.100s: the kernel's list of names cannot be read (is tracefs mounted?)",
			    from->export);
		if (!err && !x.matches)
			err = why(reason, "%.100s: nothing matches", from->export);
	}
	hooks_clear(hooks);
	*hooks = all;
	return err;
}
